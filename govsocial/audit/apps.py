from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from govsocial.audit.chain import GENESIS
from govsocial.audit.triggers import remake_triggers


class AuditConfig(AppConfig):
    name = "govsocial.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(self.complete_chain, sender=self)

    def complete_chain(self, **_: object) -> None:
        """After every migrate and every test's flush: the triggers stand and the head's one row exists."""
        remake_triggers()
        head: Any = self.get_model("Head")
        if not head.objects.exists():
            head.objects.create(seq=0, hash=GENESIS)
