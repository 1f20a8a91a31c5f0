"""The form of an office's published number. It checks shape; services check rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mobile_numbers import mobile
from govsocial.web.fields import DateField, TextField


class MobileField(TextField):
    """A mobile number in digits of either script, with or without +88, spaces and hyphens; as 11 ASCII digits."""

    widget = forms.TextInput(attrs={"inputmode": "tel"})

    def clean(self, value: Any) -> str:
        number = mobile(str(super().clean(value)))
        if not number:
            raise ValidationError(_("Give a mobile number of 11 digits that begins with 013 to 019."), code="no_mobile")
        return number


class OfficeNumberForm(forms.Form):
    number = MobileField(
        label=_("Mobile number"), max_length=40, help_text=_("With or without +88, in Bangla or English digits.")
    )
    purpose = TextField(
        label=_("What the number is for"), max_length=200, help_text=_("For example: control room, duty officer.")
    )
    since = DateField(label=_("Published since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate
