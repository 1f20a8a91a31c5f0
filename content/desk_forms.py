"""Forms of what stands beside posts: remarks and templates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from content.forms import MAX_INT, TEXT_MAX
from content.models.post import Purpose
from content.services.post_templates import TemplateText
from content.services.remarks import REMARK_MAX
from govsocial.web.fields import AreaField, TextField


class RemarkForm(forms.Form):
    text = AreaField(label=_("Remark"), max_length=REMARK_MAX, rows=2)


class TemplateForm(forms.Form):
    """A template; for a new one also whose it is."""

    office = forms.TypedChoiceField(label=_("Office"), coerce=int)
    name = TextField(label=_("Name"), max_length=120)
    text = AreaField(label=_("Text"), max_length=TEXT_MAX, rows=8)
    purpose = forms.ChoiceField(label=_("Purpose (clause 4)"), choices=[("", _("Choose")), *Purpose.choices])
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT, required=False)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(office.pk, office.name) for office in offices]

    def words(self) -> TemplateText:
        return TemplateText(**{name: self.cleaned_data[name] for name in ("name", "text", "purpose")})
