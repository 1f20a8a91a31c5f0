"""Clarifications of the guideline: asked by offices, answered by the Cabinet Division or a2i."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import Person
from accounts.models.role import RoleKind
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.checks import editions_followed
from govsocial.rulebook.models import EVERYWHERE, Clause
from govsocial.web.digits import clean
from govsocial.web.paging import page_of
from reviews.forms import AnswerForm, AskForm, VersionForm
from reviews.models import Clarification
from reviews.models.clarification import ClarificationState
from reviews.permissions import can_answer, can_take_back
from reviews.services import clarifications as services

STATUS = {"not_allowed": 403, "already_answered": 409}


@require_safe
def clarification_list(request: SignedInRequest) -> HttpResponse:
    """Published ones and one's own, by state and by words of the text."""
    words = clean(request.GET.get("q", ""))[:100].strip()
    state = request.GET.get("state", "")
    rows = Clarification.objects.visible_to(request.user).searched(words).select_related("clause", "office")
    if state in ClarificationState.values:
        rows = rows.filter(status=state)
    context = {
        "page": page_of(request, rows),
        "words": words,
        "state": state,
        "states": ClarificationState.choices,
        "may_ask": asks(request.user),
    }
    return render(request, "reviews/clarification_list.html", context)


def asks(person: Person) -> bool:
    return any(role.kind in {RoleKind.OFFICER, RoleKind.HEAD} for role in person.present_roles)


@require_http_methods(["GET", "HEAD", "POST"])
def clarification_ask(request: SignedInRequest) -> HttpResponse:
    """Ask about a clause of what one's offices follow; the address may name the clause."""
    lineages = {role.office.lineage for role in request.user.present_roles} or {EVERYWHERE}
    editions = {code for found in editions_followed(lineages, timezone.localdate()).values() for code in found}
    named = Clause.objects.filter(edition__code__in=editions, code=clean(request.GET.get("clause", ""))[:40]).first()
    form = AskForm(request.POST or None, person=request.user, editions=editions, initial={"clause": named})
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask(by=request.user, **form.cleaned_data)
            messages.success(request, _("Sent to the Cabinet Division."))
            return redirect("reviews:clarification_detail", asked.pk)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    context = {"form": form, "problem": problem, "may_ask": asks(request.user)}
    return render(request, "reviews/clarification_ask.html", context, status=status)


@require_safe
def clarification_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


def _find(request: SignedInRequest, pk: int) -> Clarification:
    rows = Clarification.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("clause__edition", "office", "asked_by", "answered_by"), pk=pk)


def _show(
    request: SignedInRequest,
    found: Clarification,
    *,
    form: forms.Form | None = None,
    problem: object = None,
    status: int = 200,
) -> HttpResponse:
    """Who asked is shown to the asking office and to those above it, not to everybody who reads a published answer."""
    person = request.user
    answers, is_open = can_answer(person), found.status == ClarificationState.ASKED
    published = found.status == ClarificationState.PUBLISHED
    version = {"version": found.version}
    known = any(role.office_id == found.office_id or role.office.holds(found.lineage) for role in person.present_roles)
    context = {
        "clarification": found,
        "known": known,
        "may_answer": answers and is_open,
        "may_publish": answers and found.status == ClarificationState.ANSWERED,
        "may_withdraw": (published and answers) or (is_open and can_take_back(person, found)),
        "answer_form": form or AnswerForm(initial={**version, "authority": "cabinet"}),
        "version_form": VersionForm(initial=version),
        "entries": Entry.objects.about(found)[:20] if known else [],
        "problem": problem,
    }
    return render(request, "reviews/clarification_detail.html", context, status=status)


@require_POST
def clarification_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    return _change(request, pk, form, services.give_answer, _("Answered."))


@require_POST
def clarification_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VersionForm(request.POST), services.publish_answer, _("Published."))


@require_POST
def clarification_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VersionForm(request.POST), services.withdraw_clarification, _("Withdrawn."))


def _change(
    request: SignedInRequest, pk: int, form: forms.Form, service: Callable[..., Any], done: str
) -> HttpResponse:
    found = _find(request, pk)
    answer = form if isinstance(form, AnswerForm) else None
    if not form.is_valid():
        return _show(request, found, form=answer, status=422)
    try:
        service(clarification=found, by=request.user, **form.cleaned_data)
    except RuleError as error:
        found = _find(request, pk)
        return _show(request, found, form=answer, problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, done)
    return redirect("reviews:clarification_detail", found.pk)
