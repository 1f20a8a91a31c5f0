"""Forms of job descriptions, orientations, leaves and transfers. They check shape; services check rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.absences import Gap
from accounts.duty_forms import SeenForm
from accounts.models import Office, Person, Role, TeamMember
from accounts.models.personnel import HandOverKind
from govsocial.web.fields import AreaField, DateField, TextField


class JobDescriptionForm(SeenForm):
    on = DateField(label=_("Given on"))
    text = AreaField(
        label=_("Job description"),
        max_length=6000,
        rows=8,
        help_text=_("Tasks on the accounts, to whom the person reports, working time, who stands in."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class OrientationForm(forms.Form):
    on = DateField(label=_("Held on"))
    held_by = TextField(label=_("Who held it"), max_length=200, help_text=_("Name and post."))
    subject = AreaField(label=_("What was explained"), max_length=2000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class HandOverForm(forms.Form):
    """A leave or transfer; one field of substitutes for each account on whose team the person sits."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=HandOverKind.choices)
    since = DateField(label=_("First day away"))
    until = DateField(label=_("First day back (leave only)"), required=False)
    note = TextField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the order. Nothing about health."),
    )
    shortfall_reason = AreaField(
        label=_("Why a team must stay too small"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Only where nobody can stand in. It stays on record."),
    )

    def __init__(
        self, *args: Any, office: Office, person: Person, found: list[Gap], may_transfer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_transfer:
            self.fields["kind"] = forms.ChoiceField(label=_("What is it?"), choices=HandOverKind.choices[:1])
        people = Role.objects.current().filter(office=office).people().exclude(pk=person.pk).order_by("name_bn", "id")
        self.accounts = [gap.account.pk for gap in found]
        for gap in found:
            seated = TeamMember.objects.filter(account=gap.account, until=None).values("person_id")
            label = _("Substitute on %(name)s (%(platform)s)")
            names = {"name": gap.account.name, "platform": gap.account.get_platform_display()}
            self.fields[f"substitute_{gap.account.pk}"] = forms.ModelChoiceField(
                label=label % names,
                queryset=people.exclude(pk__in=seated),
                required=False,
                empty_label=_("nobody"),
            )
        ends = ["note", "shortfall_reason"]
        self.order_fields(["kind", "since", "until", *(f"substitute_{pk}" for pk in self.accounts), *ends])

    def hand_over(self) -> dict[str, Any]:
        """The cleaned data as the service takes them."""
        data = dict(self.cleaned_data)
        chosen = {pk: data.pop(f"substitute_{pk}") for pk in self.accounts}
        return {**data, "substitutes": {pk: person for pk, person in chosen.items() if person}}
