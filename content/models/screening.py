"""The list of prohibited content, and what screening a version found (clause 9, 6-ga, 6-kha)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.models.post import PostVersion


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


class Ruleset(models.Model):
    """A state of the list; every change makes a new one, and each screening names the one it used."""

    activated_at = models.DateTimeField(default=timezone.now)
    checksum = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.pk}"


class ProhibitedTerm(models.Model):
    """One entry of the list, with its spellings, exceptions and the reason that is shown."""

    code = models.CharField(max_length=40, unique=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    clause = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    severity = models.CharField(max_length=5, choices=Severity.choices)
    aliases = models.JSONField(default=list)
    exceptions = models.JSONField(default=list)
    why_bn = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class ScreeningRun(models.Model):
    """One screening of one version's text with one state of the list."""

    version = models.OneToOneField(PostVersion, on_delete=models.PROTECT, related_name="screening")
    ruleset = models.ForeignKey(Ruleset, on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    screened_at = models.DateTimeField(default=timezone.now)
    truncated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.version_id} with {self.ruleset_id}"


class ScreeningHit(models.Model):
    """One find, with a snapshot of the entry; offsets are code points of the stored text, end exclusive."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="hits")
    term_code = models.CharField(max_length=40)
    category = models.CharField(max_length=20, choices=Category.choices)
    clause = models.CharField(max_length=20)
    severity = models.CharField(max_length=5, choices=Severity.choices)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    word_start = models.PositiveIntegerField()
    word_end = models.PositiveIntegerField()
    matched_text = models.CharField(max_length=300)
    why_bn = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    explanation = models.TextField(blank=True, help_text="the author's, needed for a block hit")

    class Meta:
        ordering = ["start", "-end", "id"]

    def __str__(self) -> str:
        return f"{self.term_code} at {self.start}"

    @property
    def why(self) -> str:
        return self.why_en if str(get_language() or "").startswith("en") else self.why_bn

    @property
    def is_block(self) -> bool:
        return self.severity == Severity.BLOCK
