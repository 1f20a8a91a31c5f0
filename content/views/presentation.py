"""What a post page shows: text in segments with its hits, versions, decisions, what this person may do."""

from typing import Any

from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import Person
from accounts.models.official_account import AccountState
from content.diff import word_diff
from content.models import Post, PostVersion, ScreeningHit
from content.models.post import PostState
from content.permissions import can_decide, can_publish
from content.screening.markup import segments
from content.services.deadlines import why_due
from govsocial.audit.models import Entry
from govsocial.rulebook.services import clauses_shown


def marked(text: str, hits: list[ScreeningHit]) -> list[dict[str, Any]]:
    """Runs for the template: text, the gravest hit over it, and whether its clause tag stands at the end of the run."""
    ranks = {"block": 0, "warn": 1, "info": 2}
    runs: list[dict[str, Any]] = []
    for segment in segments(text, hits):
        over = sorted(segment.hits, key=lambda hit: ranks[hit.severity])
        runs.append({"text": segment.text, "hit": over[0] if over else None, "tag": False})
    for index, run in enumerate(runs):
        following = runs[index + 1]["hit"] if index + 1 < len(runs) else None
        run["tag"] = run["hit"] is not None and run["hit"] is not following
    return runs


def post_context(request: SignedInRequest, post: Post) -> dict[str, Any]:
    """Everything a post's page needs, in a fixed number of queries."""
    person = request.user
    assert isinstance(person, Person)
    versions = list(PostVersion.objects.filter(post=post).select_related("written_by", "screening"))
    current = next(version for version in versions if version.pk == post.current_id)
    before = [version for version in versions if version.submitted_at and version.number < current.number]
    hits = list(current.screening.hits.all())
    followed = person.following(timezone.localdate()).of(post.account.lineage)
    clauses = clauses_shown(followed=followed)
    labels = {code: clause.label for code, clause in clauses.items()}
    for hit in hits:
        hit.label, hit.rule = labels.get(hit.clause, hit.clause), clauses.get(hit.clause)  # type: ignore[attr-defined]
    writes = any(seat.may_write for seat in person.present_seats if seat.account_id == post.account_id)
    active = post.account.status == AccountState.ACTIVE
    return {
        "post": post,
        "account": post.account,
        "current": current,
        "hits": hits,
        "labels": labels,
        "followed": followed,
        "blocked": any(hit.is_block for hit in hits),
        "marked": marked(current.text, hits),
        "truncated": current.screening.truncated,
        "changes": word_diff(before[-1].text, current.text) if before and before[-1].text != current.text else [],
        "decisions": post.decisions.select_related("by", "version"),
        "entries": Entry.objects.about(post)[:30],
        "why_due": why_due(post),
        "may_decide": post.is_waiting and can_decide(person, post),
        "may_write": writes and active,
        "may_take_back": writes,
        "stands_still": not active,
        "may_publish": post.status == PostState.APPROVED and can_publish(person, post),
        "publication": getattr(post, "publication", None) if post.status == PostState.PUBLISHED else None,
    }
