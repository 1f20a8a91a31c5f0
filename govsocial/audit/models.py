"""The chain's two tables: its entries and its head."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from govsocial.audit.actions import Action

SYSTEM = "system"


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: models.Model) -> "EntryQuerySet":
        """Entries on one object, newest first."""
        own = self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
        return own.select_related("actor").order_by("-seq")


class Entry(models.Model):
    """One change. Never updated, never deleted (triggers); subjects are named by type and id as text."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=300)
    action = models.CharField(max_length=60, choices=Action.choices)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    lineage = models.CharField(max_length=300, blank=True, help_text="ancestor ids of the office concerned")
    note = models.TextField(blank=True)
    data = models.TextField(default="{}", help_text="canonical JSON")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "seq"], name="entry_subject")]
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="entry_hash_once"),
            models.UniqueConstraint(fields=["previous_hash"], name="entry_follows_one"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject_type}:{self.subject_id}"

    @property
    def action_label(self) -> str:
        return str(Action(self.action).label)

    @property
    def actor_name(self) -> str:
        """The person's name in the reader's language; the label has the one that was recorded, with the address."""
        if self.actor_label == SYSTEM:
            return _("the system")
        return str(self.actor or self.actor_label.split(" <", 1)[0])


class Head(models.Model):
    """The chain's last entry: one row, whose lock orders all writers."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
