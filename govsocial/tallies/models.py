"""What each clause found of each subject, from when to when; and the sums below each office."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """States of a finding (clauses.md); a clause whose records come later has none and is *not yet measured*."""

    MET = "met", _("met")
    MET_SINGLE = "met_single", _("met (single officer)")
    BREACHED = "breached", _("breached")
    EXCUSED = "excused", _("excused")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    COULD_NOT_CHECK = "could_not_check", _("could not check")


# Of several states in one period the worst counts: later in this list is worse.
SEVERITY = (
    Status.NOT_APPLICABLE,
    Status.MET,
    Status.MET_SINGLE,
    Status.COULD_NOT_CHECK,
    Status.EXCUSED,
    Status.BREACHED,
)
COUNTED = tuple(status.value for status in Status)
TOTAL = "*"  # in place of a clause: the sum over all clauses of the edition


class FindingQuerySet(models.QuerySet["Finding"]):
    def overlapping(self, first: date, last: date) -> "FindingQuerySet":
        """Held on any day of a period, both ends included."""
        return self.filter(since__lte=last).filter(Q(until=None) | Q(until__gt=first))

    def present(self) -> "FindingQuerySet":
        return self.filter(until=None)

    def below(self, lineage: str) -> "FindingQuerySet":
        """Of an office and those below it."""
        return self.filter(lineage__startswith=lineage)


class Finding(models.Model):
    """One subject's state under one clause between two days; only changes make rows. `until`: the first day after."""

    edition = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    office_id = models.BigIntegerField()
    lineage = models.CharField(max_length=300)
    status = models.CharField(max_length=20, choices=Status.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    began = models.DateField(help_text="first day of this state, also where the office moved meanwhile")
    facts = models.JSONField(default=dict)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "clause", "subject_type", "subject_id", "since"], name="finding_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["edition", "clause", "subject_type", "subject_id"],
                condition=Q(until=None),
                name="finding_one_present",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="finding_ends_after_start"),
        ]
        indexes = [
            models.Index(
                fields=["lineage", "edition", "clause"],
                name="finding_breaches",
                condition=Q(until=None, status="breached"),
                opclasses=["varchar_pattern_ops", "varchar_ops", "varchar_ops"],
            ),
            models.Index(fields=["subject_type", "subject_id"], name="finding_of_subject"),
            models.Index(fields=["office_id"], name="finding_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.clause} {self.subject_type}:{self.subject_id} {self.status} since {self.since}"


class Tally(models.Model):
    """How many subjects below an office (itself included) were in each state in a period: each by its worst one.

    Kept for offices that have offices below them; of the others the findings themselves are read. The clause "*" is the
    sum over all clauses: what is counted there are pairs of a subject and a clause.
    """

    office_id = models.BigIntegerField()
    edition = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    met = models.PositiveIntegerField(default=0)
    met_single = models.PositiveIntegerField(default=0)
    breached = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)
    could_not_check = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "edition", "clause", "office_id"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.edition} {self.clause} office {self.office_id}"


class Evaluation(models.Model):
    """That a period was evaluated, and when last: the as-of time of every figure."""

    period = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.period} at {self.at}"


class Night(models.Model):
    """How far the daily evaluation has come: one row a day, `done` its finished steps."""

    day = models.DateField(primary_key=True)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.day}: {self.done}"


class Turn(models.Model):
    """One row, held until the end of the transaction by whoever changes findings and sums: one at a time."""

    def __str__(self) -> str:
        return f"turn {self.pk}"

    @classmethod
    def take(cls) -> None:
        """Wait until nobody else changes findings. Call in a transaction, before reading what is to be changed."""
        cls.objects.get_or_create(pk=1)
        cls.objects.select_for_update().get(pk=1)
