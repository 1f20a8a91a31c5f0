from django.apps import AppConfig
from django.db.models.signals import post_migrate

from govsocial.audit.triggers import remake_triggers


class AuditConfig(AppConfig):
    name = "govsocial.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(remake_triggers, sender=self)
