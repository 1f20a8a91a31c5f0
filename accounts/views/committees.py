"""Committees of an office: form one, its members, its decisions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.committee_forms import CommitteeDecisionForm, CommitteeForm, CommitteeMemberForm
from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from accounts.models import Committee, CommitteeMember, Office
from accounts.permissions import can_attest_for, can_see_duties
from accounts.services import committees as services
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

STATUS = {
    "not_allowed": 403,
    "formed_already": 409,
    "dissolved": 409,
    "seat_taken": 409,
    "already_ended": 409,
    "stated_meanwhile": 409,
}


@require_http_methods(["GET", "HEAD", "POST"])
def committee_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """The committees of an office, standing and dissolved; its head forms one."""
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_see_duties(request.user, office):
        raise Http404
    form = CommitteeForm(request.POST or None)
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.form_committee(office=office, by=request.user, **form.cleaned_data)
            return redirect("accounts:committee_detail", made.pk)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    page = page_of(request, Committee.objects.filter(office=office))
    more = {"office": office, "page": page, "may": can_attest_for(request.user, office)}
    return render(request, "accounts/committee_form.html", {"form": form, "problem": problem, **more}, status=status)


@require_safe
def committee_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


@require_POST
def committee_member_add(request: SignedInRequest, pk: int) -> HttpResponse:
    committee = _find(request, pk)
    form = CommitteeMemberForm(request.POST, office=committee.office)
    return _change(request, committee, form, "member_form", services.add_committee_member)


@require_POST
def committee_decision_record(request: SignedInRequest, pk: int) -> HttpResponse:
    form = CommitteeDecisionForm(request.POST, auto_id="id_decision_%s")
    return _change(request, _find(request, pk), form, "decision_form", services.record_committee_decision)


@require_POST
def committee_dissolve(request: SignedInRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="id_dissolve_%s")
    return _change(request, _find(request, pk), form, "dissolve_form", services.dissolve_committee)


@require_POST
def committee_member_end(request: SignedInRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(CommitteeMember.objects.select_related("committee__office", "person"), pk=pk)
    committee = _find(request, member.committee_id)
    try:
        services.end_committee_member(member=member, by=request.user)
    except RuleError as error:
        return _show(request, committee, problem=error.message, status=STATUS.get(error.code, 422))
    return redirect("accounts:committee_detail", committee.pk)


def _find(request: SignedInRequest, pk: int) -> Committee:
    found = get_object_or_404(Committee.objects.select_related("office", "formed_by"), pk=pk)
    if not can_see_duties(request.user, found.office):
        raise Http404
    return found


def _change(
    request: SignedInRequest, committee: Committee, form: forms.Form, name: str, service: Callable[..., Any]
) -> HttpResponse:
    """Do it and go back; what is wrong stands on the page with what was typed."""
    problem, status = None, 422
    if not can_attest_for(request.user, committee.office):
        problem, status = _("The head of the office forms and keeps its committees."), 403
    elif form.is_valid():
        try:
            service(committee=committee, by=request.user, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("accounts:committee_detail", committee.pk)
        except RuleError as error:
            problem, status = str(error.message), STATUS.get(error.code, 422)
    return _show(request, _find(request, committee.pk), problem=problem, status=status, bound={name: form})


def _show(
    request: SignedInRequest,
    committee: Committee,
    *,
    problem: object = None,
    status: int = 200,
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    members = list(committee.members.select_related("person"))
    page = page_of(request, committee.decisions.select_related("by"))
    latest = committee.decisions.first()
    context = {
        "committee": committee,
        "sitting": [member for member in members if member.until is None],
        "former": [member for member in members if member.until is not None],
        "page": page,
        "may": committee.dissolved_on is None and can_attest_for(request.user, committee.office),
        "member_form": CommitteeMemberForm(office=committee.office),
        "decision_form": CommitteeDecisionForm(
            initial={"seen": latest.number if latest else 0}, auto_id="id_decision_%s"
        ),
        "dissolve_form": ReasonForm(initial={"version": committee.version}, auto_id="id_dissolve_%s"),
        "entries": Entry.objects.about(committee)[:20],
        "problem": problem,
        "wrong": next(iter((bound or {}).values()), None),
        **(bound or {}),
    }
    return render(request, "accounts/committee_detail.html", context, status=status)
