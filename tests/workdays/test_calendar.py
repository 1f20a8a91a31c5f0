"""The working calendar, by example at its edges and by comparison with a counter that walks every minute."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsocial.workdays.calendar import Holiday, HoursRule, RestDays, WorkingCalendar
from govsocial.workdays.seed import default_calendar

DHAKA = ZoneInfo("Asia/Dhaka")
FOREVER = date(2016, 1, 1)
BD = default_calendar(range(2025, 2028))
FRIDAY, SATURDAY = 4, 5


def dhaka(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=DHAKA)


def hours(since: date, until: date | None, opens: time, closes: time) -> HoursRule:
    return HoursRule(since, until, opens, closes, "অফিস সময়", "Office hours")


def closed_on(*days: date) -> tuple[Holiday, ...]:
    return tuple(Holiday(day, "ছুটি", "Holiday", False, "test") for day in days)


def calendar_of(
    *rules: HoursRule, weekdays: frozenset[int] = frozenset({FRIDAY, SATURDAY}), zone: str = "Asia/Dhaka"
) -> WorkingCalendar:
    return WorkingCalendar(zone, (RestDays(FOREVER, None, weekdays),), rules, ())


ORDINARY = hours(FOREVER, None, time(9), time(17))
PLAIN = calendar_of(ORDINARY)


# ---- which days and hours count ----


def test_friday_and_saturday_are_no_working_days_and_sunday_is() -> None:
    assert [PLAIN.is_working_day(date(2026, 11, day)) for day in (5, 6, 7, 8)] == [True, False, False, True]


def test_it_is_already_sunday_in_dhaka_while_utc_still_has_saturday() -> None:
    saturday_evening_utc = datetime(2026, 11, 7, 20, 30, tzinfo=UTC)
    assert PLAIN.local_date(saturday_evening_utc) == date(2026, 11, 8)
    assert PLAIN.due_after(saturday_evening_utc, 240).at == dhaka(2026, 11, 8, 13, 0)


def test_hours_of_a_rest_day_and_of_a_holiday_are_none() -> None:
    assert BD.hours_on(date(2026, 11, 6)) is None
    assert BD.hours_on(date(2026, 12, 16)) is None
    assert BD.hours_on(date(2026, 12, 17)) == (time(9), time(17))


@pytest.mark.parametrize("narrow_first", [True, False])
def test_the_narrower_row_of_hours_wins_in_whatever_order_rows_come(narrow_first: bool) -> None:
    ramadan = hours(date(2026, 2, 19), date(2026, 3, 20), time(9), time(15, 30))
    rows = (ramadan, ORDINARY) if narrow_first else (ORDINARY, ramadan)
    calendar = calendar_of(*rows)
    assert calendar.hours_on(date(2026, 2, 18)) == (time(9), time(17))
    assert calendar.hours_on(date(2026, 2, 19)) == (time(9), time(15, 30))


def test_of_two_open_ended_rows_the_one_that_begins_later_wins() -> None:
    calendar = calendar_of(hours(date(2026, 7, 1), None, time(8), time(16)), ORDINARY)
    assert calendar.hours_on(date(2026, 6, 30)) == (time(9), time(17))
    assert calendar.hours_on(date(2026, 7, 1)) == (time(8), time(16))


def test_of_two_rows_as_wide_as_each_other_the_one_listed_later_wins() -> None:
    calendar = calendar_of(ORDINARY, hours(FOREVER, None, time(10), time(16)))
    assert calendar.hours_on(date(2026, 11, 8)) == (time(10), time(16))


def test_a_saturday_opened_by_order_is_a_working_day() -> None:
    opened = RestDays(date(2026, 11, 7), date(2026, 11, 7), frozenset())
    calendar = replace(PLAIN, rest_days=(*PLAIN.rest_days, opened))
    assert calendar.is_working_day(date(2026, 11, 7))
    assert not calendar.is_working_day(date(2026, 11, 14))


# ---- due moments ----


def test_eight_hours_from_opening_are_due_at_closing_of_the_same_day() -> None:
    assert PLAIN.due_after(dhaka(2026, 11, 8, 9, 0), 480).at == dhaka(2026, 11, 8, 17, 0)


def test_a_due_moment_is_given_in_utc() -> None:
    due = PLAIN.due_after(dhaka(2026, 11, 8, 9, 0), 60)
    assert due.at.tzinfo is UTC
    assert due.at == datetime(2026, 11, 8, 4, 0, tzinfo=UTC)


def test_a_start_exactly_at_closing_counts_from_the_next_opening() -> None:
    due = PLAIN.due_after(dhaka(2026, 11, 5, 17, 0), 1)
    assert due.at == dhaka(2026, 11, 8, 9, 1)
    assert due.started_at == dhaka(2026, 11, 8, 9, 0)
    assert [step.kind for step in due.days] == ["outside", "rest", "rest", "counted"]


def test_a_start_one_minute_before_closing_leaves_one_minute_that_day() -> None:
    due = PLAIN.due_after(dhaka(2026, 11, 5, 16, 59), 2)
    assert due.at == dhaka(2026, 11, 8, 9, 1)
    assert [step.counted_minutes for step in due.days] == [1, 0, 0, 1]


def test_a_start_on_a_holiday_counts_from_the_next_working_day() -> None:
    due = BD.due_after(dhaka(2026, 12, 16, 11, 0), 60)
    assert due.at == dhaka(2026, 12, 17, 10, 0)
    assert due.days[0].kind == "holiday"
    assert due.days[0].reason_bn == "বিজয় দিবস"


def test_sixteen_hours_over_the_weekend_explain_each_day() -> None:
    due = PLAIN.due_after(dhaka(2026, 11, 5, 13, 0), 960)
    assert due.at == dhaka(2026, 11, 9, 13, 0)
    assert [(step.on.day, step.counted_minutes) for step in due.days] == [(5, 240), (6, 0), (7, 0), (8, 480), (9, 240)]
    assert due.days[0].reason_bn == "অফিস সময় (০৯:০০-১৭:০০)"
    assert due.days[1].reason_en == "Weekly rest day (Friday)"
    assert due.days[2].reason_bn == "সাপ্তাহিক ছুটি (শনিবার)"


def test_an_estimated_holiday_says_so_in_the_explanation() -> None:
    step = BD.due_after(dhaka(2027, 8, 25, 9, 0), 1).days[0]
    assert (step.reason_bn, step.reason_en) == ("শুভ জন্মাষ্টমী (আনুমানিক)", "Janmashtami (estimated)")


def test_a_holiday_that_falls_on_a_rest_day_is_explained_by_its_name() -> None:
    step = BD.due_after(dhaka(2026, 12, 25, 9, 0), 1).days[0]
    assert date(2026, 12, 25).weekday() == FRIDAY
    assert (step.kind, step.reason_en) == ("holiday", "Christmas Day")


def test_a_ramadan_day_gives_six_and_a_half_hours() -> None:
    due = BD.due_after(dhaka(2026, 2, 22, 9, 0), 480)
    assert due.at == dhaka(2026, 2, 23, 10, 30)
    assert [step.counted_minutes for step in due.days] == [390, 90]
    assert due.days[0].reason_bn == "রমজান মাসের অফিস সময় (০৯:০০-১৫:৩০)"


def test_the_eid_week_of_2026_has_fewer_than_two_working_days() -> None:
    assert BD.working_days_in(date(2026, 5, 24), date(2026, 5, 30)) == 1
    assert BD.due_after(dhaka(2026, 5, 24, 16, 0), 120).at == dhaka(2026, 6, 1, 10, 0)


def test_a_holiday_added_later_moves_the_due_moment_by_that_day() -> None:
    start = dhaka(2026, 11, 8, 9, 0)
    with_holiday = replace(PLAIN, holidays=closed_on(date(2026, 11, 9)))
    assert PLAIN.due_after(start, 960).at == dhaka(2026, 11, 9, 17, 0)
    assert with_holiday.due_after(start, 960).at == dhaka(2026, 11, 10, 17, 0)


def test_no_minutes_are_due_at_once_even_on_a_rest_day() -> None:
    friday = dhaka(2026, 11, 6, 12, 0)
    due = PLAIN.due_after(friday, 0)
    assert (due.at, due.started_at, due.days) == (friday, friday, ())


def test_steps_add_up_to_the_amount_when_the_start_has_seconds() -> None:
    start = dhaka(2026, 11, 8, 16, 58, 30)
    due = PLAIN.due_after(start, 481)
    assert due.at == dhaka(2026, 11, 9, 16, 59, 30)
    assert [step.counted_minutes for step in due.days] == [1, 480]
    assert PLAIN.working_minutes_between(start, due.at) == 481


def test_a_day_without_office_hours_on_file_is_passed_over_and_explained() -> None:
    calendar = calendar_of(hours(date(2026, 11, 9), None, time(9), time(17)))
    step = calendar.due_after(dhaka(2026, 11, 8, 9, 0), 1).days[0]
    assert (step.kind, step.reason_en) == ("outside", "No office hours are set for this day")


# ---- minutes between ----


def test_minutes_between_leave_out_nights_and_rest_days() -> None:
    assert PLAIN.working_minutes_between(dhaka(2026, 11, 5, 16, 0), dhaka(2026, 11, 8, 10, 0)) == 120


def test_the_minute_of_closing_is_not_counted_and_part_minutes_are_dropped() -> None:
    assert PLAIN.working_minutes_between(dhaka(2026, 11, 8, 16, 59), dhaka(2026, 11, 8, 18, 0)) == 1
    assert PLAIN.working_minutes_between(dhaka(2026, 11, 8, 9, 0), dhaka(2026, 11, 8, 9, 1, 59)) == 1


def test_leap_day_is_a_working_day_like_others() -> None:
    assert date(2028, 2, 29).weekday() == 1
    assert PLAIN.working_minutes_between(dhaka(2028, 2, 28, 17, 0), dhaka(2028, 3, 1, 0, 0)) == 480
    assert PLAIN.working_days_after(date(2028, 2, 28), 1) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2026, 3, 29), 180), (date(2026, 10, 25), 300), (date(2026, 4, 5), 240)]
)
def test_the_night_the_clocks_change_has_an_hour_less_or_more(day: date, minutes: int) -> None:
    berlin = calendar_of(hours(FOREVER, None, time(1), time(5)), weekdays=frozenset(), zone="Europe/Berlin")
    midnight = datetime.combine(day, time(0), ZoneInfo("Europe/Berlin"))
    assert berlin.working_minutes_between(midnight, midnight + timedelta(days=1)) == minutes
    assert berlin.due_after(midnight, minutes).at == datetime.combine(day, time(5), ZoneInfo("Europe/Berlin"))


# ---- whole days and openings ----


def test_working_days_after_skip_rest_days_and_do_not_count_the_first() -> None:
    assert PLAIN.working_days_after(date(2026, 11, 5), 1) == date(2026, 11, 8)
    assert PLAIN.working_days_after(date(2026, 11, 5), 30) == date(2026, 12, 17)
    assert PLAIN.working_days_after(date(2026, 11, 6), 0) == date(2026, 11, 6)


def test_working_days_of_a_week_include_both_ends() -> None:
    assert PLAIN.working_days_in(date(2026, 11, 8), date(2026, 11, 14)) == 5
    assert PLAIN.working_days_in(date(2026, 11, 6), date(2026, 11, 6)) == 0


def test_the_next_opening_is_now_in_office_hours_and_the_next_working_day_after_closing() -> None:
    assert PLAIN.next_opening(dhaka(2026, 11, 8, 11, 7)) == dhaka(2026, 11, 8, 11, 7)
    assert PLAIN.next_opening(dhaka(2026, 11, 8, 6, 0)) == dhaka(2026, 11, 8, 9, 0)
    assert PLAIN.next_opening(dhaka(2026, 11, 5, 17, 0)) == dhaka(2026, 11, 8, 9, 0)


def test_eighty_hours_are_ten_working_days() -> None:
    assert PLAIN.in_working_days(80 * 60) == (10, 0)
    assert PLAIN.in_working_days(500) == (1, 20)


# ---- refusals ----


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        PLAIN.due_after(dhaka(2026, 11, 8), -1)
    with pytest.raises(ValueError, match="never negative"):
        PLAIN.working_days_after(date(2026, 11, 8), -1)


def test_moments_without_a_time_zone_are_refused() -> None:
    naive = dhaka(2026, 11, 8, 9, 0).replace(tzinfo=None)
    calls = (
        lambda: PLAIN.due_after(naive, 1),
        lambda: PLAIN.next_opening(naive),
        lambda: PLAIN.local_date(naive),
        lambda: PLAIN.working_minutes_between(naive, dhaka(2026, 11, 8)),
        lambda: PLAIN.working_minutes_between(dhaka(2026, 11, 8), naive),
    )
    for call in calls:
        with pytest.raises(ValueError, match="no time zone"):
            call()


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before the start"):
        PLAIN.working_minutes_between(dhaka(2026, 11, 9), dhaka(2026, 11, 8))
    with pytest.raises(ValueError, match="before the first"):
        PLAIN.working_days_in(date(2026, 11, 9), date(2026, 11, 8))


def test_a_calendar_that_never_opens_is_refused_instead_of_searched_for_ever() -> None:
    never = calendar_of(ORDINARY, weekdays=frozenset(range(7)))
    for call in (lambda: never.due_after(dhaka(2026, 11, 8), 1), lambda: never.next_opening(dhaka(2026, 11, 8))):
        with pytest.raises(ValueError, match="no working day with office hours in the 400 days"):
            call()
    with pytest.raises(ValueError, match="no working day in the 400 days"):
        never.working_days_after(date(2026, 11, 8), 1)


def test_rows_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="opening time before"):
        hours(FOREVER, None, time(17), time(9))
    with pytest.raises(ValueError, match="opening time before"):
        hours(FOREVER, None, time(9), time(9))
    with pytest.raises(ValueError, match="before the first"):
        hours(date(2026, 2, 2), date(2026, 2, 1), time(9), time(17))
    with pytest.raises(ValueError, match="weekdays run"):
        RestDays(FOREVER, None, frozenset({7}))
    with pytest.raises(ValueError, match="unknown time zone"):
        replace(PLAIN, zone="Asia/Atlantis")
    with pytest.raises(ValueError, match="at least one minute"):
        replace(PLAIN, minutes_per_day=0)


# ---- against a counter that walks every minute (R12) ----


@dataclass(frozen=True)
class Sample:
    """One random office: its rows in a form of their own, read by the counter below and not by the calendar."""

    zone: str
    rest: frozenset[int]
    ordinary: tuple[time, time]
    special: tuple[time, time]
    special_from: date
    special_days: int
    closed: frozenset[date]

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        in_special = 0 <= (local.date() - self.special_from).days < self.special_days
        opens, closes = self.special if in_special else self.ordinary
        return local.weekday() not in self.rest and local.date() not in self.closed and opens <= local.time() < closes

    def calendar(self) -> WorkingCalendar:
        last = self.special_from + timedelta(days=self.special_days - 1)
        rules = (hours(self.special_from, last, *self.special), hours(FOREVER, None, *self.ordinary))
        plain = calendar_of(*rules, weekdays=self.rest, zone=self.zone)
        return replace(plain, holidays=closed_on(*sorted(self.closed)))


def walk(sample: Sample, start: datetime, minutes: int) -> datetime:
    """The first moment by which so many open minutes have passed, by trying one minute after the other."""
    moment = start
    while minutes:
        minutes -= sample.is_open(moment)
        moment += timedelta(minutes=1)
    return moment


@st.composite
def spans(draw: st.DrawFn) -> tuple[time, time]:
    # Not in the small hours, where clocks change: there a wall clock can't say how long an office was open.
    opens = draw(st.integers(4 * 60, 15 * 60))
    closes = draw(st.integers(opens + 60, min(opens + 600, 24 * 60 - 1)))
    return time(*divmod(opens, 60)), time(*divmod(closes, 60))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Sample, datetime]:
    around = draw(st.dates(date(2025, 1, 1), date(2028, 12, 31)))
    nearby = st.integers(-3, 12).map(lambda n: around + timedelta(days=n))
    sample = Sample(
        zone=draw(st.sampled_from(["Asia/Dhaka", "Asia/Kathmandu", "Europe/Berlin", "America/New_York"])),
        rest=draw(st.frozensets(st.integers(0, 6), max_size=4)),
        ordinary=draw(spans()),
        special=draw(spans()),
        special_from=draw(nearby),
        special_days=draw(st.integers(1, 30)),
        closed=draw(st.frozensets(nearby, max_size=6)),
    )
    start = datetime.combine(around, time(0), UTC) + timedelta(minutes=draw(st.integers(0, 1439)))
    return sample, start


@settings(max_examples=int(os.environ.get("CALENDAR_EXAMPLES", "300")), deadline=None)
@given(cases(), st.integers(0, 1500), st.integers(0, 5000))
def test_the_calendar_agrees_with_a_counter_that_walks_every_minute(
    case: tuple[Sample, datetime], minutes: int, span: int
) -> None:
    sample, start = case
    calendar, end = sample.calendar(), start + timedelta(minutes=span)
    due = calendar.due_after(start, minutes)
    assert due.at == walk(sample, start, minutes)
    assert sum(step.counted_minutes for step in due.days) == minutes
    assert calendar.working_minutes_between(start, due.at) == minutes
    walked = sum(sample.is_open(start + timedelta(minutes=n)) for n in range(span))
    assert calendar.working_minutes_between(start, end) == walked
