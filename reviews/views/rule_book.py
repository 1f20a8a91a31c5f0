"""The rule book: everybody reads it; a keeper proposes values, a second person confirms them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import Person
from accounts.models.role import RoleKind
from accounts.permissions import can_confirm_rules, can_keep_rules
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.checks import check_of
from govsocial.rulebook.models import (
    Clause,
    Edition,
    EditionQuerySet,
    EditionState,
    Force,
    Parameter,
    ParameterProposal,
)
from govsocial.web.paging import page_of
from govsocial.workdays.periods import week_of
from reviews.forms import ProposalForm, VersionForm
from reviews.how_decided import ways
from reviews.models import Clarification
from reviews.selectors import editions_to_choose, in_breach_now
from reviews.services import parameters as services


def keeps(person: Person) -> bool:
    """Whether her pages show the keepers' buttons; each service asks the database again."""
    return any(role.kind == RoleKind.KEEPER for role in person.present_roles)


def confirms(person: Person) -> bool:
    return any(role.kind in {RoleKind.KEEPER, RoleKind.CABINET} for role in person.present_roles)


def readable(person: Person) -> EditionQuerySet:
    """Editions in force; those being written only for the people who write and confirm them."""
    return Edition.objects.all() if confirms(person) else Edition.objects.in_force()


@require_safe
def edition_list(request: SignedInRequest) -> HttpResponse:
    """What this installation follows, then every edition."""
    followed = Edition.objects.leading(timezone.localdate()).first()
    context = {
        "editions": readable(request.user).exclude(status=EditionState.WITHDRAWN),
        "followed": followed,
        "may_keep": keeps(request.user),
        "pending": ParameterProposal.objects.pending().count() if confirms(request.user) else 0,
        "may_confirm": confirms(request.user),
    }
    return render(request, "rulebook/edition_list.html", context)


@require_safe
def edition_detail(request: SignedInRequest, code: str) -> HttpResponse:
    return show_edition(request, get_object_or_404(readable(request.user), code=code))


def show_edition(
    request: SignedInRequest, edition: Edition, *, problem: object = None, status: int = 200
) -> HttpResponse:
    """The page of an edition, again with a problem where a change of it was refused."""
    is_draft = edition.status == EditionState.DRAFT
    context = {
        "edition": edition,
        "clauses": edition.clauses.all(),
        "is_draft": is_draft,
        "may_keep": keeps(request.user),
        "may_put_in_force": is_draft and confirms(request.user) and edition.drafted_by_id != request.user.pk,
        "version_form": VersionForm(initial={"version": edition.version}),
        "entries": Entry.objects.about(edition)[:20],
        "problem": problem,
    }
    return render(request, "rulebook/edition_detail.html", context, status=status)


@require_safe
def clause_detail(request: SignedInRequest, code: str, clause: str) -> HttpResponse:
    rows = Clause.objects.filter(edition__in=readable(request.user)).select_related("edition")
    found = get_object_or_404(rows, edition__code=code, code=clause)
    pending = ParameterProposal.objects.pending().filter(parameter__clause=found)
    older = [found.edition.code, found.edition.supersedes, found.edition.based_on]
    answers = Clarification.objects.published().filter(clause__code=found.code, clause__edition__code__in=older)
    context = {
        "clause": found,
        "edition": found.edition,
        "parameters": found.parameters.order_by("name", "-since"),
        "proposals": pending.select_related("parameter", "proposed_by"),
        "answers": answers[:10],
        "may_keep": keeps(request.user),
        "ways": ways(found, timezone.localdate()),
        **_in_breach(request.user, found),
    }
    return render(request, "rulebook/clause_detail.html", context)


def _in_breach(person: Person, clause: Clause) -> dict[str, Any]:
    """How many are in breach now, of what she may see; nothing where nothing is judged or nobody follows it today."""
    today = timezone.localdate()
    followed = clause.edition_id in {edition.pk for edition in editions_to_choose(today, today)}
    if clause.force != Force.MUST or not followed or not check_of(clause):
        return {}
    return {"breaches": in_breach_now(person, clause), "week": week_of(today).name}


@require_safe
def proposal_list(request: SignedInRequest) -> HttpResponse:
    """Proposed values: those that wait, and the last that were decided."""
    if not can_confirm_rules(request.user):
        raise Http404
    return _proposals(request)


def _proposals(request: SignedInRequest, *, problem: object = None, status: int = 200) -> HttpResponse:
    related = ("parameter__clause__edition", "proposed_by", "decided_by")
    rows = ParameterProposal.objects.select_related(*related)
    context = {
        "pending": rows.pending().order_by("id")[:100],
        "page": page_of(request, rows.exclude(status="proposed")),
        "problem": problem,
    }
    return render(request, "rulebook/proposal_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def parameter_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose another value from a day on."""
    if not can_keep_rules(request.user):
        raise Http404
    parameter = get_object_or_404(Parameter.objects.select_related("clause", "edition"), pk=pk)
    form = ProposalForm(request.POST or None, parameter=parameter)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_value(parameter=parameter, by=request.user, **form.cleaned_data)
            messages.success(request, _("Proposed. A second person confirms it."))
            return redirect("rulebook:clause_detail", parameter.edition.code, parameter.clause.code)
        except RuleError as error:
            problem = error.message
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "problem": problem, "parameter": parameter, "clause": parameter.clause}
    return render(request, "rulebook/parameter_change.html", context, status=status)


@require_POST
def proposal_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, services.confirm_value, _("Confirmed."))


@require_POST
def proposal_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, services.withdraw_value, _("Withdrawn."))


def _decide(request: SignedInRequest, pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    if not can_confirm_rules(request.user):
        raise Http404
    related = ("parameter__clause", "parameter__edition", "proposed_by")
    proposal = get_object_or_404(ParameterProposal.objects.select_related(*related), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _proposals(request, problem=_("The form is damaged. Load the page again."), status=422)
    try:
        service(proposal=proposal, by=request.user, version=form.cleaned_data["version"])
    except RuleError as error:
        status = {"not_allowed": 403, "second_person": 403, "already_decided": 409}.get(error.code, 422)
        return _proposals(request, problem=error.message, status=status)
    messages.success(request, done)
    return redirect("rulebook:proposal_list")
