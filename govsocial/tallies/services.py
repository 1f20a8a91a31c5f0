"""Storing findings as intervals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Substr

from govsocial.tallies.intervals import Span, assign
from govsocial.tallies.models import Finding, Turn

BATCH = 500


@dataclass(frozen=True)
class State:
    """What a finding says of one subject; two rows with the same state beside each other are one."""

    status: str
    office_id: int
    lineage: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False)
    began: date | None = field(default=None, compare=False)


Spans = list[Span[State]]
NOTHING_OVER: Mapping[int, Spans] = MappingProxyType({})


@dataclass(frozen=True)
class Key:
    """Under which clause, and of which kind of subject."""

    edition: str
    clause: str
    subject_type: str

    def columns(self) -> dict[str, str]:
        return {"edition": self.edition, "clause": self.clause, "subject_type": self.subject_type}


def store(
    key: Key,
    states: dict[int, State],
    since: date,
    until: date | None,
    *,
    offices: Iterable[int] | None = None,
    over: Mapping[int, Spans] = NOTHING_OVER,
) -> int:
    """Write the states of subjects over [since, until); returns how many subjects changed.

    A subject (of the given offices; of any where none are given) that is not among them has no state any more from
    `since` on (until `until`). `over` holds what is written over some of a subject's days afterwards. Writing the same
    states again changes nothing. Call in a transaction.
    """
    Turn.take()
    changed = 0
    concerned = _concerned(key, since, until, states, offices, over)
    for first in range(0, len(concerned), BATCH):
        some = concerned[first : first + BATCH]
        stored = _by_subject(_touching(key, since, until).filter(subject_id__in=some))
        gone: list[int] = []
        new: list[Finding] = []
        for subject in some:
            before = [Span(row.since, row.until, _state_of(row)) for row in stored[subject]]
            state = states.get(subject)
            after = _without(before, since, until) if state is None else assign(before, since, until, state)
            for span in over.get(subject, ()):
                after = assign(after, span.since, span.until, span.state)
            if after != before:
                changed += 1
                _compare(key, subject, stored[subject], _with_beginnings(after), gone, new)
        _replace(gone, new)
    return changed


def history(key: Key, subject: int) -> Spans:
    """Everything that was found of one subject, in order."""
    return [Span(row.since, row.until, _state_of(row)) for row in _rows_of(key, subject)]


def rewrite(key: Key, subject: int, spans: Spans) -> None:
    """Make the findings of one subject say what the spans say. Call in a transaction."""
    gone: list[int] = []
    new: list[Finding] = []
    _compare(key, subject, list(_rows_of(key, subject)), _with_beginnings(spans), gone, new)
    _replace(gone, new)


def _rows_of(key: Key, subject: int) -> QuerySet[Finding]:
    return Finding.objects.filter(**key.columns(), subject_id=subject).order_by("since")


def _touching(key: Key, since: date, until: date | None) -> QuerySet[Finding]:
    """Rows with a day in [since, until), or that end or begin where it does."""
    rows = Finding.objects.filter(**key.columns()).exclude(until__lt=since)
    return rows if until is None else rows.filter(since__lte=until)


def _concerned(
    key: Key,
    since: date,
    until: date | None,
    states: Mapping[int, State],
    offices: Iterable[int] | None,
    over: Mapping[int, Spans],
) -> list[int]:
    """Subjects of which not one row says the same already for all of the days. Most nights these are few of many."""
    rows = _touching(key, since, until)
    if offices is not None:  # a subject may have come from another office
        rows = rows.filter(Q(office_id__in=offices) | Q(subject_id__in=list(states)))
    found, settled = {*states}, set()
    columns = ("subject_id", "since", "until", "status", "office_id", "lineage")
    for subject, start, end, *said in rows.values_list(*columns).iterator(chunk_size=5000):
        state = states.get(subject)
        covers = start <= since and (end is None or (until is not None and until <= end))
        if covers and state and said == [state.status, state.office_id, state.lineage]:
            settled.add(subject)
        else:
            found.add(subject)
    return sorted(found - (settled - over.keys()))


def _by_subject(rows: QuerySet[Finding]) -> dict[int, list[Finding]]:
    """The rows of each subject in order."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in rows.order_by("subject_id", "since"):
        found[row.subject_id].append(row)
    return found


def _state_of(row: Finding) -> State:
    return State(row.status, row.office_id, row.lineage, row.facts, row.began)


def _without(spans: list[Span[State]], since: date, until: date | None) -> list[Span[State]]:
    """The history with nothing over the days."""
    nothing = State("", 0, "")
    return [span for span in assign(spans, since, until, nothing) if span.state != nothing]


def _with_beginnings(spans: list[Span[State]]) -> list[Span[State]]:
    """Each span with the day on which its status began: carried on where only the office moved."""
    done: list[Span[State]] = []
    for span in spans:
        last = done[-1] if done else None
        follows = last and last.until == span.since and last.state.status == span.state.status
        began = last.state.began if last and follows else (span.state.began or span.since)
        began = span.since if began and began > span.since else began
        state = State(span.state.status, span.state.office_id, span.state.lineage, span.state.facts, began)
        done.append(Span(span.since, span.until, state))
    return done


def _compare(key: Key, subject: int, rows: list[Finding], spans: Spans, gone: list[int], new: list[Finding]) -> None:
    """Note what makes the subject's rows say what the spans say, touching only the rows that differ."""
    wanted = {span.since: span for span in spans}
    for row in rows:
        span = wanted.get(row.since)
        if span is None or (span.until, span.state, span.state.began) != (row.until, _state_of(row), row.began):
            gone.append(row.pk)
        else:
            del wanted[row.since]
    new += (
        Finding(
            **key.columns(),
            subject_id=subject,
            since=span.since,
            until=span.until,
            status=span.state.status,
            office_id=span.state.office_id,
            lineage=span.state.lineage,
            began=span.state.began or span.since,
            facts=span.state.facts,
        )
        for span in wanted.values()
    )


def _replace(gone: list[int], new: list[Finding]) -> None:
    """First what gives way, then what takes its place: a day holds one row of a subject."""
    Finding.objects.filter(pk__in=gone).delete()
    Finding.objects.bulk_create(new, batch_size=BATCH)


def move_findings(old: str, new: str, day: date) -> int:
    """Findings of the offices below a lineage stand below another from a day on; returns how many rows were written.

    What holds beyond the day is cut there: the days before stay where the office stood then. Call in a transaction.
    """
    Turn.take()
    rows = Finding.objects.filter(lineage__startswith=old).filter(Q(until=None) | Q(until__gt=day))
    later = []
    for row in rows.filter(since__lt=day).iterator(chunk_size=2000):
        row.pk, row.since, row.lineage = None, day, new + row.lineage[len(old) :]
        later.append(row)
    rows.filter(since__lt=day).update(until=day)
    moved = rows.filter(since__gte=day).update(lineage=Concat(Value(new), Substr("lineage", len(old) + 1)))
    Finding.objects.bulk_create(later, batch_size=BATCH)
    return moved + len(later)
