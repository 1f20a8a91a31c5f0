"""The holidays, hours and rest days a new installation starts with."""

from collections import Counter
from datetime import date, time

import holidays as holidays_package
import pytest

from govsocial.workdays.calendar import Holiday
from govsocial.workdays.seed import NAMES, default_calendar, seed_holidays, seed_hours, seed_rest_days

YEARS = (2025, 2026, 2027)
EACH_YEAR = (
    "শবে বরাত",
    "শবে কদর",
    "জুমাতুল বিদা",
    "ঈদুল ফিতর",
    "ঈদুল আজহা",
    "আশুরা",
    "ঈদে মিলাদুন্নবী",
    "বুদ্ধ পূর্ণিমা",
    "শুভ জন্মাষ্টমী",
    "মহানবমী",
    "বিজয়া দশমী",
    "বড়দিন",
    "মে দিবস",
    "বিজয় দিবস",
    "স্বাধীনতা ও জাতীয় দিবস",
    "বাংলা নববর্ষ",
)


def holiday_on(day: date) -> Holiday:
    return next(holiday for holiday in seed_holidays([day.year]) if holiday.on == day)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", EACH_YEAR)
def test_every_year_has_the_great_holidays(year: int, name: str) -> None:
    assert any(name in holiday.name_bn for holiday in seed_holidays([year]))


def test_a_day_is_listed_once_in_order_and_within_the_years_asked_for() -> None:
    days = [holiday.on for holiday in seed_holidays(YEARS)]
    assert days == sorted(set(days))
    assert {day.year for day in days} == set(YEARS)
    assert seed_holidays([]) == []


def test_every_holiday_of_the_package_is_kept() -> None:
    package = holidays_package.country_holidays("BD", years=YEARS)
    assert set(package) <= {holiday.on for holiday in seed_holidays(YEARS)}


def test_every_name_of_the_package_has_a_bangla_one() -> None:
    package = holidays_package.country_holidays("BD", years=range(2016, 2041), language="en_US")
    names = {name.removesuffix(" (estimated)") for value in package.values() for name in value.split("; ")}
    assert names <= set(NAMES)


def test_bangla_names_hold_no_latin_letters_and_sources_are_given() -> None:
    for holiday in seed_holidays(YEARS):
        assert not any(letter.isascii() and letter.isalpha() for letter in holiday.name_bn), holiday
        assert holiday.name_en.isascii()
        assert holiday.source


def test_two_holidays_of_one_day_are_named_together() -> None:
    may_day = holiday_on(date(2026, 5, 1))
    assert (may_day.name_bn, may_day.name_en) == ("মে দিবস; বুদ্ধ পূর্ণিমা", "May Day; Buddha Purnima")


def test_moon_dependent_days_not_yet_gazetted_are_estimates_and_fixed_days_are_not() -> None:
    assert holiday_on(date(2027, 3, 10)).estimated
    assert holiday_on(date(2027, 10, 10)).estimated
    assert not holiday_on(date(2027, 12, 16)).estimated
    assert not holiday_on(date(2025, 3, 31)).estimated


def test_an_estimate_is_marked_in_its_field_and_not_in_its_name() -> None:
    assert not any("আনুমানিক" in h.name_bn or "estimated" in h.name_en for h in seed_holidays(YEARS))


def test_the_months_of_ramadan_have_shorter_hours() -> None:
    ordinary, *ramadan = seed_hours()
    assert (ordinary.opens, ordinary.closes, ordinary.until) == (time(9), time(17), None)
    assert Counter(rule.since.year for rule in ramadan) == dict.fromkeys(YEARS, 1)
    assert all((rule.opens, rule.closes) == (time(9), time(15, 30)) for rule in ramadan)
    assert all(28 <= (rule.until - rule.since).days <= 29 for rule in ramadan if rule.until)


def test_ramadan_ends_on_the_eve_of_eid() -> None:
    for rule in seed_hours()[1:]:
        eid = min(h.on for h in seed_holidays([rule.since.year]) if "Eid-ul-Fitr" in h.name_en.split("; "))
        assert rule.until is not None
        assert (eid - rule.until).days == 1


def test_the_default_calendar_rests_on_friday_and_saturday_in_dhaka() -> None:
    calendar = default_calendar(YEARS)
    assert (calendar.zone, calendar.minutes_per_day) == ("Asia/Dhaka", 480)
    assert seed_rest_days()[0].weekdays == frozenset({4, 5})
    assert calendar.working_days_in(date(2026, 11, 8), date(2026, 11, 14)) == 5


@pytest.mark.parametrize("day", [date(2025, 5, 17), date(2025, 5, 24), date(2026, 5, 23)])
def test_saturdays_opened_by_order_are_working_days_and_the_next_ones_are_not(day: date) -> None:
    calendar = default_calendar(YEARS)
    assert calendar.hours_on(day) == (time(9), time(17))
    assert not calendar.is_working_day(day.replace(day=31))


def test_the_long_eid_closure_of_june_2025_lasts_ten_days() -> None:
    calendar = default_calendar(YEARS)
    assert calendar.working_days_in(date(2025, 6, 5), date(2025, 6, 14)) == 0
    assert calendar.is_working_day(date(2025, 6, 4))
    assert calendar.is_working_day(date(2025, 6, 15))
