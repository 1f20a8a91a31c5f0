"""The approver's side: approve, return with reason, reject with clause (clauses 6-ka, 9). Bound to what was seen."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.models.official_account import AccountState
from content.models import Decision, Post, PostVersion, ScreeningHit
from content.models.decision import DecisionKind
from content.models.prohibited import Severity
from content.models.screening import HitDecision
from content.models.states import PostState
from content.permissions import can_decide
from content.services.posts import (
    WAITING_NOTICES,
    account_stands_still,
    post_url,
    refuse_pointless,
    screened_anew,
    tell_deciders,
    writers_told,
)
from content.services.screening import screen_anew, settle_hits
from content.services.second_looks import owe_second_look
from content.services.versions import is_as_bound
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw

REASON_MIN = 10
FIRST, APPROVED, EMERGENCY = DecisionKind.FIRST_APPROVAL, DecisionKind.APPROVED, DecisionKind.EMERGENCY
RETURNED, REJECTED = DecisionKind.RETURNED, DecisionKind.REJECTED
ACTIONS = {
    FIRST: Action.POST_FIRST_APPROVED,
    APPROVED: Action.POST_APPROVED,
    EMERGENCY: Action.POST_EMERGENCY,
    RETURNED: Action.POST_RETURNED,
    REJECTED: Action.POST_REJECTED,
}
NOTICES = {
    FIRST: "post_second",
    APPROVED: "post_approved",
    EMERGENCY: "post_approved",
    RETURNED: "post_returned",
    REJECTED: "post_rejected",
}
SETTLED = {
    APPROVED: HitDecision.OVERRIDDEN,
    EMERGENCY: HitDecision.OVERRIDDEN,
    RETURNED: HitDecision.UPHELD,
    REJECTED: HitDecision.UPHELD,
}
STATES = {
    FIRST: PostState.SECOND,
    APPROVED: PostState.APPROVED,
    EMERGENCY: PostState.APPROVED,
    RETURNED: PostState.RETURNED,
    REJECTED: PostState.REJECTED,
}


@transaction.atomic
def approve_post(*, post: Post, by: Person, version: int, seen: int, reason: str = "") -> Decision:
    """Approve the version that was seen. A block hit needs a reason, and a second approver (screening 5.1).

    Raises not_allowed, text_changed, already_decided, reason_needed, screened_anew.
    """
    current = _check(post, by, seen)
    refuse_pointless(post)
    if screen_anew(current):
        raise screened_anew()
    blocked = _is_blocked(current)
    if blocked and len(reason.strip()) < REASON_MIN:
        raise RuleError(
            "reason_needed", _("The post holds a blocked phrase. Say in at least 10 characters why it may go out.")
        )
    first = post.status == PostState.SUBMITTED and (blocked or post.account.approvals_needed > 1)
    return _decide(post, current, FIRST if first else APPROVED, by=by, version=version, reason=reason.strip())


@transaction.atomic
def approve_in_emergency(*, post: Post, by: Person, version: int, seen: int, reason: str) -> Decision:
    """Let a post out at once on one approver's word where two would be needed; a second person looks at it within
    the working hours of `emergency_second_look` (clause 6-ka).

    Raises no_emergency (one approval is enough), reason_needed, and what approve_post raises.
    """
    current = _check(post, by, seen)
    refuse_pointless(post)
    if screen_anew(current):
        raise screened_anew()
    blocked = _is_blocked(current)
    if not (post.status == PostState.SECOND or blocked or post.account.approvals_needed > 1):
        raise RuleError("no_emergency", _("One approval is enough for this post: approve it."))
    if len(reason.strip()) < REASON_MIN:
        raise RuleError("reason_needed", _("Say in at least 10 characters why it cannot wait for a second approver."))
    return _decide(post, current, EMERGENCY, by=by, version=version, reason=reason.strip())


def _is_blocked(version: PostVersion) -> bool:
    return ScreeningHit.objects.filter(run__version=version, severity=Severity.BLOCK).exists()


@transaction.atomic
def prepare_decision(*, post: Post, by: Person) -> bool:
    """Screen a waiting post by the list as it is now: a step of its own, which stays when the decision is refused.
    Whether something else is found than whoever decides was shown."""
    return post.is_waiting and post.current is not None and can_decide(by, post) and screen_anew(post.current)


@transaction.atomic
def return_post(
    *, post: Post, by: Person, version: int, seen: int, reason: str, clause: str = "", suggestion: str = ""
) -> Decision:
    """Send the post back to its author; clause 6-gha where it is not needed, and the text as the approver would have
    it where that is another one. Raises reason_needed and what approve_post raises."""
    current = _check(post, by, seen)
    if len(reason.strip()) < REASON_MIN:
        raise RuleError("reason_needed", _("Say in at least 10 characters what should be mended."))
    other = "" if suggestion.strip() == current.text.strip() else suggestion.strip()
    given = {"reason": reason.strip(), "clause": clause, "suggestion": other}
    return _decide(post, current, RETURNED, by=by, version=version, **given)


@transaction.atomic
def reject_post(*, post: Post, by: Person, version: int, seen: int, clause: str, reason: str) -> Decision:
    """Refuse the post for good, naming the clause it offends. Raises clause_needed and what approve_post raises."""
    current = _check(post, by, seen)
    if not clause:
        raise RuleError("clause_needed", _("Choose the clause that the post offends."))
    return _decide(post, current, REJECTED, by=by, version=version, reason=reason.strip(), clause=clause)


def _check(post: Post, by: Person, seen: int) -> PostVersion:
    """The version to decide, when this person may decide it and has seen it as it is."""
    if not post.is_waiting:
        raise already_decided(post, seen)
    _hold(post, seen)
    if post.account.status != AccountState.ACTIVE:
        raise account_stands_still()
    if not can_decide(by, post):
        raise RuleError("not_allowed", _("You may not decide this post: you wrote it, or it is not yours to approve."))
    current = post.current  # read with the post: were it changed since, the post's version would be another
    assert current is not None
    current.post = post
    if current.number != seen or not is_as_bound(current, post.account):
        raise RuleError("text_changed", _("The text was changed after you opened it. This is the difference."))
    return current


def _hold(post: Post, seen: int) -> None:
    """Let nobody change the post until this is over; take over what others may change without a new version of it: the
    time chosen for it, and what its account asks now."""
    held = Post.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(pk=post.pk)
    if held.version != post.version:
        raise already_decided(post, seen)
    post.publish_at, post.account = held.publish_at, held.account


def _decide(
    post: Post,
    current: PostVersion,
    kind: DecisionKind,
    *,
    by: Person,
    version: int,
    reason: str,
    clause: str = "",
    suggestion: str = "",
) -> Decision:
    to = STATES[kind]
    if kind == APPROVED and post.publish_at and post.publish_at > timezone.now():
        to = PostState.SCHEDULED
    first_by = by if kind == FIRST else post.first_approved_by
    if not Post.objects.filter(pk=post.pk).move(PostState(post.status), to, version, first_approved_by=first_by):
        raise already_decided(post, current.number)
    decision = Decision.objects.create(
        post=post,
        version=current,
        kind=kind,
        by=by,
        at=timezone.now(),
        before=post.status,
        led_to=version + 1,
        reason=reason,
        clause=clause,
        suggestion=suggestion,
        text_hash=current.text_hash,
    )
    if kind in SETTLED:
        settle_hits(current, SETTLED[kind], by)
    _tell(post, decision)
    facts = {"headline": post.headline, "version": current.number, "hash": current.text_hash, "clause": clause}
    record(ACTIONS[kind], post, by=by, lineage=post.lineage, note=reason, data=facts)
    return decision


def _tell(post: Post, decision: Decision) -> None:
    """Who was asked need not decide any more; whom it concerns is told when it can no longer be undone."""
    withdraw(post, WAITING_NOTICES)
    told = {"stage": decision.stage, "not_before": decision.undo_until}
    if decision.kind == FIRST:
        tell_deciders(post, NOTICES[FIRST], **told)  # type: ignore[arg-type]
        return
    people, facts = writers_told(post, decision.version), {"headline": post.headline}
    notify(NOTICES[DecisionKind(decision.kind)], post, people, url=post_url(post), facts=facts, **told)  # type: ignore[arg-type]
    if decision.kind == EMERGENCY:
        owe_second_look(decision)


def already_decided(post: Post, seen: int) -> RuleError:
    """Tell the one who came second who decided the version both saw, what and when; nobody where it was taken back."""
    found = Decision.objects.standing().filter(post=post, version__number=seen).select_related("by")
    last = found.order_by("-at", "-id").first()
    return RuleError("already_decided", _("Somebody else was first."), decision=last)
