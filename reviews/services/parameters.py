"""Changing a parameter from a day on: a keeper proposes, a second person confirms; old values stay in the history."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import can_confirm_rules, can_keep_rules, confirmers
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.rulebook.models import EditionState, Parameter, ParameterProposal, ProposalState
from govsocial.rulebook.values import read_value


@transaction.atomic
def propose_value(*, parameter: Parameter, value: Any, since: date, reason: str, by: Person) -> ParameterProposal:
    """Propose another value from a day on. Raises not_allowed, wrong_state, bad_value, same_value, bad_day,
    already_proposed."""
    if not can_keep_rules(by):
        raise RuleError("not_allowed", _("Only a rule-book keeper proposes a value."))
    if parameter.until is not None or parameter.edition.status != EditionState.IN_FORCE:
        raise RuleError("wrong_state", _("This value has ended already. Change the present one."))
    _check_day(parameter, since)
    try:
        value = read_value(value, parameter.unit)
    except (TypeError, ValueError):
        raise RuleError("bad_value", _("The value does not fit the unit.")) from None
    if value == parameter.value:
        raise RuleError("same_value", _("This is the present value."))
    proposal = _create_once(parameter, value=value, since=since, reason=reason, proposed_by=by)
    _tell(proposal, "parameter_proposed", by)
    _record(Action.PARAMETER_PROPOSED, proposal, by, note=reason)
    return proposal


@transaction.atomic
def confirm_value(*, proposal: ParameterProposal, by: Person, version: int) -> Parameter:
    """Put a proposed value in its place: the present one ends on its day. Raises not_allowed, second_person, bad_day,
    already_decided."""
    if not can_confirm_rules(by):
        raise RuleError("not_allowed", _("Only a rule-book keeper or the Cabinet Division confirms a value."))
    if proposal.proposed_by_id == by.pk:
        raise RuleError("second_person", _("You proposed this value: a second person confirms it."))
    old = proposal.parameter
    if proposal.status == ProposalState.PROPOSED:
        _check_day(old, proposal.since)
    _move(proposal, ProposalState.CONFIRMED, by, version)
    if not Parameter.objects.filter(pk=old.pk, until=None).update(until=proposal.since):
        raise RuleError("already_decided", _("The present value was changed meanwhile. Propose again."))
    new = Parameter.objects.create(
        edition=old.edition,
        clause=old.clause,
        name=old.name,
        value=proposal.value,
        unit=old.unit,
        set_by="installation",
        title_bn=old.title_bn,
        title_en=old.title_en,
        since=proposal.since,
    )
    withdraw(proposal, ["parameter_proposed"])
    _tell(proposal, "parameter_confirmed", by)
    _record(Action.PARAMETER_CONFIRMED, proposal, by)
    return new


@transaction.atomic
def withdraw_value(*, proposal: ParameterProposal, by: Person, version: int, reason: str = "") -> None:
    """Take a proposal back, or turn it down as the second person. Raises not_allowed, already_decided."""
    if not (can_confirm_rules(by) or proposal.proposed_by_id == by.pk):
        raise RuleError("not_allowed", _("Only a rule-book keeper or the Cabinet Division withdraws a proposal."))
    _move(proposal, ProposalState.WITHDRAWN, by, version)
    withdraw(proposal, ["parameter_proposed"])
    _tell(proposal, "parameter_withdrawn", by)
    _record(Action.PARAMETER_WITHDRAWN, proposal, by, note=reason)


def _check_day(parameter: Parameter, since: date) -> None:
    """What is over stays judged by the value of its time: a change begins today or later."""
    if since < timezone.localdate():
        raise RuleError("bad_day", _("The day is past: a value may change from today on or later."))
    if since <= parameter.since:
        raise RuleError("bad_day", _("The present value begins on that day or later. Choose a later day."))


def _create_once(parameter: Parameter, **fields: Any) -> ParameterProposal:
    try:
        with transaction.atomic():
            return ParameterProposal.objects.create(parameter=parameter, **fields)
    except IntegrityError:
        raise RuleError("already_proposed", _("Another value is proposed already. Decide that one first.")) from None


def _move(proposal: ParameterProposal, to: ProposalState, by: Person, version: int) -> None:
    rows = ParameterProposal.objects.filter(pk=proposal.pk)
    if not rows.move(ProposalState.PROPOSED, to, version, decided_by=by, decided_at=timezone.now()):
        now = rows.select_related("decided_by").get()
        facts = {"who": str(now.decided_by or ""), "state": now.get_status_display()}
        raise RuleError("already_decided", _("%(who)s was first: the proposal is “%(state)s”.") % facts)


def _tell(proposal: ParameterProposal, kind: str, by: Person) -> None:
    people = set(confirmers()) | {proposal.proposed_by}
    parameter = proposal.parameter
    facts = {"name": f"{parameter.clause.label_bn} {parameter.title_bn}"}
    notify(kind, proposal, people - {by}, url=reverse("rulebook:proposal_list"), facts=facts)


def _record(action: Action, proposal: ParameterProposal, by: Person, note: str = "") -> None:
    parameter = proposal.parameter
    facts = {
        "edition": parameter.edition.code,
        "name": parameter.name,
        "from": parameter.value,
        "to": proposal.value,
        "since": proposal.since.isoformat(),
    }
    record(action, proposal, by=by, note=note, data=facts)
