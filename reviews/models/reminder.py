"""When an office was last reminded of its breaches: at most once in seven days."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Office, Person
from govsocial.rulebook.models import Clause
from reviews.models.circular import REMINDER_EVERY


class ReminderQuerySet(models.QuerySet["BreachReminder"]):
    def due(self, at: datetime) -> "ReminderQuerySet":
        """Of offices that were not reminded in the seven days before a moment."""
        return self.filter(Q(sent_at=None) | Q(sent_at__lte=at - REMINDER_EVERY))


class BreachReminder(models.Model):
    """One row an office, taken by compare-and-set: of two who send at once, one reminds it."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, primary_key=True, related_name="breach_reminder")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(Clause, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_by__isnull=False, clause__isnull=False),
                name="breach_reminder_names_sender",
            )
        ]

    def __str__(self) -> str:
        return f"office {self.office_id} reminded {self.sent_at}"
