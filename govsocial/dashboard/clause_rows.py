"""The rows behind a figure: who is in breach of a clause or excused, and reminding the offices."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from accounts.models import Office, OfficialAccount
from govsocial.dashboard.choice import Choice, choice_of
from govsocial.errors import RuleError
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import Finding, Status
from govsocial.web.paging import page_of
from govsocial.web.templatetags.web import num
from reviews.permissions import can_remind, reminded_by
from reviews.selectors import breaches
from reviews.services.reminders import Sent, lines_of, send_reminders

STATUS = {"not_allowed": 403, "nobody": 409}
MOST_CHOSEN = 1000
NAMED = 10


@require_safe
def compliance_clause(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Every subject in breach of a clause at or below an office in a period, or every excused one."""
    choice = choice_of(request, pk)
    clause = get_object_or_404(Clause, edition__code=choice.edition, code=code)
    state = Status.EXCUSED if request.GET.get("state") == Status.EXCUSED else Status.BREACHED
    found = breaches(choice.office, choice.edition, code, *choice.days, status=state)
    page = page_of(request, found, order="id")
    context = {
        "choice": choice,
        "clause": clause,
        "back_query": choice.query(clause=clause.code),
        "page": page,
        "state": state.value,
        "lines": _lines(page.rows),
        "remindable": _remindable(request, page.rows) if state == Status.BREACHED else set(),
    }
    return render(request, "dashboard/compliance_clause.html", context)


def _lines(rows: list[Finding]) -> list[tuple[Finding, OfficialAccount | None, Office]]:
    accounts = OfficialAccount.objects.in_bulk([row.subject_id for row in rows if row.subject_type == "account"])
    offices = Office.objects.select_related("breach_reminder").in_bulk([row.office_id for row in rows])
    return [
        (row, accounts.get(row.subject_id) if row.subject_type == "account" else None, offices[row.office_id])
        for row in rows
    ]


def _remindable(request: SignedInRequest, rows: list[Finding]) -> set[int]:
    """Those of the rows that still hold, at offices which this person may remind."""
    offices = Office.objects.filter(reminded_by(request.user), pk__in=[row.office_id for row in rows])
    known = set(offices.values_list("pk", flat=True))
    return {row.pk for row in rows if row.until is None and row.office_id in known}


@require_http_methods(["GET", "HEAD", "POST"])
def breach_remind(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """First which offices would be reminded, of what, and who is left out; then the sending itself."""
    choice = choice_of(request, pk)
    clause = get_object_or_404(Clause.objects.select_related("edition"), edition__code=choice.edition, code=code)
    if not can_remind(request.user, choice.office):
        raise Http404
    chosen = _chosen(request)
    if request.method != "POST":
        return _preview(request, choice, clause, chosen)
    try:
        sent = send_reminders(scope=choice.office, clause=clause, findings=chosen, by=request.user)
    except RuleError as error:
        return _preview(request, choice, clause, chosen, error.message, STATUS.get(error.code, 422))
    messages.success(request, _told(sent))
    return redirect(f"{reverse('dashboard:compliance_clause', args=[pk, code])}?{choice.query()}")


def _preview(
    request: SignedInRequest,
    choice: Choice,
    clause: Clause,
    chosen: set[int],
    problem: object = None,
    status: int = 200,
) -> HttpResponse:
    lines = lines_of(choice.office, clause, chosen, request.user)
    context = {
        "choice": choice,
        "clause": clause,
        "chosen": sorted(chosen),
        "due": [line for line in lines if line.is_due],
        "skipped": [line for line in lines if not line.is_due],
        "problem": problem,
    }
    return render(request, "dashboard/breach_remind.html", context, status=status)


def _chosen(request: SignedInRequest) -> set[int]:
    """Ids of the chosen findings: the boxes that are ticked, or every one of the page."""
    sent = request.POST if request.method == "POST" else request.GET
    words = [*sent.getlist("finding"), *(sent.getlist("on_page") if sent.get("whole_page") else [])]
    return {int(word) for word in words[:MOST_CHOSEN] if word.isascii() and word.isdigit() and len(word) < 19}


def _told(sent: Sent) -> str:
    """What became of it: how many were reminded, and who was left out."""
    number = len(sent.reminded)
    words = ngettext("%(n)s office was reminded.", "%(n)s offices were reminded.", number) % {"n": num(number)}
    if not sent.skipped:
        return words
    names = ", ".join(office.name for office in sent.skipped[:NAMED])
    if len(sent.skipped) > NAMED:
        names = _("%(names)s and %(n)s more") % {"names": names, "n": num(len(sent.skipped) - NAMED)}
    return " ".join([words, _("Left out: %(names)s.") % {"names": names}])
