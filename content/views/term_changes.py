"""Changes of the list's entries: confirmed or turned down by a second person, taken back by the first; many at once."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from content.forms import VersionForm
from content.models import ProhibitedTerm, TermChange
from content.services import term_changes as services
from content.services.term_bulk import BULK_MAX, Bulk, confirm_many, propose_many
from content.term_forms import BulkForm, RefuseForm
from content.views.terms import STATUS, find_term, show_list, show_term
from govsocial.errors import RuleError
from govsocial.web.templatetags.web import num

QUERY_MAX = 400  # characters of filters that the list is shown with again: the address is stored with the form's key


def _find(request: SignedInRequest, pk: int) -> TermChange:
    """A change of an entry this person may see; any other does not exist."""
    rows = TermChange.objects.visible_to(request.user).select_related("term__office", "proposed_by")
    return get_object_or_404(rows, pk=pk)


def _refused(request: SignedInRequest, change: TermChange, error: RuleError, typed: str = "") -> HttpResponse:
    """The page of the entry as it is now, with what was typed."""
    term = find_term(request, change.term_id)
    return show_term(request, term, status=STATUS.get(error.code, 422), problem=error.message, typed=typed)


@require_POST
def term_change_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    change, form = _find(request, pk), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.confirm_change(change=change, by=request.user, version=version)
    except RuleError as error:
        return _refused(request, change, error)
    messages.success(request, _("Confirmed: screening follows it at once."))
    return redirect(change.term)


@require_POST
def term_change_refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    change, form = _find(request, pk), RefuseForm(request.POST)
    if not form.is_valid():
        return show_term(request, find_term(request, change.term_id), status=422, refuse_form=form, form=form)
    try:
        services.refuse_change(change=change, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _refused(request, change, error, form.cleaned_data["note"])
    messages.success(request, _("Turned down: the entry stays as it is."))
    return redirect(change.term)


@require_POST
def term_change_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    change, form = _find(request, pk), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.withdraw_change(change=change, by=request.user, version=version)
    except RuleError as error:
        return _refused(request, change, error)
    messages.success(request, _("Taken back."))
    return redirect(change.term)


@require_POST
def prohibited_term_bulk(request: SignedInRequest) -> HttpResponse:
    """Ask for up to 25 drafts at once, or confirm up to 25 changes; those that were skipped are named with why."""
    act, seen = request.POST.get("act"), _ticked(request)
    form = BulkForm(request.POST) if act == "propose" else None
    if act not in {"propose", "confirm"} or not seen or len(seen) > BULK_MAX:
        problem = _("Tick between 1 and %(most)s rows.") % {"most": num(BULK_MAX)}
        return _shown_again(request, form, problem)
    if form is not None and not form.is_valid():
        return _shown_again(request, form)
    bulk = _propose(request, seen, form) if form is not None else _confirm(request, seen)
    skipped = _skipped(bulk)
    if not bulk.done:
        return _shown_again(request, form, " ".join(skipped) or _("None of these rows is here any more."))
    messages.success(request, _done(len(bulk.done), confirmed=form is None))
    for line in skipped:
        messages.warning(request, line)
    query = request.GET.urlencode()
    return redirect(reverse("content:prohibited_term_list") + (f"?{query}" if 0 < len(query) < QUERY_MAX else ""))


def _shown_again(request: SignedInRequest, form: BulkForm | None, problem: str = "") -> HttpResponse:
    """The same page of the list, with what was ticked and typed; a row that changed since has lost its tick."""
    typed = {"form": form, "bulk_form": form} if form is not None else {}
    ticked = set(request.POST.getlist("row"))
    return show_list(request, status=422, problem=problem, ticked=ticked, **typed)


def _ticked(request: SignedInRequest) -> dict[int, int]:
    """Ids with the versions that stood on the page, from values like 12:3; anything else is none."""
    found = {}
    for value in request.POST.getlist("row")[: BULK_MAX + 1]:
        pk, _colon, version = value.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (pk, version)):
            found[int(pk)] = int(version)
    return found


def _propose(request: SignedInRequest, seen: dict[int, int], form: BulkForm) -> Bulk:
    rows = ProhibitedTerm.objects.visible_to(request.user).filter(pk__in=seen).select_related("office")
    pairs = [(row, seen[row.pk]) for row in rows]
    return propose_many(terms=pairs, by=request.user, **form.cleaned_data)


def _confirm(request: SignedInRequest, seen: dict[int, int]) -> Bulk:
    rows = TermChange.objects.visible_to(request.user).filter(pk__in=seen).select_related("term__office", "proposed_by")
    return confirm_many(changes=[(row, seen[row.pk]) for row in rows], by=request.user)


def _skipped(bulk: Bulk) -> list[str]:
    """One line for each reason, with the codes it concerns."""
    rows = sorted((str(why), code) for code, why in bulk.skipped)
    groups: Any = groupby(rows, key=lambda row: row[0])
    words = _("Skipped: %(codes)s. %(why)s")
    return [words % {"codes": ", ".join(code for _why, code in group), "why": why} for why, group in groups]


def _done(count: int, *, confirmed: bool) -> str:
    if confirmed:
        words = ngettext("%(n)s change confirmed.", "%(n)s changes confirmed.", count)
    else:
        words = ngettext("%(n)s entry proposed.", "%(n)s entries proposed.", count)
    return words % {"n": num(count)}
