"""The calendar a new installation starts with (edition bd-2016): the `holidays` package and what it lacks, as rows."""

import tomllib
from collections.abc import Iterable
from datetime import date, time
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import holidays as holidays_package

from govsocial.workdays.calendar import Holiday, HoursRule, RestDays, WorkingCalendar

ZONE = "Asia/Dhaka"
FRIDAY_SATURDAY = frozenset({4, 5})
# The guideline dates from December 2016: nothing in the portal is older than that year.
IN_FORCE_SINCE = date(2016, 1, 1)
OPENS, CLOSES, RAMADAN_CLOSES = time(9, 0), time(17, 0), time(15, 30)

PACKAGE_SOURCE = f"Python package holidays {version('holidays')}"
PACKAGE_ESTIMATE = " (estimated)"
NAME_SEPARATOR = "; "

# The package's name -> the names offices here use, Bangla and English.
NAMES: dict[str, tuple[str, str]] = {
    "Ashura": ("আশুরা", "Ashura"),
    "Bengali New Year's Day": ("বাংলা নববর্ষ", "Bangla New Year's Day"),
    "Christmas Day": ("যিশু খ্রিষ্টের জন্মদিন (বড়দিন)", "Christmas Day"),
    "Eid al-Adha": ("ঈদুল আজহা", "Eid-ul-Azha"),
    "Eid al-Fitr": ("ঈদুল ফিতর", "Eid-ul-Fitr"),
    "Independence Day": ("স্বাধীনতা ও জাতীয় দিবস", "Independence and National Day"),
    "July Mass Uprising Day": ("জুলাই গণ-অভ্যুত্থান দিবস", "July Mass Uprising Day"),
    "Jumu'atul-Wida": ("জুমাতুল বিদা", "Jumatul Bidah"),
    "Laylat al-Qadr": ("শবে কদর", "Shab-e-Qadr"),
    "Martyrs' Day and International Mother Language Day": (
        "শহীদ দিবস ও আন্তর্জাতিক মাতৃভাষা দিবস",
        "Martyrs' Day and International Mother Language Day",
    ),
    "May Day": ("মে দিবস", "May Day"),
    "Mid-Sha'ban": ("শবে বরাত", "Shab-e-Barat"),
    "National Mourning Day": ("জাতীয় শোক দিবস", "National Mourning Day"),
    "Prophet's Birthday": ("ঈদে মিলাদুন্নবী (সা.)", "Eid-e-Miladunnabi"),
    "Public Holiday": ("সাধারণ ছুটি", "General holiday"),
    "Sheikh Mujibur Rahman's Birthday": (
        "জাতির পিতা বঙ্গবন্ধু শেখ মুজিবুর রহমানের জন্মদিবস",
        "Birthday of Sheikh Mujibur Rahman",
    ),
    "Victory Day": ("বিজয় দিবস", "Victory Day"),
}


def seed_holidays(years: Iterable[int]) -> list[Holiday]:
    """One holiday per closed day of these years, by date: the package's, completed by the shipped file."""
    wanted = frozenset(years)
    by_day: dict[date, Holiday] = {}
    for holiday in [*_from_package(wanted), *_from_file(wanted)]:
        known = by_day.get(holiday.on)
        by_day[holiday.on] = _joined(known, holiday) if known else holiday
    return [by_day[on] for on in sorted(by_day)]


def seed_hours() -> list[HoursRule]:
    """Ordinary office hours 09:00-17:00 and those of each known Ramadan, 09:00-15:30."""
    rows = [HoursRule(IN_FORCE_SINCE, None, OPENS, CLOSES, "সাধারণ অফিস সময়", "Ordinary office hours")]
    for month in _shipped()["ramadan"]:
        bn, en = "রমজান মাসের অফিস সময়", "Ramadan office hours"
        if month["estimated"]:
            bn, en = f"{bn}, তারিখ আনুমানিক", f"{en}, dates estimated"
        rows.append(HoursRule(month["first"], month["last"], OPENS, RAMADAN_CLOSES, bn, en))
    return rows


def seed_rest_days() -> list[RestDays]:
    """Friday and Saturday, and a one-day row without rest for each Saturday opened by order."""
    opened = [row["date"] for row in _shipped()["opened_rest_day"]]
    return [
        RestDays(IN_FORCE_SINCE, None, FRIDAY_SATURDAY),
        *(RestDays(day, day, FRIDAY_SATURDAY - {day.weekday()}) for day in opened),
    ]


def default_calendar(years: Iterable[int]) -> WorkingCalendar:
    """The calendar of edition bd-2016 with the holidays of these years only."""
    return WorkingCalendar(ZONE, tuple(seed_rest_days()), tuple(seed_hours()), tuple(seed_holidays(years)))


def _from_package(years: frozenset[int]) -> list[Holiday]:
    if not years:
        return []
    rows = holidays_package.country_holidays("BD", years=years, language="en_US")
    return [_renamed(on, name) for on, names in rows.items() for name in names.split(NAME_SEPARATOR)]


def _renamed(on: date, package_name: str) -> Holiday:
    plain = package_name.removesuffix(PACKAGE_ESTIMATE)
    # A name a newer package brings is kept as it stands rather than losing the day.
    bn, en = NAMES.get(plain, (plain, plain))
    return Holiday(on, bn, en, plain != package_name, PACKAGE_SOURCE)


def _from_file(years: frozenset[int]) -> list[Holiday]:
    return [
        Holiday(row["date"], row["name_bn"], row["name_en"], row["estimated"], row["source"])
        for row in _shipped()["holiday"]
        if row["date"].year in years
    ]


def _joined(known: Holiday, other: Holiday) -> Holiday:
    """Two holidays of one day; one that is certain makes the day certain."""
    bn = NAME_SEPARATOR.join(dict.fromkeys((known.name_bn, other.name_bn)))
    en = NAME_SEPARATOR.join(dict.fromkeys((known.name_en, other.name_en)))
    source = NAME_SEPARATOR.join(dict.fromkeys((known.source, other.source)))
    return Holiday(known.on, bn, en, known.estimated and other.estimated, source)


def source_in_bangla(source: str) -> str:
    """The name of a shipped source in Bangla; one that an administrator wrote stays as it is."""
    known = {**_shipped()["sources_bn"], PACKAGE_SOURCE: PACKAGE_SOURCE.replace("Python package", "পাইথন প্যাকেজ")}
    for english, bangla in known.items():
        source = source.replace(english, bangla)
    return source


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("govsocial.workdays").joinpath("data/bd-holidays.toml").read_text(encoding="utf-8"))
