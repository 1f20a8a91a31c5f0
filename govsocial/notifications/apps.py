from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "govsocial.notifications"
    label = "notifications"
