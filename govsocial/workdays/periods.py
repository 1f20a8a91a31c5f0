"""Weeks, months, quarters and fiscal years, with the names they bear in every command, address and file.

Week `2026-11-08` (its first day), month `2026-11`, quarter `2026-27-Q1`, fiscal year `2026-27` (July to June).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

PeriodKind = Literal["week", "month", "quarter", "fiscal_year"]

SUNDAY = 6
FISCAL_YEAR_STARTS = 7
ONE_DAY = timedelta(days=1)
# Wide enough for any record, narrow enough that a period and its neighbours always have bounds in UTC.
NAMED_YEARS = range(2000, 2200)
ASCII_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")

WEEK_NAME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MONTH_NAME = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
FISCAL_YEAR_NAME = re.compile(r"([0-9]{4})-([0-9]{2})(?:-Q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """A named run of days, both ends included."""

    kind: PeriodKind
    name: str
    first: date
    last: date

    def previous(self) -> "Period":
        """The period of the same kind that ends the day before this one begins."""
        return self._holding(self.first - ONE_DAY)

    def next(self) -> "Period":
        """The period of the same kind that begins the day after this one ends."""
        return self._holding(self.last + ONE_DAY)

    def _holding(self, day: date) -> "Period":
        if self.kind == "week":
            return week_of(day, starts=self.first.weekday())
        return {"month": month_of, "quarter": quarter_of, "fiscal_year": fiscal_year_of}[self.kind](day)


def week_of(day: date, starts: int = SUNDAY) -> Period:
    """The week that holds the day; `starts` is the weekday it begins on, Monday being 0."""
    if not 0 <= starts <= 6:
        raise ValueError("weekdays run from 0 (Monday) to 6 (Sunday)")
    first = day - timedelta(days=(day.weekday() - starts) % 7)
    return Period("week", first.isoformat(), first, first + timedelta(days=6))


def month_of(day: date) -> Period:
    """The calendar month that holds the day."""
    return Period("month", f"{day:%Y-%m}", day.replace(day=1), _month_end(day.year, day.month))


def quarter_of(day: date) -> Period:
    """The quarter that holds the day, named after its fiscal year: Q1 is July to September."""
    first_month = day.month - (day.month - 1) % 3
    number = (first_month - FISCAL_YEAR_STARTS) % 12 // 3 + 1
    name = f"{_fiscal_name(_fiscal_start(day))}-Q{number}"
    return Period("quarter", name, date(day.year, first_month, 1), _month_end(day.year, first_month + 2))


def fiscal_year_of(day: date) -> Period:
    """The fiscal year, July to June, that holds the day."""
    start = _fiscal_start(day)
    first = date(start, FISCAL_YEAR_STARTS, 1)
    return Period("fiscal_year", _fiscal_name(start), first, _month_end(start + 1, FISCAL_YEAR_STARTS - 1))


def parse(name: str, starts: int = SUNDAY) -> Period:
    """The period of that name, in ASCII or Bangla digits; ValueError for any other text.

    A name that fits both (`2011-12`) is the month: fiscal years this early lie before the guideline.
    """
    text = name.strip().translate(ASCII_DIGITS)
    try:
        if int(text[:4]) not in NAMED_YEARS:
            raise ValueError("a year no record can bear")
        if found := WEEK_NAME.fullmatch(text):
            return _week_named(date(*map(int, found.groups())), starts)
        if found := MONTH_NAME.fullmatch(text):
            return month_of(date(int(found[1]), int(found[2]), 1))
        if found := FISCAL_YEAR_NAME.fullmatch(text):
            return _fiscal_period_named(int(found[1]), int(found[2]), found[3])
    except ValueError as error:
        raise ValueError(f"no such period: {name!r}") from error
    raise ValueError(f"no such period: {name!r}")


def weeks_of(period: Period, starts: int = SUNDAY) -> tuple[Period, ...]:
    """The weeks that belong to a month, quarter or fiscal year: those whose last day lies in it."""
    week, weeks = week_of(period.first, starts), []
    while week.last <= period.last:
        weeks.append(week)
        week = week.next()
    return tuple(weeks)


def measured(period: Period) -> tuple[date, date]:
    """First and last day of what counts for a period: of a month, quarter or year those of the weeks that belong to it,
    so that no day of a week counts for two quarters."""
    if period.kind == "week":
        return period.first, period.last
    weeks = weeks_of(period)
    return weeks[0].first, weeks[-1].last


def touched(first: date, last: date) -> list[Period]:
    """The weeks with a day in [first, last] and the quarters they belong to."""
    weeks = [week_of(first)]
    while weeks[-1].last < last:
        weeks.append(weeks[-1].next())
    quarters = {quarter.name: quarter for quarter in (quarter_of(week.last) for week in weeks)}
    return [*weeks, *quarters.values()]


def day_bounds_utc(day: date, zone: str) -> tuple[datetime, datetime]:
    """One local day as a half-open range of UTC moments."""
    return bounds_utc(Period("week", day.isoformat(), day, day), zone)


def bounds_utc(period: Period, zone: str) -> tuple[datetime, datetime]:
    """The period as a half-open range [start, end) of UTC moments, cut at local midnight of the zone."""
    local = ZoneInfo(zone)
    start = datetime.combine(period.first, time.min, local)
    end = datetime.combine(period.last + ONE_DAY, time.min, local)
    return start.astimezone(UTC), end.astimezone(UTC)


def _week_named(first: date, starts: int) -> Period:
    if first.weekday() != starts:
        raise ValueError("a week is named after its first day")
    return week_of(first, starts)


def _fiscal_period_named(start: int, end: int, quarter: str | None) -> Period:
    if (start + 1) % 100 != end:
        raise ValueError("a fiscal year ends in the year after it began")
    first = date(start, FISCAL_YEAR_STARTS, 1)
    if quarter is None:
        return fiscal_year_of(first)
    month = FISCAL_YEAR_STARTS + 3 * (int(quarter) - 1)
    return quarter_of(date(start + (month - 1) // 12, (month - 1) % 12 + 1, 1))


def _fiscal_start(day: date) -> int:
    return day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1


def _fiscal_name(start: int) -> str:
    return f"{start:04d}-{(start + 1) % 100:02d}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
