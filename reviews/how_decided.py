"""How a clause is decided, in words: by which records, or by which person."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.duties import DUTIES
from accounts.duty_types import Duty
from govsocial.rulebook.checks import Check, check_of
from govsocial.rulebook.models import Clause, DecidedBy
from govsocial.rulebook.services import parameter
from govsocial.web.templatetags.web import num

STATED = {(duty.edition, duty.clause): duty for duty in DUTIES}
ASKED: dict[str, Promise] = {
    "day": gettext_lazy("Every night the portal asks its records how it stood that day."),
    "week": gettext_lazy("When a week is over, the portal asks its records how it went."),
}


@dataclass(frozen=True)
class Way:
    """One of the ways a clause is decided; `check` names what asks the records."""

    label: str
    words: str
    check: str = ""


def ways(clause: Clause, today: date) -> list[Way]:
    """Each way with its person, its interval, or why there is none; the check stands with the first."""
    check, duty = check_of(clause), STATED.get(clause.rule)
    found = []
    for number, kind in enumerate(clause.decided_by):
        words = _words(DecidedBy(kind), clause, check, duty, today)
        found.append(Way(str(DecidedBy(kind).label), words, check.name if check and not number else ""))
    return found


def _words(kind: DecidedBy, clause: Clause, check: Check | None, duty: Duty | None, today: date) -> str:
    if kind == DecidedBy.INDICATOR:
        return _("It is counted and shown; nobody passes or fails by it.")
    if kind == DecidedBy.AUTO:
        return _of_records(clause, check)
    if duty and kind in {DecidedBy.ATTEST, DecidedBy.HUMAN}:
        return " ".join(filter(None, [_who(duty), _how_long(clause, duty, today), clause.reason]))
    if kind == DecidedBy.ATTEST:
        return _("A named person will state it; where, comes with a later release.")
    return str(clause.reason)


def _of_records(clause: Clause, check: Check | None) -> str:
    if check:
        return str(ASKED.get(check.every, ""))
    if clause.measured:
        return _("A step of the portal sees to it.")
    return _("Its records come with a later release; until then it is not yet measured.")


def _who(duty: Duty) -> str:
    if duty.by_head or duty.subject == "office":
        return _("The head of the office states it, with evidence.")
    return _("The head of the office or a member of the account's team states it, with evidence.")


def _how_long(clause: Clause, duty: Duty, today: date) -> str:
    if not duty.parameter:
        return _("The statement holds until another one is made.")
    days = int(parameter(duty.parameter, today, clause.edition.code))
    words = ngettext("It is asked again after %(n)s day.", "It is asked again after %(n)s days.", days)
    return words % {"n": num(days)}
