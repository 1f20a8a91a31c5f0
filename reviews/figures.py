"""Figures of compliance, read from the kept sums: a handful of rows at any size."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby
from operator import attrgetter, or_

from django.db.models import Q

from govsocial.tallies.intervals import Span
from govsocial.tallies.models import COUNTED, TOTAL, Finding, Status, Tally
from govsocial.tallies.services import State
from govsocial.tallies.sums import count_subject
from govsocial.workdays.periods import Period, measured

FEW = 10  # fewer than these are shown as a count, and are not ranked
MANY = 34  # per cent in breach
MET, MET_SINGLE, BREACHED, EXCUSED = (
    status.value for status in (Status.MET, Status.MET_SINGLE, Status.BREACHED, Status.EXCUSED)
)


@dataclass(frozen=True)
class Figure:
    """How many subjects of one clause were in each state."""

    counts: dict[str, int]

    @cached_property
    def judged(self) -> int:
        """Subjects that were met, excused or in breach: what a share is a share of."""
        return self.met + self.breached + self.counts[EXCUSED]

    @cached_property
    def breached(self) -> int:
        return self.counts[BREACHED]

    @cached_property
    def met(self) -> int:
        return self.counts[MET] + self.counts[MET_SINGLE]

    @property
    def share(self) -> int:
        """Per cent of the judged that are in breach, rounded up: one breach never shows as none."""
        return -(-100 * self.breached // self.judged) if self.judged else 0

    @cached_property
    def shade(self) -> str:
        """Class of a heat map's cell: m0 nothing judged, mx only excused, m1 none, m2 some, m3 many in breach."""
        if not self.judged:
            return "m0"
        if self.breached:
            return "m3" if self.share > MANY else "m2"
        return "m1" if self.met else "mx"

    @property
    def met_share(self) -> int:
        """Per cent of the judged that are met, rounded down: all but one never shows as all."""
        return 100 * self.met // self.judged if self.judged else 0

    @property
    def shown(self) -> str:
        """What a cell says: of few “2/3”, of many the per cent that are met; a mark alone where nothing is judged."""
        if not self.judged:
            return ""
        return f"{self.met}/{self.judged}" if self.judged < FEW else f"{self.met_share}%"


NOTHING = Figure(dict.fromkeys(COUNTED, 0))
Figures = dict[tuple[int, str], Figure]  # office and clause, TOTAL for the sum over all


@dataclass(frozen=True)
class Ask:
    """Which figures: of offices under clauses in periods."""

    periods: Collection[Period]
    offices: Collection[int]
    clauses: Collection[str]

    @property
    def rows(self) -> Q:
        names = [period.name for period in self.periods]
        return Q(period__in=names, clause__in=self.clauses, office_id__in=self.offices)


def figures(edition: str, *asked: Ask) -> dict[str, Figures]:
    """Name of the period → (office, clause) → figure, in one query; pairs without any subject are left out."""
    rows = Tally.objects.filter(reduce(or_, (ask.rows for ask in asked)), edition=edition)
    found: dict[str, Figures] = defaultdict(dict)
    for period, office, clause, *counts in rows.values_list("period", "office_id", "clause", *COUNTED):
        found[period][office, clause] = Figure(dict(zip(COUNTED, counts, strict=True)))
    return found


def own_figures(edition: str, periods: Collection[Period], offices: Collection[int]) -> dict[str, Figures]:
    """The same of offices with nobody below, for which no sums are kept: counted from their own findings."""
    if not offices:
        return {}
    days = {period.name: measured(period) for period in periods}
    first, last = min(first for first, _last in days.values()), max(last for _first, last in days.values())
    rows = Finding.objects.overlapping(first, last).filter(edition=edition, office_id__in=offices)
    rows = rows.order_by("clause", "subject_type", "subject_id", "since")
    sums: dict[str, dict[tuple[int, str], Counter[str]]] = {name: defaultdict(Counter) for name in days}
    for (clause, _kind, _subject), group in groupby(rows, key=attrgetter("clause", "subject_type", "subject_id")):
        spans = [Span(row.since, row.until, State(row.status, row.office_id, row.lineage)) for row in group]
        for name, (first, last) in days.items():
            counted = count_subject(edition, clause, spans, first, last, offices)
            for (_edition, _clause, office), counts in counted.items():
                sums[name][office, clause].update(counts)
                sums[name][office, TOTAL].update(counts)
    return {name: {key: _figure(counts) for key, counts in found.items()} for name, found in sums.items()}


def _figure(counts: Counter[str]) -> Figure:
    return Figure({name: counts[name] for name in COUNTED})


def totals(found: Figures, offices: Iterable[int]) -> dict[int, Figure]:
    """Office → its figure over all clauses: each subject counts once for each clause."""
    return {office: found[office, TOTAL] for office in offices if (office, TOTAL) in found}
