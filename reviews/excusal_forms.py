"""Forms of excusals: they check shape; services check rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from govsocial.web.fields import AddressField, AreaField, DateField
from reviews.forms import VersionForm


class ExcusalForm(forms.Form):
    """For which days and why a breach should be excused."""

    since = DateField(label=_("First day"))
    last_day = DateField(label=_("Last day"))
    reason = AreaField(
        label=_("Reason"),
        min_length=10,
        max_length=2000,
        rows=3,
        help_text=_("What kept the office from it, and what is done so that it can be followed again?"),
    )
    evidence = AreaField(
        label=_("Evidence"), max_length=2000, rows=2, help_text=_("Order, letter or memo number, and what it says.")
    )
    link = AddressField(label=_("Link to the evidence"), max_length=300, required=False)


class ReasonedForm(VersionForm):
    """A decision on an excusal, with its reason."""

    reason = AreaField(label=_("Reason"), min_length=10, max_length=2000, rows=2)
