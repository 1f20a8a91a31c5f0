"""What a post page shows: text in segments with its hits, versions, decisions, what this person may do."""

from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import Person
from accounts.models.official_account import AccountState
from content.appearance import appearance, card_of
from content.diff import Change, word_diff
from content.models import Post, PostVersion, Ruleset, ScreeningHit
from content.models.screening import TEXT_PART
from content.models.states import EDITABLE, OUT, READY, WAITING, PostState
from content.permissions import can_publish
from content.screening.markup import segments
from content.screening.words import whole_graphemes
from content.services.deadlines import why_due
from content.views.after_context import after_parts
from content.views.card import may_decide
from content.views.checklist import checks, same_before
from content.views.decided_context import decided_parts
from content.views.folding import folded
from content.views.media_context import media_parts
from content.views.remark_context import remark_parts
from govsocial.audit.models import Entry
from govsocial.rulebook.services import clauses_shown

VIEWS = ("as", "plain", "diff")


def marked(text: str, hits: list[ScreeningHit]) -> list[dict[str, Any]]:
    """Runs for the template: text, the gravest hit over it, its parts (text, whether the listed words themselves), and
    whether the clause tag stands at the end of the run."""
    ranks = {"block": 0, "warn": 1, "info": 2}
    runs: list[dict[str, Any]] = []
    at = 0
    for segment in segments(text, hits):
        hit = min(segment.hits, key=lambda hit: ranks[hit.severity], default=None)
        end = at + len(segment.text)
        parts = _parts(text, at, end, *whole_graphemes(text, hit.start, hit.end)) if hit else []
        runs.append({"text": segment.text, "hit": hit, "parts": parts, "tag": False})
        at = end
    for index, run in enumerate(runs):
        following = runs[index + 1]["hit"] if index + 1 < len(runs) else None
        run["tag"] = run["hit"] is not None and run["hit"] is not following
    return runs


def _may_be_stale(version: PostVersion) -> bool:
    """The list is another one than the text was screened by, or the day is."""
    run = version.screening
    day = timezone.localdate(run.screened_at)
    return run.ruleset_id != version.newest_list or day != timezone.localdate()  # type: ignore[attr-defined]


def _parts(text: str, start: int, end: int, core_start: int, core_end: int) -> list[tuple[str, bool]]:
    first, last = min(max(start, core_start), end), max(min(end, core_end), start)
    cut = ((text[start:first], False), (text[first:last], True), (text[max(first, last) : end], False))
    return [part for part in cut if part[0]]


def looks_of(request: SignedInRequest, post: Post, current: PostVersion, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The post as its platform will show it, or the plain text, or what was changed: by the address."""
    look = appearance(current.text, post.account.platform, current.link)
    seen, hidden = folded(runs, look.fold_at)
    asked = request.GET.get("view", "")
    return {
        "view": asked if asked in VIEWS else VIEWS[0],
        "look": look,
        "seen": seen,
        "hidden": hidden,
        "card": card_of(current.link) if current.link else None,
    }


def _changes(current: PostVersion, before: list[PostVersion], corrected: Post | None) -> list[Change]:
    """What differs from the version sent before; of a correction, from what stands on the platform."""
    old = before[-1] if before else None
    if corrected is not None and hasattr(corrected, "publication"):
        old = corrected.publication.version
    if old is None or whole_words(old) == whole_words(current):
        return []
    return word_diff(whole_words(old), whole_words(current))


def whole_words(version: PostVersion) -> str:
    """What readers will see of a version in words: its text, and its link in a line of its own."""
    return f"{version.text}\n{version.link}" if version.link else version.text


def post_context(request: SignedInRequest, post: Post) -> dict[str, Any]:
    """Everything a post's page needs, in a fixed number of queries."""
    person = request.user
    assert isinstance(person, Person)
    newest = Subquery(Ruleset.objects.order_by("-pk").values("pk")[:1])
    found = PostVersion.objects.filter(post=post).select_related("written_by", "screening")
    versions = list(found.annotate(newest_list=newest))
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
    parts = (decided_parts, after_parts, remark_parts, media_parts)
    shown = {name: value for part in parts for name, value in part(person, post, current).items()}
    same = same_before(post, current)
    runs = marked(current.text, [hit for hit in hits if hit.part == TEXT_PART])
    return {
        **shown,
        **looks_of(request, post, current, runs),
        "same": same,
        "checks": checks(len(shown.get("files", ())), same) if post.status in (*WAITING, *EDITABLE) else [],
        "post": post,
        "account": post.account,
        "current": current,
        "hits": hits,
        "labels": labels,
        "followed": followed,
        "clauses": clauses.values(),
        "blocked": any(hit.is_block for hit in hits),
        "marked": runs,
        "may_be_stale": _may_be_stale(current),
        "truncated": current.screening.truncated,
        "has_legacy": current.screening.has_legacy,
        "changes": _changes(current, before, shown.get("corrects")),
        "entries": Entry.objects.about(post)[:30],
        "why_due": why_due(post),
        "may_decide": may_decide(request, post),
        "may_write": writes and active,
        "may_take_back": writes,
        "stands_still": not active,
        "may_publish": post.status in READY and can_publish(person, post),
        "publication": getattr(post, "publication", None) if post.status in (*OUT, PostState.RETRACTED) else None,
    }
