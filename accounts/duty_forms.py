"""Forms of duties: statements, rotations, the GRS identity. They check shape; services check rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.duty_types import Answer, Duty
from govsocial.web.fields import AddressField, AreaField, DateField, EmailField, TextField

SEEN_MAX = 2**31 - 2


class SeenForm(forms.Form):
    """`seen` is the number of the latest statement on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=SEEN_MAX)


class AttestForm(SeenForm):
    """A statement that a duty is met; some duties ask for fields of their own."""

    on = DateField()
    evidence = AreaField(max_length=2000, rows=3)
    link = AddressField(label=_("Link to the evidence"), max_length=300, required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty
        self.answers = [answer.code for answer in duty.answers]
        for answer in duty.answers:
            self.fields[answer.code] = _field(answer)
        if duty.picture:
            self.fields["picture"] = forms.FileField(
                label=_("The picture"),
                max_length=150,
                help_text=_("A screenshot of profile and cover, or the pictures themselves: JPEG, PNG or WebP."),
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            )
        self.order_fields([*self.answers, "picture", "on", "evidence", "link"])
        fields: dict[str, Any] = self.fields
        fields["on"].initial, fields["on"].label = timezone.localdate, duty.on
        fields["evidence"].label, fields["evidence"].help_text = duty.evidence, duty.evidence_help

    def statement(self) -> dict[str, Any]:
        """The cleaned data as the service takes them."""
        data = dict(self.cleaned_data)
        return {"answers": {code: data.pop(code) for code in self.answers}, **data}


def _field(answer: Answer) -> forms.Field:
    label: Any = answer.label
    if answer.choices:
        return forms.ChoiceField(label=label, choices=answer.choices, widget=forms.RadioSelect)
    if answer.email:
        return EmailField(label=label, max_length=answer.max_length)
    if answer.rows == 1:
        return TextField(label=label, max_length=answer.max_length)
    return AreaField(label=label, max_length=answer.max_length, rows=answer.rows)


class RotationForm(forms.Form):
    """That the credentials were changed. There is no field for them, and none will do."""

    on = DateField(label=_("Changed on"))
    second_factor = forms.BooleanField(label=_("A second factor is on"), required=False)
    note = TextField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example why it was changed. Never write a password here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class GrsForm(SeenForm):
    code = TextField(label=_("Code in the GRS"), max_length=60, required=False)
    url = AddressField(label=_("Address in the GRS"), max_length=300, required=False)
    contact = TextField(label=_("Grievance redress officer and contact"), max_length=300)
