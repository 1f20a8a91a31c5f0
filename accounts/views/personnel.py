"""The people of an office who run its accounts: job description, orientation, leave and transfer."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.absences import gaps
from accounts.forms import VersionForm
from accounts.http import SignedInRequest
from accounts.models import HandOver, JobDescription, Office, Orientation, Person, Role
from accounts.models.role import RoleKind
from accounts.permissions import (
    can_end_hand_over,
    can_keep_personnel,
    can_record_leave,
    can_record_transfer,
    can_see_personnel,
)
from accounts.personnel_forms import HandOverForm, JobDescriptionForm, OrientationForm
from accounts.services import hand_overs, personnel
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

STATUS = {"not_allowed": 403, "stated_meanwhile": 409, "recorded_already": 409, "already_decided": 409}
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def job_description_write(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    office, about, here = _find(request, pk, person)
    rows = JobDescription.objects.filter(office=office, person=about)
    last = rows.first()
    known = {"text": last.text, "seen": last.number} if last else {"seen": 0}
    form = JobDescriptionForm(request.POST or None, initial=known)

    def save() -> None:
        personnel.describe_job(office=office, person=about, by=request.user, **form.cleaned_data)

    may = here and can_keep_personnel(request.user, office)
    return _page(request, "job_description_write", (office, about), form, save, may, rows=rows.select_related("by"))


@require_http_methods(METHODS)
def orientation_record(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    office, about, here = _find(request, pk, person)
    rows = Orientation.objects.filter(office=office, person=about)
    form = OrientationForm(request.POST or None)

    def save() -> None:
        personnel.record_orientation(office=office, person=about, by=request.user, **form.cleaned_data)

    may = here and can_keep_personnel(request.user, office)
    return _page(request, "orientation_record", (office, about), form, save, may, rows=rows.select_related("by"))


@require_http_methods(METHODS)
def hand_over_record(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    """Which teams she leaves, who stands in, and every leave or transfer so far."""
    office, about, here = _find(request, pk, person)
    found = gaps(about, office, timezone.localdate(), None)
    kinds = [RoleKind(role.kind) for role in Role.objects.current().filter(person=about, office=office)]
    may_transfer = can_record_transfer(request.user, office, kinds)
    form = HandOverForm(request.POST or None, office=office, person=about, found=found, may_transfer=may_transfer)

    def save() -> None:
        hand_overs.record_hand_over(office=office, person=about, by=request.user, **form.hand_over())

    rows = HandOver.objects.filter(office=office, person=about).select_related("recorded_by", "office", "person")
    rows = rows.prefetch_related("seats__account", "seats__substitute")
    running = rows.open().first()
    may = here and running is None and can_record_leave(request.user, office, about)
    rows = rows.exclude(pk=running.pk) if running else rows
    more = {"gaps": found, "running": running, "may_end": running and can_end_hand_over(request.user, running)}
    return _page(request, "hand_over_record", (office, about), form, save, may, rows=rows, **more)


@require_POST
def hand_over_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, hand_overs.withdraw_hand_over, _("Withdrawn."))


@require_POST
def hand_over_end(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, hand_overs.end_leave, _("The leave is over; the seats are given back."))


def _change(request: SignedInRequest, pk: int, service: Callable[..., None], done: str) -> HttpResponse:
    row = get_object_or_404(HandOver.objects.select_related("office", "person"), pk=pk)
    if not can_see_personnel(request.user, row.office, row.person):
        raise Http404
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        service(hand_over=row, by=request.user, version=version)
    except RuleError as error:
        status = STATUS.get(error.code, 422)
        return render(request, "accounts/refused.html", {"problem": error.message, "back": row.office}, status=status)
    messages.success(request, done)
    return redirect("accounts:hand_over_record", row.office_id, row.person_id)


def _page(
    request: SignedInRequest,
    name: str,
    place: tuple[Office, Person],
    form: forms.Form,
    save: Callable[[], None],
    may: bool,
    *,
    rows: "QuerySet[Any]",
    **context: object,
) -> HttpResponse:
    """The form for those who may record it, the history for everybody who sees it."""
    office, about = place
    problem, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                messages.success(request, _("Recorded."))
                return redirect(f"accounts:{name}", office.pk, about.pk)
            except RuleError as error:
                problem, status = error.message, STATUS.get(error.code, 422)
    more = {"office": office, "about": about, "form": form, "problem": problem, "may": may}
    return render(request, f"accounts/{name}.html", {**more, "page": page_of(request, rows), **context}, status=status)


def _find(request: SignedInRequest, pk: int, person: int) -> tuple[Office, Person, bool]:
    """The office, somebody who works or worked there, and whether she does today; any other is not there."""
    roles = Role.objects.filter(office_id=pk, person_id=person)
    role = get_object_or_404(roles.select_related("office", "person").order_by("-id")[:1])
    if not can_see_personnel(request.user, role.office, role.person):
        raise Http404
    return role.office, role.person, roles.current().exists()
