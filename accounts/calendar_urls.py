from django.urls import path

from accounts.views import calendar

app_name = "workdays"
urlpatterns = [
    path("", calendar.holiday_list, name="holiday_list"),
    path("holidays/add/", calendar.holiday_add, name="holiday_add"),
    path("holidays/<int:pk>/", calendar.holiday_edit, name="holiday_edit"),
    path("rest-days/add/", calendar.rest_days_add, name="rest_days_add"),
    path("rest-days/<int:pk>/", calendar.rest_days_edit, name="rest_days_edit"),
    path("hours/add/", calendar.hours_add, name="hours_add"),
    path("hours/<int:pk>/", calendar.hours_edit, name="hours_edit"),
]
