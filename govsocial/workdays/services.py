"""Keeping the working calendar, and reading it as a value."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.workdays.calendar import Holiday, HoursRule, RestDays, WorkingCalendar
from govsocial.workdays.models import HolidayRow, RestDay
from govsocial.workdays.models import HoursRule as HoursRow
from govsocial.workdays.seed import seed_holidays, seed_hours, seed_rest_days

SEED_YEARS = (2025, 2026, 2027)


def load_calendar(near: date) -> WorkingCalendar:
    """The installation's calendar with the holidays of the year around a day: three queries at any size."""
    holidays = HolidayRow.objects.filter(withdrawn=False, on__year__gte=near.year - 1, on__year__lte=near.year + 1)
    return WorkingCalendar(
        zone=settings.TIME_ZONE,
        rest_days=tuple(RestDays(row.since, row.until, frozenset(row.weekdays)) for row in RestDay.objects.all()),
        hours=tuple(
            HoursRule(row.since, row.until, row.opens, row.closes, row.name_bn, row.name_en)
            for row in HoursRow.objects.all()
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
def save_holiday(*, row: HolidayRow, by: Any) -> HolidayRow:
    """Add or change a day off; whoever keeps the calendar is checked by the caller's page. Raises holiday_twice."""
    action = Action.HOLIDAY_CHANGED if row.pk else Action.HOLIDAY_ADDED
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise RuleError("holiday_twice", _("This day off is in the calendar already.")) from None
    facts = {"on": row.on.isoformat(), "name": row.name_en, "estimated": row.estimated, "withdrawn": row.withdrawn}
    record(action, row, by=by, data=facts)
    return row
