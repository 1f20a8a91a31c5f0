"""Forms of misuse reports. They check shape; services check rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.misuse import OUTCOMES, MisuseKind
from govsocial.web.fields import AddressField, AreaField, DateField, TextField


class MisuseForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it about?"), choices=MisuseKind.choices)
    about = TextField(label=_("Name of the page or person"), max_length=200)
    address = TextField(
        label=_("Address of the page, or official e-mail of the person"),
        max_length=300,
        required=False,
        help_text=_("If you know it."),
    )
    happened_on = DateField(label=_("When it happened"))
    what = AreaField(label=_("What happened"), max_length=4000, rows=4)
    evidence = AreaField(
        label=_("Evidence"), max_length=4000, rows=3, help_text=_("What did you see, where, and who else saw it?")
    )
    link = AddressField(label=_("Link to the evidence"), max_length=300, required=False)


class MisuseOutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(outcome.value, outcome.label) for outcome in OUTCOMES],
        widget=forms.RadioSelect,
    )
    reason = AreaField(
        label=_("Reason"),
        max_length=4000,
        rows=3,
        required=False,
        help_text=_("What was looked at and what follows; for a referral to whom it went."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
