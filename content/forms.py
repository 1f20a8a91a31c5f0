"""Forms of posts: they check shape; services check rules."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from accounts.selectors import writable_accounts
from content.models.post import Purpose
from content.services.decisions import REASON_MIN
from content.services.versions import Draft
from govsocial.rulebook.models import Clause, Force
from govsocial.web.fields import AddressField, AreaField, MomentField, TextField

TEXT_MAX = 5000
MAX_INT = 2**31 - 1
NOT_PLAIN = _("Give the plain address of a page.")
WRITING_TIME = timedelta(minutes=10)  # a wish for now has passed when the text is done


class AccountChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_platform_display()} · {obj.name}"


class PageField(AddressField):
    """The address of a page on any host, as a reader would type it: no user name, no invisible character."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            URLValidator(schemes=["https"], message=NOT_PLAIN)(text)
            if "@" in text.split("/")[2] or not text.isprintable():
                raise forms.ValidationError(NOT_PLAIN, code="not_plain")
        return text


class ComposeForm(forms.Form):
    """What an author writes."""

    account = AccountChoice(label=_("Official account"), queryset=OfficialAccount.objects.none(), empty_label=None)
    text = AreaField(label=_("Text"), max_length=TEXT_MAX, rows=8)
    purpose = forms.ChoiceField(label=_("Purpose (clause 4)"), choices=[("", _("Choose")), *Purpose.choices])
    purpose_other = TextField(label=_("If other: which purpose?"), max_length=200, required=False)
    source = TextField(
        label=_("Source of the facts"),
        max_length=300,
        help_text=_("A letter, order, office or report: the approver confirms it (clause 6-kha)."),
    )
    link = PageField(
        label=_("Link (if any)"),
        max_length=500,
        required=False,
        help_text=_("What the post leads to: a full address that begins with https://"),
    )
    wished_at = MomentField(label=_("Wished time (if any)"), required=False)
    draft_key = TextField(widget=forms.HiddenInput, max_length=40, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT, required=False)

    def __init__(self, *args: Any, person: Person, account: OfficialAccount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        own = writable_accounts(person)
        field.queryset = own.filter(pk=account.pk) if account else own

    def clean_wished_at(self) -> datetime | None:
        wished: datetime | None = self.cleaned_data["wished_at"]
        if wished and wished < timezone.now() - WRITING_TIME:
            raise forms.ValidationError(_("This time has passed. Give a later one, or none."), code="has_passed")
        return wished

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("purpose") == Purpose.OTHER and not cleaned.get("purpose_other"):
            self.add_error("purpose_other", _("Say which purpose."))
        return cleaned

    def draft(self) -> Draft:
        names = ("text", "purpose", "purpose_other", "source", "link", "wished_at")
        return Draft(**{name: self.cleaned_data[name] for name in names})


class SeenForm(forms.Form):
    """What the person saw: the row's version and the text's number."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32767)

    def decided(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class ApproveForm(SeenForm):
    reason = AreaField(label=_("Reason"), max_length=1000, rows=2, required=False)


NEEDLESS = "needless"
WHAT_FOR = {
    "facts": _("Facts to check"),
    NEEDLESS: _("Not needed"),
    "wording": _("Wording"),
    "picture": _("Picture"),
    "other": _("Something else"),
}


class ReasonedReturn(forms.Form):
    """Why something goes back: a word to choose, the approver's own words, and which words of the post they are about.

    “Not needed” is a finding by clause 6-gha.
    """

    what_for = forms.ChoiceField(
        label=_("What is it about?"), choices=list(WHAT_FOR.items()), widget=forms.RadioSelect, required=False
    )
    words = TextField(label=_("Which words? (if any)"), max_length=200, required=False)
    reason = AreaField(label=_("What should be mended?"), max_length=1000, rows=3, required=False)

    def decided(self) -> dict[str, Any]:
        """What the service takes: the chosen word and the quotation lead the reason, where there is one to lead."""
        given = dict(self.cleaned_data)
        chosen, words, reason = given.pop("what_for"), given.pop("words"), given["reason"].strip()
        if len(reason) >= REASON_MIN:
            lead = str(WHAT_FOR[chosen]) if chosen and chosen != "other" else ""
            quoted = f"“{words}”" if words else ""
            given["reason"] = ": ".join([part for part in (" ".join([lead, quoted]).strip(), reason) if part])
        return {**given, "clause": "6-gha" if chosen == NEEDLESS else ""}


class ReturnForm(ReasonedReturn, SeenForm):
    """Give a post back to its author, with the text as the approver would have it where she wrote one."""

    suggestion = AreaField(
        label=_("The text as you would have it"),
        max_length=TEXT_MAX,
        rows=8,
        required=False,
        help_text=_("Who suggests a text that is taken over does not decide this post any more."),
    )


class RejectForm(SeenForm):
    clause = forms.ChoiceField(label=_("Clause"), required=False)
    reason = AreaField(label=_("Reason"), max_length=1000, rows=2, required=False)

    def __init__(
        self, *args: Any, editions: Collection[str], clauses: Iterable[Clause] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *offended_clauses(editions, clauses)]


def offended_clauses(editions: Collection[str], clauses: Iterable[Clause] | None = None) -> list[tuple[str, str]]:
    """Clauses a post may offend, by what its office follows; in bd-2016 the seven of clause 9, and clause 6. Of those a
    page has read already, where it has."""
    if clauses is None:
        found = Clause.objects.filter(edition__code__in=editions, level="post", force=Force.MUST)
        return [(clause.code, f"{clause.label} {clause.title}") for clause in found]
    own = [clause for clause in clauses if clause.edition.code in editions and clause.level == "post"]
    return [(clause.code, f"{clause.label} {clause.title}") for clause in own if clause.force == Force.MUST]


class PublishForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
    link = AddressField(label=_("Link to the post on the platform"), max_length=500)
    published_at = MomentField(label=_("Time on the platform"))
    changed = forms.ChoiceField(
        label=_("Was it posted as approved?"),
        choices=[("no", _("posted unchanged")), ("yes", _("posted changed"))],
        widget=forms.RadioSelect,
        initial="no",
    )
    change_note = AreaField(label=_("If changed: what?"), max_length=1000, rows=2, required=False)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
