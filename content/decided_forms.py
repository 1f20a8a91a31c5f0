"""Forms of what follows a decision: emergency, time of publication, second look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms import SeenForm, VersionForm
from govsocial.web.fields import AreaField, MomentField


class EmergencyForm(SeenForm):
    reason = AreaField(label=_("Why can it not wait for a second approver?"), max_length=1000, rows=2, required=False)


class TimeForm(VersionForm):
    at = MomentField(
        label=_("Time of publication"),
        required=False,
        help_text=_("Empty: no time; it goes out when somebody does it."),
    )


class LookForm(forms.Form):
    """The second person's word."""

    upheld = forms.TypedChoiceField(
        label=_("Was it right to let it out?"),
        choices=[("yes", _("yes, I would have approved it too")), ("no", _("no, it should not have gone out"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = AreaField(label=_("Reason (needed for a no)"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_look_%s"
