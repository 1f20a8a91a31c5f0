"""Form fields that clean text at the door (NFC) and accept digits of both scripts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from govsocial.web.digits import clean, in_reader_digits, to_ascii


class TextField(forms.CharField):
    """A line or a text, NFC, without characters that no database holds."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean(str(value)) if value not in self.empty_values else value)


class AreaField(TextField):
    """A longer text; the widget is a text area."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class EmailField(forms.EmailField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(clean(str(value)) if value not in self.empty_values else value)


class AddressField(TextField):
    """A web address (https only): what platforms and offices publish."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text and not text.startswith("https://"):
            raise ValidationError(_("The address must begin with https://"), code="not_https")
        return text


class ReaderDigits:
    """Part of a widget: what the portal fills in stands in the reader's digits, what somebody typed stays as it is."""

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)  # type: ignore[misc]
        return shown if shown is None or isinstance(value, str) else in_reader_digits(shown)


class DateInput(ReaderDigits, forms.DateInput):
    pass


class DateTimeInput(ReaderDigits, forms.DateTimeInput):
    pass


class TimeInput(ReaderDigits, forms.TimeInput):
    pass


class DateField(forms.DateField):
    """A date in either script: 2026-11-21, ২১/১১/২০২৬, 21-11-2026."""

    widget = DateInput(format="%Y-%m-%d", attrs={"placeholder": _("DD/MM/YYYY")})

    def to_python(self, value: Any) -> Any:
        found = super().to_python(to_ascii(clean(value)) if isinstance(value, str) else value)
        if found and not 1971 <= found.year <= 2100:
            raise ValidationError(_("Give a date between 1971 and 2100."), code="out_of_range")
        return found


class MomentField(forms.DateTimeField):
    """A date and time in either script, on the local clock: 2026-11-21 14:30, ২১/১১/২০২৬ ১৪:৩০."""

    widget = DateTimeInput(format="%d/%m/%Y %H:%M", attrs={"placeholder": _("DD/MM/YYYY HH:MM")})

    def to_python(self, value: Any) -> Any:
        found = super().to_python(to_ascii(clean(value)).strip() if isinstance(value, str) else value)
        if found and not 1971 <= found.year <= 2100:
            raise ValidationError(_("Give a date between 1971 and 2100."), code="out_of_range")
        return found


class ClockField(forms.TimeField):
    """A time of day in either script: 09:00, ০৯:০০."""

    widget = TimeInput(format="%H:%M", attrs={"placeholder": _("HH:MM")})

    def to_python(self, value: Any) -> Any:
        return super().to_python(to_ascii(clean(value)).strip() if isinstance(value, str) else value)
