"""Forms of the lists that an account keeps. They check shape; services check rules."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from govsocial.web.digits import to_ascii
from govsocial.web.fields import AddressField, TextField

NUMBER = re.compile(r"\+?[0-9]{6,15}")


class NumberField(TextField):
    """A telephone number in digits of either script; spaces, dashes and brackets are left out."""

    def clean(self, value: Any) -> str:
        number = re.sub(r"[\s().-]", "", to_ascii(str(super().clean(value))))
        if not NUMBER.fullmatch(number):
            raise ValidationError(_("Give a telephone number of 6 to 15 digits."), code="no_number")
        return number


class PeerForm(forms.Form):
    name = TextField(label=_("Name of the account followed"), max_length=200)
    url = AddressField(label=_("Its address"), max_length=300)
    note = TextField(label=_("Why it is followed"), max_length=300, required=False)


class ContactForm(forms.Form):
    number = NumberField(label=_("Number"), max_length=30)
    identity = TextField(label=_("Whose number it is"), max_length=200)
    note = TextField(label=_("Note"), max_length=300, required=False)
