"""Committees of an office: for grievances and issues, for the management of social media (np-2075)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.office import Office
from accounts.models.person import Person


class CommitteeKind(models.TextChoices):
    GRIEVANCE = "grievance", _("grievance and issue committee")
    MEDIA = "media", _("social media management committee")


class CommitteeRole(models.TextChoices):
    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("member secretary")
    MEMBER = "member", _("member")


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def standing(self, day: date) -> "CommitteeQuerySet":
        """Formed by a day, and not dissolved on it."""
        return self.filter(formed_on__lte=day).filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day))


class Committee(models.Model):
    """A committee formed by an order of its office; one of a kind stands at a time."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="committees")
    lineage = models.CharField(max_length=300, db_index=True)
    kind = models.CharField(max_length=10, choices=CommitteeKind.choices)
    order_number = models.CharField(max_length=100)
    formed_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True, help_text="first day on which it no longer stands")
    version = models.PositiveIntegerField(default=1)
    formed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind"], condition=Q(dissolved_on=None), name="committee_one_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("formed_on")), name="committee_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.office_id}"

    @property
    def name(self) -> str:
        return str(self.get_kind_display())


class CommitteeMemberQuerySet(models.QuerySet["CommitteeMember"]):
    def sitting(self, day: date) -> "CommitteeMemberQuerySet":
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class CommitteeMember(models.Model):
    """Somebody on a committee: a person of the portal, or a name and a post."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    post = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=10, choices=CommitteeRole.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day without the seat")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee"], condition=Q(role="chair", until=None), name="committee_one_chair"
            ),
            models.UniqueConstraint(
                fields=["committee", "person"], condition=Q(until=None), name="committee_person_once"
            ),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="committee_member_named"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="committee_seat_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.name)


class CommitteeDecision(models.Model):
    """A numbered decision. Added, never changed."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="committee_decision_once")]

    def __str__(self) -> str:
        return f"{self.committee_id} no. {self.number}"
