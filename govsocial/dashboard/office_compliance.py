"""One office's clauses: how each stands, since when, what to do next, and how the last eight quarters went."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Office, OfficialAccount, Person
from accounts.permissions import can_see_duties
from content.figures import NEEDLESS, REUSE, Needless, Reuse, needless_posts, reuse_of_posts
from govsocial.dashboard.next_steps import NextStep, next_step
from govsocial.rulebook.checks import check_of, editions_followed
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import Evaluation, Finding, Status
from govsocial.tallies.sums import RANK
from govsocial.web.templatetags.web import num
from govsocial.workdays.periods import Period, measured, quarter_of
from reviews.models import BreachReminder, Excusal
from reviews.models.excusal import ExcusalState
from reviews.permissions import can_ask_excusal

QUARTERS = 8
SHAPES = {"met": "ok", "met_single": "ok", "breached": "bad", "excused": "info", "could_not_check": "warn"}
SHADES = {"met": "key", "met_single": "key", "breached": "key m3", "excused": "key mx"}
Subject = tuple[int, str, int]  # clause, kind and id of the subject


@dataclass(frozen=True)
class Line:
    """One subject under a clause: an account, the office, or its people together (who are not named here)."""

    finding: Finding
    title: str
    step: NextStep
    account: OfficialAccount | None
    excusal: Excusal | None

    @property
    def shape(self) -> str:
        return SHAPES.get(self.finding.status, "none")

    @property
    def may_be_excused(self) -> bool:
        return self.finding.status == Status.BREACHED and self.finding.subject_type in {"account", "office"}


@dataclass(frozen=True)
class Cell:
    """A clause's worst state in a quarter; an empty word where nothing was found."""

    quarter: Period
    status: str

    @property
    def label(self) -> str:
        return str(Status(self.status).label) if self.status else ""

    @property
    def shade(self) -> str:
        return SHADES.get(self.status, "key m0")


@dataclass(frozen=True)
class Row:
    """A clause with its subjects, the worst first, and its quarters, the oldest first."""

    clause: Clause
    lines: list[Line]
    cells: list[Cell]

    @property
    def in_breach(self) -> bool:
        return any(line.finding.status == Status.BREACHED for line in self.lines)


@require_safe
def office_compliance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every clause that an office follows, for its own people and those above."""
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_see_duties(request.user, office):
        raise Http404
    clauses = _followed(office)
    rows = _rows(office, clauses)
    held = [row for row in rows if row.lines]
    context = {
        "office": office,
        "own": _is_own(request.user, office),
        "may_ask": can_ask_excusal(request.user, office),
        "breached": [row for row in held if row.in_breach],
        "others": [row for row in held if not row.in_breach],
        "nothing": [row for row in rows if not row.lines and check_of(row.clause)],
        "unmeasured": [clause for clause in clauses if not check_of(clause)],
        "measured": len(held),
        "figures": _figures(office, clauses),
        "evaluated": Evaluation.objects.order_by("-at").first(),
        "reminder": BreachReminder.objects.exclude(sent_at=None).select_related("clause").filter(pk=office.pk).first(),
    }
    return render(request, "dashboard/office_compliance.html", context)


def _figures(office: Office, clauses: list[Clause]) -> dict[str, Needless | Reuse]:
    """Figures of the present quarter by which nobody passes or fails, where the office follows their clauses."""
    codes, quarter = {clause.code for clause in clauses}, quarter_of(timezone.localdate())
    found: dict[str, Needless | Reuse] = {}
    if NEEDLESS in codes:
        found["needless"] = needless_posts(office.lineage, quarter)
    if REUSE in codes:
        found["reuse"] = reuse_of_posts(office.lineage, quarter)
    return found


def _is_own(person: Person, office: Office) -> bool:
    return any(role.office_id == office.pk for role in person.present_roles)


def _followed(office: Office) -> list[Clause]:
    """The clauses the office follows, in order."""
    followed = editions_followed([office.lineage], timezone.localdate())[office.lineage]
    rows = Clause.objects.filter(edition__code__in=followed).select_related("edition")
    return list(rows.order_by("edition__supplements", "edition_id", "position"))


def _rows(office: Office, clauses: list[Clause]) -> list[Row]:
    """All clauses from four queries, whatever their number: findings, accounts, excusals and nothing else."""
    quarters = _quarters(timezone.localdate())
    found = Finding.objects.filter(office_id=office.pk).overlapping(measured(quarters[0])[0], quarters[-1].last)
    history: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in found.order_by("since"):
        history[finding.edition, finding.clause].append(finding)
    accounts = OfficialAccount.objects.filter(office=office).in_bulk()
    excusals = _excusals(office)
    rows = []
    for clause in clauses:
        findings = history[clause.edition.code, clause.code]
        lines = [_line(finding, number, clause, office, accounts, excusals) for finding, number in _now(findings)]
        lines.sort(key=lambda line: -RANK[line.finding.status])
        rows.append(Row(clause, lines, [Cell(quarter, _worst(findings, quarter)) for quarter in quarters]))
    return rows


def _quarters(today: date) -> list[Period]:
    found = [quarter_of(today)]
    while len(found) < QUARTERS:
        found.insert(0, found[0].previous())
    return found


def _excusals(office: Office) -> dict[Subject, Excusal]:
    """Excusals that wait or run, by what they excuse."""
    rows = Excusal.objects.filter(office=office, status__in=[ExcusalState.ASKED, ExcusalState.GRANTED])
    rows = rows.filter(until__gt=timezone.localdate()).order_by("id")
    return {(row.clause_id, row.subject_type, row.subject_id): row for row in rows}


def _now(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """What holds today, each with how many subjects it stands for: people in the same state are one line."""
    people: dict[str, list[Finding]] = defaultdict(list)
    found = []
    for finding in findings:
        if finding.until is None and finding.subject_type == "person":
            people[finding.status].append(finding)
        elif finding.until is None:
            found.append((finding, 1))
    return found + [(min(group, key=lambda row: row.began), len(group)) for group in people.values()]


def _line(
    finding: Finding,
    number: int,
    clause: Clause,
    office: Office,
    accounts: dict[int, OfficialAccount],
    excusals: dict[Subject, Excusal],
) -> Line:
    account = accounts.get(finding.subject_id) if finding.subject_type == "account" else None
    excusal = excusals.get((clause.pk, finding.subject_type, finding.subject_id))
    title = f"{account.get_platform_display()} · {account.name}" if account else office.name
    if finding.subject_type == "person":
        title = ngettext("%(n)s member of a team", "%(n)s members of teams", number) % {"n": num(number)}
    return Line(finding, title, next_step(clause.rule, office, account, finding.facts), account, excusal)


def _worst(findings: Iterable[Finding], period: Period) -> str:
    first, last = measured(period)
    held = [row.status for row in findings if row.since <= last and (not row.until or row.until > first)]
    return max(held, key=RANK.__getitem__, default="")
