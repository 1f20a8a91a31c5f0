"""Keeping the working calendar: who may, before anything is written."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import can_keep_calendar
from govsocial.errors import RuleError
from govsocial.workdays.services import CalendarRow, save_row


def keep_calendar(*, row: CalendarRow, seen: int, by: Person) -> CalendarRow:
    """Add or change a day off, weekly rest days or office hours. Raises not_allowed and what `save_row` raises."""
    if not can_keep_calendar(by):
        raise RuleError("not_allowed", _("The working calendar is kept by administrators and the Cabinet Division."))
    return save_row(row=row, seen=seen, by=by)
