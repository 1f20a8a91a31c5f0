"""The sums below each office: counted from the findings, kept, compared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from govsocial.tallies.intervals import Span
from govsocial.tallies.models import COUNTED, SEVERITY, TOTAL, Finding, Tally
from govsocial.tallies.services import State

BATCH = 500
NOTHING: Counter[str] = Counter()
RANK = {status.value: rank for rank, status in enumerate(SEVERITY)}
Sums = dict[tuple[str, str, int], Counter[str]]
Place = tuple[str, str, str, str, int]  # edition, clause, lineage, status, how many


def count_live(
    first: date,
    last: date,
    offices: Collection[int],
    *,
    edition: str = "",
    clause: str = "",
    only: Collection[int] | None = None,
    whose: Iterable[int] | None = None,
) -> Sums:
    """Count subjects by their worst state in a period, at and below each of the offices, straight from the findings.

    Returns (edition, clause, office id) → how many in each state. A subject counts where its office stood last.
    `only` reads nothing but the findings of these offices themselves; `whose` counts nothing but the subjects that one
    of these offices ever had, wherever their findings stand.
    """
    rows = Finding.objects.overlapping(first, last)
    if whose is not None:
        same = {name: OuterRef(name) for name in ("edition", "clause", "subject_type", "subject_id")}
        rows = rows.filter(Exists(Finding.objects.filter(**same, office_id__in=whose)))
    rows = rows if only is None else rows.filter(office_id__in=only)
    rows = rows.filter(edition=edition) if edition else rows
    rows = rows.filter(clause=clause) if clause else rows
    return _rolled_up(_places(rows.order_by(), first, last), offices)


def _places(rows: QuerySet[Finding], first: date, last: date) -> Iterator[Place]:
    """How many were in each state at each office: every row counts, and then of several of one subject the worst."""
    columns = ("edition", "clause", "lineage", "status")
    yield from rows.values_list(*columns).annotate(n=Count("pk")).iterator(chunk_size=5000)
    changing = rows.filter(Q(until__lte=last) | Q(since__gt=first))  # all rows of who has several, and few others
    changing = changing.order_by("edition", "clause", "subject_type", "subject_id", "since")
    found = changing.values_list("subject_type", "subject_id", *columns).iterator(chunk_size=5000)
    for (_kind, _subject, rule, number), group in groupby(found, key=lambda row: row[:4]):
        states = list(group)
        yield from ((rule, number, lineage, status, -1) for *_key, lineage, status in states)
        yield rule, number, states[-1][4], max((row[5] for row in states), key=RANK.__getitem__), 1


def count_subject(
    edition: str, clause: str, spans: Iterable[Span[State]], first: date, last: date, offices: Collection[int]
) -> Sums:
    """The same of one subject's history: nothing, or one in its worst state, where its office stood last."""
    held = [span.state for span in spans if span.since <= last and (span.until is None or span.until > first)]
    if not held:
        return {}
    worst = max((state.status for state in held), key=RANK.__getitem__)
    return _rolled_up([(edition, clause, held[-1].lineage, worst, 1)], offices)


def _rolled_up(places: Iterable[Place], offices: Collection[int]) -> Sums:
    wanted = frozenset(offices)
    sums: Sums = defaultdict(Counter)
    ancestors: dict[str, list[int]] = {}
    for edition, clause, lineage, status, number in places:
        if lineage not in ancestors:
            ancestors[lineage] = [int(part) for part in lineage.strip("/").split("/") if int(part) in wanted]
        for office in ancestors[lineage]:
            sums[edition, clause, office][status] += number
    return {key: +counts for key, counts in sums.items() if any(counts.values())}


def keep_sums(period: str, sums: Sums, *, edition: str = "", clause: str = "") -> int:
    """Make the tallies of a period (or of one clause in it) equal to counted sums; returns how many rows changed.

    Call in a transaction that took its turn before counting.
    """
    rows = Tally.objects.filter(period=period).exclude(clause=TOTAL)
    rows = rows.filter(edition=edition) if edition else rows
    rows = rows.filter(clause=clause) if clause else rows
    return shift_sums(period, {(row.edition, row.clause, row.office_id): _counts_of(row) for row in rows}, sums)


def shift_sums(period: str, before: Sums, after: Sums) -> int:
    """Bring the tallies of a period from one count to another; returns how many rows changed, totals left out.

    Each office's total over the clauses of an edition goes along. Call in a transaction that took its turn.
    """
    shifts: Sums = {}
    for key in {*before, *after}:
        shift = Counter(after.get(key, NOTHING))
        shift.subtract(before.get(key, NOTHING))
        if any(shift.values()):
            shifts[key] = shift
    number = len(shifts)
    for (edition, _clause, office), shift in list(shifts.items()):
        shifts.setdefault((edition, TOTAL, office), Counter()).update(shift)
    _write(period, shifts)
    return number


def _write(period: str, shifts: Sums) -> None:
    """Add the shifts to the rows; a row that counts nothing any more goes."""
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for edition, clause, office in shifts:
        wanted[edition, clause].append(office)
    changed: list[Tally] = []
    gone: list[Tally] = []
    for (edition, clause), offices in sorted(wanted.items()):
        rows = Tally.objects.filter(period=period, edition=edition, clause=clause)
        rows = rows.filter(office_id__in=offices) if len(offices) < BATCH else rows
        present = {row.office_id: row for row in rows}
        for office in sorted(offices):
            row = present.get(office) or Tally(period=period, edition=edition, clause=clause, office_id=office)
            for name, difference in shifts[edition, clause, office].items():
                setattr(row, name, getattr(row, name) + difference)
            (changed if any(_counts_of(row).values()) else gone).append(row)
    if stored := [row.pk for row in gone if row.pk]:
        Tally.objects.filter(pk__in=stored).delete()
    for row in changed:
        row.pk = None  # one statement adds the new ones and changes the others
    unique = ["period", "edition", "clause", "office_id"]
    Tally.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=COUNTED
    )


def differences(period: str, sums: Sums) -> list[str]:
    """Where the kept tallies of a period are not what was counted: a line for each, in the order of offices."""
    kept = {(row.edition, row.clause, row.office_id): _counts_of(row) for row in Tally.objects.filter(period=period)}
    counted = {key: Counter(counts) for key, counts in sums.items()}
    for (edition, _clause, office), counts in sums.items():
        counted.setdefault((edition, TOTAL, office), Counter()).update(counts)
    lines = []
    for key in sorted({*kept, *counted}, key=lambda key: (key[2], key[0], key[1])):
        edition, clause, office = key
        stored, live = (+Counter(counts.get(key, NOTHING)) for counts in (kept, counted))
        if stored != live:
            lines.append(f"{period} office {office} {edition} {clause}: kept {dict(stored)}, counted {dict(live)}")
    return lines


def _counts_of(row: Tally) -> Counter[str]:
    return Counter({name: getattr(row, name) for name in COUNTED})
