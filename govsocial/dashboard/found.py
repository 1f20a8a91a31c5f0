"""Everything that the compliance dashboard says, read in a handful of rows."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Office
from govsocial.dashboard import heat
from govsocial.dashboard.choice import Choice
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import TOTAL
from govsocial.workdays.periods import Period, week_of
from reviews.figures import NOTHING, Ask, Figure, Figures, figures, own_figures
from reviews.selectors import compared, judged_clauses

TREND_WEEKS = 12


@dataclass(frozen=True)
class Found:
    """Clauses that are judged, the chosen one, the compared offices and which have others below; figures by office and
    clause in the period and in the one before, of the scope by week; the offices with something judged in order."""

    clauses: list[Clause]
    clause: Clause | None
    offices: list[Office]
    internal: set[int]
    now: Figures
    before: Figures
    trend: list[tuple[Period, Figure]]
    rows: list[heat.Judged]

    @property
    def sorted_by(self) -> str:
        """The column that sorts: the chosen clause, else all of them."""
        return self.clause.code if self.clause else TOTAL


def find(choice: Choice) -> Found:
    """From the kept sums by one query, and the own findings of offices with nobody below by another."""
    period, before, scope = choice.period, choice.period.previous(), choice.office.pk
    edition = next(one for one in choice.editions if one.code == choice.edition)
    clauses = judged_clauses(edition, min(period.last, timezone.localdate()))
    clause = next((one for one in clauses if one.code == choice.clause), None)
    clauses.sort(key=lambda one: one != clause)  # the chosen one stands first
    column, codes = clause.code if clause else TOTAL, [TOTAL, *(one.code for one in clauses)]
    offices, internal = compared(choice.office, choice.group) if choice.group else ([], set())
    leaves = {office.pk for office in offices} - internal if choice.groups else {scope}
    both, weeks = [period, before], _weeks(period)
    of_offices = Ask(both, internal, {TOTAL, column})
    read = figures(choice.edition, Ask(both, [scope], codes), of_offices, Ask(weeks, [scope], [column]))
    for name, own in own_figures(choice.edition, both, leaves).items():
        read[name] |= own
    now = read[period.name]
    trend = [(week, read[week.name].get((scope, column), NOTHING)) for week in weeks]
    return Found(clauses, clause, offices, internal, now, read[before.name], trend, heat.rows_of(offices, now, column))


def under_every_clause(choice: Choice, found: Found, offices: list[Office]) -> Figures:
    """The figures with those of some offices under every clause: so far only the sorting column was read of them."""
    internal = found.internal.intersection(office.pk for office in offices)
    asked = Ask([choice.period], internal, [clause.code for clause in found.clauses])
    return found.now | figures(choice.edition, asked)[choice.period.name]


def _weeks(period: Period) -> list[Period]:
    """The weeks of the trend up to a period's end or today, the latest last."""
    weeks = [week_of(min(period.last, timezone.localdate()))]
    while len(weeks) < TREND_WEEKS:
        weeks.insert(0, weeks[0].previous())
    return weeks
