"""The checks that apps register in their `compliance.py`, and what a check is asked and answers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from django.db.models import FilteredRelation, Q
from django.utils.module_loading import autodiscover_modules

from govsocial.rulebook.models import Clause, Edition, EditionState, Force, OfficeEdition, Parameter
from govsocial.workdays.periods import Period

Every = Literal["day", "week", "month", "quarter", "fiscal_year"]


@dataclass(frozen=True)
class Question:
    """One clause, one period. `day` is the period's last day, or today while the period runs; `parameters` are those
    of that day; `whose` narrows a queryset to the offices that follow the edition, by their lineage."""

    edition: str
    clause: str
    period: Period
    day: date
    parameters: dict[str, Any]
    whose: Callable[[str], Q]


@dataclass(frozen=True)
class Outcome:
    """The state of one subject; `status` is a word of tallies.Status."""

    subject_id: int
    office_id: int
    lineage: str
    status: str
    facts: dict[str, Any] = field(default_factory=dict)


Run = Callable[[Question], Iterable[Outcome]]
NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY


@dataclass(frozen=True)
class Check:
    """A registered check: set-based (a fixed number of queries), pure in its question and the records."""

    name: str
    edition: str
    clause: str
    subject: str
    every: Every
    run: Run


_REGISTERED: dict[tuple[str, str], Check] = {}


def check(edition: str, clause: str, *, subject: str, every: Every) -> Callable[[Run], Run]:
    """Register a function as the check of a clause; raises ValueError where the clause has one already."""

    def register(run: Run) -> Run:
        if (edition, clause) in _REGISTERED:
            raise ValueError(f"{edition} {clause} has a check already")
        name = f"{run.__module__}.{run.__name__}"
        _REGISTERED[edition, clause] = Check(name, edition, clause, subject, every, run)
        return run

    return register


@cache
def checks() -> dict[tuple[str, str], Check]:
    """Every check by edition and clause; the apps' `compliance.py` modules are read at the first call."""
    autodiscover_modules("compliance")
    return dict(sorted(_REGISTERED.items()))


def checks_on(day: date) -> dict[tuple[str, str], Check]:
    """The checks of a day: the registered ones, and for an edition made here from an older one those of its origin."""
    found = dict(checks())
    made = Clause.objects.filter(edition__status=EditionState.IN_FORCE, edition__since__lte=day)
    for clause in made.exclude(edition__based_on="").select_related("edition").defer("text_bn", "text_en"):
        if origin := check_of(clause):
            key = (clause.edition.code, clause.code)
            run = origin.run if clause.force == Force.MUST else _unbreakable(origin.run)
            found[key] = replace(origin, edition=key[0], clause=key[1], run=run)
    return found


def check_of(clause: Clause) -> Check | None:
    """The check that decides a clause; of an edition made here, the one of the shipped clause whose rule it is."""
    return checks().get(clause.rule)


def _unbreakable(run: Run) -> Run:
    """The same answers for a clause that is no *must* any more: nothing is owed where it would be in breach."""

    def unbroken(question: Question) -> Iterator[Outcome]:
        for outcome in run(question):
            yield replace(outcome, status="not_applicable") if outcome.status == "breached" else outcome

    return unbroken


def parameters_on(edition: str, day: date) -> dict[str, Any]:
    """The parameters of an edition on a day, by name; what an edition made here leaves out, its origin says."""
    origin = Edition.objects.filter(code=edition).values("based_on")
    rows = Parameter.objects.on(day).filter(Q(edition__code=edition) | Q(edition__code__in=origin))
    found = list(rows.values_list("edition__code", "name", "value"))
    return {name: value for _code, name, value in sorted(found, key=lambda row: row[0] == edition)}


def followers(
    edition: str, day: date, *, below: str = "/", moved: Mapping[str, str] = MappingProxyType({})
) -> Callable[[str], Q]:
    """Narrow by lineage to the offices that follow an edition on a day: the nearest row up the tree decides.

    A supplementary edition is followed beside the other; `below` keeps to one office's subtree as it is today. `moved`
    names the offices that stood elsewhere on the day: today's lineage → the one of then.
    """
    rows = sorted(
        OfficeEdition.objects.on(day).select_related("edition"), key=lambda row: (len(row.lineage), row.office_id)
    )
    supplementary = {row.edition.code for row in rows if row.edition.supplements}
    relevant = [row for row in rows if row.edition.code == edition]
    if edition not in supplementary:
        relevant = [row for row in rows if not row.edition.supplements]
    is_default = edition == OfficeEdition.default_code(day)

    def decided(field: str, rule: Q, rows: list[OfficeEdition]) -> Q:
        for row in rows:
            here = Q(**{f"{field}__startswith": row.lineage})
            rule = rule | here if row.edition.code == edition else rule & ~here
        return rule

    def whose(field: str) -> Q:
        rule = decided(field, EVERYBODY if is_default else NOBODY, relevant)
        for now, then in moved.items():
            here = Q(**{f"{field}__startswith": now})
            above = [row for row in relevant if not row.office_id or f"/{row.office_id}/" in then]
            above.sort(key=lambda row: then.find(f"/{row.office_id}/"))
            follows = above[-1].edition.code == edition if above else is_default
            inside = [row for row in relevant if row.lineage.startswith(now) and row.lineage != now]
            rule = (rule & ~here) | (here & decided(field, EVERYBODY if follows else NOBODY, inside))
        return rule & Q(**{f"{field}__startswith": below})

    return whose


@dataclass(frozen=True)
class Following:
    """Who follows which edition on a day, read at once: the same rule as `followers`, asked from the office's side."""

    rows: tuple[tuple[str, str, str, bool, str | None, int | None], ...]

    @classmethod
    def on(cls, day: date) -> "Following":
        """One query at any number of offices."""
        holds = Q(followers__since__lte=day) & (Q(followers__until=None) | Q(followers__until__gt=day))
        found = Edition.objects.annotate(row=FilteredRelation("followers", condition=holds))
        found = found.filter(Q(is_default=True) | Q(row__isnull=False)).order_by("code")
        columns = ("code", "based_on", "supplements", "is_default", "row__lineage", "row__office_id")
        return cls(tuple(found.values_list(*columns)))

    def of(self, lineage: str) -> dict[str, str]:
        """The editions of an office: one guideline, then what supplements it; each with the shipped edition whose
        checks and duties it takes over (itself, where it is one)."""
        guidelines, supplements = [], []
        for code, _based_on, is_supplement, is_default, at, by in self.rows:
            if at and lineage.startswith(at) and is_supplement:
                supplements.append(code)
            elif at and lineage.startswith(at):
                guidelines.append((len(at), by or 0, code))
            elif is_default:
                guidelines.append((0, 0, code))
        origins = {code: based_on or code for code, based_on, *_rest in self.rows}
        return {code: origins[code] for code in [max(guidelines)[-1], *supplements]}


def editions_followed(lineages: Collection[str], day: date) -> dict[str, dict[str, str]]:
    """Which editions each office follows on a day, by its lineage."""
    following = Following.on(day)
    return {lineage: following.of(lineage) for lineage in lineages}
