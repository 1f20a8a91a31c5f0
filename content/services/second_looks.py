"""The second person's look at what one approver let out in an emergency (clause 6-ka): owed, taken, overdue."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import heads, overseers
from content.models import Decision, Post, SecondLook
from content.permissions import can_look_again
from content.services.deadlines import SECOND_LOOK, working_limit
from content.services.posts import LOOK_NOTICES, people_without_part, post_url, writers_told
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw

NOTE_MIN = 10
BATCH = 100


def owe_second_look(decision: Decision) -> SecondLook:
    """Write down the look that an emergency owes and ask for it; part of the decision's transaction.

    Who is asked hears of it when the decision can no longer be undone.
    """
    due = working_limit(SECOND_LOOK, decision.at)
    look = SecondLook.objects.create(decision=decision, post=decision.post, due_at=due.at, due_why=due.why)
    post = Post.objects.select_related("account__office").get(pk=decision.post_id)
    spoke = Decision.objects.standing().filter(version=decision.version).values_list("by_id", flat=True)
    people = people_without_part(post, {*spoke, post.submitted_by_id})
    facts = {"headline": post.headline}
    told = {"url": post_url(post), "facts": facts, "stage": decision.stage, "not_before": decision.undo_until}
    notify("post_second_look", post, people, **told)  # type: ignore[arg-type]
    return look


@transaction.atomic
def look_again(*, look: SecondLook, by: Person, upheld: bool, note: str = "") -> None:
    """Say whether the post should have gone out. Raises already_looked, not_allowed, reason_needed.

    Where it should not have, the writers and the approver hear it; taking it down is a step of its own.
    """
    note = note.strip()
    by.reread_rights()
    if not can_look_again(by, look):
        raise _why_not(look)
    if not upheld and len(note) < NOTE_MIN:
        raise RuleError("reason_needed", _("Say in at least 10 characters why it should not have gone out."))
    found = {"looked_by": by, "looked_at": timezone.now(), "upheld": upheld, "note": note}
    if not SecondLook.objects.filter(pk=look.pk, looked_at=None).update(**found):
        raise _why_not(look)
    post, decision = look.post, look.decision
    withdraw(post, LOOK_NOTICES)
    people = {person.pk: person for person in [*writers_told(post, decision.version), decision.by]}
    facts = {"headline": post.headline}
    notify("post_looked_at", post, people.values(), url=post_url(post), facts=facts, stage=decision.stage)
    data = {"headline": post.headline, "upheld": upheld, "due_at": look.due_at.isoformat()}
    record(Action.POST_LOOKED_AT, post, by=by, lineage=post.lineage, note=note, data=data)


def _why_not(look: SecondLook) -> RuleError:
    """Who was first, else that there is nothing to look at any more, else that it is not hers."""
    now = SecondLook.objects.select_related("looked_by").filter(pk=look.pk).first()
    if now and now.looked_by:
        message = _("%(who)s has looked at it before you: %(word)s.")
        word = _("it was right to let it out") if now.upheld else _("it should not have gone out")
        return RuleError("already_looked", message % {"who": now.looked_by, "word": word})
    if now is None or not SecondLook.objects.owed().filter(pk=look.pk).exists():
        return RuleError("already_looked", _("The approval was taken back: nothing is left to look at."))
    message = _(
        "You may not take this second look: you wrote, sent or approved the post, or it is not yours to look at."
    )
    return RuleError("not_allowed", message)


def remind_late() -> str:
    """Sweep: heads and whoever oversees them hear once of each second look that is overdue."""
    told = 0
    late = SecondLook.objects.owed().filter(due_at__lt=timezone.now(), reminded_at=None)
    for look in late.select_related("post__account__office")[:BATCH]:
        told += _remind(look)
    return f"{told} second looks overdue"


@transaction.atomic
def _remind(look: SecondLook) -> int:
    if not SecondLook.objects.filter(pk=look.pk, looked_at=None, reminded_at=None).update(reminded_at=timezone.now()):
        return 0
    office, facts = look.post.account.office, {"headline": look.post.headline}
    people = {person.pk: person for person in [*heads(office), *overseers(office)]}
    url, stage = post_url(look.post), str(look.decision_id)
    notify("post_second_look_late", look.post, people.values(), url=url, facts=facts, stage=stage)
    return 1
