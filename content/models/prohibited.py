"""The list of prohibited content: entries, who proposed and who confirmed each change, states of the list."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from accounts.models.role import READS_SUBTREE, RoleKind

if TYPE_CHECKING:
    from datetime import date


# Who confirms changes: of the national list; of an office's own list; of the lists of the offices below.
CONFIRM_NATIONAL = (RoleKind.KEEPER, RoleKind.CABINET)
CONFIRM_OWN = (RoleKind.HEAD, RoleKind.SUPERVISOR)
CONFIRM_BELOW = (RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR, RoleKind.CABINET, RoleKind.KEEPER)


class Severity(models.TextChoices):
    BLOCK = "block", _("block")
    WARN = "warn", _("warning")
    INFO = "info", _("information")


class Category(models.TextChoices):
    """The seven kinds of clause 9, and what else is hinted at."""

    UNITY = "ka", _("against national unity and spirit")
    RELIGION = "kha", _("hurtful to religious feeling")
    POLITICS = "ga", _("political ideology or discussion")
    COMMUNITIES = "gha", _("demeaning to small ethnic groups")
    DEMEANING = "nga", _("demeaning to a person, institution or the state")
    GENDER = "cha", _("gender discrimination")
    DISCONTENT = "chha", _("apt to rouse public discontent")
    PERSONAL = "personal", _("personal or family matter")
    UNVERIFIED = "unverified", _("unverified claim")
    CONFIDENTIAL = "confidential", _("confidential information")
    OBSCENE = "obscene", _("obscene")
    PII = "PII", _("personal data")
    MARKING = "MARKING", _("marking of secrecy")


LISTED = tuple(category for category in Category if category not in (Category.PII, Category.MARKING))


class TermKind(models.TextChoices):
    WORD = "word", _("word, with its endings")
    PHRASE = "phrase", _("phrase, with its endings")
    PREFIX = "prefix", _("beginning of a word")
    SUBSTRING = "substring", _("anywhere in a word")
    REGEX = "regex", _("pattern (RE2)")


class Language(models.TextChoices):
    BANGLA = "bn", _("Bangla")
    ENGLISH = "en", _("English")
    ROMANISED = "bn-Latn", _("Bangla in Latin letters")
    ANY = "any", _("any")


class TermState(models.TextChoices):
    """Only shadow and active entries are looked for; what a shadow entry finds is counted and shown to nobody else."""

    DRAFT = "draft", _("draft")
    SHADOW = "shadow", _("on trial (shadow)")
    ACTIVE = "active", _("active")
    RETIRED = "retired", _("retired")


class Ruleset(models.Model):
    """A state of the list; every change makes a new one, and each screening names the one it used."""

    activated_at = models.DateTimeField(default=timezone.now)
    activated_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.pk}"


class ProhibitedTermQuerySet(models.QuerySet["ProhibitedTerm"]):
    def visible_to(self, person: Person) -> "ProhibitedTermQuerySet":
        """Entries of the person's offices, of those above them, and of those below where she reads the subtree."""
        rows = Q(office__parent=None)
        for role in person.present_roles:
            rows |= Q(office_id__in=[*role.office.ancestor_ids, role.office_id])
            if role.kind in READS_SUBTREE:
                rows |= Q(lineage__startswith=role.office.lineage)
        return self.filter(rows)

    def alike(self, *, office: Office, category: str, kind: str, match_key: str) -> "ProhibitedTermQuerySet":
        """Entries of an office that say the same, but for retired ones."""
        same = self.filter(office=office, category=category, kind=kind, match_key=match_key)
        return same.exclude(status=TermState.RETIRED)

    def looked_for(self, day: "date") -> "ProhibitedTermQuerySet":
        """On trial or active, and within their days."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        lasting = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(begun & lasting, status__in=[TermState.SHADOW, TermState.ACTIVE])

    def move(self, from_: TermState, to: TermState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=F("version") + 1, **fields)


class ProhibitedTerm(models.Model):
    """One entry of the list, of the whole country (the office at the root) or of an office and those below it."""

    code = models.CharField(max_length=40, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="prohibited_terms")
    lineage = models.CharField(max_length=300, db_index=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    clause = models.CharField(max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=TermKind.choices)
    text = models.CharField(_("text"), max_length=200)
    match_key = models.CharField(max_length=400, db_index=True, editable=False, help_text="the text folded")
    language = models.CharField(_("language"), max_length=8, choices=Language.choices)
    severity = models.CharField(_("severity"), max_length=5, choices=Severity.choices)
    aliases = models.JSONField(default=list, help_text="other spellings that are looked for as well")
    exceptions = models.JSONField(default=list, help_text="contexts that contain the text and are no hit")
    loose = models.BooleanField(default=False, help_text="also where only the sound is the same")
    why_bn = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=TermState.choices, default=TermState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="nobody: shipped"
    )
    created_at = models.DateTimeField(default=timezone.now)
    dry_run: Any = models.JSONField(null=True, blank=True, help_text="what a trial on earlier posts found")
    hits = models.PositiveIntegerField(default=0)
    upheld = models.PositiveIntegerField(default=0)
    overridden = models.PositiveIntegerField(default=0)
    shadow_hits = models.PositiveIntegerField(default=0)

    objects = ProhibitedTermQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=TermState.values), name="term_status_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="term_days_in_order",
            ),
            # What is shipped may name a text that somebody entered here before: only entries made here are held to it.
            models.UniqueConstraint(
                fields=["office", "category", "kind", "match_key"],
                condition=~Q(status="retired") & Q(created_by__isnull=False),
                name="term_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "code"], name="term_by_status")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("content:prohibited_term_detail", args=[self.pk])

    @property
    def spoken(self) -> str:
        """The language tag of the text, for whoever has it read aloud; an entry of any language is taken for Bangla."""
        return self.language if self.language in {Language.ENGLISH, Language.ROMANISED} else Language.BANGLA

    @property
    def why(self) -> str:
        return self.why_en if str(get_language() or "").startswith("en") else self.why_bn

    @property
    def shape(self) -> str:
        """Look of the state's badge."""
        return {"shadow": "info", "active": "ok"}.get(self.status, "none")

    @property
    def severity_shape(self) -> str:
        """Look of the severity's badge."""
        return {"block": "bad", "warn": "warn"}.get(self.severity, "info")


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("turned down")
    WITHDRAWN = "withdrawn", _("withdrawn")


