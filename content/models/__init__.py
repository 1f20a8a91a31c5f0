"""Posts with their versions, decisions and publications; the prohibited list and what screening found."""

from content.models.decision import Decision, Publication
from content.models.post import Post, PostVersion
from content.models.screening import ProhibitedTerm, Ruleset, ScreeningHit, ScreeningRun

__all__ = [
    "Decision",
    "Post",
    "PostVersion",
    "ProhibitedTerm",
    "Publication",
    "Ruleset",
    "ScreeningHit",
    "ScreeningRun",
]
