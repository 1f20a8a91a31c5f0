"""What people stated about their duties. Rows are added, never changed: the latest counts, the others are history."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.office import Office
from accounts.models.official_account import OfficialAccount
from accounts.models.person import Person


def random_name(attestation: object, filename: str) -> str:
    """Where a picture is stored: nothing of the name it came with."""
    return f"attested/{secrets.token_hex(16)}"


class Attestation(models.Model):
    """A named person's statement how a duty of an account (or of an office) is met, until it is asked again or
    something else is stated."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="attestations")
    account = models.ForeignKey(
        OfficialAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="attestations"
    )
    edition = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="1 for the first statement under this duty")
    on = models.DateField()
    until = models.DateField(null=True, help_text="first day on which it no longer holds; none: until it changes")
    evidence = models.TextField()
    link = models.URLField(max_length=300, blank=True)
    answers = models.JSONField(default=dict)
    picture = models.FileField(upload_to=random_name, max_length=100, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "edition", "clause", "number"],
                condition=Q(account__isnull=False),
                name="attestation_of_account_once",
            ),
            models.UniqueConstraint(
                fields=["office", "edition", "clause", "number"],
                condition=Q(account=None),
                name="attestation_of_office_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("on")), name="attestation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.clause} of {self.account_id or self.office_id}, {self.number}"


class CredentialRotation(models.Model):
    """That the credentials of an account were changed: who and when. The credentials themselves are nowhere here."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="rotations")
    on = models.DateField()
    second_factor = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["account", "on"], name="rotation_once_a_day")]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.on}"


class GrsIdentity(models.Model):
    """By what name the Grievance Redress System knows an office (clause 5-jha)."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="grs_identities")
    number = models.PositiveIntegerField(help_text="1 for the first one recorded")
    code = models.CharField(max_length=60, blank=True)
    url = models.URLField(max_length=300, blank=True)
    contact = models.CharField(max_length=300)
    since = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="grs_identity_once")]

    def __str__(self) -> str:
        return f"office {self.office_id}: {self.code or self.url}"


class Acknowledgement(models.Model):
    """A person says that she has read an edition and keeps it, until it is asked again (clause 5-ta)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    edition = models.CharField(max_length=40)
    on = models.DateField(default=timezone.localdate)
    until = models.DateField(help_text="first day on which it no longer holds")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "edition", "on"], name="acknowledgement_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.edition} on {self.on}"
