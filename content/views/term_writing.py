"""Writing entries of the list of prohibited content, and changing drafts; spellings and near-duplicates on the way."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.models import Office
from content.models import ProhibitedTerm
from content.models.prohibited import TermState
from content.permissions import can_propose_terms, term_offices
from content.screening.terms import TEXT_MAX
from content.services import prohibited_terms as services
from content.services.entry_values import SPELLINGS_MAX
from content.services.prohibited_terms import open_change
from content.term_forms import CHOSEN_MAX, KIND_HELP, LINES_MAX, NewTermForm, TermForm, initial_of
from content.views.term_presentation import look
from content.views.terms import METHODS, STATUS, beside, find_term, show_term
from govsocial.errors import RuleError
from govsocial.web.digits import clean
from govsocial.web.idempotency import once_exempt


@require_http_methods(METHODS)
def prohibited_term_create(request: SignedInRequest) -> HttpResponse:
    """Write a draft; with `look` the form only shows spellings and entries that are nearly the same."""
    offices = offices_for(request)
    if not offices:
        raise Http404
    form = NewTermForm(request.POST or None, offices=offices, initial={"office": offices[0].pk})
    problem, status = None, 422 if request.method == "POST" else 200
    seen = _look(request, form)
    if request.method == "POST" and form.is_valid() and _goes_on(request, seen):
        try:
            term = services.create_term(office=form.cleaned_data["office"], values=form.values(), by=request.user)
            messages.success(request, _("Written as a draft. Try it on earlier posts, then propose it."))
            return redirect(term)
        except RuleError as error:
            problem, status = beside(form, error), STATUS.get(error.code, 422)
    return _form_page(request, form, None, problem, status, seen)


def offices_for(request: SignedInRequest) -> list[Office]:
    """Lists she may add to: of her offices, and of the one named in the address."""
    found = term_offices(request.user)
    wanted = request.GET.get("office") or request.POST.get("office", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 and int(wanted) not in {row.pk for row in found}:
        named = Office.objects.filter(pk=int(wanted)).first()
        found += [named] if named and can_propose_terms(request.user, named) else []
    return found


@require_http_methods(METHODS)
def prohibited_term_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft; of any other entry the page says that a change has to be asked for."""
    term = find_term(request, pk)
    if not can_propose_terms(request.user, term.office):
        return show_term(request, term, status=403)
    if request.method != "POST" and (term.status != TermState.DRAFT or open_change(term)):
        return show_term(request, term, status=409, problem=_("This entry is no draft any more."))
    form = TermForm(request.POST or None, initial=initial_of(term))
    problem, status = None, 422 if request.method == "POST" else 200
    seen = _look(request, form, term)
    if request.method == "POST" and form.is_valid() and _goes_on(request, seen):
        version = form.cleaned_data["version"] or 0
        try:
            services.edit_draft(term=term, values=form.values(term), by=request.user, version=version)
            messages.success(request, _("Saved."))
            return redirect(term)
        except RuleError as error:
            problem, status = beside(form, error), STATUS.get(error.code, 422)
    return _form_page(request, form, term, problem, status, seen)


@once_exempt
@require_POST
def prohibited_term_look(request: SignedInRequest) -> HttpResponse:
    """While typing (htmx): a fragment with spellings and entries that are nearly the same. Stores nothing."""
    if not offices_for(request):
        raise Http404
    kept = [clean(text[:TEXT_MAX]) for text in request.POST.getlist("chosen")[:CHOSEN_MAX]]
    return render(request, "content/_term_look.html", {**_seen(request, {}), "chosen": kept})


def _look(request: SignedInRequest, form: TermForm, term: ProhibitedTerm | None = None) -> dict[str, Any]:
    if request.method != "POST":
        return _seen(request, form.initial, term)
    return {**_seen(request, {}, term), "chosen": form["chosen"].value() or []}


def _seen(request: SignedInRequest, initial: Mapping[str, Any], term: ProhibitedTerm | None = None) -> dict[str, Any]:
    """Of what was typed no more than an entry may hold: the rest is refused anyway, and folding it would cost."""
    names = ("kind", "text", "language", "aliases")
    typed = {name: clean(str(initial.get(name) or request.POST.get(name, ""))[:LINES_MAX]) for name in names}
    known = tuple(line[:TEXT_MAX] for line in typed.pop("aliases").splitlines()[:SPELLINGS_MAX])
    given = {name: text[:TEXT_MAX] for name, text in typed.items()}
    return look(request.user, **given, known=known, but=term.pk if term else None)


def _goes_on(request: SignedInRequest, seen: dict[str, Any]) -> bool:
    """Whether to store: not when she only looked, nor before she saw what is nearly the same."""
    if "look" in request.POST:
        return False
    return "anyway" in request.POST or not seen.get("alike")


def _form_page(
    request: SignedInRequest,
    form: TermForm,
    term: ProhibitedTerm | None,
    problem: Any,
    status: int,
    seen: dict[str, Any],
) -> HttpResponse:
    asks = request.method == "POST" and bool(seen.get("alike")) and "anyway" not in request.POST
    context = {"form": form, "term": term, "problem": problem, "kinds": KIND_HELP, "asks": asks, **seen}
    return render(request, "content/prohibited_term_form.html", context, status=status)
