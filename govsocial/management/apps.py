from django.apps import AppConfig


class ManagementConfig(AppConfig):
    name = "govsocial.management"
    label = "management"
