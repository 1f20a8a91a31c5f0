"""The numbers that an office publishes: recorded and ended here, read by everybody on the office's page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.models import Office, OfficeNumber
from accounts.number_forms import OfficeNumberForm
from accounts.permissions import can_keep_numbers
from accounts.selectors import numbers_shown
from accounts.services import office_numbers as services
from govsocial.errors import RuleError

STATUS = {"not_allowed": 403, "recorded_already": 409, "already_ended": 409}


@require_http_methods(["GET", "HEAD", "POST"])
def office_number_add(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_keep_numbers(request.user, office):
        raise Http404
    form = OfficeNumberForm(request.POST or None)
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.add_number(office=office, by=request.user, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("accounts:office_detail", office.pk)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    return _show(request, office, form, problem, status)


@require_POST
def office_number_end(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = OfficeNumber.objects.filter(office__in=Office.objects.visible_to(request.user))
    number = get_object_or_404(rows.select_related("office"), pk=pk)
    if not can_keep_numbers(request.user, number.office):
        raise Http404
    try:
        services.end_number(number=number, by=request.user)
    except RuleError as error:
        return _show(request, number.office, OfficeNumberForm(), error.message, STATUS.get(error.code, 422))
    messages.success(request, _("Recorded."))
    return redirect("accounts:office_detail", number.office_id)


def _show(
    request: SignedInRequest, office: Office, form: OfficeNumberForm, problem: object, status: int
) -> HttpResponse:
    """The form above the office's present numbers."""
    more = {"numbers": numbers_shown(office), "may_keep_numbers": True}
    context = {"office": office, "form": form, "problem": problem, **more}
    return render(request, "accounts/office_number_add.html", context, status=status)
