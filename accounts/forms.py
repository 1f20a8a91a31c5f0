"""Forms of people, offices and accounts: they check shape; services check rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import Platform
from accounts.models.role import RoleKind
from govsocial.web.fields import AddressField, AreaField, DateField, EmailField, TextField


class KindsForm(forms.Form):
    """Base of forms that offer a role: only what the person may give."""

    kind_field = "kind"

    def __init__(self, *args: Any, kinds: list[RoleKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.kind_field]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]


class InviteForm(KindsForm):
    kind_field = "role"
    email = EmailField(label=_("Official e-mail"), max_length=254)
    name_bn = TextField(label=_("Name in Bangla"), max_length=150)
    name_en = TextField(label=_("Name in English"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"))


class RoleForm(KindsForm):
    """A role for a person who is here already."""

    email = EmailField(label=_("Official e-mail"), max_length=254)
    kind = forms.ChoiceField(label=_("Role"))
    since = DateField(label=_("From"))
    until = DateField(label=_("Until (first day without the role)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        self.person = Person.objects.filter(email=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(_("Nobody here has this address. Invite the person instead."))
        return email


class MoveForm(forms.Form):
    """Below which office it goes; `found` are those that the search on the page named."""

    to = forms.ModelChoiceField(label=_("New office above"), queryset=Office.objects.none(), widget=forms.RadioSelect)
    reason = AreaField(label=_("Reason, with the order's number and date"), rows=2, max_length=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Office.objects.all()
        field.empty_label = None
        field.choices = [(office.pk, f"{office.name} · {office.parent or office.code}") for office in found]


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters. A sentence you can remember is best."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("password") != cleaned.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class FirstAdministratorForm(PasswordForm):
    email = EmailField(label=_("Official e-mail"), max_length=254)
    name_bn = TextField(label=_("Name in Bangla"), max_length=150)
    field_order = ["email", "name_bn", "password", "again"]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ["language", "bangla_digits"]


class OwnOfficeForm(forms.Form):
    """Base of forms that act for one of the person's own offices."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    name = TextField(
        label=_("Name of the page"),
        max_length=200,
        help_text=_("The office's name, not a person's or a post's (clause 5-ka)."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Role.objects.current().of(RoleKind.OFFICER, RoleKind.HEAD).filter(person=person)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Office.objects.filter(pk__in=own.values("office_id"))


class ApplyForm(OwnOfficeForm):
    goal = AreaField(label=_("What is the page for?"), max_length=2000, rows=3)
    audience = AreaField(label=_("Whom is it for?"), max_length=1000, rows=2)
    terms_note = AreaField(
        label=_("How are the platform's terms met?"),
        max_length=1000,
        rows=2,
        help_text=_("Clause 3: terms, privacy and the office's aims are weighed before choosing."),
    )


class RegisterForm(OwnOfficeForm):
    url = AddressField(label=_("Address of the page"), max_length=300)
    on_platform_since = DateField(label=_("On the platform since"))
    access_note = AreaField(
        label=_("Who has access today?"),
        max_length=1000,
        rows=2,
        help_text=_("Names and posts. Never write a password here."),
    )


class WebsiteForm(forms.Form):
    """The office's website; `seen` is the address that stood on the page."""

    website = AddressField(label=_("Address of the website"), max_length=300)
    seen = TextField(widget=forms.HiddenInput, max_length=300, required=False)


class UrlForm(forms.Form):
    url = AddressField(label=_("Address of the page"), max_length=300)
    handle = TextField(label=_("Handle"), max_length=100, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class DecideForm(forms.Form):
    """Decision on an application: which button was pressed is the decision."""

    reason = AreaField(label=_("Reason"), max_length=1000, rows=2, required=False)
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ReasonForm(forms.Form):
    reason = AreaField(label=_("Reason"), max_length=1000, rows=2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ApprovalsForm(VersionForm):
    """How many people have to approve a post."""

    needed = forms.TypedChoiceField(
        label=_("Who lets a post out?"),
        choices=[(1, _("one approver")), (2, _("two approvers"))],
        coerce=int,
        widget=forms.RadioSelect,
    )


class MemberForm(forms.Form):
    """A new team member: people who hold a role in the account's office today and are not on the team."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    may_write = forms.BooleanField(label=_("may write"), required=False, initial=True)
    may_approve = forms.BooleanField(label=_("may approve"), required=False)

    def __init__(self, *args: Any, account: OfficialAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = Role.objects.current().filter(office=account.office)
        seated = TeamMember.objects.filter(account=account, until=None)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = roles.people().exclude(pk__in=seated.values("person_id")).order_by("name_bn", "id")


class UploadForm(forms.Form):
    """A CSV file, tried first, then written."""

    file = forms.FileField(label=_("CSV file"), max_length=150)
    MAX_BYTES = 20 * 1024 * 1024

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file
