"""Asking that a breach be excused for a term, deciding that above, ending it early."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person
from accounts.permissions import heads, overseers
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.rulebook.models import Clause
from govsocial.rulebook.services import parameter
from govsocial.tallies.models import Finding, Status
from govsocial.web.templatetags.web import num
from govsocial.workdays.periods import ONE_DAY
from reviews.models import Excusal
from reviews.models.excusal import ExcusalState
from reviews.permissions import can_ask_excusal, can_decide_excusal
from reviews.services.excusing import key_of, retell

S = ExcusalState


def longest_term(today: date) -> int:
    """Days for which a breach may be excused at most, and how far back the term may begin."""
    return int(parameter("excusal_days", today))


@transaction.atomic
def ask_excusal(
    *,
    clause: Clause,
    office: Office,
    account: OfficialAccount | None,
    since: date,
    last_day: date,
    reason: str,
    evidence: str,
    link: str,
    by: Person,
) -> Excusal:
    """Ask that a clause's breach be excused, both days included. Raises not_allowed, bad_term, not_in_breach,
    already_asked."""
    if not can_ask_excusal(by, office):
        raise RuleError("not_allowed", _("The head of the office asks for it."))
    today = timezone.localdate()
    _check_term(since, last_day, today)
    excusal = Excusal(
        clause=clause,
        office=office,
        account=account,
        since=since,
        until=last_day + ONE_DAY,
        reason=reason,
        evidence=evidence,
        link=link,
        asked_by=by,
    )
    found = Finding.objects.overlapping(since, today).filter(**key_of(excusal).columns(), status=Status.BREACHED)
    if not found.filter(subject_id=excusal.subject_id).exists():
        raise RuleError("not_in_breach", _("Nothing was found in breach on these days."))
    try:
        with transaction.atomic():
            excusal.save()
    except IntegrityError:
        raise RuleError("already_asked", _("It was asked for already and waits for a decision.")) from None
    _tell("excusal_asked", excusal, {person for person in overseers(office) if person != by})
    _record(Action.EXCUSAL_ASKED, excusal, by, note=reason)
    return excusal


def _check_term(since: date, last_day: date, today: date) -> None:
    longest = longest_term(today)
    if last_day < since or (last_day - since).days >= longest:
        raise RuleError("bad_term", _("The term is one day to %(days)s days.") % {"days": num(longest)})
    if since > today:
        raise RuleError("bad_term", _("The term begins today or earlier: nothing is excused before it happens."))
    if since < today - timedelta(days=longest):
        raise RuleError("bad_term", _("The term begins at most %(days)s days ago.") % {"days": num(longest)})


@transaction.atomic
def decide_excusal(*, excusal: Excusal, grant: bool, reason: str, by: Person, version: int) -> None:
    """Grant it, which takes effect at once, or refuse it. Raises not_allowed, already_decided."""
    if not can_decide_excusal(by, excusal):
        raise RuleError("not_allowed", _("Whoever oversees the office from above decides; no office excuses itself."))
    fields = {"decided_by": by, "decided_at": timezone.now(), "decision_reason": reason}
    to = S.GRANTED if grant else S.REFUSED
    _move(excusal, S.ASKED, to, version, **fields, holds_until=excusal.until if grant else None)
    if grant:
        retell(excusal, timezone.localdate())
    withdraw(excusal, ["excusal_asked"])
    _tell("excusal_granted" if grant else "excusal_refused", excusal, _askers(excusal) - {by})
    _record(Action.EXCUSAL_GRANTED if grant else Action.EXCUSAL_REFUSED, excusal, by, note=reason)


@transaction.atomic
def end_excusal(*, excusal: Excusal, reason: str, by: Person, version: int) -> None:
    """End a granted one before its term: from today on it is a breach again. Raises not_allowed, already_decided,
    over_already."""
    if not can_decide_excusal(by, excusal):
        raise RuleError("not_allowed", _("Whoever may grant it ends it."))
    today = timezone.localdate()
    if excusal.status == S.GRANTED and excusal.until <= today:
        raise RuleError("over_already", _("Its term is over already."))
    fields = {"ended_by": by, "ended_at": timezone.now(), "end_reason": reason}
    _move(excusal, S.GRANTED, S.ENDED, version, **fields, holds_until=today)
    retell(excusal, today)
    _tell("excusal_ended", excusal, _askers(excusal) - {by})
    _record(Action.EXCUSAL_ENDED, excusal, by, note=reason)


def _move(excusal: Excusal, from_: S, to: S, version: int, **fields: object) -> None:
    if not Excusal.objects.filter(pk=excusal.pk).move(from_, to, version, **fields):
        now = Excusal.objects.get(pk=excusal.pk)
        facts = {"state": now.get_status_display()}
        raise RuleError("already_decided", _("Somebody was first: it is now “%(state)s”.") % facts)


def _askers(excusal: Excusal) -> set[Person]:
    return {excusal.asked_by, *heads(excusal.office)}


def _tell(kind: str, excusal: Excusal, people: set[Person]) -> None:
    url = reverse("reviews:excusal_detail", args=[excusal.pk])
    facts = {"clause": excusal.clause.label_bn, "office": excusal.office.name_bn}
    notify(kind, excusal, people, url=url, facts=facts)


def _record(action: Action, excusal: Excusal, by: Person, note: str) -> None:
    key = key_of(excusal)
    facts = {"edition": key.edition, "clause": key.clause, key.subject_type: excusal.subject_id}
    days = {"since": excusal.since.isoformat(), "until": excusal.until.isoformat()}
    record(action, excusal, by=by, lineage=excusal.office.lineage, note=note, data={**facts, **days})