class TermChangeQuerySet(models.QuerySet["TermChange"]):
    def visible_to(self, person: Person) -> "TermChangeQuerySet":
        return self.filter(term__in=ProhibitedTerm.objects.visible_to(person))

    def waiting_for(self, person: Person) -> "TermChangeQuerySet":
        """Open changes that she may confirm: see `permissions.can_decide_change`."""
        scope = Q(pk__in=[])
        for role in person.present_roles:
            if role.office.parent_id is None:
                scope |= Q(term__office__parent=None) if role.kind in CONFIRM_NATIONAL else Q(pk__in=[])
            elif role.kind in CONFIRM_OWN:
                scope |= Q(term__office=role.office)
            if role.kind in CONFIRM_BELOW:
                scope |= Q(term__lineage__startswith=role.office.lineage, term__office__parent__isnull=False)
        return self.filter(scope, status=ChangeState.PROPOSED).exclude(proposed_by=person)

    def move(self, from_: ChangeState, to: ChangeState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class TermChange(models.Model):
    """Another state or other values for an entry that left draft: proposed by one person, confirmed by another."""

    term = models.ForeignKey(ProhibitedTerm, on_delete=models.PROTECT, related_name="changes")
    from_status = models.CharField(max_length=8, choices=TermState.choices)
    to_status = models.CharField(max_length=8, choices=TermState.choices)
    values: Any = models.JSONField(default=dict, help_text="fields that change, with their new values")
    reason = models.TextField()
    status = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = TermChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["term"], condition=Q(status="proposed"), name="term_one_open_change"),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("proposed_by")), name="term_needs_second_person"
            ),
            models.CheckConstraint(condition=Q(status__in=ChangeState.values), name="term_change_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.term_id}: {self.from_status} → {self.to_status}"
