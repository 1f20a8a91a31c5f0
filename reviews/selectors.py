"""What a page on compliance is about: which offices and editions a person may choose, which are compared."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Office, Person
from accounts.models.office import OfficeKind
from accounts.models.role import READS_SUBTREE, RoleKind
from govsocial.rulebook.checks import check_of
from govsocial.rulebook.models import EVERYWHERE, Clause, Edition, EditionState, OfficeEdition
from govsocial.tallies.models import Finding, Status

# By what offices are compared: its word in the address, the kinds of office. A fair comparison is among equals.
GROUPS = {
    "ministry": (OfficeKind.MINISTRY, OfficeKind.MINISTRY_DIVISION),
    "division": (OfficeKind.DIVISIONAL_OFFICE,),
    "district": (OfficeKind.DISTRICT_OFFICE,),
    "upazila": (OfficeKind.UPAZILA_OFFICE,),
}
BELOW = "below"  # the offices directly below, of whatever kind
MOST_COMPARED = 100
TEXTS = ("text_bn", "text_en", "portal_bn", "portal_en")  # of a clause: a list of many needs none


def compared(scope: Office, group: str) -> tuple[list[Office], set[int]]:
    """The offices that a dashboard compares, those of the group below a scope; and which have others below them."""
    below = Office.objects.filter(parent=OuterRef("pk"))
    rows = list(_in_group(scope, group).annotate(has_below=Exists(below)).order_by("id")[:MOST_COMPARED])
    return [*rows], {office.pk for office in rows if office.has_below}


def _in_group(scope: Office, group: str) -> QuerySet[Office]:
    if group == BELOW:
        return Office.objects.filter(parent=scope)
    return Office.objects.within(scope).exclude(pk=scope.pk).filter(kind__in=GROUPS[group])


def groups_in(scope: Office) -> list[str]:
    """The groups of which a scope has some offices but not too many for one page; those with several come first."""
    kinds = [kind for wanted in GROUPS.values() for kind in wanted]
    rows = Office.objects.within(scope).exclude(pk=scope.pk).filter(Q(kind__in=kinds) | Q(parent=scope))
    sizes = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    of_group = {name: sum(sizes.get(kind, 0) for kind in wanted) for name, wanted in GROUPS.items()}
    found = [name for name, size in of_group.items() if 0 < size <= MOST_COMPARED]
    return [*sorted(found, key=lambda name: of_group[name] == 1), BELOW] if sizes else []


def editions_to_choose(first: date, last: date) -> list[Edition]:
    """The guidelines that were followed in a period: by default on its last day, then all that some office followed."""
    default = OfficeEdition.default_code(last)
    held = OfficeEdition.objects.filter(since__lte=last).filter(Q(until=None) | Q(until__gt=first))
    replaced = OfficeEdition.objects.on(first).filter(lineage=EVERYWHERE, edition__supplements="")
    named = Q(code=default) | Q(pk__in=held.values("edition_id")) | (Q(is_default=True) & ~Exists(replaced))
    rows = Edition.objects.filter(named).order_by("code")
    return sorted(rows, key=lambda edition: edition.code != default)


def judged_clauses(edition: Edition, day: date) -> list[Clause]:
    """Clauses of an edition that have a check on a day, in order; one made here has checks while it is in force."""
    if edition.based_on and (edition.status != EditionState.IN_FORCE or edition.since > day):
        return []
    rows = edition.clauses.defer(*TEXTS).order_by("position")
    return [clause for clause in rows if check_of(clause)]


def scopes(person: Person) -> Q:
    """Offices whose compliance a person may see: those below one's overseeing roles, and one's own as its head."""
    found = Q(lineage__in=person.lineages(RoleKind.HEAD))
    for lineage in person.lineages(*READS_SUBTREE):
        found |= Q(lineage__startswith=lineage)
    return found


def top_offices(person: Person) -> list[Office]:
    """Those of her offices whose compliance she may see that do not stand below another one."""
    headed, above = person.lineages(RoleKind.HEAD), tuple(person.lineages(*READS_SUBTREE))
    own = {role.office.lineage: role.office for role in person.present_roles}
    seen = [own[lineage] for lineage in sorted(own) if lineage in headed or lineage.startswith(above)]
    return [one for one in seen if not any(other.holds(one.lineage) and other != one for other in seen)]


def in_breach_now(person: Person, clause: Clause) -> list[tuple[Office, int]]:
    """How many are in breach of a clause today, at and below each of the offices at the top of what she may see."""
    held = Finding.objects.present().filter(edition=clause.edition.code, clause=clause.code, status=Status.BREACHED)
    return [(office, held.below(office.lineage).count()) for office in top_offices(person)]


def breaches(
    office: Office, edition: str, clause: str, first: date, last: date, *, status: Status = Status.BREACHED
) -> Any:
    """Findings in breach (or excused) on any day of a period at or below an office; the page orders and cuts them."""
    rows = Finding.objects.overlapping(first, last).below(office.lineage)
    return rows.filter(edition=edition, clause=clause, status=status)
