from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "govsocial.dashboard"
    label = "dashboard"
