"""Forms of the list of prohibited content: they check shape; services check rules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from content.models import ProhibitedTerm
from content.models.prohibited import LISTED, Category, Language, Severity, TermKind, TermState
from content.screening.terms import TEXT_MAX
from content.services.entry_values import SOURCE_MAX, WHY_MAX, EntryValues
from govsocial.web.digits import clean
from govsocial.web.fields import AreaField, DateField, TextField

MAX_INT = 2**31 - 1
LINES_MAX = 50 * (TEXT_MAX + 1)
CHOSEN_MAX = 20
CATEGORIES = [("", _("Choose")), *((code, Category(code).label) for code in LISTED)]
KIND_HELP = {
    TermKind.WORD: _("Found as a word of its own and with its endings: দল finds দলের and দলকে, not দলিল."),
    TermKind.PHRASE: _("Several words in this order; the last one may have endings."),
    TermKind.PREFIX: _("Found wherever a word begins with it: for words with many derivations."),
    TermKind.SUBSTRING: _("Found anywhere, also within another word. It raises many false alarms: use it rarely."),
    TermKind.REGEX: _("A pattern in the grammar of RE2, matched against the text in small letters. For experts."),
}


class OfficeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(_("National list") if obj.parent_id is None else obj.name)


class SpellingsField(forms.MultipleChoiceField):
    """Proposed spellings that a person kept: any text is one, since what is proposed changes while she types."""

    def to_python(self, value: Any) -> list[str]:
        return [clean(text)[:TEXT_MAX].strip() for text in super().to_python(value)][:CHOSEN_MAX]

    def valid_value(self, value: str) -> bool:
        return True


class TermForm(forms.Form):
    """What an entry says. Spellings and exceptions stand one on a line."""

    category = forms.ChoiceField(label=_("Category"), choices=CATEGORIES)
    kind = forms.ChoiceField(label=_("Kind"), choices=TermKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, initial=Severity.WARN)
    text = TextField(label=_("Text of the entry"), max_length=TEXT_MAX)
    chosen = SpellingsField(required=False)
    aliases = AreaField(
        label=_("Other spellings"),
        required=False,
        max_length=LINES_MAX,
        rows=3,
        help_text=_("One on each line. They are found like the text itself."),
    )
    exceptions = AreaField(
        label=_("Exceptions"),
        required=False,
        max_length=LINES_MAX,
        rows=3,
        help_text=_("One on each line: phrases that hold the text and are in order, such as the name of an office."),
    )
    loose = forms.BooleanField(
        label=_("Find it also where only the sound is the same (for the gravest entries only)"), required=False
    )
    why_bn = AreaField(label=_("Why it stands in the list, in Bangla"), max_length=WHY_MAX, rows=2)
    why_en = AreaField(label=_("Why it stands in the list, in English"), max_length=WHY_MAX, rows=2)
    source = TextField(
        label=_("Source (if any)"), max_length=SOURCE_MAX, required=False, help_text=_("Letter, order or circular.")
    )
    valid_from = DateField(label=_("From (if not at once)"), required=False)
    valid_to = DateField(label=_("Last day (if it ends)"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT, required=False)

    def values(self, term: ProhibitedTerm | None = None) -> EntryValues:
        """What was typed; an entry keeps its clause as long as it keeps its category."""
        names = ("category", "kind", "text", "language", "severity", "loose", "why_bn", "why_en", "source")
        given = {name: self.cleaned_data[name] for name in (*names, "valid_from", "valid_to")}
        clause = term.clause if term and term.category == given["category"] else ""
        aliases = lines_of(self.cleaned_data["aliases"], *self.cleaned_data["chosen"])
        return EntryValues(
            **given, clause=clause, aliases=aliases, exceptions=lines_of(self.cleaned_data["exceptions"])
        )


class NewTermForm(TermForm):
    """A new entry, for one of the lists to which the person may add."""

    office = OfficeChoice(label=_("For which list"), queryset=Office.objects.none(), empty_label=None)
    field_order = ("office",)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Office.objects.filter(pk__in=[office.pk for office in offices])


class ValuesChangeForm(TermForm):
    """Other values for an entry on trial or active, with the reason."""

    reason = AreaField(label=_("Reason for the change"), min_length=10, max_length=2000, rows=2)


class StateChangeForm(forms.Form):
    """Another state for an entry, with the reason."""

    to_status = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    reason = AreaField(label=_("Reason"), min_length=10, max_length=2000, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)

    def __init__(self, *args: Any, states: Sequence[TermState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_status"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(state.value, state.label) for state in states]
        field.initial = states[0].value


class RefuseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
    note = AreaField(label=_("Reason"), min_length=10, max_length=2000, rows=2)


class BulkForm(forms.Form):
    """What is asked for several drafts at once."""

    to_status = forms.ChoiceField(
        label=_("New state"), choices=[(state.value, state.label) for state in (TermState.SHADOW, TermState.ACTIVE)]
    )
    reason = AreaField(label=_("Reason"), min_length=10, max_length=2000, rows=2)


def lines_of(text: str, *more: str) -> tuple[str, ...]:
    """The lines of a text and what was added to them, each once, in order."""
    found = [line.strip() for line in (*text.splitlines(), *more)]
    return tuple(dict.fromkeys(line for line in found if line))


def initial_of(term: ProhibitedTerm) -> dict[str, Any]:
    """The form's first values for an entry."""
    names = [name for name in TermForm.base_fields if name not in {"chosen", "aliases", "exceptions"}]
    found = {name: getattr(term, name) for name in names}
    return {**found, "aliases": "\n".join(term.aliases), "exceptions": "\n".join(term.exceptions)}
