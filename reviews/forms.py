"""Forms of the rule book's keepers, clarifications and circulars: they check shape; services check rules."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from accounts.models.office import OfficeKind
from accounts.models.role import RoleKind
from govsocial.rulebook.models import Clause, Edition, Parameter
from govsocial.rulebook.values import FIXED, WEEKDAYS, choices_of, read_value
from govsocial.rulebook.words import value_in_words
from govsocial.web.digits import to_ascii
from govsocial.web.fields import AreaField, DateField, TextField
from reviews.files import MAX_BYTES, kind_of
from reviews.models.clarification import Authority, QuestionKind
from reviews.permissions import ISSUERS

MAX_INT = 2**31 - 1


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)


class ValueForm(forms.Form):
    """Another value for one parameter: the field fits the parameter's unit."""

    value = TextField(label=_("New value"), max_length=100)

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = parameter.unit
        words = choices_of(self.unit)
        label = self.fields["value"].label
        if words:
            choices = [(word, value_in_words(word)) for word in words]
            self.fields["value"] = forms.ChoiceField(label=label, choices=choices)
        elif self.unit == "weekdays":
            days = [(day, value_in_words(day)) for day in WEEKDAYS]
            self.fields["value"] = forms.MultipleChoiceField(
                label=label, choices=days, widget=forms.CheckboxSelectMultiple
            )
        self.fields["value"].initial = parameter.value

    def clean_value(self) -> Any:
        raw = self.cleaned_data["value"]
        try:
            return read_value(to_ascii(raw) if isinstance(raw, str) else raw, self.unit)
        except ValueError:
            if self.unit == "local_time":
                raise forms.ValidationError(_("Write the hours as 09:00-17:00.")) from None
            if self.unit in FIXED:
                raise forms.ValidationError(_("This is set where the portal is deployed.")) from None
            raise forms.ValidationError(_("Write a whole number that fits the unit.")) from None


class ProposalForm(ValueForm):
    since = DateField(label=_("From"), help_text=_("Today or later. What is past stays judged by the old value."))
    reason = AreaField(label=_("Reason"), max_length=1000, rows=2, help_text=_("Order, decision or finding behind it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate


class EditionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class FollowForm(forms.Form):
    edition = EditionChoice(label=_("Edition"), queryset=Edition.objects.none(), empty_label=None)
    since = DateField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate
        field = self.fields["edition"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Edition.objects.in_force()


class StopForm(forms.Form):
    until = DateField(label=_("First day on which it no longer holds"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate


class ClauseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label} {obj.title}"


def own_offices(person: Person, *kinds: RoleKind) -> Any:
    """Offices in which she holds one of the roles today."""
    held = [role.office_id for role in person.present_roles if role.kind in kinds]
    return Office.objects.filter(pk__in=held)


class AskForm(forms.Form):
    """A question about a clause, for one of the person's own offices."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    clause = ClauseChoice(label=_("Clause"), queryset=Clause.objects.none(), empty_label=_("Choose"))
    kind = forms.ChoiceField(label=_("What is it?"), choices=QuestionKind.choices, widget=forms.RadioSelect)
    question = AreaField(
        label=_("Your question"),
        max_length=3000,
        rows=5,
        help_text=_("Say what happened or what is unclear. Name no citizen: the answer may be published."),
    )

    def __init__(self, *args: Any, person: Person, editions: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office, clause = self.fields["office"], self.fields["clause"]
        assert isinstance(office, forms.ModelChoiceField)
        assert isinstance(clause, forms.ModelChoiceField)
        office.queryset = own_offices(person, RoleKind.OFFICER, RoleKind.HEAD)
        clause.queryset = Clause.objects.filter(edition__code__in=editions)


class AnswerForm(VersionForm):
    answer = AreaField(label=_("The answer"), max_length=5000, rows=5)
    authority = forms.ChoiceField(label=_("Who answers?"), choices=Authority.choices)
    publish = forms.BooleanField(label=_("Publish for all offices"), required=False, initial=True)


class CircularForm(forms.Form):
    """A circular of one of the person's own offices."""

    office = forms.ModelChoiceField(label=_("Issuing office"), queryset=Office.objects.none(), empty_label=None)
    memo_number = TextField(label=_("Memo number"), max_length=100)
    dated_on = DateField(label=_("Date"))
    subject_bn = TextField(label=_("Subject in Bangla"), max_length=300)
    subject_en = TextField(label=_("Subject in English"), max_length=300, required=False)
    text_bn = AreaField(label=_("Text in Bangla"), max_length=10_000, rows=8)
    text_en = AreaField(label=_("Text in English"), max_length=10_000, rows=4, required=False)
    copy = forms.FileField(
        label=_("Signed copy"), required=False, max_length=150, help_text=_("PDF, JPEG or PNG, at most 5 MB.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("To which kinds of office below?"),
        choices=[(kind.value, kind.label) for kind in OfficeKind if kind != OfficeKind.GOVERNMENT],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: to all offices below."),
    )
    is_public = forms.BooleanField(
        label=_("Show on the public list"), required=False, help_text=_("Everybody can read it without signing in.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated_on"].initial = timezone.localdate
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own_offices(person, *ISSUERS)

    def clean_copy(self) -> Any:
        file = self.cleaned_data["copy"]
        if not file:
            return None
        first = file.read(16)
        file.seek(0)
        if kind_of(first) is None or file.size > MAX_BYTES:
            raise forms.ValidationError(_("The copy must be a PDF, JPEG or PNG file of at most 5 MB."))
        return file
