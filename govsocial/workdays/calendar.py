"""The working calendar: which days and hours count, and when a given amount of working time has passed.

Pure: no database, no clock. Moments come in aware and go out in UTC; decisions fall on the local date of the zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

StepKind = Literal["counted", "rest", "holiday", "outside"]

# A run this long without an open day is a mistake in the rows, not a long holiday.
LONGEST_CLOSURE_DAYS = 400

MINUTE = timedelta(minutes=1)
NOTHING = timedelta()
WEEKDAYS_BN = ("সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার", "রবিবার")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@dataclass(frozen=True)
class HoursRule:
    """Office hours in local time from `since` to `until`, both included; `until` None means still in force."""

    since: date
    until: date | None
    opens: time
    closes: time
    name_bn: str
    name_en: str

    def __post_init__(self) -> None:
        _refuse_reversed(self.since, self.until)
        if self.opens.tzinfo or self.closes.tzinfo or self.opens >= self.closes:
            raise ValueError("office hours need a local opening time before a local closing time")

    @property
    def span_text(self) -> str:
        """Opening and closing in ASCII digits, `09:00-17:00`."""
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True)
class RestDays:
    """Weekly rest days (Monday is 0) from `since` to `until`, both included; an empty set opens every day."""

    since: date
    until: date | None
    weekdays: frozenset[int]

    def __post_init__(self) -> None:
        _refuse_reversed(self.since, self.until)
        if not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays run from 0 (Monday) to 6 (Sunday)")


@dataclass(frozen=True)
class Holiday:
    """A day on which offices are closed; `estimated` until the moon or the gazette has settled it."""

    on: date
    name_bn: str
    name_en: str
    estimated: bool
    source: str


@dataclass(frozen=True)
class DayStep:
    """One local day of the way to a due moment: how many minutes it gave, and why not more."""

    on: date
    counted_minutes: int
    kind: StepKind
    reason_bn: str
    reason_en: str


@dataclass(frozen=True)
class Due:
    """A due moment with its explanation; `started_at` is when the first minute was counted. Both in UTC."""

    at: datetime
    minutes: int
    started_at: datetime
    days: tuple[DayStep, ...]


@dataclass(frozen=True)
class _OfficeDay:
    """What the calendar's rows say about one local day; `opens_at` and `closes_at` only on days with office hours."""

    on: date
    is_rest: bool
    holidays: tuple[Holiday, ...]
    rule: HoursRule | None
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def is_working(self) -> bool:
        return not self.is_rest and not self.holidays

    def open_between(self, start: datetime, end: datetime | None = None) -> timedelta:
        """Office time of this day within [start, end), never negative."""
        if self.opens_at is None or self.closes_at is None:
            return NOTHING
        last = self.closes_at if end is None else min(self.closes_at, end)
        return max(last - max(self.opens_at, start), NOTHING)

    def step(self, minutes: int, counted: bool) -> DayStep:
        """The explanation of this day."""
        if counted and self.rule:
            hours = self.rule.span_text
            bn = f"{self.rule.name_bn} ({hours.translate(BANGLA_DIGITS)})"
            return DayStep(self.on, minutes, "counted", bn, f"{self.rule.name_en} ({hours})")
        # A named holiday says more than the weekday it falls on.
        if self.holidays:
            bn = "; ".join(h.name_bn + (" (আনুমানিক)" if h.estimated else "") for h in self.holidays)
            en = "; ".join(h.name_en + (" (estimated)" if h.estimated else "") for h in self.holidays)
            return DayStep(self.on, 0, "holiday", bn, en)
        if self.is_rest:
            weekday = self.on.weekday()
            bn, en = f"সাপ্তাহিক ছুটি ({WEEKDAYS_BN[weekday]})", f"Weekly rest day ({WEEKDAYS_EN[weekday]})"
            return DayStep(self.on, 0, "rest", bn, en)
        if self.rule is None:
            return DayStep(
                self.on, 0, "outside", "এ দিনের অফিস সময় নির্ধারিত নেই", "No office hours are set for this day"
            )
        hours = self.rule.span_text
        bn = f"অফিস সময় ({hours.translate(BANGLA_DIGITS)}) শেষ হওয়ার পর"
        return DayStep(self.on, 0, "outside", bn, f"After office hours ({hours})")


