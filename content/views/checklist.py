"""What was looked at before a decision, so that the approver need not: files, purpose, the same text sent before."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import Post, PostVersion
from content.models.states import EDITABLE, OUT, READY, WAITING

LATELY = timedelta(days=90)
SHOWN = 3


def same_before(post: Post, current: PostVersion) -> list[Post]:
    """The account's other posts with exactly this text, the newest first; asked only while the post may change."""
    if post.status not in {*WAITING, *EDITABLE}:
        return []
    rows: QuerySet[PostVersion] = PostVersion.objects.filter(
        screening__text_sha256=current.screening.text_sha256,
        post__account=post.account_id,
        post__current=F("pk"),
        post__status__in=[*WAITING, *READY, *OUT],
    )
    rows = rows.exclude(post__in=[post.pk, post.corrects_id or 0]).select_related("post")
    return [version.post for version in rows.order_by("-post_id")[:SHOWN]]


def checks(files: int, same: list[Post]) -> list[dict[str, Any]]:
    """Lines of the list: a shape, what was seen, the clause it belongs to."""
    lately = [post for post in same if post.started_at > timezone.now() - LATELY]
    found = [("ok", _("Every file has its alternative text"), "")] if files else []
    found += [("ok", _("A purpose is chosen"), "4")]
    if lately:
        found += [("warn", _("The same text was sent in the last 90 days"), "")]
    else:
        found += [("ok", _("The same text was not sent in the last 90 days"), "")]
    found += [("warn", _("The source is for the approver to confirm"), "6-kha")]
    return [{"kind": kind, "words": words, "clause": clause} for kind, words, clause in found]
