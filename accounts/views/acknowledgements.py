"""A person's own acknowledgements of the guidelines that her offices follow (clause 5-ta)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.compliance import ACKNOWLEDGED
from accounts.http import SignedInRequest
from accounts.models import Acknowledgement
from accounts.permissions import can_acknowledge
from accounts.services import duties as services
from accounts.task_list import pledges
from govsocial.errors import RuleError
from govsocial.rulebook.models import Clause, Edition


@require_safe
def acknowledgement_list(request: SignedInRequest) -> HttpResponse:
    return _show(request, None, 200)


@require_POST
def acknowledgement_give(request: SignedInRequest, code: str) -> HttpResponse:
    edition = get_object_or_404(Edition, code=code)
    if not can_acknowledge(request.user, edition):
        raise Http404
    try:
        services.acknowledge(person=request.user, edition=edition)
    except RuleError as error:
        return _show(request, error.message, 409)
    return redirect("accounts:acknowledgement_list")


def _show(request: SignedInRequest, problem: object, status: int) -> HttpResponse:
    found = pledges(request.user, timezone.localdate())
    codes = [clause for clauses in ACKNOWLEDGED.values() for clause in clauses]
    clauses = Clause.objects.filter(edition__in=[pledge.edition for pledge in found], code__in=codes)
    context = {
        "pledges": found,
        "clauses": list(clauses),
        "given": Acknowledgement.objects.filter(person=request.user)[:20],
        "titles": {edition.code: edition.title for edition in Edition.objects.all()},
        "problem": problem,
    }
    return render(request, "accounts/acknowledgement_list.html", context, status=status)
