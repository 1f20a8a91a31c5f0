"""Mobile numbers that an office publishes itself: no personal data (clause 6-ga)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.mobile_numbers import grouped
from accounts.models.office import Office
from accounts.models.person import Person


class OfficeNumberQuerySet(models.QuerySet["OfficeNumber"]):
    def present(self) -> "OfficeNumberQuerySet":
        """Not ended."""
        return self.filter(ended_at=None)


class OfficeNumber(models.Model):
    """A number of an office, 11 ASCII digits: recorded, and ended later; never changed, never deleted."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="numbers")
    lineage = models.CharField(max_length=300, db_index=True)
    number = models.CharField(max_length=11)
    purpose = models.CharField(max_length=200)
    since = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfficeNumberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], condition=Q(ended_at=None), name="office_number_once"),
            models.CheckConstraint(condition=~Q(purpose=""), name="office_number_has_purpose"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="office_number_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return grouped(self.number)
