"""The list of prohibited content: its entries, writing them, trying them, asking for another state or other values."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from content.models import ProhibitedTerm
from content.models.prohibited import LISTED, Category, Language, Severity, TermState
from content.permissions import can_propose_terms, term_offices
from content.screening.patterns import is_available
from content.services import prohibited_terms as services
from content.services.term_bulk import BULK_MAX
from content.services.term_changes import propose_change
from content.services.term_rules import LOOKED_FOR, next_states
from content.term_filters import MINE, NATIONAL, TermFilters
from content.term_forms import KIND_HELP, BulkForm, StateChangeForm, TermForm, ValuesChangeForm, initial_of
from content.views.term_presentation import asked_of, faults_seen, mark_rows, term_context
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

METHODS = ["GET", "HEAD", "POST"]
LATE = ("changed_meanwhile", "wrong_state", "already_proposed", "already_decided")
STATUS = {"not_allowed": 403, "second_person": 403, **dict.fromkeys(LATE, 409)}


@require_safe
def prohibited_term_list(request: SignedInRequest) -> HttpResponse:
    """Entries by filters in the address; above them the changes that wait for this person."""
    return show_list(request)


def show_list(
    request: SignedInRequest, *, status: int = 200, ticked: Collection[str] = (), **extra: Any
) -> HttpResponse:
    """The page of the address's filters; `ticked` are the values of boxes that were ticked in a form shown again."""
    person, filters = request.user, TermFilters.of(request.GET)
    page = page_of(request, filters.rows(person).select_related("office"))
    mark_rows(person, page.rows, ticked)
    waiting = asked_of(person, ticked)
    context = {
        "page": page,
        "filters": filters,
        "choices": _choices(filters),
        "waiting": waiting,
        "may_tick": any(row["tick"] for row in waiting),
        "bulk_form": BulkForm() if any(row.may_ask for row in page.rows) else None,  # type: ignore[attr-defined]
        "most": BULK_MAX,
        "may_write": bool(term_offices(person)),
        "faults": faults_seen(person),
        "patterns_rest": not is_available(),
        "query": request.GET.urlencode(),
    }
    return render(request, "content/prohibited_term_list.html", {**context, **extra}, status=status)


def _choices(filters: TermFilters) -> list[tuple[str, Any, list[tuple[str, Any]], str]]:
    """(name, label, values, the one that is set) of each filter."""
    rows: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("status", _("State"), list(TermState.choices)),
        ("category", _("Category"), [(code, Category(code).label) for code in LISTED]),
        ("language", _("Language"), list(Language.choices)),
        ("severity", _("Severity"), list(Severity.choices)),
        ("office", _("List"), [(NATIONAL, _("National list")), (MINE, _("My offices"))]),
    ]
    return [(*row, getattr(filters, row[0])) for row in rows]


def find_term(request: SignedInRequest, pk: int) -> ProhibitedTerm:
    """An entry this person may see; any other does not exist."""
    rows = ProhibitedTerm.objects.visible_to(request.user).select_related("office", "created_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def prohibited_term_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return show_term(request, find_term(request, pk))


def show_term(request: SignedInRequest, term: ProhibitedTerm, *, status: int = 200, **extra: Any) -> HttpResponse:
    return render(
        request, "content/prohibited_term_detail.html", {**term_context(request, term), **extra}, status=status
    )


@require_POST
def prohibited_term_dry_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try the entry on earlier posts and on texts that are in order; the result stands on its page."""
    term = find_term(request, pk)
    try:
        services.try_term(term=term, by=request.user)
    except RuleError as error:
        return show_term(request, term, status=STATUS.get(error.code, 422), problem=error.message)
    messages.success(request, _("Tried: the result stands below."))
    return redirect(term)


@require_http_methods(METHODS)
def prohibited_term_propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for another state, or (`what=values`) for other values of an entry on trial or active."""
    term = find_term(request, pk)
    if not can_propose_terms(request.user, term.office):
        return show_term(request, term, status=403)
    wants_values = request.GET.get("what") == "values" and term.status in LOOKED_FOR
    form = _change_form(request, term, values=wants_values)
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _propose(request, term, form)
            messages.success(request, _("Proposed. A second person confirms it."))
            return redirect(term)
        except RuleError as error:
            problem, status = error.message, STATUS.get(error.code, 422)
            problem = beside(form, error) if isinstance(form, TermForm) else problem
    context = {**term_context(request, term), "form": form, "problem": problem, "kinds": KIND_HELP}
    return render(request, "content/prohibited_term_propose.html", {**context, "values": wants_values}, status=status)


def _change_form(request: SignedInRequest, term: ProhibitedTerm, *, values: bool) -> ValuesChangeForm | StateChangeForm:
    if values:
        return ValuesChangeForm(request.POST or None, initial={**initial_of(term), "version": term.version})
    return StateChangeForm(request.POST or None, states=next_states(term), initial={"version": term.version})


def _propose(request: SignedInRequest, term: ProhibitedTerm, form: ValuesChangeForm | StateChangeForm) -> None:
    data = form.cleaned_data
    wanted: dict[str, Any] = (
        {"values": form.values(term)} if isinstance(form, ValuesChangeForm) else {"to_status": data["to_status"]}
    )
    propose_change(term=term, by=request.user, version=data["version"] or 0, reason=data["reason"], **wanted)


def beside(form: TermForm, error: RuleError) -> Any:
    """The refusal stands beside its field where it has one, else at the top."""
    field = str(error.facts.get("field", ""))
    if field in form.fields:
        form.add_error(field, str(error.message))
        return None
    return error.message
