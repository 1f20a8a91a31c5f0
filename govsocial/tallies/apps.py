from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "govsocial.tallies"
    label = "tallies"
