"""Reports of misuse: making one, one's own and those to decide, the outcome."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.misuse_forms import MisuseForm, MisuseOutcomeForm
from accounts.models import MisuseReport, Office
from accounts.models.misuse import MisuseState
from accounts.permissions import can_decide_misuse, can_read_outcome, can_report_misuse
from accounts.services import misuse as services
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

STATUS = {"not_allowed": 403, "already_decided": 409}


@require_http_methods(["GET", "HEAD", "POST"])
def misuse_report_make(request: SignedInRequest, pk: int) -> HttpResponse:
    """A report about the office's account or one of its people; it goes to the office above."""
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_report_misuse(request.user):
        raise Http404
    form = MisuseForm(request.POST or None)
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.report_misuse(office=office, by=request.user, **form.cleaned_data)
            messages.success(request, _("Reported. The office above looks into it."))
            return redirect("accounts:misuse_report_detail", made.pk)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    context = {"form": form, "problem": problem, "office": office}
    return render(request, "accounts/misuse_report_make.html", context, status=status)


@require_safe
def misuse_report_list(request: SignedInRequest) -> HttpResponse:
    """One's own reports, those one decides, and those in an auditor's scope."""
    rows = MisuseReport.objects.visible_to(request.user).select_related("office")
    state = request.GET.get("state", "")
    if state in MisuseState.values:
        rows = rows.filter(status=state)
    context = {"page": page_of(request, rows), "state": state, "states": MisuseState.choices}
    return render(request, "accounts/misuse_report_list.html", context)


@require_safe
def misuse_report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


@require_POST
def misuse_report_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = MisuseOutcomeForm(request.POST)
    if not can_decide_misuse(request.user, found):
        return _show(
            request, found, problem=_("The competent office decides, and nobody in his own matter."), status=403
        )
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    try:
        services.decide_misuse(report=found, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _show(request, _find(request, pk), form=form, problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, _("The outcome is recorded, the report is closed."))
    return redirect("accounts:misuse_report_detail", found.pk)


def _find(request: SignedInRequest, pk: int) -> MisuseReport:
    related = ("office", "authority", "reported_by", "decided_by", "about_person", "about_account")
    return get_object_or_404(MisuseReport.objects.visible_to(request.user).select_related(*related), pk=pk)


def _show(
    request: SignedInRequest,
    found: MisuseReport,
    *,
    form: MisuseOutcomeForm | None = None,
    problem: object = None,
    status: int = 200,
) -> HttpResponse:
    """Who reported it reads the state; reasons and names are for the competent office and auditors."""
    reads_all = can_read_outcome(request.user, found)
    context = {
        "report": found,
        "reads_all": reads_all,
        "may_decide": found.status == MisuseState.REPORTED and can_decide_misuse(request.user, found),
        "form": form or MisuseOutcomeForm(initial={"version": found.version}),
        "entries": Entry.objects.about(found)[:20] if reads_all else [],
        "problem": problem,
        "typed": form.data.get("reason", "") if form and problem else "",
    }
    return render(request, "accounts/misuse_report_detail.html", context, status=status)
