"""Editions of guidelines, their clauses, and parameters that hold from a date on."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from govsocial.rulebook.words import unit_in_words, value_in_words


def in_language(row: models.Model, field: str) -> str:
    """A two-language column in the language that is active; Bangla is the fallback."""
    english = str(get_language() or "").startswith("en")
    return str(getattr(row, f"{field}_en" if english else f"{field}_bn") or getattr(row, f"{field}_bn"))


class Edition(models.Model):
    """One guideline as issued."""

    code = models.CharField(max_length=40, unique=True)
    title_bn = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    issuer_bn = models.CharField(max_length=300)
    issuer_en = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    since = models.DateField()
    supersedes = models.CharField(max_length=100, blank=True)
    supplements = models.CharField(max_length=40, blank=True)
    is_default = models.BooleanField(default=False)
    note_bn = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-is_default", "-country", "code"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_edition")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def issuer(self) -> str:
        return in_language(self, "issuer")

    @property
    def note(self) -> str:
        return in_language(self, "note")


class Force(models.TextChoices):
    MUST = "must", _("must")
    ENCOURAGED = "encouraged", _("encouraged")
    MAY = "may", _("may")
    AIM = "aim", _("aim")


class DecidedBy(models.TextChoices):
    AUTO = "auto", _("computed from records")
    ATTEST = "attest", _("attested by a named person")
    HUMAN = "human", _("decided by a named person")
    INDICATOR = "indicator", _("a figure, never pass or fail")
    NONE = "none", _("not decided here")


class Clause(models.Model):
    """One rule of an edition, in the portal's own words."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses")
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    label_bn = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60)
    title_bn = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text_bn = models.TextField()
    text_en = models.TextField()
    force = models.CharField(max_length=12, choices=Force.choices)
    force_note_bn = models.CharField(max_length=300, blank=True)
    force_note_en = models.CharField(max_length=300, blank=True)
    decided_by = models.JSONField(default=list)
    level = models.CharField(max_length=20)
    period = models.CharField(max_length=20)
    portal_bn = models.TextField()
    portal_en = models.TextField()
    reason_bn = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    measured = models.BooleanField(default=False, help_text="its records exist in this release")

    class Meta:
        ordering = ["edition_id", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="clause_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.code}"

    label = property(lambda self: in_language(self, "label"))
    title = property(lambda self: in_language(self, "title"))
    text = property(lambda self: in_language(self, "text"))
    portal = property(lambda self: in_language(self, "portal"))
    reason = property(lambda self: in_language(self, "reason"))
    force_note = property(lambda self: in_language(self, "force_note"))

    @property
    def decided_by_labels(self) -> list[str]:
        return [str(DecidedBy(code).label) for code in self.decided_by]


class ParameterQuerySet(models.QuerySet["Parameter"]):
    def on(self, day: date) -> "ParameterQuerySet":
        """Rows that hold on a day."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class Parameter(models.Model):
    """A number or choice of an edition, dated: an old period is judged by the value of its time."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="parameters")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="parameters")
    name = models.CharField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=40)
    set_by = models.CharField(
        max_length=20,
        choices=[("guideline", _("set by the guideline")), ("installation", _("set in this installation"))],
    )
    title_bn = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")

    objects = ParameterQuerySet.as_manager()

    class Meta:
        ordering = ["edition_id", "clause__position", "name", "since"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], condition=Q(until=None), name="parameter_one_present"),
            models.UniqueConstraint(fields=["edition", "name", "since"], name="parameter_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.name}={self.value}"

    title = property(lambda self: in_language(self, "title"))

    @property
    def shown(self) -> str:
        return value_in_words(self.value)

    @property
    def unit_shown(self) -> str:
        return unit_in_words(self.unit)
