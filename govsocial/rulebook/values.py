"""What a parameter may hold, by its unit. Pure."""

import re
from typing import Any

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
CHOICES = {
    "weekday": WEEKDAYS,
    "one_per_period": ("week", "quarter", "year"),
    "each_working_day": ("office_hours",),
}
FIXED = {"time_zone"}  # one per installation, set where it is deployed
LARGEST = 10_000
SPAN = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]")


def choices_of(unit: str) -> tuple[str, ...]:
    """The words a value of this unit is chosen from; empty where it is a number, a span of time or a list."""
    return tuple(unit.split("|")) if "|" in unit else CHOICES.get(unit, ())


def read_value(raw: Any, unit: str) -> Any:
    """The value as it is stored. ValueError for anything that is no value of the unit.

    Numbers are whole and not negative, months 1 to 12, spans of time HH:MM-HH:MM with the start before the end.
    """
    if unit in FIXED:
        raise ValueError("fixed")
    if choices_of(unit):
        return _one_of(raw, choices_of(unit))
    if unit == "weekdays":
        days = [_one_of(day, WEEKDAYS) for day in raw]
        if len(set(days)) != len(days) or len(days) == len(WEEKDAYS):
            raise ValueError("days")
        return days
    if unit == "local_time":
        return _span(str(raw).strip())
    number = int(raw)
    if isinstance(raw, bool) or not (1 if unit == "month" else 0) <= number <= (12 if unit == "month" else LARGEST):
        raise ValueError("number")
    return number


def _one_of(raw: Any, words: tuple[str, ...]) -> str:
    if raw not in words:
        raise ValueError("choice")
    return str(raw)


def _span(text: str) -> str:
    if not SPAN.fullmatch(text) or text[:5] >= text[6:]:
        raise ValueError("span")
    return text
