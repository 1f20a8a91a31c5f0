"""Forms of committees. They check shape; services check rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.duty_forms import SeenForm
from accounts.models import Office, Person, Role
from accounts.models.committee import CommitteeKind, CommitteeRole
from govsocial.web.fields import AreaField, DateField, TextField


class CommitteeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Committee"), choices=CommitteeKind.choices)
    order_number = TextField(label=_("Number of the order"), max_length=100)
    formed_on = DateField(label=_("Date of the order"))


class CommitteeMemberForm(forms.Form):
    """A person of the office, or somebody from outside by name and post."""

    role = forms.ChoiceField(label=_("Place in the committee"), choices=CommitteeRole.choices, initial="member")
    person = forms.ModelChoiceField(
        label=_("Person of the office"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("somebody else, named below"),
    )
    name = TextField(label=_("Name"), max_length=150, required=False)
    post = TextField(label=_("Post and office"), max_length=150, required=False)
    since = DateField(label=_("From"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Role.objects.current().filter(office=office).people().order_by("name_bn", "id")


class CommitteeDecisionForm(SeenForm):
    on = DateField(label=_("Decided on"))
    text = AreaField(label=_("Decision"), max_length=6000, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
