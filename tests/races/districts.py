"""A country for the races of compliance: districts with two pages and a team each, breaches, a circular."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from accounts.models import Office, OfficeParent, Role, TeamMember
from accounts.models.official_account import ActiveSpan
from accounts.models.role import RoleKind
from accounts.services.moves import place_rows
from govsocial.audit.services import verify
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import Finding, Night, Tally
from govsocial.workdays.periods import parse
from reviews.services.nightly import go_on, recount
from tests.factories import AccountFactory, officer
from tests.reviews.factories import CircularFactory
from tests.world import World, import_offices

Meet = Callable[[], Any]
WORLD = World()
SINCE = timedelta(days=60)
SEATS = {"writer": (True, False), "approver": (False, True), "approver2": (False, True), "deputy": (True, True)}
HEADER = "code,parent,kind,name_bn,name_en,website,lat,lon\n"


def districts(number: int, meet: Meet, count: int) -> list[int]:
    """Districts R0, R1, … with an upazila below each; evaluated, so that their duties are in breach; who they are."""
    rows = [f"R{n},MIN,district_office,জেলা {n},District {n},,,\n" for n in range(count)]
    rows += [f"S{n},R{n},upazila_office,উপজেলা {n},Upazila {n},,,\n" for n in range(count)]
    import_offices((HEADER + "".join(rows)).encode())
    made = [WORLD.office(f"R{n}") for n in range(count)]
    for index, office in enumerate(made):
        _staff(office, index)
    start = timezone.now() - SINCE
    ActiveSpan.objects.update(since=start)
    TeamMember.objects.update(since=start)
    CircularFactory(office=WORLD.office("GOB"), by=WORLD.person("cabinet"))
    go_on(300)
    return [office.pk for office in made]


def _staff(office: Office, index: int) -> None:
    """A head, a team of four, and two pages that this team runs."""
    name = office.code.lower()
    head = officer(office, RoleKind.HEAD, email=f"{name}.head@test.example")
    people = {seat: officer(office, email=f"{name}.{seat}@test.example") for seat in SEATS}
    team = [(people[seat], *rights) for seat, rights in SEATS.items()]
    for page in range(2):
        AccountFactory(office=office, head=head, team=team, number=1000 * (index + 1) + page)
    Role.objects.filter(office=office).update(since=timezone.localdate() - SINCE)


def clause_of(code: str) -> Clause:
    return Clause.objects.select_related("edition").get(edition__code="bd-2016", code=code)


# ---- what must hold afterwards --------------------------------------------------------------------------------------


def compliance(number: int, meet: Meet) -> dict[str, Any]:
    """Everything that must be empty whatever happened; `misplaced` counts rows that the night puts in their place."""
    names = Tally.objects.order_by().values_list("period", flat=True).distinct()
    found = {
        "differences": [line for name in names for line in recount(parse(name))],
        "overlaps": overlaps(),
        "torn": torn(),
        "faults": list(verify().faults),
        "misplaced": place_rows(),
    }
    Night.objects.update(done=0, finished_at=None)
    return {**found, "night": go_on(300), "misplaced_after": place_rows()}


def overlaps() -> list[str]:
    """Findings of one subject and clause that hold on the same day."""
    rows = Finding.objects.order_by("edition", "clause", "subject_type", "subject_id", "since")
    return [
        f"{first} / {second}"
        for first, second in pairwise(rows)
        if _subject(first) == _subject(second) and (first.until is None or first.until > second.since)
    ]


def _subject(row: Finding) -> tuple[str, str, str, int]:
    return row.edition, row.clause, row.subject_type, row.subject_id


def torn() -> list[str]:
    """Offices whose lineage is not their parent's with their own id after it, or whose history names another parent."""
    rows = {row.pk: row for row in Office.objects.all()}
    parents = dict(OfficeParent.objects.filter(until=None).values_list("office_id", "parent_id"))
    wrong = []
    for row in rows.values():
        above = rows[row.parent_id].lineage if row.parent_id else "/"
        if (row.lineage, row.parent_id) != (f"{above}{row.pk}/", parents.get(row.pk)):
            wrong.append(f"{row.code} has {row.lineage}, its parent {above}; history: {parents.get(row.pk)}")
    return wrong
