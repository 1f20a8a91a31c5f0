from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "govsocial.rulebook"
    label = "rulebook"
