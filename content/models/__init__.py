"""Posts with their versions, media, decisions and publications; the prohibited list and what screening found."""

from content.models.after import Mistake, SecondLook
from content.models.decision import Decision, Publication
from content.models.desk import KeptDraft, PostLook, PostTemplate, Remark
from content.models.media import Attachment, MediaFile
from content.models.post import Post, PostVersion
from content.models.prohibited import ProhibitedTerm, Ruleset, TermChange
from content.models.screening import ScreeningHit, ScreeningRun, ShadowHit
from content.models.search import PostText

__all__ = [
    "Attachment",
    "Decision",
    "KeptDraft",
    "MediaFile",
    "Mistake",
    "Post",
    "PostLook",
    "PostTemplate",
    "PostText",
    "PostVersion",
    "ProhibitedTerm",
    "Publication",
    "Remark",
    "Ruleset",
    "ScreeningHit",
    "ScreeningRun",
    "SecondLook",
    "ShadowHit",
    "TermChange",
]
