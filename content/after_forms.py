"""Forms of what follows a publication: mistakes, taking down, keeping, sharing again, found on the page."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from content.forms import MAX_INT, TEXT_MAX, AccountChoice, PublishForm, VersionForm, offended_clauses
from content.models import Post
from content.models.post import Purpose
from content.permissions import noticeable_accounts
from govsocial.web.fields import AddressField, AreaField, DateField, MomentField

IN_PLACE, ANEW = "in_place", "anew"


class CorrectionPublishForm(PublishForm):
    """The publication of a correction: where it stands decides whether it is an update of its week (clause 7-ka)."""

    place = forms.ChoiceField(
        label=_("Where does the correction stand?"),
        choices=[(IN_PLACE, _("the post was edited in place: same link")), (ANEW, _("a new post: another link"))],
        widget=forms.RadioSelect,
        initial=IN_PLACE,
    )
    field_order = ("version", "place", "link", "published_at", "changed", "change_note")


def publish_form(post: Post) -> type[PublishForm]:
    """The form by which a post's publication is recorded."""
    return CorrectionPublishForm if post.corrects_id else PublishForm


class Clauses(forms.Form):
    """The clause that what is out offends, where it offends one: a finding that is upheld is a breach of it."""

    clause = forms.ChoiceField(label=_("Does it offend a clause?"), required=False)

    def __init__(self, *args: Any, editions: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("No, it is a mere mistake")), *offended_clauses(editions)]


class CorrectForm(Clauses):
    """Begin a correction; what is wrong is asked where no mistake is noted yet."""

    what = AreaField(label=_("What is wrong?"), max_length=1000, rows=2, required=False)
    field_order = ("what", "clause")


class MistakeForm(Clauses):
    what = AreaField(label=_("What is wrong?"), max_length=1000, rows=2)
    noticed_at = MomentField(label=_("When was it noticed?"))
    field_order = ("what", "noticed_at", "clause")


class DismissForm(forms.Form):
    reason = AreaField(label=_("Why is it no mistake?"), max_length=1000, rows=2)


class RetractForm(Clauses):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
    taken_down_at = MomentField(label=_("When was it taken down?"))
    reason = AreaField(label=_("Why was it taken down?"), max_length=1000, rows=2)
    field_order = ("version", "taken_down_at", "reason", "clause")


class MarkForm(VersionForm):
    is_important = forms.BooleanField(label=_("Important: keep it in view"), required=False)
    share_again_on = DateField(label=_("Remind to share again on (if any)"), required=False)


class FoundForm(forms.Form):
    """What stands on the page and never went through the queue."""

    account = AccountChoice(label=_("Official account"), queryset=OfficialAccount.objects.none(), empty_label=None)
    link = AddressField(label=_("Link to the post on the platform"), max_length=500)
    published_at = MomentField(label=_("Time on the platform"))
    text = AreaField(label=_("Text as it stands there"), max_length=TEXT_MAX, rows=6)
    purpose = forms.ChoiceField(label=_("Purpose (clause 4)"), choices=[("", _("Choose")), *Purpose.choices])
    how = AreaField(label=_("How did it come about?"), max_length=1000, rows=2)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = noticeable_accounts(person)
