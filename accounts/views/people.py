"""Inviting, joining, roles, own settings."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import FirstAdministratorForm, InviteForm, PasswordForm, RoleForm, SettingsForm
from accounts.http import SignedInRequest
from accounts.models import Invitation, Office, Person, Role
from accounts.models.role import RoleKind
from accounts.permissions import can_invite, givable
from accounts.services import people as services
from govsocial.errors import RuleError

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _office_for(request: SignedInRequest, pk: int) -> Office:
    """An office whose people the person manages; any other is not there."""
    office = get_object_or_404(Office, pk=pk)
    if not can_invite(request.user, office):
        raise Http404
    return office


@require_http_methods(["GET", "HEAD", "POST"])
def person_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    office = _office_for(request, pk)
    form = InviteForm(request.POST or None, kinds=givable(request.user, office))
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.invite(office=office, by=request.user, **{**data, "role": RoleKind(data["role"])})
            messages.success(request, _("The invitation goes to %(email)s.") % {"email": made.email})
            return redirect("accounts:office_detail", office.pk)
        except RuleError as error:
            problem = error.message
    return _form(request, "accounts/person_invite.html", form, problem, office=office)


@require_http_methods(["GET", "HEAD", "POST"])
def role_give(request: SignedInRequest, pk: int) -> HttpResponse:
    office = _office_for(request, pk)
    form = RoleForm(request.POST or None, kinds=givable(request.user, office))
    problem = None
    if request.method == "POST" and form.is_valid() and form.person:
        data = form.cleaned_data
        try:
            services.give_role(
                person=form.person,
                office=office,
                kind=RoleKind(data["kind"]),
                by=request.user,
                since=data["since"],
                until=data["until"],
            )
            return redirect("accounts:office_detail", office.pk)
        except RuleError as error:
            problem = error.message
    return _form(request, "accounts/role_give.html", form, problem, office=office)


@require_POST
def invitation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("office"), pk=pk)
    _office_for(request, invitation.office_id)
    try:
        services.withdraw_invitation(invitation=invitation, by=request.user)
    except RuleError as error:
        return _refused(request, error, invitation.office)
    messages.success(request, _("The invitation of %(email)s was taken back.") % {"email": invitation.email})
    return redirect("accounts:office_detail", invitation.office_id)


@require_POST
def role_end(request: SignedInRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.select_related("office", "person"), pk=pk)
    _office_for(request, role.office_id)
    try:
        services.end_role(role=role, by=request.user)
    except RuleError as error:
        return _refused(request, error, role.office)
    return redirect("accounts:office_detail", role.office_id)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a password, and be signed in."""
    invitation = services.open_invitation(token)
    if invitation is None:
        return render(request, "accounts/join_gone.html", status=410)
    form = PasswordForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept_invitation(token=token, password=form.cleaned_data["password"])
            login(request, person, backend=BACKEND)
            return redirect("dashboard:my_work")
        except ValidationError as error:
            form.add_error("password", error)
        except RuleError as error:
            problem = error.message
    return _form(request, "accounts/join.html", form, problem, invitation=invitation)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest) -> HttpResponse:
    """Only while the installation has nobody; afterwards the page does not exist."""
    if Person.objects.exists():
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = services.create_first_administrator(
                email=data["email"], name_bn=data["name_bn"], password=data["password"]
            )
            login(request, person, backend=BACKEND)
            return redirect("dashboard:my_work")
        except ValidationError as error:
            form.add_error("password", error)
        except RuleError as error:
            problem = error.message
    return _form(request, "accounts/first_administrator.html", form, problem)


@require_http_methods(["GET", "HEAD", "POST"])
def person_settings(request: SignedInRequest) -> HttpResponse:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    form = SettingsForm(request.POST or None, instance=Person.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        services.change_settings(person=request.user, **form.cleaned_data)
        response = redirect("accounts:person_settings")
        response.delete_cookie("django_language")
        return response
    return _form(request, "accounts/person_settings.html", form, None)


def _form(request: HttpRequest, template: str, form: object, problem: object, **context: object) -> HttpResponse:
    """A page with a form: 200 when it is asked for, 422 when it comes back with something to mend."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, "problem": problem, **context}, status=status)


def _refused(request: HttpRequest, error: RuleError, office: Office) -> HttpResponse:
    context = {"problem": error.message, "back": office}
    return render(request, "accounts/refused.html", context, status=403 if error.code == "not_allowed" else 409)
