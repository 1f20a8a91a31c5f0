"""A mistake in what is out: noticed, found to be none, corrected by a post of its own (cg-2017 d8)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, TeamMember
from accounts.models.official_account import AccountState
from content.models import Mistake, Post, PostVersion, Publication
from content.models.after import MistakeState
from content.models.states import OUT, PostState
from content.permissions import can_dismiss, can_notice, can_write_for
from content.services.deadlines import correction_deadline
from content.services.posts import account_stands_still, post_url, writers_told
from content.services.versions import start_copy
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.web.templatetags.web import when
from govsocial.workdays.services import load_calendar

REASON_MIN = 10
NAMEABLE = (*OUT, PostState.RETRACTED)  # the states of what went out


@transaction.atomic
def notice_mistake(*, post: Post, what: str, noticed_at: datetime, by: Person, clause: str = "") -> Mistake:
    """Say what is wrong with a post that is out; `clause` names the one it offends, where it offends one.

    A clause can be named also of a mistake that was noted without one, and of a post that was corrected in place or
    taken down meanwhile: whoever is first with a mere slip does not head off the finding.
    Raises not_allowed, wrong_state, superseded, what_needed, bad_time, noticed_already.
    """
    by.reread_rights()
    if not can_notice(by, post.account):
        raise RuleError("not_allowed", _("Only the account's team and the head of its office note what is wrong."))
    now = _locked(post)
    gone = _why_gone(now)
    if gone and not (clause and now.status in NAMEABLE):
        raise gone
    mistake = _note(now, what.strip(), noticed_at, by, clause)
    if gone:
        state = MistakeState.RETRACTED if now.status == PostState.RETRACTED else MistakeState.CORRECTED
        Mistake.objects.filter(pk=mistake.pk).move(MistakeState.OPEN, state, settled_at=timezone.now(), settled_by=by)
        mistake.refresh_from_db()
    _record_noted(now, mistake, by)
    return mistake


@transaction.atomic
def dismiss_mistake(*, mistake: Mistake, reason: str, by: Person) -> None:
    """Find that it is no mistake. Raises not_allowed, reason_needed, already_settled."""
    by.reread_rights()
    if not can_dismiss(by, mistake):
        message = _("An approver of the team or the head decides this, never who noticed the mistake.")
        raise RuleError("not_allowed", message)
    reason = long_enough(reason, _("Say in at least 10 characters why it is no mistake."))
    settled = {"settled_at": timezone.now(), "settled_by": by, "note": reason}
    if not Mistake.objects.filter(pk=mistake.pk).move(MistakeState.OPEN, MistakeState.DISMISSED, **settled):
        raise RuleError("already_settled", _("Somebody else was first: the mistake is settled already."))
    _tell_settled(mistake.post, mistake, by)
    facts = {"headline": mistake.post.headline, "mistake": mistake.pk}
    record(Action.MISTAKE_DISMISSED, mistake.post, by=by, lineage=mistake.post.lineage, note=reason, data=facts)


@transaction.atomic
def begin_correction(*, post: Post, by: Person, what: str = "", clause: str = "") -> Post:
    """Start the post that corrects one that is out, with its words, link and files; it goes the ordinary way.

    Where no mistake is noted yet, `what` notes it. Raises not_allowed, account_not_active, wrong_state, superseded,
    what_needed, correction_begun.
    """
    if post.account.status != AccountState.ACTIVE:
        raise account_stands_still()
    if not can_write_for(by, post.account):
        raise RuleError("not_allowed", _("You may not write for this account."))
    now = held(post)
    known = Mistake.objects.open().filter(post=now).first()
    mistake = known or _note(now, what.strip(), timezone.now(), by, clause)
    try:
        with transaction.atomic():
            correction = start_copy(now, published_version(now), by, corrects=now)
    except IntegrityError:
        raise RuleError("correction_begun", _("A correction of this post is under way already.")) from None
    if known is None:
        _record_noted(now, mistake, by)
    facts = {"headline": correction.headline, "version": 1, "corrects": now.pk, "mistake": mistake.pk}
    record(Action.POST_STARTED, correction, by=by, lineage=correction.lineage, data=facts)
    return correction


def held(post: Post) -> Post:
    """The post as it is, kept so until the transaction ends; it must be out, and not edited in place since.

    Raises wrong_state, superseded.
    """
    now = _locked(post)
    if gone := _why_gone(now):
        raise gone
    return now


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",), no_key=True).select_related("account__office").get(pk=post.pk)


def _why_gone(post: Post) -> RuleError | None:
    """Why its words do not stand on the platform; None where they do."""
    if post.status not in OUT:
        message = _("The post is not on the platform: it is “%(state)s”.")
        return RuleError("wrong_state", message % {"state": post.get_status_display()})
    if Publication.objects.filter(post__corrects=post, is_correction=True).exists():
        return RuleError("superseded", _("This post was edited in place: what stands there now is its correction."))
    return None


def published_version(post: Post) -> PostVersion:
    """The version that went out."""
    return PostVersion.objects.get(pk=Publication.objects.values_list("version_id", flat=True).get(post=post))


def settle(
    mistake: Mistake, state: MistakeState, *, at: datetime, by: Person, note: str = "", clause: str = ""
) -> None:
    """What stands on the platform since `at` ends the mistake; part of the caller's transaction."""
    end = max(at, mistake.noticed_at)
    minutes = load_calendar(timezone.localdate(mistake.noticed_at)).working_minutes_between(mistake.noticed_at, end)
    fields = {"settled_at": at, "settled_by": by, "note": note, "worked_minutes": minutes}
    fields |= {"clause": clause} if clause else {}
    if Mistake.objects.filter(pk=mistake.pk).move(MistakeState.OPEN, state, **fields):
        _tell_settled(mistake.post, mistake, by)


