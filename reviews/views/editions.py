"""Putting a new edition into force; which edition an office follows."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.models import Office
from accounts.permissions import can_confirm_rules, can_keep_rules
from govsocial.errors import RuleError
from govsocial.rulebook.checks import editions_followed
from govsocial.rulebook.models import Edition, OfficeEdition
from reviews.forms import FollowForm, StopForm, VersionForm
from reviews.services import editions as services
from reviews.views.drafts import STATUS, only_keepers
from reviews.views.rule_book import show_edition


@require_POST
def edition_put_in_force(request: SignedInRequest, code: str) -> HttpResponse:
    if not can_confirm_rules(request.user):
        raise Http404
    return _end_writing(request, code, services.put_in_force, _("Put into force."))


@require_POST
def edition_withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    only_keepers(request)
    return _end_writing(request, code, services.withdraw_edition, _("Given up."))


def _end_writing(request: SignedInRequest, code: str, service: Callable[..., None], done: str) -> HttpResponse:
    edition = get_object_or_404(Edition, code=code)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return show_edition(request, edition, problem=_("The form is damaged. Load the page again."), status=422)
    try:
        service(edition=edition, by=request.user, version=form.cleaned_data["version"])
    except RuleError as error:
        edition.refresh_from_db()
        return show_edition(request, edition, problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, done)
    return redirect("rulebook:edition_list")


@require_http_methods(["GET", "HEAD", "POST"])
def office_edition(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which editions an office follows, its own choices with their dates; a keeper enters another."""
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    form = FollowForm(request.POST or None)
    if request.method != "POST":
        return _show_office(request, office, form)
    only_keepers(request)
    if form.is_valid():
        try:
            services.follow_edition(office=office, by=request.user, **form.cleaned_data)
            messages.success(request, _("Entered."))
            return redirect("rulebook:office_edition", office.pk)
        except RuleError as error:
            return _show_office(request, office, form, problem=error.message, status=STATUS.get(error.code, 422))
    return _show_office(request, office, form, status=422)


def _show_office(
    request: SignedInRequest, office: Office, form: forms.Form, *, problem: object = None, status: int = 200
) -> HttpResponse:
    codes = editions_followed([office.lineage], timezone.localdate())[office.lineage]
    followed = {edition.code: edition for edition in Edition.objects.filter(code__in=codes)}
    context = {
        "office": office,
        "followed": [followed[code] for code in codes],
        "rows": OfficeEdition.objects.filter(office_id=office.pk).select_related("edition").order_by("-since", "-id"),
        "form": form,
        "stop_form": StopForm(),
        "may_keep": can_keep_rules(request.user),
        "problem": problem,
    }
    return render(request, "rulebook/office_edition.html", context, status=status)


@require_POST
def office_edition_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an office's own choice on a day."""
    only_keepers(request)
    row = get_object_or_404(OfficeEdition.objects.select_related("edition"), pk=pk)
    office = get_object_or_404(Office, pk=row.office_id)
    form = StopForm(request.POST)
    if not form.is_valid():
        return _show_office(request, office, FollowForm(), problem=_("Choose a day."), status=422)
    try:
        services.stop_following(row=row, office=office, until=form.cleaned_data["until"], by=request.user)
    except RuleError as error:
        return _show_office(request, office, FollowForm(), problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, _("Entered."))
    return redirect("rulebook:office_edition", office.pk)
