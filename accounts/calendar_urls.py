from django.urls import path

from accounts.views import calendar

app_name = "workdays"
urlpatterns = [
    path("", calendar.holiday_list, name="holiday_list"),
    path("holidays/add/", calendar.holiday_add, name="holiday_add"),
    path("holidays/<int:pk>/", calendar.holiday_edit, name="holiday_edit"),
]
