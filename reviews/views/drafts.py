"""Writing an edition before it is in force: copied from an older one, its head, its clauses, their values."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.permissions import can_keep_rules
from govsocial.errors import RuleError
from govsocial.rulebook.models import Clause, Edition, EditionState, Parameter
from reviews.draft_forms import ClauseForm, CopyForm, DraftValueForm, EditionChangeForm, NewClauseForm, NewValueForm
from reviews.forms import VersionForm
from reviews.services import drafts as services
from reviews.services.editions import copy_edition
from reviews.views.rule_book import show_edition

STATUS = {"not_allowed": 403, "second_person": 403, "wrong_state": 409, "already_ended": 409}
WORDS = ("title_bn", "title_en", "year", "since", "note_bn", "note_en")
METHODS = ["GET", "HEAD", "POST"]


def only_keepers(request: SignedInRequest) -> None:
    if not can_keep_rules(request.user):
        raise Http404


def _draft(request: SignedInRequest, code: str) -> Edition:
    only_keepers(request)
    return get_object_or_404(Edition, code=code, status=EditionState.DRAFT)


def _clause(request: SignedInRequest, code: str, clause: str) -> Clause:
    only_keepers(request)
    rows = Clause.objects.filter(edition__status=EditionState.DRAFT).select_related("edition")
    return get_object_or_404(rows, edition__code=code, code=clause)


def _value(request: SignedInRequest, pk: int) -> Parameter:
    only_keepers(request)
    rows = Parameter.objects.filter(edition__status=EditionState.DRAFT).select_related("clause__edition", "edition")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(METHODS)
def edition_copy(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin a new edition from one in force."""
    only_keepers(request)
    source = get_object_or_404(Edition.objects.in_force(), code=code)
    given = {name: getattr(source, name) for name in WORDS if name != "since"}
    form = CopyForm(request.POST or None, initial={**given, "year": timezone.localdate().year})

    def save(data: dict[str, Any]) -> tuple[str, ...]:
        return ("rulebook:edition_detail", copy_edition(source=source, by=request.user, **data).code)

    return _write(request, form, save, source, _("New edition"), done=_("Copied. Now change its clauses."), copies=True)


@require_http_methods(METHODS)
def edition_change(request: SignedInRequest, code: str) -> HttpResponse:
    """The head of an edition that is being written."""
    edition = _draft(request, code)
    given = {name: getattr(edition, name) for name in WORDS}
    form = EditionChangeForm(request.POST or None, initial={**given, "version": edition.version})

    def save(data: dict[str, Any]) -> tuple[str, ...]:
        services.change_edition(edition=edition, by=request.user, **data)
        return ("rulebook:edition_detail", edition.code)

    return _write(request, form, save, edition, edition.title)


@require_http_methods(METHODS)
def clause_add(request: SignedInRequest, code: str) -> HttpResponse:
    """A further clause of an edition that is being written; it stands last unless said."""
    edition = _draft(request, code)
    last = edition.clauses.last()
    given = {"version": edition.version, "after": last.code if last else "", "force": "must"}
    form = NewClauseForm(request.POST or None, edition=edition, initial=given)

    def save(data: dict[str, Any]) -> tuple[str, ...]:
        clause = services.add_clause(edition=edition, by=request.user, **data)
        return ("rulebook:clause_change", edition.code, clause.code)

    return _write(request, form, save, edition, _("New clause"), done=_("Added."))


@require_http_methods(METHODS)
def clause_change(request: SignedInRequest, code: str, clause: str) -> HttpResponse:
    """A clause of an edition that is being written, with its values."""
    found = _clause(request, code, clause)
    given = {name: getattr(found, name) for name in ClauseForm.base_fields if name != "version"}
    edition = found.edition
    form = ClauseForm(request.POST or None, edition=edition, initial={**given, "version": edition.version})

    def save(data: dict[str, Any]) -> tuple[str, ...]:
        services.change_clause(clause=found, by=request.user, **data)
        return ("rulebook:edition_detail", edition.code)

    values = found.parameters.order_by("name")
    return _write(request, form, save, edition, f"{found.label} {found.title}", clause=found, values=values)


@require_http_methods(METHODS)
def draft_value_add(request: SignedInRequest, code: str, clause: str) -> HttpResponse:
    """A further value of a clause of an edition that is being written."""
    found = _clause(request, code, clause)
    form = NewValueForm(request.POST or None, initial={"version": found.edition.version})

    def save(data: dict[str, Any]) -> tuple[str, ...]:
        services.add_parameter(clause=found, by=request.user, **data)
        return ("rulebook:clause_change", code, clause)

    return _write(request, form, save, found.edition, _("New value"), done=_("Added."), of_clause=found)


@require_http_methods(METHODS)
def draft_value_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A value of an edition that is being written."""
    found = _value(request, pk)
    given = {"title_bn": found.title_bn, "title_en": found.title_en, "version": found.edition.version}
    form = DraftValueForm(request.POST or None, parameter=found, initial=given)

    def save(data: dict[str, Any]) -> tuple[str, ...]:
        services.change_parameter(parameter=found, by=request.user, **data)
        return ("rulebook:clause_change", found.edition.code, found.clause.code)

    return _write(request, form, save, found.edition, found.title, value=found, of_clause=found.clause)


def _write(
    request: SignedInRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], tuple[str, ...]],
    edition: Edition,
    heading: str,
    *,
    done: str = "",
    **context: Any,
) -> HttpResponse:
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            to = save(form.cleaned_data)
            messages.success(request, done or _("Saved."))
            return redirect(*to)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
    context |= {"form": form, "problem": problem, "edition": edition, "heading": heading}
    context["version_form"] = VersionForm(initial={"version": edition.version}, auto_id=False)
    return render(request, "rulebook/edition_form.html", context, status=status)


@require_POST
def clause_remove(request: SignedInRequest, code: str, clause: str) -> HttpResponse:
    found = _clause(request, code, clause)

    def remove(version: int) -> None:
        services.remove_clause(clause=found, by=request.user, version=version)

    return _remove(request, found.edition, remove, "rulebook:edition_detail", code)


@require_POST
def draft_value_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _value(request, pk)

    def remove(version: int) -> None:
        services.remove_parameter(parameter=found, by=request.user, version=version)

    return _remove(request, found.edition, remove, "rulebook:clause_change", found.edition.code, found.clause.code)


def _remove(request: SignedInRequest, edition: Edition, remove: Callable[[int], None], *to: str) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        return show_edition(request, edition, problem=_("The form is damaged. Load the page again."), status=422)
    try:
        remove(form.cleaned_data["version"])
    except RuleError as error:
        edition.refresh_from_db()
        return show_edition(request, edition, problem=error.message, status=STATUS.get(error.code, 422))
    messages.success(request, _("Taken out."))
    return redirect(*to)
