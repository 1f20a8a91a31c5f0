"""Forms of an edition that is being written: its head, its clauses, their values."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from govsocial.rulebook.models import Clause, DecidedBy, Edition, Force
from govsocial.rulebook.values import read_value
from govsocial.rulebook.words import LEVELS, PERIODS, UNITS
from govsocial.web.digits import to_ascii
from govsocial.web.fields import AreaField, DateField, TextField
from reviews.forms import ValueForm, VersionForm

RESERVED = {"changes", "editions", "offices", "parameters", "proposals"}


class EditionForm(forms.Form):
    """The head of an edition that is being written."""

    title_bn = TextField(label=_("Title in Bangla"), max_length=300)
    title_en = TextField(label=_("Title in English"), max_length=300)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    since = DateField(label=_("In force from"))
    note_bn = AreaField(label=_("Note in Bangla"), max_length=2000, rows=2, required=False)
    note_en = AreaField(label=_("Note in English"), max_length=2000, rows=2, required=False)


class CopyForm(EditionForm):
    """A new edition from an older one."""

    code = TextField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small Latin letters, digits and hyphens, like the codes of the other editions."),
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", _("Only small Latin letters, digits and hyphens."))],
    )
    field_order = ["code"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code in RESERVED:
            raise forms.ValidationError(_("This word is taken by an address of the portal."))
        return code


class EditionChangeForm(EditionForm, VersionForm):
    pass


class ClauseForm(VersionForm):
    """A clause of an edition that is being written: its words, its force, who decides it."""

    label_bn = TextField(label=_("Number in Bangla"), max_length=60)
    label_en = TextField(label=_("Number in English"), max_length=60)
    title_bn = TextField(label=_("Title in Bangla"), max_length=200)
    title_en = TextField(label=_("Title in English"), max_length=200)
    text_bn = AreaField(label=_("Text in Bangla"), max_length=5000, rows=4)
    text_en = AreaField(label=_("Text in English"), max_length=5000, rows=4)
    force = forms.ChoiceField(label=_("Force"), choices=Force.choices, help_text=_("Only a “must” can be in breach."))
    decided_by = forms.MultipleChoiceField(
        label=_("Decided by"), choices=DecidedBy.choices, widget=forms.CheckboxSelectMultiple
    )
    reason_bn = AreaField(
        label=_("Which person decides, or why nobody, in Bangla"), max_length=2000, rows=2, required=False
    )
    reason_en = AreaField(
        label=_("Which person decides, or why nobody, in English"), max_length=2000, rows=2, required=False
    )
    level = forms.ChoiceField(label=_("Of what"), choices=list(LEVELS.items()))
    period = forms.ChoiceField(label=_("How often"), choices=list(PERIODS.items()))
    like = forms.ChoiceField(
        label=_("Decided like"),
        required=False,
        help_text=_("The clause of the shipped edition whose check, duty or list serves here too."),
    )
    portal_bn = AreaField(label=_("What the portal does, in Bangla"), max_length=2000, rows=2)
    portal_en = AreaField(label=_("What the portal does, in English"), max_length=2000, rows=2)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["like"]
        assert isinstance(field, forms.ChoiceField)
        shipped = Clause.objects.filter(edition__code=edition.based_on)
        field.choices = [("", _("Nothing else")), *((row.code, f"{row.label} {row.title}") for row in shipped)]


class NewClauseForm(ClauseForm):
    code = TextField(
        label=_("Id in Latin letters"),
        max_length=40,
        help_text=_("Like the ids of the other clauses: it stands in addresses, and stays when the number changes."),
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9.-]*$", _("Only small Latin letters, digits, dots and hyphens."))],
    )
    after = forms.ChoiceField(label=_("Stands after"), required=False)
    field_order = ["code", "after"]

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        field = self.fields["after"]
        assert isinstance(field, forms.ChoiceField)
        places = [(row.code, f"{row.label} {row.title}") for row in edition.clauses.all()]
        field.choices = [("", _("Nothing: it is the first")), *places]


class DraftValueForm(ValueForm, VersionForm):
    """A value of an edition that is being written, and its title."""

    title_bn = TextField(label=_("Title in Bangla"), max_length=200)
    title_en = TextField(label=_("Title in English"), max_length=200)
    field_order = ["title_bn", "title_en", "value"]


class NewValueForm(VersionForm):
    """A further value of a clause."""

    name = TextField(
        label=_("Name in Latin letters"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Only small Latin letters, digits and low lines."))],
    )
    title_bn = TextField(label=_("Title in Bangla"), max_length=200)
    title_en = TextField(label=_("Title in English"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit"), choices=list(UNITS.items()))
    value = TextField(label=_("Value"), max_length=100)
    set_by = forms.ChoiceField(
        label=_("Set by"), choices=[("guideline", _("the guideline")), ("installation", _("this installation"))]
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if {"value", "unit"} <= set(found):
            try:
                found["value"] = read_value(to_ascii(found["value"]), found["unit"])
            except ValueError:
                self.add_error("value", _("The value does not fit the unit."))
        return dict(found)