def write_mistake(post: Post, what: str, noticed_at: datetime, by: Person, clause: str) -> Mistake:
    """A mistake with its due time, open; part of the caller's transaction."""
    due = correction_deadline(noticed_at, post.lineage)
    return Mistake.objects.create(
        post=post, what=what, noticed_at=noticed_at, noticed_by=by, due_at=due.at, due_why=due.why, clause=clause
    )


def long_enough(reason: str, message: object) -> str:
    """The reason without its edges. Raises reason_needed."""
    if len(reason.strip()) < REASON_MIN:
        raise RuleError("reason_needed", message)  # type: ignore[arg-type]
    return reason.strip()


def out_since(post: Post) -> datetime:
    """When it went out, to the minute as people give times; never later than now, fast clock or not."""
    return min(post.publication.published_at.replace(second=0, microsecond=0), timezone.now())


def _note(post: Post, what: str, noticed_at: datetime, by: Person, clause: str) -> Mistake:
    """The mistake's row, or the one that is open with the clause it named none of; part of the caller's transaction,
    which holds the post."""
    if not what:
        raise RuleError("what_needed", _("Say what is wrong."))
    if not out_since(post) <= noticed_at <= timezone.now():
        message = _("A mistake is noticed after the post went out (%(out)s), and not in the future.")
        raise RuleError("bad_time", message % {"out": when(post.publication.published_at)})
    try:
        with transaction.atomic():
            return write_mistake(post, what, noticed_at, by, clause)
    except IntegrityError:
        mere = Mistake.objects.open().filter(post=post, clause="")
        if not (clause and mere.update(clause=clause, what=Concat("what", Value(f"\n{what}")))):
            raise RuleError("noticed_already", _("A mistake of this post is noted already, and open.")) from None
        return Mistake.objects.open().get(post=post)


def _record_noted(post: Post, mistake: Mistake, by: Person) -> None:
    notify_of(post, "mistake_noticed", mistake, by)
    facts = {"mistake": mistake.pk, "due_at": mistake.due_at.isoformat(), "clause": mistake.clause}
    facts |= {"headline": post.headline}
    record(Action.MISTAKE_NOTICED, post, by=by, lineage=post.lineage, note=mistake.what, data=facts)


def notify_of(post: Post, kind: str, mistake: Mistake, by: Person) -> None:
    """One notice to the post's writers and to the team's approvers, but for who acts."""
    seats = TeamMember.objects.current().approvers().filter(account_id=post.account_id).select_related("person")
    told = [*writers_told(post, published_version(post)), *(seat.person for seat in seats)]
    people = {person.pk: person for person in told if person.pk != by.pk}.values()
    notify(kind, post, people, url=post_url(post), facts={"headline": post.headline}, stage=str(mistake.pk))


def _tell_settled(post: Post, mistake: Mistake, by: Person) -> None:
    withdraw(post, ("mistake_noticed",))
    notify_of(post, "mistake_settled", mistake, by)
