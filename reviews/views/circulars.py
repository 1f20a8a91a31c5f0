"""Circulars: issued by an office to those below it, acknowledged by their heads; a public list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import Person
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.paging import page_of
from govsocial.web.templatetags.web import num
from reviews.forms import CircularForm
from reviews.models import Addressee, Circular
from reviews.permissions import ISSUERS, can_issue, can_see_addressees
from reviews.services import circulars as services

STATUS = {"not_allowed": 403, "already_acknowledged": 409}


def issues(person: Person) -> bool:
    return any(role.kind in ISSUERS for role in person.present_roles)


@require_safe
def circular_list(request: SignedInRequest) -> HttpResponse:
    rows = Circular.objects.visible_to(request.user).select_related("office")
    context = {"page": page_of(request, rows), "may_issue": issues(request.user)}
    return render(request, "reviews/circular_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def circular_issue(request: SignedInRequest) -> HttpResponse:
    form = CircularForm(request.POST or None, request.FILES or None, person=request.user)
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            circular = services.issue_circular(by=request.user, **form.cleaned_data)
            messages.success(request, _("Issued."))
            return redirect("reviews:circular_detail", circular.pk)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    context = {"form": form, "problem": problem, "may_issue": issues(request.user)}
    return render(request, "reviews/circular_issue.html", context, status=status)


def _find(request: SignedInRequest, pk: int) -> Circular:
    rows = Circular.objects.visible_to(request.user).select_related("office", "issued_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def circular_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


def _show(request: SignedInRequest, circular: Circular, *, problem: object = None, status: int = 200) -> HttpResponse:
    headed = [role.office_id for role in request.user.present_roles if role.kind == "head"]
    own = Addressee.objects.filter(circular=circular, office_id__in=headed).select_related("office", "acknowledged_by")
    may_see = can_see_addressees(request.user, circular)
    context = {
        "circular": circular,
        "own": own,
        "may_see": may_see,
        "may_remind": can_issue(request.user, circular.office),
        "counts": _counts(circular) if may_see else {},
        "entries": Entry.objects.about(circular)[:10] if may_see else [],
        "problem": problem,
    }
    return render(request, "reviews/circular_detail.html", context, status=status)


def _counts(circular: Circular) -> dict[str, int]:
    every = circular.addressees.count()
    missing = circular.addressees.missing().count()
    return {"every": every, "missing": missing, "acknowledged": every - missing}


@require_safe
def circular_offices(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who acknowledged and who has not, for the issuing office and those above it."""
    circular = _find(request, pk)
    if not can_see_addressees(request.user, circular):
        raise Http404
    state = "acknowledged" if request.GET.get("state") == "acknowledged" else "missing"
    rows = circular.addressees.select_related("office__parent", "acknowledged_by")
    rows = rows.missing() if state == "missing" else rows.exclude(acknowledged_at=None)
    context = {
        "circular": circular,
        "page": page_of(request, rows, order="id"),
        "state": state,
        "counts": _counts(circular),
        "may_remind": can_issue(request.user, circular.office),
    }
    return render(request, "reviews/circular_offices.html", context)


@require_POST
def circular_remind(request: SignedInRequest, pk: int) -> HttpResponse:
    circular = _find(request, pk)
    try:
        count = services.remind_missing(circular=circular, by=request.user)
    except RuleError as error:
        return _show(request, circular, problem=error.message, status=STATUS.get(error.code, 422))
    words = ngettext("%(n)s office is reminded.", "%(n)s offices are reminded.", count)
    messages.success(request, words % {"n": num(count)})
    return redirect("reviews:circular_detail", circular.pk)


@require_POST
def circular_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """An addressed office's head acknowledges for it; an addressee of another office is not there."""
    held = [role.office_id for role in request.user.present_roles]
    rows = Addressee.objects.filter(office_id__in=held).select_related("circular__office", "office")
    addressee = get_object_or_404(rows, pk=pk)
    try:
        services.acknowledge(addressee=addressee, by=request.user)
    except RuleError as error:
        return _show(request, addressee.circular, problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, _("Acknowledged."))
    return redirect("reviews:circular_detail", addressee.circular_id)


@require_safe
def circular_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    return _send(_find(request, pk))


@login_not_required
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """Circulars for everybody."""
    page = page_of(request, Circular.objects.public().select_related("office"))
    return render(request, "reviews/public_circular_list.html", {"page": page})


@login_not_required
@require_safe
def public_detail(request: HttpRequest, pk: int) -> HttpResponse:
    circular = get_object_or_404(Circular.objects.public().select_related("office"), pk=pk)
    return render(request, "reviews/public_circular_detail.html", {"circular": circular})


@login_not_required
@require_safe
def public_copy(request: HttpRequest, pk: int) -> HttpResponse:
    return _send(get_object_or_404(Circular.objects.public(), pk=pk))


def _send(circular: Circular) -> HttpResponse:
    """The attached copy as a download: never shown by the browser in this site's name."""
    if not circular.copy:
        raise Http404
    try:
        with circular.copy.open("rb") as file:
            body = file.read()
    except FileNotFoundError:
        raise Http404 from None
    name = f"circular-{circular.pk}.{circular.copy_kind}"
    headers = {
        "Content-Type": circular.content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(body, headers=headers)
