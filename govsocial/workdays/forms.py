"""The forms of the working calendar: a day off, weekly rest days, office hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from govsocial.web.fields import ClockField, DateField, TextField
from govsocial.workdays.models import WEEKDAYS, HolidayRow, HoursRule, RestDay

MAX_INT = 2**31 - 1


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg]
    """Base: the row as it was seen (`seen` is its version), and dates in their order."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The office must close after it opens."))
        return cleaned


class HolidayForm(CalendarForm):
    on = DateField(label=_("Date"))
    name_bn = TextField(label=_("Name in Bangla"), max_length=150)
    name_en = TextField(label=_("Name in English"), max_length=150)
    source = TextField(label=_("Source"), max_length=200, help_text=_("Gazette, order or other source of the date."))

    class Meta:
        model = HolidayRow
        fields = ["on", "name_bn", "name_en", "source", "estimated", "withdrawn"]


class RestDaysForm(CalendarForm):
    since = DateField(label=_("First day"))
    until = DateField(label=_("Last day (empty: until further notice)"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekly rest days"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: every day of this time is worked, such as a Saturday that is opened by order."),
    )

    class Meta:
        model = RestDay
        fields = ["since", "until", "weekdays", "withdrawn"]

    def clean_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["weekdays"])


class HoursForm(CalendarForm):
    name_bn = TextField(label=_("Name in Bangla"), max_length=100)
    name_en = TextField(label=_("Name in English"), max_length=100)
    since = DateField(label=_("First day"))
    until = DateField(label=_("Last day (empty: until further notice)"), required=False)
    opens = ClockField(label=_("Opens"))
    closes = ClockField(label=_("Closes"))

    class Meta:
        model = HoursRule
        fields = ["name_bn", "name_en", "since", "until", "opens", "closes", "withdrawn"]
