from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "govsocial.workdays"
    label = "workdays"
