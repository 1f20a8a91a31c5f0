"""Words for the units and choices of parameters."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UNITS = {
    "adoptions/year": _("adoptions a year"),
    "calendar_days": _("calendar days"),
    "days": _("days"),
    "each_working_day": _("each working day"),
    "members": _("members"),
    "month": _("month of the year"),
    "one_per_period": _("one in each"),
    "updates/day": _("updates a day"),
    "updates/week": _("updates a week"),
    "working_days": _("working days"),
    "working_hours": _("working hours"),
}
# What a clause is about, and how often it is asked.
LEVELS = {
    "office": _("each office"),
    "account": _("each account"),
    "post": _("each post"),
    "citizen_post": _("each citizen's post"),
    "reply": _("each reply"),
    "person": _("each person"),
    "block": _("each block of a user"),
    "circular": _("each circular"),
    "none": _("nothing single"),
}
PERIODS = {
    "always": _("always"),
    "once": _("once"),
    "week": _("every week"),
    "month": _("every month"),
    "quarter": _("every quarter"),
    "year": _("every year"),
    "interval": _("at an interval"),
    "on_change": _("whenever it changes"),
    "each": _("each time"),
    "none": _("at no time"),
}
CHOICES = {
    "sunday": _("Sunday"),
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "office_hours": _("office hours"),
    "week": _("week"),
    "quarter": _("quarter"),
    "year": _("year"),
    "allowed": _("allowed"),
    "by_permission": _("by permission"),
    "never": _("never"),
    "yes": _("yes"),
    "no": _("no"),
}


def value_in_words(value: Any) -> str:
    """A value as people read it: choices by their names, numbers and times as they are."""
    if isinstance(value, list):
        return ", ".join(value_in_words(item) for item in value)
    if isinstance(value, bool):
        return str(CHOICES["yes" if value else "no"])
    return str(CHOICES.get(value, value))


def unit_in_words(unit: str) -> str:
    """The unit's name; units that say nothing beside the value (a time, a weekday) are left out."""
    return str(UNITS.get(unit, ""))
