"""The address of an office's website, and asking the machine to look at it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import WebsiteForm
from accounts.http import SignedInRequest
from accounts.models import Office
from accounts.permissions import can_keep_website
from accounts.services.websites import record_website
from govsocial.errors import RuleError


@require_http_methods(["GET", "HEAD", "POST"])
def website_record(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_keep_website(request.user, office):
        raise Http404
    form = WebsiteForm(request.POST or None, initial={"website": office.website, "seen": office.website})
    problem, status = None, 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            record_website(office=office, by=request.user, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("accounts:office_detail", office.pk)
        except RuleError as error:
            problem, status = error.message, 409 if error.code == "changed_meanwhile" else 422
    context = {"office": office, "form": form, "problem": problem}
    return render(request, "accounts/website_record.html", context, status=status)
