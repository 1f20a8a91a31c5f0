"""Keeping the working calendar, and reading it as a value."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.workdays.calendar import Holiday, HoursRule, RestDays, WorkingCalendar
from govsocial.workdays.models import HolidayRow, RestDay
from govsocial.workdays.models import HoursRule as HoursRow
from govsocial.workdays.seed import seed_holidays, seed_hours, seed_rest_days

SEED_YEARS = (2025, 2026, 2027)
CalendarRow = HolidayRow | RestDay | HoursRow
ACTIONS: dict[type[CalendarRow], tuple[Action, Action]] = {
    HolidayRow: (Action.HOLIDAY_ADDED, Action.HOLIDAY_CHANGED),
    RestDay: (Action.REST_DAYS_ADDED, Action.REST_DAYS_CHANGED),
    HoursRow: (Action.HOURS_ADDED, Action.HOURS_CHANGED),
}
NOT_FACTS = {"id", "version"}


def load_calendar(near: date) -> WorkingCalendar:
    """The installation's calendar with the holidays of the year around a day: three queries at any size."""
    holidays = HolidayRow.objects.filter(withdrawn=False, on__year__gte=near.year - 1, on__year__lte=near.year + 1)
    return WorkingCalendar(
        zone=settings.TIME_ZONE,
        rest_days=tuple(
            RestDays(row.since, row.until, frozenset(row.weekdays)) for row in RestDay.objects.filter(withdrawn=False)
        ),
        hours=tuple(
            HoursRule(row.since, row.until, row.opens, row.closes, row.name_bn, row.name_en)
            for row in HoursRow.objects.filter(withdrawn=False)
        ),
        holidays=tuple(Holiday(row.on, row.name_bn, row.name_en, row.estimated, row.source) for row in holidays),
    )


@transaction.atomic
def seed_calendar() -> int:
    """Fill what is missing of the default calendar; rows that people changed stay as they are. Returns new rows."""
    before = RestDay.objects.count() + HoursRow.objects.count() + HolidayRow.objects.count()
    if before:
        return 0
    RestDay.objects.bulk_create(
        RestDay(weekdays=sorted(row.weekdays), since=row.since, until=row.until) for row in seed_rest_days()
    )
    HoursRow.objects.bulk_create(
        HoursRow(
            since=row.since,
            until=row.until,
            opens=row.opens,
            closes=row.closes,
            name_bn=row.name_bn,
            name_en=row.name_en,
        )
        for row in seed_hours()
    )
    holidays = HolidayRow.objects.bulk_create(
        HolidayRow(on=day.on, name_bn=day.name_bn, name_en=day.name_en, estimated=day.estimated, source=day.source)
        for day in seed_holidays(SEED_YEARS)
    )
    record(Action.DATA_LOADED, holidays[0], note="working calendar", data={"holidays": len(holidays)})
    return len(holidays)


@transaction.atomic
def save_row(*, row: CalendarRow, seen: int, by: Any) -> CalendarRow:
    """Add a row of the calendar, or change the one that was seen in version `seen`. Who may is asked by the caller.

    Raises changed_meanwhile, calendar_row_twice, never_open (no office would open within 400 days).
    """
    added, changed = ACTIONS[type(row)]
    action = changed if row.pk else added
    try:
        with transaction.atomic():
            _store(row, seen)
    except IntegrityError:
        raise RuleError("calendar_row_twice", _("This is in the calendar already.")) from None
    _refuse_never_open()
    facts = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in NOT_FACTS}
    texts = {name: value.isoformat() for name, value in facts.items() if isinstance(value, date | time)}
    record(action, row, by=by, data={**facts, **texts})
    return row


def _store(row: CalendarRow, seen: int) -> None:
    """Insert the row, or change it where nobody else has since it was seen."""
    if not row.pk:
        row.save(force_insert=True)
        return
    values = {
        field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in NOT_FACTS
    }
    if not type(row)._default_manager.filter(pk=row.pk, version=seen).update(**values, version=seen + 1):
        message = _("Somebody changed this row after you opened it. What you typed is still on this page.")
        raise RuleError("changed_meanwhile", message)


def _refuse_never_open() -> None:
    """From now on, and from each day on which a row begins or ceases to hold, an office opens some time."""
    today = timezone.localdate()
    calendar = load_calendar(today)
    rows: list[RestDays | HoursRule] = [*calendar.rest_days, *calendar.hours]
    turns = {today, *(row.since for row in rows), *(row.until + timedelta(days=1) for row in rows if row.until)}
    try:
        for day in turns:
            if day >= today:
                calendar.next_opening(timezone.make_aware(datetime.combine(day, time.min)))
    except ValueError:
        message = _("With this, no office would open for more than a year. Check rest days and office hours.")
        raise RuleError("never_open", message) from None
