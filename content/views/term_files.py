"""The list of prohibited content as a file: downloaded as it is filtered, uploaded, tried first and then written."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.csv_rows import ImportRefused
from accounts.http import SignedInRequest
from accounts.models import Office
from content.screening.terms import COLUMNS, NEEDED
from content.services.term_exports import csv_lines, xlsx_file
from content.services.term_files import Plan, Written, plan_import, write_plan
from content.services.term_tables import MAX_ROWS
from content.term_file_forms import TermFileForm
from content.term_filters import TermFilters
from content.views.term_writing import offices_for
from govsocial.web.idempotency import own_transactions
from govsocial.web.templatetags.web import num

SALT = "list-import-tried"
SHOWN = 100  # errors on the page, messages after writing a fifth of that
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def prohibited_term_export(request: SignedInRequest) -> HttpResponse:
    """The entries of the page's filters, all of them, as CSV or (`format=xlsx`) as an Excel workbook."""
    rows = TermFilters.of(request.GET).rows(request.user)
    if request.GET.get("format") == "xlsx":
        with xlsx_file(rows) as book:
            response = HttpResponse(book.read(), content_type=XLSX)
    else:
        response = HttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    kind = "xlsx" if response.headers["Content-Type"] == XLSX else "csv"
    response.headers["Content-Disposition"] = f'attachment; filename="prohibited-terms.{kind}"'
    return response


def _wants_to_write(request: HttpRequest) -> bool:
    return request.POST.get("step") == "write"


@own_transactions(_wants_to_write)
@require_http_methods(["GET", "HEAD", "POST"])
def prohibited_term_import(request: SignedInRequest) -> HttpResponse:
    """Try a file (what would happen, what is wrong by line and column); write one that was tried for this list."""
    offices = offices_for(request)
    if not offices:
        raise Http404
    form = TermFileForm(request.POST or None, request.FILES or None, offices=offices)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "needed": NEEDED, "most": MAX_ROWS}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        content, office = form.cleaned_data["file"].read(), form.cleaned_data["office"]
        try:
            plan = plan_import(content, office=office, by=request.user)
        except ImportRefused as refused:
            context |= {"errors": refused.errors[:SHOWN], "more": max(0, len(refused.errors) - SHOWN)}
        else:
            if _is_complete(form, plan) and _may_write(request, content, office):
                reason = form.cleaned_data["reason"]
                return _written(request, write_plan(plan, office=office, by=request.user, reason=reason))
            context |= {"plan": plan, "tried": tried(content, office), "untried": _wants_to_write(request)}
            status = 422 if form.errors or _wants_to_write(request) else 200
    return render(request, "content/prohibited_term_import.html", context, status=status)


def _is_complete(form: TermFileForm, plan: Plan) -> bool:
    """Whether there is a reason where a second person will ask for one."""
    if plan.proposed and not form.cleaned_data["reason"]:
        form.add_error("reason", _("Say why the entries that are looked for should change."))
    return form.is_valid()


def _may_write(request: HttpRequest, content: bytes, office: Office) -> bool:
    return _wants_to_write(request) and constant_time_compare(tried(content, office), request.POST.get("tried", ""))


def tried(content: bytes, office: Office) -> str:
    """Proof that a file of this content was tried for this list; stands in the form that writes it."""
    return signing.Signer(salt=SALT).sign(f"{office.pk}-{hashlib.sha256(content).hexdigest()}")


def _written(request: HttpRequest, written: Written) -> HttpResponse:
    counts = {name: num(getattr(written, name)) for name in ("added", "edited", "proposed")}
    if written.added or written.edited or written.proposed:
        words = _("Drafts added: %(added)s. Drafts changed: %(edited)s. Changes proposed: %(proposed)s.")
        messages.success(request, words % counts)
    elif not written.missed:
        messages.success(request, _("Everything in the file stands in the list already; nothing changed."))
    for error in written.missed[: SHOWN // 5]:
        messages.warning(request, str(error))
    return redirect("content:prohibited_term_list")
