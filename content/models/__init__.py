"""Posts with their versions, decisions and publications; the prohibited list and what screening found."""

from content.models.decision import Decision, Publication
from content.models.post import Post, PostVersion
from content.models.prohibited import ProhibitedTerm, Ruleset, TermChange
from content.models.screening import ScreeningHit, ScreeningRun, ShadowHit

__all__ = [
    "Decision",
    "Post",
    "PostVersion",
    "ProhibitedTerm",
    "Publication",
    "Ruleset",
    "ScreeningHit",
    "ScreeningRun",
    "ShadowHit",
    "TermChange",
]
