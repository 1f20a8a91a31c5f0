"""Bulk entry of existing accounts by an administrator."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.csv_rows import ImportRefused
from accounts.forms import UploadForm
from accounts.http import SignedInRequest
from accounts.permissions import can_import
from accounts.services.account_import import COLUMNS, import_accounts


@require_http_methods(["GET", "HEAD", "POST"])
def official_account_import(request: SignedInRequest) -> HttpResponse:
    """Try a file (what would happen, what is wrong by line and column), or write it."""
    if not can_import(request.user):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "columns": COLUMNS}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            dry_run = request.POST.get("step") != "write"
            try:
                count = import_accounts(form.cleaned_data["file"].read(), by=request.user, dry_run=dry_run)
            except ImportRefused as refused:
                context["errors"] = refused.errors[:100]
                context["more"] = max(0, len(refused.errors) - 100)
            else:
                if not dry_run:
                    return redirect("accounts:official_account_list")
                context["would_create"], status = count, 200
    return render(request, "accounts/official_account_import.html", context, status=status)
