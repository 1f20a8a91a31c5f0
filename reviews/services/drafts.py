"""Writing an edition before it is in force: its head, its clauses, their values. Each change is of what was seen."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import can_keep_rules
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.rulebook.models import Clause, DecidedBy, Edition, EditionState, Parameter
from govsocial.rulebook.values import read_value


def check_keeper(by: Person) -> None:
    if not can_keep_rules(by):
        raise RuleError("not_allowed", _("Only a rule-book keeper does this."))


@transaction.atomic
def change_edition(*, edition: Edition, by: Person, version: int, **fields: Any) -> None:
    """Change the head of an edition that is being written. Raises not_allowed, wrong_state."""
    check_keeper(by)
    _hold(edition, by, version, **fields)
    record(Action.EDITION_CHANGED, edition, by=by, data={"code": edition.code})


@transaction.atomic
def add_clause(*, edition: Edition, code: str, after: str, by: Person, version: int, **fields: Any) -> Clause:
    """Add a clause after another one ("" puts it first); `like` names the shipped clause whose check decides it.

    Raises not_allowed, wrong_state, bad_deciders, unknown_rule, code_taken.
    """
    check_keeper(by)
    _check_deciders(fields["decided_by"])
    _hold(edition, by, version)
    place = edition.clauses.filter(code=after).aggregate(place=Max("position"))["place"] or 0
    edition.clauses.filter(position__gt=place).update(position=F("position") + 1)
    clause = Clause(edition=edition, code=code, position=place + 1, **fields)
    clause.measured = _measured(edition, code, clause.like)
    try:
        with transaction.atomic():
            clause.save(force_insert=True)
    except IntegrityError:
        raise RuleError("code_taken", _("The edition has a clause with this id already.")) from None
    _record(clause, by, "added")
    return clause


@transaction.atomic
def change_clause(*, clause: Clause, by: Person, version: int, **fields: Any) -> None:
    """Change the words or force of a clause of an edition that is being written, or how it is decided.

    Raises not_allowed, wrong_state, bad_deciders, unknown_rule.
    """
    check_keeper(by)
    _check_deciders(fields.get("decided_by", clause.decided_by))
    _hold(clause.edition, by, version)
    measured = _measured(clause.edition, clause.code, fields.get("like", clause.like))
    Clause.objects.filter(pk=clause.pk).update(measured=measured, **fields)
    _record(clause, by, "changed")


@transaction.atomic
def remove_clause(*, clause: Clause, by: Person, version: int) -> None:
    """Take a clause out of an edition that is being written, with its values. Raises not_allowed, wrong_state."""
    check_keeper(by)
    _hold(clause.edition, by, version)
    Clause.objects.filter(pk=clause.pk).delete()
    _record(clause, by, "removed")


@transaction.atomic
def add_parameter(*, clause: Clause, name: str, value: Any, by: Person, version: int, **fields: Any) -> Parameter:
    """Add a value to a clause of an edition that is being written. Raises not_allowed, wrong_state, bad_value,
    name_taken."""
    check_keeper(by)
    value = _read(value, fields["unit"])
    edition = clause.edition
    _hold(edition, by, version)
    row = Parameter(edition=edition, clause=clause, name=name, value=value, since=edition.since, **fields)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RuleError("name_taken", _("The edition has a value with this name already.")) from None
    _record(clause, by, "changed", name=name, to=value)
    return row


@transaction.atomic
def change_parameter(*, parameter: Parameter, value: Any, by: Person, version: int, **fields: Any) -> None:
    """Change a value or its title in an edition that is being written. Raises not_allowed, wrong_state, bad_value."""
    check_keeper(by)
    value = _read(value, parameter.unit)
    _hold(parameter.edition, by, version)
    set_by = parameter.set_by if value == parameter.value else "installation"
    fields = {"set_by": set_by, **fields}
    Parameter.objects.filter(pk=parameter.pk).update(value=value, **fields)
    _record(parameter.clause, by, "changed", name=parameter.name, **{"from": parameter.value, "to": value})


@transaction.atomic
def remove_parameter(*, parameter: Parameter, by: Person, version: int) -> None:
    """Take a value out of an edition that is being written: a check that still needs it reads the one of the shipped
    edition. Raises not_allowed, wrong_state."""
    check_keeper(by)
    _hold(parameter.edition, by, version)
    Parameter.objects.filter(pk=parameter.pk).delete()
    _record(parameter.clause, by, "changed", name=parameter.name, **{"from": parameter.value, "to": None})


def too_late(edition: Edition) -> RuleError:
    """Somebody else was first: who, and what the edition is now."""
    now = Edition.objects.select_related("drafted_by", "decided_by").get(pk=edition.pk)
    facts = {"who": str(now.decided_by or now.drafted_by or ""), "state": now.get_status_display()}
    return RuleError("wrong_state", _("%(who)s changed the edition before you: it is “%(state)s”.") % facts)


def _hold(edition: Edition, by: Person, version: int, **fields: Any) -> None:
    """Write the edition's row first: changes of one draft follow each other, and each is of what was seen."""
    rows = Edition.objects.filter(pk=edition.pk, status=EditionState.DRAFT, version=version)
    if not rows.update(version=F("version") + 1, drafted_by=by, drafted_at=timezone.now(), **fields):
        raise too_late(edition)


def _check_deciders(decided_by: list[str]) -> None:
    if not decided_by or (DecidedBy.NONE in decided_by and len(decided_by) > 1):
        raise RuleError("bad_deciders", _("Say who decides; “not decided here” stands alone."))


def _measured(edition: Edition, code: str, like: str) -> bool:
    """Whether the records of the shipped clause exist by whose rule a clause is decided."""
    shipped = Clause.objects.filter(edition__code=edition.based_on, code=like or code)
    known = shipped.values_list("measured", flat=True).first()
    if like and known is None:
        raise RuleError("unknown_rule", _("The shipped edition has no such clause."))
    return bool(known)


def _read(value: Any, unit: str) -> Any:
    try:
        return read_value(value, unit)
    except (TypeError, ValueError):
        raise RuleError("bad_value", _("The value does not fit the unit.")) from None


def _record(clause: Clause, by: Person, what: str, **facts: Any) -> None:
    data = {"code": clause.edition.code, "clause": clause.code, "what": what, **facts}
    record(Action.EDITION_CHANGED, clause.edition, by=by, note=clause.label_bn, data=data)
