"""Names, ends and neighbours of weeks, months, quarters and fiscal years."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.workdays.periods import (
    Period,
    bounds_utc,
    fiscal_year_of,
    month_of,
    parse,
    quarter_of,
    week_of,
    weeks_of,
)


@pytest.mark.parametrize("day", [date(2026, 11, 8), date(2026, 11, 11), date(2026, 11, 14)])
def test_a_week_is_named_after_its_sunday(day: date) -> None:
    assert week_of(day) == Period("week", "2026-11-08", date(2026, 11, 8), date(2026, 11, 14))


def test_a_week_may_start_on_another_weekday() -> None:
    assert week_of(date(2026, 11, 8), starts=0).name == "2026-11-02"
    assert week_of(date(2026, 11, 8), starts=0).next().name == "2026-11-09"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 30), "2025-26-Q4"),
        (date(2026, 7, 1), "2026-27-Q1"),
        (date(2026, 9, 30), "2026-27-Q1"),
        (date(2026, 10, 1), "2026-27-Q2"),
        (date(2026, 12, 31), "2026-27-Q2"),
        (date(2027, 1, 1), "2026-27-Q3"),
        (date(2027, 4, 1), "2026-27-Q4"),
    ],
)
def test_a_quarter_is_named_after_its_fiscal_year(day: date, name: str) -> None:
    assert quarter_of(day).name == name


def test_a_fiscal_year_runs_from_july_to_june() -> None:
    assert fiscal_year_of(date(2026, 6, 30)).name == "2025-26"
    assert fiscal_year_of(date(2026, 7, 1)) == Period("fiscal_year", "2026-27", date(2026, 7, 1), date(2027, 6, 30))


def test_the_fiscal_year_of_a_century_end_keeps_two_digits() -> None:
    assert fiscal_year_of(date(2099, 8, 1)).name == "2099-00"
    assert parse("2099-00").last == date(2100, 6, 30)


def test_february_and_its_quarter_know_the_leap_day() -> None:
    assert month_of(date(2028, 2, 1)).last == date(2028, 2, 29)
    assert month_of(date(2027, 2, 1)).last == date(2027, 2, 28)
    assert month_of(date(2028, 2, 29)).name == "2028-02"
    assert quarter_of(date(2028, 2, 29)).first == date(2028, 1, 1)


@pytest.mark.parametrize("name", ["2026-11-08", "2026-11", "2026-27-Q1", "2026-27-Q4", "2026-27"])
def test_a_parsed_name_is_the_name_of_its_period(name: str) -> None:
    assert parse(name).name == name


def test_bangla_digits_name_the_same_periods() -> None:
    assert parse("২০২৬-২৭-Q১") == parse("2026-27-Q1")
    assert parse(" ২০২৬-১১-০৮ ") == parse("2026-11-08")


@pytest.mark.parametrize(
    "name",
    ["", "2026", "2026-13", "2026-00", "2026-28", "2026-27-Q5", "2026-27-q1", "2026-11-31", "2026-11-09", "26-11"]
    + [
        "2026-1",
        "2026-11-8",
        "٢٠٢٦-١١",
        "9999-12",
        "9999-00",
        "0000-01",
        "1999-12",
        "২০২৬-xx",
        "2026-11\n2026-12",
        "2026-27-Q",
    ],
)
def test_any_other_text_names_no_period(name: str) -> None:
    with pytest.raises(ValueError, match="no such period"):
        parse(name)


def test_a_name_that_could_be_both_is_the_month() -> None:
    assert parse("2011-12").kind == "month"
    assert parse("2012-13").kind == "fiscal_year"


@given(st.dates(date(2012, 7, 1), date(2099, 12, 31)), st.sampled_from([week_of, month_of, quarter_of, fiscal_year_of]))
def test_neighbours_touch_and_names_lead_back(day: date, period_of: Callable[[date], Period]) -> None:
    period = period_of(day)
    assert period.first <= day <= period.last
    assert parse(period.name) == period
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period


@given(st.dates(date(2012, 7, 1), date(2099, 12, 31)))
def test_every_week_belongs_to_exactly_one_quarter(day: date) -> None:
    week = week_of(day)
    quarter = quarter_of(week.last)
    assert week in weeks_of(quarter)
    assert week not in weeks_of(quarter.previous()) + weeks_of(quarter.next())


def test_a_week_over_the_end_of_a_quarter_belongs_to_the_next() -> None:
    weeks = weeks_of(parse("2026-27-Q2"))
    assert (weeks[0].name, weeks[-1].name, len(weeks)) == ("2026-09-27", "2026-12-20", 13)
    assert weeks_of(parse("2026-27-Q3"))[0].name == "2026-12-27"


def test_bounds_are_local_midnights_half_open() -> None:
    start, end = bounds_utc(parse("2026-11"), "Asia/Dhaka")
    assert start == datetime(2026, 10, 31, 18, 0, tzinfo=UTC)
    assert end == datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
    assert bounds_utc(parse("2026-12"), "Asia/Dhaka")[0] == end


def test_bounds_hold_where_the_clocks_change_within_the_period() -> None:
    start, end = bounds_utc(parse("2026-03"), "Europe/Berlin")
    assert end - start == timedelta(days=31, hours=-1)


def test_a_weekday_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="weekdays run"):
        week_of(date(2026, 11, 8), starts=7)
