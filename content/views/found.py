"""What screening finds in a text that is not stored, and how long its platform lets it be."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from accounts.models import OfficialAccount
from accounts.models.official_account import Platform
from content.appearance import FACTS, appearance
from content.services.screening import screen_text
from govsocial.rulebook.services import clauses_shown
from govsocial.web.digits import in_reader_digits

UNITS = {
    "characters": _("%(n)s / %(most)s characters"),
    "weighted": _("%(n)s / %(most)s characters, as it counts them"),
    "bytes": _("%(n)s / %(most)s bytes; a Bangla letter has three"),
}
LIMITS = {
    "characters": _("at most %(n)s characters"),
    "weighted": _("at most %(n)s characters; a link counts as 23, an emoji as two"),
    "bytes": _("at most %(n)s bytes; a Bangla letter has three"),
}


def found_in(request: SignedInRequest, text: str, lineage: str) -> dict[str, Any]:
    """Variables of templates/content/_live_hits.html for a text of an office at a place in the tree."""
    found = screen_text(text, lineage)
    clauses = clauses_shown() if found.hits else {}
    english = request.LANGUAGE_CODE == "en"  # type: ignore[attr-defined]
    hits = [
        {
            "severity": hit.severity,
            "matched_text": text[hit.word_start : hit.word_end],
            "label": clauses[hit.clause].label if hit.clause in clauses else hit.clause,
            "why": hit.term.why_en if english else hit.term.why_bn,
        }
        for hit in found.hits
    ]
    return {"hits": hits, "text": text, "has_legacy": found.has_legacy}


def counted(text: str, account: OfficialAccount | None, link: str = "") -> dict[str, Any]:
    """How much of what its platform allows a text takes; nothing for an account on another kind of page."""
    if account is None or account.platform not in FACTS:
        return {}
    shown = appearance(text, account.platform, link)
    words = UNITS[shown.unit] % {"n": _number(shown.length), "most": _number(shown.limit)}
    return {"counted": f"{account.get_platform_display()}: {words}", "is_too_long": shown.is_too_long}


def limits_of(platforms: Iterable[str]) -> list[str]:
    """What the platforms allow, in words."""
    known = sorted(set(platforms) & set(FACTS))
    return [f"{Platform(name).label}: {LIMITS[FACTS[name].unit] % {'n': _number(FACTS[name].limit)}}" for name in known]


def _number(value: int) -> str:
    return in_reader_digits(f"{value:,}") if value < 100_000 else in_reader_digits(str(value))
