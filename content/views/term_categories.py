"""The kinds of prohibited content: the clause each rests on in its own words, and how many entries stand for it."""

from collections import defaultdict
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Person
from content.models import ProhibitedTerm
from content.models.prohibited import LISTED, Category, Severity, TermState
from content.screening.terms import CLAUSES
from content.services.term_rules import LOOKED_FOR
from govsocial.rulebook.models import Clause
from govsocial.rulebook.services import clauses_shown


@require_safe
def prohibited_category_list(request: SignedInRequest) -> HttpResponse:
    """Every kind with its clause as it is followed at the reader's office, and the entries she may see, by state."""
    person = request.user
    clauses, counts = _clauses(person), _counts(person)
    rows = [_row(category, clauses, counts[category]) for category in LISTED]
    return render(request, "content/prohibited_category_list.html", {"rows": rows})


def _row(category: Category, clauses: dict[str, Clause], counts: dict[tuple[str, str], int]) -> dict[str, Any]:
    states = [(state, sum(n for (at, _), n in counts.items() if at == state)) for state in TermState]
    graveness = [(one.label, sum(counts.get((state, one), 0) for state in LOOKED_FOR)) for one in Severity]
    return {
        "code": category.value,
        "title": category.label,
        "rule": clauses.get(CLAUSES[category]),
        "states": [(state.value, state.label, number) for state, number in states if number],
        "severities": [(label, number) for label, number in graveness if number],
    }


def _clauses(person: Person) -> dict[str, Clause]:
    """The clauses behind the kinds, whole, in the wording that the reader's office follows."""
    office = person.acting_office
    followed = person.following(timezone.localdate()).of(office.lineage) if office else None
    shown = clauses_shown(followed=followed)
    wanted = {code: shown[code].pk for code in set(CLAUSES.values()) if code in shown}
    whole = Clause.objects.select_related("edition").in_bulk(wanted.values())
    return {code: whole[pk] for code, pk in wanted.items()}


def _counts(person: Person) -> dict[str, dict[tuple[str, str], int]]:
    """Entries by state and severity, for each kind."""
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    rows = ProhibitedTerm.objects.visible_to(person).order_by().values_list("category", "status", "severity")
    for category, status, severity, number in rows.annotate(n=Count("pk")):
        found[category][status, severity] = number
    return found
