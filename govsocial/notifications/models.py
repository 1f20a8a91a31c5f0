"""The outbox. A notice is in the app from the moment its row stands; mail follows."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from govsocial.notifications.kinds import KINDS, SECRET

CLAIM = timedelta(minutes=5)  # longer than a mail takes; after it a row whose sweep died is free again


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due_by_mail(self, at: datetime) -> "NoticeQuerySet":
        """Released, not yet mailed, not given up, in no other sweep's hands, oldest first."""
        free = models.Q(claimed_at=None) | models.Q(claimed_at__lt=at - CLAIM)
        return self.filter(free, mailed_at=None, not_before__lte=at, given_up_at=None).order_by("not_before", "id")

    def visible_to(self, person: Any) -> "NoticeQuerySet":
        return self.filter(recipient=person, not_before__lte=timezone.now()).exclude(kind__in=SECRET)


class Notice(models.Model):
    """One notice to one person, exactly once (unique key); by mail at least once with the same Message-ID."""

    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    address = models.EmailField(help_text="where the mail goes")
    stage = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="a sweep is mailing it since then")
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "address", "stage", "period"], name="notice_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="notice_to_mail",
                condition=models.Q(mailed_at=None, given_up_at=None),
            ),
            models.Index(fields=["recipient", "-id"], name="notice_of_person"),
            models.Index(fields=["recipient", "-id"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id} → {self.address}"

    @property
    def title(self) -> str:
        """In the language that is active."""
        return str(str(KINDS[self.kind].title) % self.facts)

    @property
    def message_id(self) -> str:
        """The same at each attempt, so that a mail sent twice is shown once."""
        return f"<notice-{self.pk}@{settings.DEFAULT_FROM_EMAIL.rsplit('@', 1)[-1].rstrip('>')}>"


class JobRun(models.Model):
    """When each sweep last ran and how it ended; shown on the status line."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.finished_at}"
