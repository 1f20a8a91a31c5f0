"""Browsing the rule book."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from govsocial.rulebook.models import Clause, Edition


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    editions = Edition.objects.all()
    return render(request, "rulebook/edition_list.html", {"editions": editions})


@require_safe
def edition_detail(request: HttpRequest, code: str) -> HttpResponse:
    edition = get_object_or_404(Edition, code=code)
    return render(request, "rulebook/edition_detail.html", {"edition": edition, "clauses": edition.clauses.all()})


@require_safe
def clause_detail(request: HttpRequest, code: str, clause: str) -> HttpResponse:
    found = get_object_or_404(Clause.objects.select_related("edition"), edition__code=code, code=clause)
    context = {"clause": found, "edition": found.edition, "parameters": found.parameters.order_by("name", "-since")}
    return render(request, "rulebook/clause_detail.html", context)
