"""What a post's page shows of what follows a publication: mistakes, correction, taking down, archive, sharing again."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from accounts.models.official_account import AccountState
from accounts.models.role import RoleKind
from content.after_forms import CorrectForm, DismissForm, MarkForm, MistakeForm, RetractForm
from content.models import Mistake, Post, PostVersion
from content.models.after import MistakeState
from content.models.states import OUT, PostState
from content.permissions import can_dismiss
from content.services.deadlines import stored_deadline
from content.services.reuse import KEPT

SHOWN_IN = (*OUT, PostState.RETRACTED)


def after_parts(person: Person, post: Post, current: PostVersion) -> dict[str, Any]:
    """Variables of templates/content/_after.html; asks the database only where the post's state calls for it."""
    origins = {pk for pk in (post.corrects_id, post.shares_id) if pk}
    shown: dict[str, Any] = {}
    if origins:
        found = Post.objects.select_related("publication__version").in_bulk(origins)
        shown |= {"corrects": found.get(post.corrects_id or 0), "shares": found.get(post.shares_id or 0)}
    if post.status not in SHOWN_IN:
        return shown
    rows = Post.objects.visible_to(person).filter(Q(corrects=post) | Q(shares=post))
    following = list(rows.select_related("publication").order_by("pk"))
    mistakes = list(post.mistakes.select_related("noticed_by", "settled_by"))
    for mistake in mistakes:
        mistake.post = post
        mistake.late = (mistake.settled_at or timezone.now()) > mistake.due_at  # type: ignore[attr-defined]
    in_place = [row for row in following if row.corrects_id == post.pk and _is_in_place(row)]
    shown |= {
        "corrections": [row for row in following if row.corrects_id == post.pk and row not in in_place],
        "shared_again": [row for row in following if row.shares_id == post.pk],
        "mistakes": mistakes,
        "was_found": post.submitted_at is None,
        "stands_now": in_place[-1] if in_place else None,
    }
    if post.status not in OUT or in_place:
        return shown | _still_to_name(person, post, mistakes)
    return shown | _open_to(person, post, mistakes)


def _is_in_place(correction: Post) -> bool:
    publication = getattr(correction, "publication", None)
    return publication is not None and publication.is_correction


def _still_to_name(person: Person, post: Post, mistakes: list[Mistake]) -> dict[str, Any]:
    """The form that names the clause that what no longer stands there offended, until one is named."""
    knows = any(seat.account_id == post.account_id for seat in person.present_seats)
    if any(row.clause for row in mistakes) or not (knows or post.lineage in person.lineages(RoleKind.HEAD)):
        return {}
    return {"mistake_form": _mistake_form(person, post)}


def _mistake_form(person: Person, post: Post) -> MistakeForm:
    now = timezone.localtime()
    editions = list(person.following(now.date()).of(post.account.lineage))
    return MistakeForm(initial={"noticed_at": now}, editions=editions, auto_id="id_mistake_%s")


def _open_to(person: Person, post: Post, mistakes: list[Mistake]) -> dict[str, Any]:
    """What this person may do with a post that is out; by what the request has read of her already."""
    seats = [seat for seat in person.present_seats if seat.account_id == post.account_id]
    heads, active = post.lineage in person.lineages(RoleKind.HEAD), post.account.status == AccountState.ACTIVE
    owed = next((mistake for mistake in mistakes if mistake.state == MistakeState.OPEN), None)
    shown: dict[str, Any] = {"mistake": owed}
    if owed:
        shown["mistake_why"] = stored_deadline(owed.due_at, owed.due_why)
    if not (seats or heads):
        return shown
    now = timezone.localtime()
    editions = list(person.following(now.date()).of(post.account.lineage))
    approves = heads or any(seat.may_approve for seat in seats)
    if owed is None or not owed.clause:
        shown["mistake_form"] = _mistake_form(person, post)
    if owed and approves and can_dismiss(person, owed):
        shown["dismiss_form"] = DismissForm(auto_id="id_dismiss_%s")
    if seats:
        initial = {"version": post.version, "taken_down_at": now}
        shown["retract_form"] = RetractForm(initial=initial, editions=editions, auto_id="id_retract_%s")
        marks = {name: getattr(post, name) for name in ("version", "is_important", "share_again_on")}
        shown["mark_form"] = MarkForm(initial=marks, auto_id="id_mark_%s")
        shown["may_archive"] = post.status in KEPT
    if active and any(seat.may_write for seat in seats):
        shown["correct_form"] = CorrectForm(editions=editions, auto_id="id_correct_%s")
        shown["may_share_again"] = True
    return shown
