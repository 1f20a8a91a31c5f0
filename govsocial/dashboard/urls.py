from django.urls import path

from govsocial.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/<int:pk>/open/", views.notice_open, name="notice_open"),
    path("readyz", views.readyz, name="readyz"),
]
