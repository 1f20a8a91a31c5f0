"""Changes of entries that a second person confirms: from draft to trial or force, out of force, other values."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import ProhibitedTerm, TermChange
from content.models.prohibited import ChangeState, TermState
from content.permissions import can_confirm_terms, can_propose_terms, term_confirmers
from content.services.entry_values import EntryValues, check_alike
from content.services.prohibited_terms import (
    changed_meanwhile,
    not_allowed,
    record_term,
)
from content.services.rulesets import publish_ruleset
from content.services.term_rules import LOOKED_FOR, check_patterns, check_state, check_values
from govsocial.audit.actions import Action
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from govsocial.web.digits import clip

S = TermState


@transaction.atomic
def propose_change(
    *,
    term: ProhibitedTerm,
    by: Person,
    version: int,
    reason: str,
    to_status: str = "",
    values: EntryValues | None = None,
) -> TermChange:
    """Ask for another state, or for other values of an entry on trial or active.

    Raises not_allowed, wrong_state, bad_entry, same_values, duplicate, dry_run_needed, too_many_alarms,
    too_many_patterns, already_proposed, changed_meanwhile.
    """
    by.reread_rights()
    change = draw_up(term, by, version, reason, to_status, values)
    tell_proposed(change, by)
    record_change(Action.TERM_CHANGE_PROPOSED, change, by, note=reason)
    return change


@transaction.atomic
def confirm_change(*, change: TermChange, by: Person, version: int) -> TermChange:
    """Put a proposed change in force as the second person: the list gets a new state.

    Raises not_allowed, second_person, already_decided, too_many_patterns, duplicate.
    """
    by.reread_rights()
    put_in_force(change, by, version)
    publish_ruleset(by)
    tell_decided(change, "term_confirmed")
    record_change(Action.TERM_CHANGE_CONFIRMED, change, by)
    return change


@transaction.atomic
def refuse_change(*, change: TermChange, by: Person, version: int, note: str) -> TermChange:
    """Turn a proposed change down; the entry stays as it is. Raises not_allowed, second_person, already_decided."""
    by.reread_rights()
    _check_second(change, by)
    _decide(change, ChangeState.REFUSED, by, version, note=note)
    tell_decided(change, "term_refused")
    record_change(Action.TERM_CHANGE_REFUSED, change, by, note=note)
    return change


@transaction.atomic
def withdraw_change(*, change: TermChange, by: Person, version: int) -> TermChange:
    """Take an own proposal back. Raises not_allowed, already_decided."""
    by.reread_rights()
    if change.proposed_by_id != by.pk or not can_propose_terms(by, change.term.office):
        raise RuleError("not_allowed", _("Who proposed the change takes it back."))
    _decide(change, ChangeState.WITHDRAWN, by, version)
    withdraw(change, ["term_proposed"])
    record_change(Action.TERM_CHANGE_WITHDRAWN, change, by)
    return change


def values_after(change: TermChange) -> EntryValues:
    """What the entry would say once the change is confirmed."""
    row = ProhibitedTerm(**{name: getattr(change.term, name) for name in EntryValues.__dataclass_fields__})
    for name, value in change.values.items():
        day = value and name in {"valid_from", "valid_to"}
        setattr(row, name, date.fromisoformat(value) if day else value)
    return EntryValues.of(row)


def draw_up(
    term: ProhibitedTerm, by: Person, version: int, reason: str, to_status: str, values: EntryValues | None
) -> TermChange:
    if not can_propose_terms(by, term.office):
        raise not_allowed()
    to = term.status if values else to_status
    changed = check_values(term, values) if values else {}
    if not values:
        check_state(term, to)
    if not ProhibitedTerm.objects.filter(pk=term.pk).move(S(term.status), S(term.status), version):
        raise changed_meanwhile()
    facts = {"term": term, "from_status": term.status, "to_status": to, "reason": reason, "proposed_by": by}
    try:
        with transaction.atomic():
            return TermChange.objects.create(values=_plain(changed), **facts)
    except IntegrityError:
        message = _("A change of this entry waits already. Decide that one first.")
        raise RuleError("already_proposed", message) from None


def put_in_force(change: TermChange, by: Person, version: int) -> TermChange:
    _check_second(change, by)
    _decide(change, ChangeState.CONFIRMED, by, version)
    change.term = term = ProhibitedTerm.objects.select_related("office").get(pk=change.term_id)
    values = values_after(change)
    if change.to_status in LOOKED_FOR:
        check_alike(term.office, values, but=term)
        check_patterns(values.kind, but=term)
    columns = values.columns() if change.values else {}
    rows = ProhibitedTerm.objects.filter(pk=term.pk)
    try:
        with transaction.atomic():
            moved = rows.move(S(change.from_status), S(change.to_status), term.version, **columns)
    except IntegrityError:
        check_alike(term.office, values, but=term)
        raise
    if not moved:
        raise changed_meanwhile()
    return change


def _check_second(change: TermChange, by: Person) -> None:
    if change.proposed_by_id == by.pk:
        raise RuleError("second_person", _("You proposed this change: a second person confirms it or turns it down."))
    if not can_confirm_terms(by, change.term.office):
        message = _(
            "The national list's changes are for keepers and the Cabinet Division, an office's for its superiors."
        )
        raise RuleError("not_allowed", message)


def _decide(change: TermChange, to: ChangeState, by: Person, version: int, note: str = "") -> None:
    rows = TermChange.objects.filter(pk=change.pk)
    if not rows.move(ChangeState.PROPOSED, to, version, decided_by=by, decided_at=timezone.now(), note=note):
        now = rows.select_related("decided_by").get()
        facts = {"who": str(now.decided_by or ""), "state": now.get_status_display()}
        raise RuleError("already_decided", _("%(who)s was first: the change is “%(state)s”.") % facts)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def tell_proposed(change: TermChange, by: Person) -> None:
    _notify("term_proposed", change, term_confirmers(change.term.office, but=by))


def tell_decided(change: TermChange, kind: str) -> None:
    withdraw(change, ["term_proposed"])
    _notify(kind, change, [change.proposed_by])


def _notify(kind: str, change: TermChange, people: list[Person]) -> None:
    facts = {"text": clip(change.term.text, 60), "code": change.term.code}
    notify(kind, change, people, url=change.term.get_absolute_url(), facts=facts)


def record_change(action: Action, change: TermChange, by: Person, note: str = "") -> None:
    facts = {"change": change.pk, "from": change.from_status, "to": change.to_status, "values": change.values}
    record_term(action, change.term, by, note=note, data=facts)
