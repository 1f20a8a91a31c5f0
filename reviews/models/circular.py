"""Circulars: what an office sends to the offices below it, and who acknowledged it (covering order of 2016)."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from accounts.models.role import READS_SUBTREE
from govsocial.rulebook.models import in_language

REMINDER_EVERY = timedelta(days=7)


class FileKind(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"


CONTENT_TYPES = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}


def random_name(circular: Any, filename: str) -> str:
    """Where a copy is stored: nothing of the name it came with."""
    return f"circulars/{secrets.token_hex(16)}"


class CircularQuerySet(models.QuerySet["Circular"]):
    def public(self) -> "CircularQuerySet":
        """For everybody, without signing in."""
        return self.filter(is_public=True)

    def visible_to(self, person: Person) -> "CircularQuerySet":
        """Public ones, those her offices issued or got, and those issued by offices under her oversight."""
        own = [role.office_id for role in person.present_roles]
        got = Addressee.objects.filter(circular=OuterRef("pk"), office_id__in=own)
        scope = Q(is_public=True) | Q(office_id__in=own) | Q(Exists(got))
        for lineage in person.lineages(*READS_SUBTREE):
            scope |= Q(lineage__startswith=lineage)
        return self.filter(scope)

    def being_addressed(self) -> "CircularQuerySet":
        """Not all of their addressees are written yet."""
        return self.filter(addressed_at=None).order_by("id")


class Circular(models.Model):
    """One circular. It is not changed after it was issued."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="circulars")
    lineage = models.CharField(max_length=300, db_index=True)
    memo_number = models.CharField(_("memo number"), max_length=100)
    dated_on = models.DateField(_("date"))
    subject_bn = models.CharField(max_length=300)
    subject_en = models.CharField(max_length=300, blank=True)
    text_bn = models.TextField()
    text_en = models.TextField(blank=True)
    kinds = models.JSONField(default=list, help_text="kinds of office addressed; none named: all")
    is_public = models.BooleanField(default=False)
    copy = models.FileField(upload_to=random_name, max_length=100, blank=True)
    copy_kind = models.CharField(max_length=4, choices=FileKind.choices, blank=True)
    copy_bytes = models.PositiveIntegerField(default=0)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    addressed_up_to = models.BigIntegerField(default=0, help_text="id of the last office written among the addressees")
    addressed_at = models.DateTimeField(null=True, blank=True, help_text="all addressees are written since then")
    reminding_since = models.DateTimeField(null=True, blank=True, help_text="asked then, not yet done for all")

    objects = CircularQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "memo_number"], name="circular_memo_once"),
        ]

    def __str__(self) -> str:
        return self.memo_number

    subject = property(lambda self: in_language(self, "subject"))
    text = property(lambda self: in_language(self, "text"))

    def addressed_offices(self) -> models.QuerySet[Office]:
        """Offices below the issuing one, of the kinds named."""
        below = Office.objects.within(self.office).exclude(pk=self.office_id)
        return below.filter(kind__in=self.kinds) if self.kinds else below

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[FileKind(self.copy_kind)]


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    def missing(self) -> "AddresseeQuerySet":
        """Has not acknowledged."""
        return self.filter(acknowledged_at=None)

    def to_remind(self, at: datetime) -> "AddresseeQuerySet":
        """Missing and not reminded in the seven days before."""
        return self.missing().filter(Q(reminded_at=None) | Q(reminded_at__lte=at - REMINDER_EVERY))


class Addressee(models.Model):
    """An office to which a circular was sent, and when its head acknowledged it."""

    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="addressees")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    lineage = models.CharField(max_length=300)
    acknowledged_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circular", "office"], name="addressee_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(acknowledged_by__isnull=False), name="addressee_acknowledged_by"
            ),
        ]
        indexes = [
            models.Index(fields=["circular", "id"], name="addressee_missing", condition=Q(acknowledged_at=None)),
            models.Index(fields=["office", "id"], name="addressee_waiting", condition=Q(acknowledged_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} → {self.office_id}"
