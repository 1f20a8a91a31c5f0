"""The author's side of a post: start, edit, send for approval, take back (clauses 6, 6-kha)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person, TeamMember
from accounts.permissions import heads, overseers
from content.models import Post, PostVersion, ScreeningHit, ScreeningRun
from content.models.post import Asked
from content.models.states import READY, WAITING, PostState
from content.permissions import can_write_for, may_take_back
from content.services.deadlines import deadline_for
from content.services.screening import screen_anew
from content.services.versions import Draft, current_version, draft_of, number_for, store_version
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.web.digits import clip

EXPLANATION_MIN = 10
WAITING_NOTICES = ("post_submitted", "post_second", "post_slot_soon")
TIME_NOTICES = ("post_slot_soon", "post_slot_passed", "post_slot_now")
LOOK_NOTICES = ("post_second_look", "post_second_look_late")


@transaction.atomic
def start_post(*, account: OfficialAccount, draft: Draft, by: Person) -> Post:
    """Begin a draft for an account on which the person may write. Raises not_allowed."""
    if not can_write_for(by, account):
        raise _not_a_writer()
    post = Post.objects.create(account=account, lineage=account.lineage, headline=headline(draft.text), started_by=by)
    store_version(post, draft, 1, by)
    _record(Action.POST_STARTED, post, by, version=1)
    return post


@transaction.atomic
def edit_post(*, post: Post, draft: Draft, by: Person, version: int, suggested_by: Person | None = None) -> Post:
    """Change the text of a draft or a returned post. Raises not_allowed, changed_meanwhile.

    A text that was submitted, or that somebody else wrote, stays as it is: the change becomes a new version. Whose
    suggestion it takes over is named in it.
    """
    if not can_write_for(by, post.account):
        raise _not_a_writer()
    if not post.is_editable:
        raise _too_late(post)
    moved = Post.objects.filter(pk=post.pk).move(
        PostState(post.status), PostState.DRAFT, version, headline=headline(draft.text)
    )
    if not moved:
        raise _too_late(post)
    current = current_version(post)
    number = number_for(current, by)
    suggested_by = suggested_by or _whose_words(post, draft.text)
    store_version(post, draft, number, by, suggested_by=suggested_by)
    said: dict[str, Any] = {"suggested_by": suggested_by.pk} if suggested_by else {}
    _record(Action.POST_EDITED, post, by, version=number, **said)
    return post


@transaction.atomic
def submit_post(*, post: Post, by: Person, version: int, explanations: dict[int, str], asked: Collection[str]) -> None:
    """Send the current text for approval. `explanations` maps a hit's id to the author's words, `asked` is what she
    answered yes to.

    Raises not_allowed, changed_meanwhile, screened_anew (the list finds something else now), explanation_needed (a
    block hit without the author's words), answers_needed (one of what no list can know).
    """
    if not can_write_for(by, post.account):
        raise _not_a_writer()
    refuse_pointless(post)
    current = current_version(post)
    _keep_words(current, explanations)
    if screen_anew(current):
        raise screened_anew()
    run = current.screening
    _check_words(run)
    if not set(Asked.values) <= set(asked):
        raise RuleError("answers_needed", _("Answer each question: tick it when it is so, or change the text."))
    now = timezone.now()
    due = deadline_for(post, now, current.wished_at)
    moved = Post.objects.filter(pk=post.pk).move(
        PostState.DRAFT,
        PostState.SUBMITTED,
        version,
        submitted_at=now,
        submitted_by=by,
        decide_by=due.at,
        decide_why=due.why,
        first_approved_by=None,
        publish_at=current.wished_at,
        slot_stage=0,
    )
    if not moved:
        raise _too_late(post)
    PostVersion.objects.filter(pk=current.pk).update(submitted_at=now, asked=Asked.values)
    tell_deciders(post, "post_submitted", str(current.number))
    blocks = run.hits.filter(severity="block").count()
    _record(Action.POST_SUBMITTED, post, by, version=current.number, hash=current.text_hash, blocks=blocks)


@transaction.atomic
def withdraw_post(*, post: Post, by: Person, version: int) -> None:
    """Take a waiting or approved post back to change it, also while its account stands still.

    Raises not_allowed, changed_meanwhile.

    Every approval is void: the text goes on as a new version, also when it is sent again as it was.
    """
    if not may_take_back(by, post.account):
        raise _not_a_writer()
    status = PostState(post.status)
    if status not in {*WAITING, *READY}:
        raise _too_late(post)
    rows = Post.objects.filter(pk=post.pk)
    chosen = rows.select_for_update(no_key=True).values_list("publish_at", flat=True).get()
    if not rows.move(status, PostState.DRAFT, version, first_approved_by=None, publish_at=None):
        raise _too_late(post)
    withdraw(post, {*WAITING_NOTICES, *TIME_NOTICES, *LOOK_NOTICES})
    old = current_version(post)
    store_version(post, replace(draft_of(old), wished_at=chosen), old.number + 1, old.written_by)
    _record(Action.POST_WITHDRAWN, post, by, version=old.number)


def writers_told(post: Post, version: PostVersion) -> list[Person]:
    """Who hears what became of a post: its starter and the version's writer while they write for the account, else
    those who do."""
    seats = TeamMember.objects.current().filter(account_id=post.account_id, may_write=True).select_related("person")
    people = [seat.person for seat in seats]
    own = [person for person in people if person.pk in {post.started_by_id, version.written_by_id}]
    return own or people


def headline(text: str) -> str:
    """What lists call the post: its first line, clipped by grapheme."""
    first = next((line for line in text.splitlines() if line.strip()), text)
    return clip(first, 90, 400)


@transaction.atomic
def prepare_sending(*, post: Post, by: Person, explanations: dict[int, str]) -> bool:
    """Keep the author's words and screen the text by the list as it is now: a step of its own, which stays when the
    sending is refused. Whether something else is found than she was shown."""
    if not (post.is_editable and can_write_for(by, post.account)):
        return False
    current = current_version(post)
    _keep_words(current, explanations)
    return screen_anew(current)


def screened_anew() -> RuleError:
    """What was decided on is not what is found now."""
    message = _("The list of prohibited content has changed since: this is what is found now. Look at it again.")
    return RuleError("screened_anew", message)


def tell_deciders(post: Post, kind: str, stage: str, *, not_before: datetime | None = None, **facts: str) -> None:
    """One notice to everybody who may decide."""
    people = deciders_of(post)
    facts = {"headline": post.headline, **facts}
    notify(kind, post, people, url=post_url(post), facts=facts, stage=stage, not_before=not_before)


def deciders_of(post: Post) -> list[Person]:
    """The team's other approvers, else the head, else the office above: who is asked to decide a waiting post."""
    fresh = Post.objects.select_related("account__office").get(pk=post.pk)
    return people_without_part(fresh, {fresh.first_approved_by_id, fresh.submitted_by_id})


def people_without_part(post: Post, out: Collection[int | None]) -> list[Person]:
    """The first group of approvers, heads and overseers in which somebody neither wrote the post nor is named."""
    words = PostVersion.objects.filter(post=post).values_list("written_by_id", "suggested_by_id")
    apart = {pk for pair in words for pk in pair} | set(out)
    seats = TeamMember.objects.current().approvers().filter(account=post.account).select_related("person")
    office = post.account.office
    for group in ([seat.person for seat in seats], heads(office), overseers(office)):
        if people := [person for person in group if person.pk not in apart]:
            return people
    return []


def post_url(post: Post) -> str:
    return reverse("content:post_detail", args=[post.pk])


def _keep_words(version: PostVersion, explanations: dict[int, str]) -> None:
    for hit in ScreeningHit.objects.filter(run__version=version, pk__in=explanations):
        words = explanations[hit.pk].strip()
        if words and words != hit.explanation:
            hit.explanation = words
            hit.save(update_fields=["explanation"])


def _check_words(run: ScreeningRun) -> None:
    missing = [hit.pk for hit in run.hits.all() if hit.is_block and len(hit.explanation) < EXPLANATION_MIN]
    if missing:
        message = _("Say for each blocked phrase why the post needs it, or change the text (at least 10 characters).")
        raise RuleError("explanation_needed", message, hits=missing)


def account_stands_still() -> RuleError:
    """Nothing is decided or published for an account that is suspended or closed."""
    return RuleError("account_not_active", _("The account is suspended or closed: its posts stay where they are."))


def refuse_pointless(post: Post) -> None:
    """What corrects or shares again a post that was taken down meanwhile leads nowhere. Raises retracted_meanwhile."""
    origin = post.corrects_id or post.shares_id
    if origin and Post.objects.filter(pk=origin, status=PostState.RETRACTED).exists():
        message = _("The post that this one shares again was taken down meanwhile: begin a post of its own.")
        if post.corrects_id:
            message = _("The post that this one corrects was taken down meanwhile: there is nothing left to correct.")
        raise RuleError("retracted_meanwhile", message)


def _whose_words(post: Post, text: str) -> Person | None:
    """The approver whose suggested text it is, however it came into the form (clause 6-ka)."""
    words = text.split()
    returns = post.decisions.standing().exclude(suggestion="").select_related("by")
    return next((row.by for row in returns if row.suggestion.split() == words), None)


def _not_a_writer() -> RuleError:
    return RuleError("not_allowed", _("You may not write for this account."))


def _too_late(post: Post) -> RuleError:
    now = Post.objects.get(pk=post.pk)
    message = _("The post was changed meanwhile: it is now “%(state)s”. Your text is still on this page.")
    return RuleError("changed_meanwhile", message % {"state": now.get_status_display()})


def _record(action: Action, post: Post, by: Person, note: str = "", **data: object) -> None:
    record(action, post, by=by, lineage=post.lineage, note=note, data={"headline": post.headline, **data})
