"""Taking a decision back within its first minute (ux.md S4): nobody was told of it yet, and nobody acted on it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import Decision, Post, SecondLook
from content.models.decision import DecisionKind
from content.models.screening import HitDecision
from content.models.states import READY, PostState
from content.permissions import can_decide
from content.services.decisions import NOTICES, SETTLED, STATES
from content.services.posts import LOOK_NOTICES, tell_deciders
from content.services.screening import settle_hits
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import withdraw

UNDOABLE = (PostState.SECOND, *READY, PostState.RETURNED, PostState.REJECTED)
ASKED = {PostState.SUBMITTED: "post_submitted", PostState.SECOND: "post_second"}


@transaction.atomic
def undo_decision(*, post: Post, by: Person, version: int) -> Decision:
    """Take one's own last decision on a post back: it waits again as it waited before.

    Raises not_allowed (it is another's, or she may not decide here any more), undo_too_late, changed_meanwhile (it was
    undone, or somebody acted since).
    """
    decision = _own_last(post, by)
    if timezone.now() >= decision.undo_until:
        raise RuleError("undo_too_late", _("A decision can be taken back for one minute. That minute is over."))
    before, first = PostState(decision.before), post.first_approved_by
    back: dict[str, Any] = {"first_approved_by": first if before == PostState.SECOND else None}
    back |= {"slot_stage": 0}  # who decides is told anew of the time that comes near
    rows = Post.objects.filter(pk=post.pk)
    if version != decision.led_to or not rows.move(_state_after(post, decision), before, version, **back):
        raise _acted_on()
    if not can_decide(by, post):  # it waits again as it waited for her
        raise RuleError("not_allowed", _("You do not decide on posts of this account any more."))
    # The look that it owed never fell due to anybody; one that was taken already is somebody's act and stops the undo.
    looks = SecondLook.objects.filter(decision=decision, looked_at=None)
    if decision.kind == DecisionKind.EMERGENCY and not looks.delete()[0]:
        raise _acted_on()
    Decision.objects.filter(pk=decision.pk).update(undone_at=timezone.now())
    if DecisionKind(decision.kind) in SETTLED:
        settle_hits(decision.version, HitDecision.OPEN, None)
    withdraw(post, [NOTICES[DecisionKind(decision.kind)], *LOOK_NOTICES], stage=decision.stage)
    withdraw(post, ["post_slot_now"])
    # Those asked before were told that nothing waits: they are asked once more, under a key of its own.
    tell_deciders(post, ASKED[before], f"{decision.stage}.undone")
    facts = {"headline": post.headline, "decision": decision.kind, "hash": decision.text_hash}
    record(Action.POST_UNDONE, post, by=by, lineage=post.lineage, data=facts)
    return decision


def undoable(post: Post, person: Person) -> Decision | None:
    """Her decision on the post that she may still take back; what undo_decision would do now."""
    if post.status not in UNDOABLE:
        return None
    last = post.decisions.standing().select_related("version").last()
    if last is None or last.by_id != person.pk or timezone.now() >= last.undo_until:
        return None
    return last if last.led_to == post.version and post.status == _state_after(post, last) else None


def _state_after(post: Post, decision: Decision) -> PostState:
    """Where the decision led; for an approval also to the time chosen."""
    if decision.kind == DecisionKind.APPROVED and post.status in READY:
        return PostState(post.status)
    return STATES[DecisionKind(decision.kind)]


def _own_last(post: Post, by: Person) -> Decision:
    """The newest standing decision, when it is hers."""
    last = post.decisions.standing().select_related("version").last()
    if last and last.by_id == by.pk:
        return last
    own = post.decisions.filter(by=by, version=post.current_id).last()
    if own and own.undone_at:
        raise RuleError("changed_meanwhile", _("Your decision was taken back already."))
    if own and last:
        raise _acted_on()
    raise RuleError("not_allowed", _("Only whoever gave the last decision may take it back."))


def _acted_on() -> RuleError:
    message = _("Somebody acted on the decision meanwhile: it can no longer be taken back.")
    return RuleError("changed_meanwhile", message)
