"""Forms about the list as a whole: a file of entries, a text that is tried. They check shape; services check rules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from content.forms import TEXT_MAX
from content.models import ProhibitedTerm
from content.models.prohibited import TermState
from content.permissions import can_propose_terms
from content.services.term_tables import MAX_BYTES
from content.term_forms import OfficeChoice
from govsocial.web.digits import to_ascii
from govsocial.web.fields import AreaField, TextField


class TermFileForm(forms.Form):
    """A file of entries and the list it is for."""

    office = OfficeChoice(label=_("For which list"), queryset=Office.objects.none(), empty_label=None)
    file = forms.FileField(label=_("CSV or Excel file (.xlsx)"), max_length=150)
    reason = AreaField(
        label=_("Reason for the changes"),
        required=False,
        min_length=10,
        max_length=2000,
        rows=2,
        help_text=_("Needed where the file changes entries that are looked for: a second person reads it."),
    )

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Office.objects.filter(pk__in=[office.pk for office in offices])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it."))
        return file


class TextTestForm(forms.Form):
    """A text, where in the country it would stand, and an entry that is not looked for yet."""

    text = AreaField(label=_("Text"), max_length=TEXT_MAX, rows=6)
    office = OfficeChoice(label=_("By which list"), queryset=Office.objects.none(), empty_label=None)
    entry = TextField(
        label=_("Also try this draft (if any)"),
        required=False,
        max_length=40,
        help_text=_("The code of a draft of yours, for example ka-1001."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        own = {role.office_id for role in person.present_roles}
        field.queryset = (Office.objects.filter(parent=None) | Office.objects.filter(pk__in=own)).order_by("lineage")

    def clean_entry(self) -> ProhibitedTerm | None:
        code = to_ascii(self.cleaned_data["entry"]).strip()
        if not code:
            return None
        drafts = ProhibitedTerm.objects.visible_to(self.person).filter(status=TermState.DRAFT)
        term = drafts.filter(code__iexact=code).select_related("office").first()
        if term is None or not can_propose_terms(self.person, term.office):
            raise forms.ValidationError(_("There is no draft of yours with this code."), code="no_draft")
        return term
