"""What the compliance dashboard draws: the heat map, the map, the trend, the comparison, what to look at first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from accounts.models import Office
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import TOTAL
from govsocial.web.templatetags.web import num
from govsocial.workdays.periods import Period
from reviews.figures import FEW, NOTHING, Figure, Figures

WORST = 10  # offices shown unless all are asked for
FIRST = 5  # clauses to look at first
NAMED = 8  # offices that bear their name on the map
MAP_WIDTH, MAP_HEIGHT = 220, 280
WEST, EAST, SOUTH, NORTH = 88.0, 92.8, 20.5, 26.7  # degrees: the country's edges
CHART_WIDTH, CHART_HEIGHT = 560, 140


Judged = tuple[Office, Figure]  # an office with its figure under what sorts: the chosen clause, or all of them


class Cell(NamedTuple):
    """A figure's class and words, and the address of the rows behind it: none where nothing is breached or excused."""

    shade: str
    words: str
    url: str


@dataclass(frozen=True)
class Row:
    """An office with its page, its figure over all clauses, what it is sorted by, and one cell for each clause."""

    office: Office
    url: str
    total: Cell
    chosen: Cell
    cells: list[Cell]

    @property
    def short(self) -> str:
        return short_name(self.office)


def short_name(office: Office) -> str:
    """The place alone, where the name says what kind of office it is: “Office of …, Feni” is Feni."""
    return office.name.rsplit(",", 1)[-1].strip()


def rows_of(offices: list[Office], found: Figures, code: str) -> list[Judged]:
    """Offices with something judged, the worst first: in the chosen clause, else over all."""
    rows = [(one, found.get((one.pk, code), NOTHING)) for one in offices if found.get((one.pk, TOTAL), NOTHING).judged]
    return sorted(rows, key=lambda row: _badness(row[1]), reverse=True)


def _badness(figure: Figure) -> tuple[float, int]:
    return (figure.breached / figure.judged if figure.judged else -1, figure.breached)


@dataclass(frozen=True)
class Point:
    """An office on the map, in the units of the drawing; the worst bear their name."""

    office: Office
    url: str
    title: str
    shade: str
    x: float
    y: float
    name: str

    @property
    def shape(self) -> str:
        """Points of a mark that tells without its colour: a triangle for many breaches, a lozenge for some."""
        size = 6
        corners = {
            "m3": ((0, -size), (size, size), (-size, size)),
            "m2": ((0, -size), (size, 0), (0, size), (-size, 0)),
        }.get(self.shade, ())
        return " ".join(f"{self.x + x:.1f},{self.y + y:.1f}" for x, y in corners)


def points_of(rows: list[Judged], offices: list[Office], into: Callable[[Office], str]) -> list[Point]:
    """Where the offices that have coordinates stand in the drawing, north up; what says nothing is drawn below."""
    judged = {office.pk for office, _figure in rows}
    silent = [(office, NOTHING) for office in offices if office.pk not in judged]
    points = []
    for number, (office, figure) in enumerate([*rows, *silent]):
        if office.latitude is not None and office.longitude is not None:
            x = (office.longitude - WEST) / (EAST - WEST) * MAP_WIDTH
            y = (NORTH - office.latitude) / (NORTH - SOUTH) * MAP_HEIGHT
            name = short_name(office) if number < NAMED and figure.breached else ""
            title = f"{office.name}: {num(figure.shown)}"
            points.append(Point(office, into(office), title, figure.shade, round(x, 1), round(y, 1), name))
    return sorted(points, key=lambda point: point.shade != NOTHING.shade)


@dataclass(frozen=True)
class Stop:
    """One week of the trend, in the units of the chart."""

    week: Period
    figure: Figure
    x: float
    y: float


def stops_of(trend: list[tuple[Period, Figure]]) -> list[Stop]:
    """The share that is met, week by week; weeks in which nothing was judged are left out."""
    step = CHART_WIDTH / max(len(trend) - 1, 1)
    return [
        Stop(week, figure, round(number * step, 1), round(CHART_HEIGHT * (1 - figure.met_share / 100), 1))
        for number, (week, figure) in enumerate(trend)
        if figure.judged
    ]


def line_of(stops: list[Stop]) -> str:
    return " ".join(f"{stop.x},{stop.y}" for stop in stops)


@dataclass(frozen=True)
class Standing:
    """An office in the comparison: its place, how it changed; none where too little was judged."""

    place: int | None
    office: Office
    url: str
    figure: Figure
    change: int | None

    @property
    def short(self) -> str:
        return short_name(self.office)

    @property
    def arrow(self) -> str:
        return "↑" if self.change and self.change > 0 else "↓" if self.change else "→"

    @property
    def points(self) -> int:
        return abs(self.change or 0)


def standings(offices: list[Office], now: Figures, before: Figures, into: Callable[[Office], str]) -> list[Standing]:
    """Offices of one kind by the share that is met; equals share a place, too little judged has none.

    `change`: percentage points against the period before, where that one had enough.
    """
    found = [(one, now.get((one.pk, TOTAL), NOTHING)) for one in offices]
    ranked = sorted((row for row in found if row[1].judged >= FEW), key=lambda row: -row[1].met / row[1].judged)
    shares = [figure.met / figure.judged for _office, figure in ranked]
    done = [
        Standing(shares.index(share) + 1, one, into(one), figure, _change(figure, before.get((one.pk, TOTAL), NOTHING)))
        for share, (one, figure) in zip(shares, ranked, strict=True)
    ]
    few = [(one, figure) for one, figure in found if 0 < figure.judged < FEW]
    return [*done, *(Standing(None, one, into(one), figure, None) for one, figure in few)]


def _change(figure: Figure, before: Figure) -> int | None:
    return figure.met_share - before.met_share if before.judged >= FEW else None


@dataclass(frozen=True)
class Concern:
    """A clause to look at first: how many are in breach, how many more than in the period before."""

    clause: Clause
    figure: Figure
    more: int

    @property
    def fewer(self) -> int:
        return -self.more


def concerns(clauses: list[Clause], now: Figures, before: Figures, scope: int) -> list[Concern]:
    """The clauses with the most breaches below a scope."""
    found = []
    for clause in clauses:
        figure = now.get((scope, clause.code), NOTHING)
        if figure.breached:
            found.append(Concern(clause, figure, figure.breached - before.get((scope, clause.code), NOTHING).breached))
    return sorted(found, key=lambda one: -one.figure.breached)[:FIRST]
