"""Whom an official account follows, and who writes to it on Viber (edition np-2075)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.official_account import OfficialAccount
from accounts.models.person import Person


class KeptLineQuerySet(models.QuerySet[Any]):
    def present(self) -> "KeptLineQuerySet":
        """Not ended."""
        return self.filter(ended_at=None)


class KeptLine(models.Model):
    """A line of a list that an account keeps: entered, and ended later; never changed, never deleted."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="%(class)ss")
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeptLineQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]


class Peer(KeptLine):
    """A similar official account that this one follows (clauses `engage`, `follow-relevant`)."""

    name = models.CharField(_("name of the account followed"), max_length=200)
    url = models.URLField(_("its address"), max_length=300)

    class Meta(KeptLine.Meta):
        constraints = [models.UniqueConstraint(fields=["account", "url"], condition=Q(ended_at=None), name="peer_once")]

    def __str__(self) -> str:
        return self.name


class ViberContact(KeptLine):
    """A number that wrote to the office on Viber, with whose it is (clause `contacts`). Seen by few."""

    number = models.CharField(_("number"), max_length=20)
    identity = models.CharField(_("whose number it is"), max_length=200)

    class Meta(KeptLine.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["account", "number"], condition=Q(ended_at=None), name="viber_contact_once"
            ),
            models.CheckConstraint(condition=~Q(identity=""), name="viber_contact_has_identity"),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """For the audit trail, which is kept for good: the last digits only."""
        return f"…{self.number[-3:]}"