@dataclass(frozen=True)
class WorkingCalendar:
    """Rest days, office hours and holidays of one installation or office; of rows that overlap the narrowest wins."""

    zone: str
    rest_days: tuple[RestDays, ...]
    hours: tuple[HoursRule, ...]
    holidays: tuple[Holiday, ...]
    minutes_per_day: int = 480

    def __post_init__(self) -> None:
        if self.minutes_per_day < 1:
            raise ValueError("a working day needs at least one minute")
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(f"unknown time zone: {self.zone!r}") from error

    def is_working_day(self, day: date) -> bool:
        """Whether the day is neither a rest day nor a holiday."""
        return self._look_at(day).is_working

    def hours_on(self, day: date) -> tuple[time, time] | None:
        """Opening and closing in local time, or None on a day without office hours."""
        rule = self._look_at(day).rule
        return (rule.opens, rule.closes) if rule and self.is_working_day(day) else None

    def local_date(self, moment: datetime) -> date:
        """The calendar's date at an aware moment; ValueError when naive."""
        return _as_utc(moment).astimezone(self._zone).date()

    def in_working_days(self, minutes: int) -> tuple[int, int]:
        """An amount of working time as whole days of `minutes_per_day` and the minutes left over."""
        _refuse_negative(minutes)
        return divmod(minutes, self.minutes_per_day)

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes in [start, end); ValueError when naive or when end lies before start."""
        begin, finish = _as_utc(start), _as_utc(end)
        if finish < begin:
            raise ValueError("the end lies before the start")
        day, last, total = self.local_date(begin), self.local_date(finish), NOTHING
        while day <= last:
            total += self._look_at(day).open_between(begin, finish)
            day += timedelta(days=1)
        return total // MINUTE

    def due_after(self, start: datetime, minutes: int) -> Due:
        """The earliest moment by which `minutes` of working time have passed; 0 is due at once. ValueError: naive,
        negative, or no open day within 400 days."""
        _refuse_negative(minutes)
        begin, wanted = _as_utc(start), minutes * MINUTE
        if minutes == 0:
            return Due(begin, 0, begin, ())
        started_at, counted, steps = begin, NOTHING, []
        for day in self._days_from(self.local_date(begin), with_hours=True):
            gained = min(day.open_between(begin), wanted - counted)
            if gained and not counted and day.opens_at:
                started_at = max(begin, day.opens_at)
            # Rounded on the running sum, so that the ribbon adds up when the start has seconds.
            steps.append(day.step((counted + gained) // MINUTE - counted // MINUTE, counted=bool(gained)))
            counted += gained
            if counted == wanted and day.opens_at:
                return Due(max(begin, day.opens_at) + gained, minutes, started_at, tuple(steps))
        raise AssertionError("the run of days ends only by an error")

    def working_days_after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, itself not counted; 0 gives `day`. ValueError: negative, or no working day
        within 400 days."""
        _refuse_negative(n)
        days = self._days_from(day, with_hours=False)
        current = next(days).on
        while n:
            office_day = next(days)
            current, n = office_day.on, n - office_day.is_working
        return current

    def working_days_in(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; ValueError when last lies before first."""
        _refuse_reversed(first, last)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def next_opening(self, moment: datetime) -> datetime:
        """The earliest moment in UTC, from this one on, at which the office is open: in office hours this one."""
        begin = _as_utc(moment)
        days = self._days_from(self.local_date(begin), with_hours=True)
        return next(max(begin, day.opens_at) for day in days if day.opens_at and day.open_between(begin))

    def _days_from(self, first: date, *, with_hours: bool) -> Iterator[_OfficeDay]:
        """Every day from `first` on; ValueError once too many in a row are closed."""
        day, closed = first, 0
        while closed < LONGEST_CLOSURE_DAYS:
            office_day = self._look_at(day)
            yield office_day
            is_open = office_day.opens_at is not None if with_hours else office_day.is_working
            closed = 0 if is_open else closed + 1
            day += timedelta(days=1)
        what = "working day with office hours" if with_hours else "working day"
        raise ValueError(f"the calendar has no {what} in the {LONGEST_CLOSURE_DAYS} days before {day}")

    def _look_at(self, day: date) -> _OfficeDay:
        known = self._known_days.get(day)
        if known is None:
            known = self._known_days[day] = self._read_rows(day)
        return known

    def _read_rows(self, day: date) -> _OfficeDay:
        rest = _narrowest(self.rest_days, day)
        is_rest = rest is not None and day.weekday() in rest.weekdays
        holidays = self._holidays_by_day.get(day, ())
        rule = _narrowest(self.hours, day)
        if is_rest or holidays or rule is None:
            return _OfficeDay(day, is_rest, holidays, rule, None, None)
        # Subtracted and added in UTC only, so that an hour stays an hour on days when clocks change.
        opens_at = datetime.combine(day, rule.opens, self._zone).astimezone(UTC)
        closes_at = datetime.combine(day, rule.closes, self._zone).astimezone(UTC)
        return _OfficeDay(day, is_rest, holidays, rule, opens_at, closes_at)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _known_days(self) -> dict[date, _OfficeDay]:
        return {}

    @cached_property
    def _holidays_by_day(self) -> dict[date, tuple[Holiday, ...]]:
        by_day: dict[date, tuple[Holiday, ...]] = {}
        for holiday in self.holidays:
            by_day[holiday.on] = (*by_day.get(holiday.on, ()), holiday)
        return by_day


Dated = TypeVar("Dated", HoursRule, RestDays)


def _narrowest(rows: tuple[Dated, ...], day: date) -> Dated | None:
    """The row in force: closed ranges before open ones, shorter before longer, of equals the one listed later."""
    covering = [row for row in rows if row.since <= day and (row.until is None or day <= row.until)]
    # min() keeps the first of equals, so the rows are looked at from the last one back.
    return min(reversed(covering), key=_breadth, default=None)


def _breadth(row: HoursRule | RestDays) -> tuple[bool, int]:
    # Of two rows without an end, the one that begins later lies within the other.
    return (True, -row.since.toordinal()) if row.until is None else (False, (row.until - row.since).days)


def _as_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("the moment has no time zone")
    return moment.astimezone(UTC)


def _refuse_negative(amount: int) -> None:
    if amount < 0:
        raise ValueError("an amount of working time is never negative")


def _refuse_reversed(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise ValueError("the last day lies before the first")
