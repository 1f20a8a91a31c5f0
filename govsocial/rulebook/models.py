"""Editions of guidelines, their clauses, and parameters that hold from a date on."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from govsocial.rulebook.words import LEVELS, PERIODS, unit_in_words, value_in_words


def in_language(row: models.Model, field: str) -> str:
    """A two-language column in the language that is active; Bangla is the fallback."""
    english = str(get_language() or "").startswith("en")
    return str(getattr(row, f"{field}_en" if english else f"{field}_bn") or getattr(row, f"{field}_bn"))


class EditionState(models.TextChoices):
    DRAFT = "draft", _("being written")
    IN_FORCE = "in_force", _("in force")
    WITHDRAWN = "withdrawn", _("given up")


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self) -> "EditionQuerySet":
        """Put into force, whether its first day has come or not."""
        return self.filter(status=EditionState.IN_FORCE)

    def leading(self, day: date) -> "EditionQuerySet":
        """The one edition that the installation follows on a day, where an office follows no other."""
        chosen = OfficeEdition.objects.on(day).filter(lineage=EVERYWHERE, edition=OuterRef("pk"))
        by = Subquery(chosen.order_by("-office_id").values("office_id")[:1])
        named = self.annotate(chosen_by=by).filter(Q(is_default=True) | Q(chosen_by__isnull=False), supplements="")
        return named.order_by(F("chosen_by").desc(nulls_last=True))[:1]

    def move(self, from_: EditionState, to: EditionState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=F("version") + 1, **fields)


class Edition(models.Model):
    """One guideline as issued, or as it is being written here from an older one."""

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
    based_on = models.CharField(max_length=40, blank=True, help_text="shipped edition whose checks it takes over")
    status = models.CharField(max_length=12, choices=EditionState.choices, default=EditionState.IN_FORCE)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "-country", "code"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_edition"),
            models.CheckConstraint(condition=Q(status__in=EditionState.values), name="edition_status_known"),
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


EVERYWHERE = "/"


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
    like = models.CharField(max_length=40, blank=True, help_text="clause of the shipped edition whose rule it is")

    class Meta:
        ordering = ["edition_id", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="clause_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("rulebook:clause_detail", args=[self.edition.code, self.code])

    @property
    def rule(self) -> tuple[str, str]:
        """The shipped edition and clause by whose checks and duties it is decided: itself, unless it was made here."""
        return (self.edition.based_on or self.edition.code, self.like or self.code)

    label = property(lambda self: in_language(self, "label"))
    title = property(lambda self: in_language(self, "title"))
    text = property(lambda self: in_language(self, "text"))
    portal = property(lambda self: in_language(self, "portal"))
    reason = property(lambda self: in_language(self, "reason"))
    force_note = property(lambda self: in_language(self, "force_note"))

    @property
    def decided_by_labels(self) -> list[str]:
        return [str(DecidedBy(code).label) for code in self.decided_by]

    @property
    def level_shown(self) -> str:
        return str(LEVELS.get(self.level, ""))

    @property
    def period_shown(self) -> str:
        return str(PERIODS.get(self.period, ""))


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


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ProposalQuerySet(models.QuerySet["ParameterProposal"]):
    def pending(self) -> "ProposalQuerySet":
        """Waiting for a second person."""
        return self.filter(status=ProposalState.PROPOSED)

    def move(self, from_: ProposalState, to: ProposalState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class ParameterProposal(models.Model):
    """Another value for a parameter from a day on: proposed by one person, confirmed by a second."""

    parameter = models.ForeignKey(Parameter, on_delete=models.CASCADE, related_name="proposals")
    value = models.JSONField()
    since = models.DateField()
    reason = models.TextField()
    status = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parameter"], condition=Q(status="proposed"), name="parameter_one_pending_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("proposed_by")), name="proposal_needs_second_person"
            ),
            models.CheckConstraint(condition=Q(status__in=ProposalState.values), name="proposal_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.parameter_id} → {self.value} since {self.since}"

    @property
    def shown(self) -> str:
        return value_in_words(self.value)


class OfficeEditionQuerySet(models.QuerySet["OfficeEdition"]):
    def on(self, day: date) -> "OfficeEditionQuerySet":
        """Rows that hold on a day."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class OfficeEdition(models.Model):
    """Which edition an office and those below it follow, from a day on; where there is no row, the default one.

    Lineage "/" is the whole installation's. A row without an office (id 0) came from a new edition that took the old
    one's place; what a keeper chose for the office at the top wins over it.
    """

    office_id = models.BigIntegerField()
    lineage = models.CharField(max_length=300)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="followers")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")

    objects = OfficeEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office_id", "edition"], condition=Q(until=None), name="office_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"office {self.office_id} follows {self.edition_id} since {self.since}"

    @staticmethod
    def default_code(day: date | None = None) -> str:
        """The edition that the installation follows on a day (today unless given) where an office follows no other."""
        return Edition.objects.leading(day or timezone.localdate()).get().code
