"""The life of a post as one table: which state may follow which, and by what. Drawn in docs/life-of-a-post.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    SECOND = "second", _("second approval needed")
    RETURNED = "returned", _("returned with reason")
    REJECTED = "rejected", _("rejected")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    CORRECTED = "corrected", _("corrected")
    RETRACTED = "retracted", _("retracted")
    ARCHIVED = "archived", _("archived")


DRAFT, SUBMITTED, SECOND = PostState.DRAFT, PostState.SUBMITTED, PostState.SECOND
RETURNED, REJECTED = PostState.RETURNED, PostState.REJECTED
APPROVED, SCHEDULED = PostState.APPROVED, PostState.SCHEDULED
PUBLISHED, CORRECTED = PostState.PUBLISHED, PostState.CORRECTED
RETRACTED, ARCHIVED = PostState.RETRACTED, PostState.ARCHIVED

WAITING = (SUBMITTED, SECOND)
EDITABLE = (DRAFT, RETURNED)
READY = (APPROVED, SCHEDULED)
OUT = (PUBLISHED, CORRECTED, ARCHIVED)  # stands on the platform

# (from, to): what leads there. Nothing else writes a status, and no other step exists.
MOVES: dict[tuple[PostState, PostState], str] = {
    (DRAFT, DRAFT): "edit",
    (DRAFT, SUBMITTED): "send",
    (DRAFT, PUBLISHED): "found on the page",
    (RETURNED, DRAFT): "edit",
    **{(state, DRAFT): "take back" for state in (*WAITING, *READY)},
    (SUBMITTED, SECOND): "first approval",
    **{(state, APPROVED): "approve" for state in WAITING},
    **{(state, SCHEDULED): "approve for a later time" for state in WAITING},
    **{(state, RETURNED): "return" for state in WAITING},
    **{(state, REJECTED): "reject" for state in WAITING},
    (SECOND, SUBMITTED): "undo",
    **{(state, before): "undo" for state in (APPROVED, SCHEDULED, RETURNED, REJECTED) for before in WAITING},
    (APPROVED, SCHEDULED): "choose a time",
    (SCHEDULED, SCHEDULED): "choose a time",
    (SCHEDULED, APPROVED): "take the time away",
    **{(state, PUBLISHED): "record the publication" for state in READY},
    (PUBLISHED, ARCHIVED): "archive",
    (CORRECTED, ARCHIVED): "archive",
    **{(state, CORRECTED): "correct" for state in OUT},
    **{(state, RETRACTED): "retract" for state in OUT},
}
SHAPES = {
    RETURNED: "warn",
    REJECTED: "bad",
    RETRACTED: "bad",
    APPROVED: "ok",
    PUBLISHED: "ok",
    CORRECTED: "ok",
    DRAFT: "none",
    ARCHIVED: "none",
}
