"""Excusals of breaches: asked by an office's head, decided and ended above."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import Office, OfficialAccount
from accounts.permissions import can_see_duties
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import Finding, Status
from govsocial.web.paging import page_of
from govsocial.workdays.periods import ONE_DAY
from reviews.excusal_forms import ExcusalForm, ReasonedForm
from reviews.models import Excusal
from reviews.models.excusal import ExcusalState
from reviews.permissions import can_ask_excusal, can_decide_excusal
from reviews.services import excusals as services

STATUS = {"not_allowed": 403, "already_asked": 409, "already_decided": 409, "over_already": 409}
METHODS = ["GET", "HEAD", "POST"]


@require_safe
def excusal_list(request: SignedInRequest) -> HttpResponse:
    """Those of her offices and of offices below, by state."""
    state = request.GET.get("state", "")
    rows = Excusal.objects.visible_to(request.user).select_related("clause", "office", "account")
    rows = rows.filter(status=state) if state in ExcusalState.values else rows
    context = {"page": page_of(request, rows), "state": state, "states": ExcusalState.choices}
    return render(request, "reviews/excusal_list.html", context)


@require_http_methods(METHODS)
def account_excusal_ask(request: SignedInRequest, pk: int, edition: str, code: str) -> HttpResponse:
    accounts = OfficialAccount.objects.visible_to(request.user).select_related("office")
    account = get_object_or_404(accounts, pk=pk)
    return _ask(request, account.office, account, edition, code)


@require_http_methods(METHODS)
def office_excusal_ask(request: SignedInRequest, pk: int, edition: str, code: str) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    return _ask(request, office, None, edition, code)


def _ask(
    request: SignedInRequest, office: Office, account: OfficialAccount | None, edition: str, code: str
) -> HttpResponse:
    if not can_see_duties(request.user, office):
        raise Http404
    clause = get_object_or_404(Clause.objects.select_related("edition"), edition__code=edition, code=code)
    form = ExcusalForm(request.POST or None, initial=_term(clause, office, account))
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_excusal(
                clause=clause, office=office, account=account, by=request.user, **form.cleaned_data
            )
            messages.success(request, _("Asked. The office above decides."))
            return redirect("reviews:excusal_detail", asked.pk)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    about = {"office": office, "account": account, "clause": clause}
    may = can_ask_excusal(request.user, office)
    longest = services.longest_term(timezone.localdate())
    context = {**about, "form": form, "problem": problem, "may": may, "longest": longest}
    return render(request, "reviews/excusal_ask.html", context, status=status)


def _term(clause: Clause, office: Office, account: OfficialAccount | None) -> dict[str, date]:
    """The term that suggests itself: from the breach's first day, as long as may be asked at most."""
    today = timezone.localdate()
    longest = services.longest_term(today)
    about = Excusal(clause=clause, office=office, account=account)
    found = Finding.objects.present().filter(edition=clause.edition.code, clause=clause.code, status=Status.BREACHED)
    row = found.filter(subject_type=about.subject_type, subject_id=about.subject_id).first()
    first = max(row.began if row else today, today - ONE_DAY * (longest - 1))
    return {"since": first, "last_day": first + ONE_DAY * (longest - 1)}


@require_safe
def excusal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


def _find(request: SignedInRequest, pk: int) -> Excusal:
    related = ("clause__edition", "office", "account", "asked_by", "decided_by", "ended_by")
    return get_object_or_404(Excusal.objects.visible_to(request.user).select_related(*related), pk=pk)


def _show(
    request: SignedInRequest,
    excusal: Excusal,
    *,
    form: forms.Form | None = None,
    problem: object = None,
    status: int = 200,
) -> HttpResponse:
    decides = can_decide_excusal(request.user, excusal)
    runs = excusal.status == ExcusalState.GRANTED and excusal.until > timezone.localdate()
    context = {
        "excusal": excusal,
        "may_decide": decides and excusal.status == ExcusalState.ASKED,
        "may_end": decides and runs,
        "form": form or ReasonedForm(initial={"version": excusal.version}),
        "entries": Entry.objects.about(excusal)[:20],
        "problem": problem,
    }
    return render(request, "reviews/excusal_detail.html", context, status=status)


@require_POST
def excusal_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The button says which way it is decided."""
    excusal, form = _find(request, pk), ReasonedForm(request.POST)
    decision = request.POST.get("decision")
    if not form.is_valid() or decision not in {"grant", "refuse"}:
        return _show(request, excusal, form=form, status=422)
    grant = decision == "grant"
    try:
        services.decide_excusal(excusal=excusal, grant=grant, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _show(request, _find(request, pk), problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, _("Granted: it holds at once.") if grant else _("Refused."))
    return redirect("reviews:excusal_detail", pk)


@require_POST
def excusal_end(request: SignedInRequest, pk: int) -> HttpResponse:
    excusal, form = _find(request, pk), ReasonedForm(request.POST)
    if not form.is_valid():
        return _show(request, excusal, form=form, status=422)
    try:
        services.end_excusal(excusal=excusal, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _show(request, _find(request, pk), problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, _("Ended: from today on it is a breach again."))
    return redirect("reviews:excusal_detail", pk)
