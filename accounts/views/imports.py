"""Bulk entry of existing accounts by an administrator."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.csv_rows import ImportRefused
from accounts.forms import UploadForm
from accounts.http import SignedInRequest
from accounts.permissions import can_import
from accounts.services.account_import import COLUMNS, import_accounts
from govsocial.web.idempotency import own_transactions
from govsocial.web.templatetags.web import num

MAX_ROWS = 5_000  # larger files are for the command line: a browser would wait too long
SALT = "import-tried"


def _wants_to_write(request: HttpRequest) -> bool:
    return request.POST.get("step") == "write"


@own_transactions(_wants_to_write)
@require_http_methods(["GET", "HEAD", "POST"])
def official_account_import(request: SignedInRequest) -> HttpResponse:
    """Try a file (what would happen, what is wrong by line and column); write one that was tried."""
    if not can_import(request.user):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "most": MAX_ROWS}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            content = form.cleaned_data["file"].read()
            write = _wants_to_write(request) and was_tried(content, request.POST.get("tried", ""))
            try:
                count = import_accounts(content, by=request.user, dry_run=not write, most=MAX_ROWS)
            except ImportRefused as refused:
                context |= {"errors": refused.errors[:100], "more": max(0, len(refused.errors) - 100)}
            else:
                if write:
                    messages.success(request, _written(count))
                    return redirect("accounts:official_account_list")
                context |= {"would_create": count, "tried": tried(content), "untried": _wants_to_write(request)}
                status = 422 if _wants_to_write(request) else 200
    return render(request, "accounts/official_account_import.html", context, status=status)


def tried(content: bytes) -> str:
    """Proof that a file of this content was tried and is sound; stands in the form that writes it."""
    return signing.Signer(salt=SALT).sign(hashlib.sha256(content).hexdigest())


def was_tried(content: bytes, proof: str) -> bool:
    """True when the proof is about this very content."""
    return constant_time_compare(tried(content), proof)


def _written(count: int) -> str:
    if not count:
        return _("All accounts of the file were here already; nothing changed.")
    words = ngettext("%(n)s account was registered.", "%(n)s accounts were registered.", count)
    return words % {"n": num(count)}
