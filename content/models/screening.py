"""What screening a version found (clause 9, 6-ga, 6-kha)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models.post import PostVersion
from content.models.prohibited import Category, Ruleset, Severity
from content.screening.hits import (
    ADDRESS,
    CONDEMNATION,
    DISGUISE,
    HASHTAG,
    LAW,
    LEGACY,
    LOOSE,
    LOWERED,
    PATTERN,
    QUOTATION,
    SOUND,
    SQUEEZED,
    VIEWS,
)
from govsocial.web.digits import in_reader_digits

FOUND = {
    SQUEEZED: _("written in disguise: letters apart, drawn out, or digits for letters"),
    LOOSE: _("sounds like the entry"),
    LEGACY: _("typed in Bijoy, which readers on the platform cannot read"),
    HASHTAG: _("in a hashtag or a name"),
    PATTERN: _("found by a pattern"),
}
WHY_LESS = {
    QUOTATION: _("it stands in quotation marks"),
    LAW: _("the sentence quotes the rule"),
    CONDEMNATION: _("the sentence seems to speak against it"),
    DISGUISE: _("it is written otherwise than listed"),
    SOUND: _("only the sound is the same"),
    ADDRESS: _("it stands in an address"),
}


TEXT_PART, LINK_PART = "text", "link"
ALT_PART, NAME_PART = "alt-", "name-"  # and the position of an attachment


class ScreeningRun(models.Model):
    """One screening of one version's text with one state of the list."""

    version = models.OneToOneField(PostVersion, on_delete=models.PROTECT, related_name="screening")
    ruleset = models.ForeignKey(Ruleset, on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    screened_at = models.DateTimeField(default=timezone.now)
    truncated = models.BooleanField(default=False)
    has_legacy = models.BooleanField(default=False, help_text="part of the text is typed in Bijoy")
    suppressed = models.JSONField(default=list, help_text="what lay within an exception: [code, start, end]")

    class Meta:
        indexes = [models.Index(fields=["text_sha256"], name="run_of_text")]

    def __str__(self) -> str:
        return f"{self.version_id} with {self.ruleset_id}"


class HitDecision(models.TextChoices):
    OPEN = "open", _("not decided")
    UPHELD = "upheld", _("upheld")
    OVERRIDDEN = "overridden", _("overridden")


class ScreeningHit(models.Model):
    """One find, with a snapshot of the entry; offsets are code points of the stored text, end exclusive."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="hits")
    part = models.CharField(
        max_length=12, default=TEXT_PART, help_text="of the version: its text, or alt/name and an attachment's position"
    )
    term_code = models.CharField(max_length=40)
    category = models.CharField(max_length=20, choices=Category.choices)
    clause = models.CharField(max_length=20)
    severity = models.CharField(max_length=5, choices=Severity.choices)
    listed_severity = models.CharField(max_length=5, choices=Severity.choices)
    lowered_by = models.CharField(max_length=12, blank=True, choices=[(name, name) for name in LOWERED])
    view = models.CharField(max_length=10, choices=[(name, name) for name in VIEWS])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    word_start = models.PositiveIntegerField()
    word_end = models.PositiveIntegerField()
    matched_text = models.CharField(max_length=300)
    why_bn = models.CharField(max_length=400)
    why_en = models.CharField(max_length=400)
    explanation = models.TextField(blank=True, help_text="the author's, needed for a block hit")
    decision = models.CharField(max_length=10, choices=HitDecision.choices, default=HitDecision.OPEN)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-part", "start", "-end", "id"]
        indexes = [models.Index(fields=["term_code", "decision"], name="hit_of_term")]

    def __str__(self) -> str:
        return f"{self.term_code} at {self.start}"

    @property
    def why(self) -> str:
        return self.why_en if str(get_language() or "").startswith("en") else self.why_bn

    @property
    def how_found(self) -> str:
        """By which look, where it was not the plain one."""
        return str(FOUND.get(self.view, ""))

    @property
    def why_less(self) -> str:
        """Why it weighs less than its entry says, where it does."""
        return str(WHY_LESS.get(self.lowered_by, ""))

    @property
    def where(self) -> str:
        """In which part it stands, where that is not the text itself."""
        if self.part == LINK_PART:
            return str(_("in the link"))
        kind, _dash, position = self.part.partition("-")
        words = {"alt": _("in the description of file %(n)s"), "name": _("in the name of file %(n)s")}.get(kind)
        return str(words) % {"n": in_reader_digits(position)} if words else ""

    @property
    def is_block(self) -> bool:
        return self.severity == Severity.BLOCK


class ShadowHit(models.Model):
    """What an entry on trial would have found: counted for its keepers, shown to nobody who writes or approves."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="shadow_hits")
    term_code = models.CharField(max_length=40, db_index=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.term_code} at {self.start}"
