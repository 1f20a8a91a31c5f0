"""Forms of files of posts: they check shape; services look at the bytes and check rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms import MAX_INT
from content.models.media import ALT_MAX
from govsocial.web.fields import AreaField

PICTURES = "image/jpeg,image/png,image/webp"


class AltField(AreaField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("What does it show?"),
            max_length=ALT_MAX,
            rows=2,
            help_text=_("Read aloud to those who cannot see it, and put on the platform as the alternative text."),
            **kwargs,
        )


class AttachForm(forms.Form):
    """A file with its alternative text; a video with the picture that stands for it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("JPEG, PNG or WebP up to 10 MB, PDF up to 20 MB, MP4 up to 100 MB."),
        widget=forms.FileInput(attrs={"accept": f"{PICTURES},application/pdf,video/mp4"}),
    )
    alt_text = AltField()
    poster = forms.FileField(
        label=_("For a video: a picture of it"),
        required=False,
        allow_empty_file=True,
        help_text=_("Shown in its place until it is played."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )


class DescribeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_INT)
    alt_text = AltField()
