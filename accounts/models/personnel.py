"""What an office keeps of the people who run its accounts: job descriptions, orientations, leaves and hand-overs."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.office import Office
from accounts.models.official_account import OfficialAccount, TeamMember
from accounts.models.person import Person


class JobDescription(models.Model):
    """The written description of somebody's work in an office (np-2075 `job-description`); the latest counts."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="job_descriptions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="job_descriptions")
    number = models.PositiveIntegerField(help_text="1 for the first version")
    on = models.DateField(help_text="the day on which the person got it")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "person", "number"], name="job_description_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.office_id}, {self.number}"


class Orientation(models.Model):
    """That somebody was introduced to her role and duties (np-2075 `orientation`)."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="orientations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="orientations")
    on = models.DateField()
    held_by = models.CharField(max_length=200)
    subject = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["office", "person", "on"], name="orientation_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.office_id} on {self.on}"


class HandOverKind(models.TextChoices):
    LEAVE = "leave", _("leave")
    TRANSFER = "transfer", _("transfer or departure")


class HandOverState(models.TextChoices):
    PLANNED = "planned", _("planned")
    BEGUN = "begun", _("on leave")
    OVER = "over", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (HandOverState.PLANNED, HandOverState.BEGUN)


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def open(self) -> "HandOverQuerySet":
        """To come, or a leave that goes on."""
        return self.filter(status__in=OPEN)

    def overlapping(self, since: date, until: date | None) -> "HandOverQuerySet":
        """Away on any day from `since` until (not including) `until`; None: for good."""
        rows = self.filter(Q(until=None) | Q(until__gt=since))
        return rows.filter(since__lt=until) if until else rows

    def move(self, from_: HandOverState, to: HandOverState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class HandOver(models.Model):
    """Somebody is away from an office from `since` until (not including) `until`, or leaves it for good.

    Her seats end on the first day and, after a leave, come back on the last (np-2075 `leave`).
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="hand_overs")
    lineage = models.CharField(max_length=300, db_index=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hand_overs")
    kind = models.CharField(max_length=10, choices=HandOverKind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day back; none for a transfer")
    note = models.CharField(max_length=300, blank=True)
    shortfall_reason = models.TextField(blank=True, help_text="why a team is left below its minimum")
    status = models.CharField(max_length=10, choices=HandOverState.choices, default=HandOverState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "person"], condition=Q(status__in=["planned", "begun"]), name="hand_over_open_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="leave", until__gt=F("since")) | Q(kind="transfer", until=None),
                name="hand_over_days_fit_kind",
            ),
            models.CheckConstraint(condition=Q(status__in=HandOverState.values), name="hand_over_status_known"),
        ]
        indexes = [models.Index(fields=["status", "since"], name="hand_over_due")]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.office_id} since {self.since}"

    @property
    def shape(self) -> str:
        """The badge's kind."""
        return {"planned": "info", "begun": "warn", "over": "ok"}.get(self.status, "none")


class HandOverSeat(models.Model):
    """One seat that is handed over: to whom, which seat ended, and which was given in its place."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="seats")
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended = models.ForeignKey(TeamMember, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given = models.ForeignKey(TeamMember, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["hand_over", "account"], name="hand_over_seat_once")]

    def __str__(self) -> str:
        return f"{self.hand_over_id}: {self.account_id} → {self.substitute_id}"
