"""Roles of people in offices, each with a start and an end."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.office import Office
from accounts.models.person import Person

if TYPE_CHECKING:
    from django.db.models.query import QuerySet


class RoleKind(models.TextChoices):
    OFFICER = "officer", _("officer")
    HEAD = "head", _("head of office")
    SUPERVISOR = "supervisor", _("supervisor of the offices below")
    CABINET = "cabinet", _("Cabinet Division")
    KEEPER = "keeper", _("rule-book keeper")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


OVERSEEING = (RoleKind.SUPERVISOR, RoleKind.CABINET)
READS_SUBTREE = (RoleKind.SUPERVISOR, RoleKind.CABINET, RoleKind.KEEPER, RoleKind.AUDITOR, RoleKind.ADMINISTRATOR)
ROOT_ONLY = (RoleKind.CABINET, RoleKind.KEEPER)


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self, today: date | None = None) -> "RoleQuerySet":
        """Roles that hold on a local date (today unless given); checked at every request, so an end is immediate."""
        day = today or timezone.localdate()
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def of(self, *kinds: RoleKind) -> "RoleQuerySet":
        return self.filter(kind__in=kinds)

    def above(self, office: Office) -> "RoleQuerySet":
        """Held at an ancestor of the office."""
        return self.filter(office_id__in=office.ancestor_ids)

    def people(self) -> "QuerySet[Person]":
        return Person.objects.filter(is_active=True, pk__in=self.values("person_id"))


class Role(models.Model):
    """One person, one office, one kind, from `since` until (not including) `until`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(_("role"), max_length=20, choices=RoleKind.choices)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "office", "kind"], condition=Q(until=None), name="role_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="role_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["office", "kind"], name="role_of_office")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} at {self.office_id}"
