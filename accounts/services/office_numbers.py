"""The mobile numbers that an office publishes itself, which screening does not take for personal data (clause 6-ga)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mobile_numbers import mobile
from accounts.models import Office, OfficeNumber, Person
from accounts.permissions import can_keep_numbers
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError


@transaction.atomic
def add_number(*, office: Office, number: str, purpose: str, since: date, by: Person) -> OfficeNumber:
    """Record a number as typed. Raises not_allowed, bad_number, in_future, recorded_already."""
    _check_keeper(by, office)
    digits = mobile(number)
    if not digits:
        raise RuleError("bad_number", _("Give a mobile number of 11 digits that begins with 013 to 019."))
    if since > timezone.localdate():
        raise RuleError("in_future", _("The day may not lie in the future."))
    row = OfficeNumber(office=office, lineage=office.lineage, number=digits, purpose=purpose, since=since)
    row.recorded_by = by
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RuleError("recorded_already", _("This number is recorded for the office already.")) from None
    _record(Action.NUMBER_ADDED, row, by)
    return row


@transaction.atomic
def end_number(*, number: OfficeNumber, by: Person) -> None:
    """The office does not publish it any more. Raises not_allowed, already_ended."""
    _check_keeper(by, number.office)
    present = OfficeNumber.objects.present().filter(pk=number.pk)
    if not present.update(ended_at=timezone.now(), ended_by=by):
        raise RuleError("already_ended", _("Somebody took this from the list before you."))
    _record(Action.NUMBER_ENDED, number, by)


def _check_keeper(by: Person, office: Office) -> None:
    if not can_keep_numbers(by, office):
        raise RuleError("not_allowed", _("The head of the office or an administrator does this."))


def _record(action: Action, row: OfficeNumber, by: Person) -> None:
    facts = {"number": row.number, "purpose": row.purpose, "since": row.since.isoformat()}
    note = f"{row.shown} · {row.purpose}"
    record(action, row.office, by=by, lineage=row.office.lineage, note=note, data=facts)
