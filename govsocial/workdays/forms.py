"""The form of a day off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from govsocial.web.fields import DateField, TextField
from govsocial.workdays.models import HolidayRow


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]
    on = DateField(label=_("Date"))
    name_bn = TextField(label=_("Name in Bangla"), max_length=150)
    name_en = TextField(label=_("Name in English"), max_length=150)
    source = TextField(label=_("Source"), max_length=200, help_text=_("Gazette, order or other source of the date."))

    class Meta:
        model = HolidayRow
        fields = ["on", "name_bn", "name_en", "source", "estimated", "withdrawn"]
