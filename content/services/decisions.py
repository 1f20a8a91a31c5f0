"""The approver's side: approve, return with reason, reject with clause (clauses 6-ka, 9). Bound to what was seen."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.models.official_account import AccountState
from content.models import Decision, Post, PostVersion
from content.models.decision import DecisionKind
from content.models.post import PostState, bound_hash
from content.models.screening import HitDecision
from content.permissions import can_decide
from content.services.posts import (
    WAITING_NOTICES,
    account_stands_still,
    post_url,
    screened_anew,
    tell_deciders,
    writers_told,
)
from content.services.screening import screen_anew, settle_hits
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw

REASON_MIN = 10
ACTIONS = {
    DecisionKind.FIRST_APPROVAL: Action.POST_FIRST_APPROVED,
    DecisionKind.APPROVED: Action.POST_APPROVED,
    DecisionKind.RETURNED: Action.POST_RETURNED,
    DecisionKind.REJECTED: Action.POST_REJECTED,
}
NOTICES = {
    DecisionKind.APPROVED: "post_approved",
    DecisionKind.RETURNED: "post_returned",
    DecisionKind.REJECTED: "post_rejected",
}
SETTLED = {
    DecisionKind.APPROVED: HitDecision.OVERRIDDEN,
    DecisionKind.RETURNED: HitDecision.UPHELD,
    DecisionKind.REJECTED: HitDecision.UPHELD,
}
STATES = {
    DecisionKind.FIRST_APPROVAL: PostState.SECOND,
    DecisionKind.APPROVED: PostState.APPROVED,
    DecisionKind.RETURNED: PostState.RETURNED,
    DecisionKind.REJECTED: PostState.REJECTED,
}


@transaction.atomic
def approve_post(*, post: Post, by: Person, version: int, seen: int, reason: str = "") -> Decision:
    """Approve the version that was seen. A block hit needs a reason, and a second approver (screening 5.1).

    Raises not_allowed, text_changed, already_decided, reason_needed, screened_anew.
    """
    current = _check(post, by, seen)
    if screen_anew(current):
        raise screened_anew()
    blocked = current.screening.hits.filter(severity="block").exists()
    if blocked and len(reason.strip()) < REASON_MIN:
        raise RuleError(
            "reason_needed", _("The post holds a blocked phrase. Say in at least 10 characters why it may go out.")
        )
    first = blocked and post.status == PostState.SUBMITTED
    kind = DecisionKind.FIRST_APPROVAL if first else DecisionKind.APPROVED
    return _decide(post, current, kind, by=by, version=version, reason=reason.strip())


@transaction.atomic
def prepare_decision(*, post: Post, by: Person) -> bool:
    """Screen a waiting post by the list as it is now: a step of its own, which stays when the decision is refused.
    Whether something else is found than whoever decides was shown."""
    return post.is_waiting and post.current is not None and can_decide(by, post) and screen_anew(post.current)


@transaction.atomic
def return_post(*, post: Post, by: Person, version: int, seen: int, reason: str) -> Decision:
    """Send the post back to its author. Raises reason_needed and what approve_post raises."""
    current = _check(post, by, seen)
    if len(reason.strip()) < REASON_MIN:
        raise RuleError("reason_needed", _("Say in at least 10 characters what should be mended."))
    return _decide(post, current, DecisionKind.RETURNED, by=by, version=version, reason=reason.strip())


@transaction.atomic
def reject_post(*, post: Post, by: Person, version: int, seen: int, clause: str, reason: str) -> Decision:
    """Refuse the post for good, naming the clause it offends. Raises clause_needed and what approve_post raises."""
    current = _check(post, by, seen)
    if not clause:
        raise RuleError("clause_needed", _("Choose the clause that the post offends."))
    return _decide(post, current, DecisionKind.REJECTED, by=by, version=version, reason=reason.strip(), clause=clause)


def _check(post: Post, by: Person, seen: int) -> PostVersion:
    """The version to decide, when this person may decide it and has seen it as it is."""
    if not post.is_waiting:
        raise already_decided(post, seen)
    by.reread_rights()
    if post.account.status != AccountState.ACTIVE:
        raise account_stands_still()
    if not can_decide(by, post):
        # Since it was loaded somebody may have decided: that, not a missing right, is why she may not.
        if not Post.objects.filter(pk=post.pk, version=post.version).exists():
            raise already_decided(post, seen)
        raise RuleError("not_allowed", _("You may not decide this post: you wrote it, or it is not yours to approve."))
    current = PostVersion.objects.get(pk=post.current_id or 0)
    if current.number != seen or current.text_hash != bound_hash(text=current.text, account=post.account):
        raise RuleError("text_changed", _("The text was changed after you opened it. This is the difference."))
    return current


def _decide(
    post: Post,
    current: PostVersion,
    kind: DecisionKind,
    *,
    by: Person,
    version: int,
    reason: str,
    clause: str = "",
) -> Decision:
    first_by = by if kind == DecisionKind.FIRST_APPROVAL else post.first_approved_by
    moved = Post.objects.filter(pk=post.pk).move(
        PostState(post.status), STATES[kind], version, first_approved_by=first_by
    )
    if not moved:
        raise already_decided(post, current.number)
    decision = Decision.objects.create(
        post=post,
        version=current,
        kind=kind,
        by=by,
        at=timezone.now(),
        reason=reason,
        clause=clause,
        text_hash=current.text_hash,
    )
    if kind != DecisionKind.FIRST_APPROVAL:
        settle_hits(current, SETTLED[kind], by)
    withdraw(post, WAITING_NOTICES)
    if kind == DecisionKind.FIRST_APPROVAL:
        tell_deciders(post, "post_second", current)
    else:
        notify(
            NOTICES[kind],
            post,
            writers_told(post, current),
            url=post_url(post),
            facts={"headline": post.headline},
            stage=str(current.number),
        )
    facts = {"headline": post.headline, "version": current.number, "hash": current.text_hash, "clause": clause}
    record(ACTIONS[kind], post, by=by, lineage=post.lineage, note=reason, data=facts)
    return decision


def already_decided(post: Post, seen: int) -> RuleError:
    """Tell the one who came second who decided the version both saw, what and when; nobody where it was taken back."""
    found = Decision.objects.filter(post=post, version__number=seen).select_related("by")
    last = found.order_by("-at", "-id").first()
    return RuleError("already_decided", _("Somebody else was first."), decision=last)
