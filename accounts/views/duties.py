"""Stating that a duty of an account or an office is met: the form, and everything that was stated before."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.duties import DUTIES
from accounts.duty_forms import AttestForm, GrsForm, RotationForm
from accounts.duty_hints import hints_of
from accounts.duty_types import Duty
from accounts.duty_versions import versions
from accounts.http import SignedInRequest
from accounts.models import Attestation, CredentialRotation, GrsIdentity, Office, OfficialAccount
from accounts.permissions import can_attest, can_attest_for, can_see_duties, can_state
from accounts.services import duties as services
from govsocial.errors import RuleError
from govsocial.rulebook.models import Clause
from govsocial.web.paging import page_of

STATUS = {"not_allowed": 403, "stated_meanwhile": 409, "recorded_already": 409, "wrong_state": 409}
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def account_duty_attest(request: SignedInRequest, pk: int, duty: str) -> HttpResponse:
    account = _account(request, pk)
    owed, clause = _duty("account", duty, account, account.office)
    stated = Attestation.objects.filter(account=account, edition=owed.edition, clause=owed.clause)
    return _attest(request, owed, clause, account, stated, can_state(request.user, owed, account, account.office))


@require_http_methods(METHODS)
def office_duty_attest(request: SignedInRequest, pk: int, duty: str) -> HttpResponse:
    office = _office(request, pk)
    owed, clause = _duty("office", duty, None, office)
    stated = Attestation.objects.filter(office=office, account=None, edition=owed.edition, clause=owed.clause)
    return _attest(request, owed, clause, office, stated, can_attest_for(request.user, office))


def _attest(
    request: SignedInRequest,
    duty: Duty,
    clause: Clause,
    subject: OfficialAccount | Office,
    stated: "QuerySet[Attestation]",
    may: bool,
) -> HttpResponse:
    last = stated.first()
    known = {**(last.answers if last else {}), "seen": last.number if last else 0}
    hints = hints_of(duty, subject, known) if isinstance(subject, OfficialAccount) else {}
    form = AttestForm(request.POST or None, request.FILES or None, duty=duty, initial=known)

    def save() -> None:
        services.attest(duty=duty, subject=subject, by=request.user, **form.statement())

    return _page(request, "duty_attest", subject, form, save, may, rows=stated, duty=duty, clause=clause, **hints)


@require_safe
def attested_picture(request: SignedInRequest, pk: int) -> HttpResponse:
    """The picture of a statement, for whoever sees its account or what its office owes."""
    row = get_object_or_404(Attestation.objects.exclude(picture=""), pk=pk)
    _account(request, row.account_id) if row.account_id else _office(request, row.office_id)
    try:
        with row.picture.open("rb") as file:
            body = file.read()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(body, content_type="image/jpeg", headers=headers)


@require_http_methods(METHODS)
def credentials_rotate(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = RotationForm(request.POST or None)

    def save() -> None:
        services.record_rotation(account=account, by=request.user, **form.cleaned_data)

    rows = CredentialRotation.objects.filter(account=account)
    return _page(request, "credentials_rotate", account, form, save, can_attest(request.user, account), rows=rows)


@require_http_methods(METHODS)
def grs_identity_record(request: SignedInRequest, pk: int) -> HttpResponse:
    office = _office(request, pk)
    rows = GrsIdentity.objects.filter(office=office)
    last = rows.first()
    known = {"code": last.code, "url": last.url, "contact": last.contact, "seen": last.number} if last else {"seen": 0}
    form = GrsForm(request.POST or None, initial=known)

    def save() -> None:
        services.record_grs_identity(office=office, by=request.user, **form.cleaned_data)

    return _page(request, "grs_identity_record", office, form, save, can_attest_for(request.user, office), rows=rows)


def _page(
    request: SignedInRequest,
    name: str,
    subject: OfficialAccount | Office,
    form: forms.Form,
    save: Callable[[], None],
    may: bool,
    *,
    rows: "QuerySet[Any]",
    **context: object,
) -> HttpResponse:
    """The form for those who may state it, the history for everybody who sees the account or office."""
    problem, status = None, 200
    back = "accounts:official_account_detail" if isinstance(subject, OfficialAccount) else "accounts:office_detail"
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                return redirect(back, subject.pk)
            except RuleError as error:
                problem, status = error.message, STATUS.get(error.code, 422)
    page = page_of(request, rows.select_related("by"))
    more: dict[str, Any] = {
        "subject": subject,
        "back": back,
        "form": form,
        "problem": problem,
        "may": may,
        "page": page,
    }
    if isinstance(form, AttestForm):
        more["versions"] = versions(form.duty, page.rows)
    return render(request, f"accounts/{name}.html", {**more, **context}, status=status)


def _account(request: SignedInRequest, pk: int) -> OfficialAccount:
    rows = OfficialAccount.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office"), pk=pk)


def _office(request: SignedInRequest, pk: int) -> Office:
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_see_duties(request.user, office):
        raise Http404
    return office


def _duty(subject: str, code: str, account: OfficialAccount | None, office: Office) -> tuple[Duty, Clause]:
    """A duty of the table that this account or office owes, and under which clause; any other is not there."""
    duty = next((duty for duty in DUTIES if (duty.subject, duty.code) == (subject, code)), None)
    clause = services.clause_of(duty, account, office) if duty else None
    if duty is None or clause is None:
        raise Http404
    return duty, clause
