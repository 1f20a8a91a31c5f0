"""What granted excusals do to findings: a breach on their days is stored as excused and says by which excusal.

Nothing is hidden: the facts keep that the subject would be in breach; after the term it is in breach again.
"""

from collections import defaultdict
from datetime import date

from accounts.selectors import summed_offices
from govsocial.tallies.intervals import Span, assign
from govsocial.tallies.models import Status, Tally, Turn
from govsocial.tallies.services import Key, Spans, State, history, rewrite
from govsocial.tallies.sums import count_subject, shift_sums
from govsocial.workdays.periods import ONE_DAY, measured, touched
from reviews.models import Excusal
from reviews.models.excusal import ExcusalQuerySet

NAMES = {"excusal", "would_be"}  # what an excused finding's facts hold beside the check's own


def excused_days(key: Key, states: dict[int, State], since: date, until: date | None, today: date) -> dict[int, Spans]:
    """Of the states that a check answers for [since, until): the breaches' days that are excused. One query."""
    in_breach = {subject for subject, state in states.items() if state.status == Status.BREACHED}
    if not in_breach:
        return {}
    last = today if until is None else until - ONE_DAY
    found: dict[int, Spans] = defaultdict(list)
    for excusal in _granted(key).holding(since, last):
        if excusal.subject_type == key.subject_type and excusal.subject_id in in_breach:
            subject = excusal.subject_id
            found[subject].append(_excused(excusal, states[subject], since, until, today))
    return found


def retell(excusal: Excusal, today: date) -> bool:
    """Bring the subject's findings and the sums above it in line with its excusals; True where anything changed.

    Call in the transaction in which the excusal was granted or ended.
    """
    Turn.take()
    key, subject = key_of(excusal), excusal.subject_id
    before = history(key, subject)
    after = _told(before, [row for row in _granted(key) if row.subject_id == subject], today)
    if after == before:
        return False
    _shift(key, before, after, excusal.since, today)
    rewrite(key, subject, after)
    return True


def key_of(excusal: Excusal) -> Key:
    return Key(excusal.clause.edition.code, excusal.clause.code, excusal.subject_type)


def _granted(key: Key) -> ExcusalQuerySet:
    rows = Excusal.objects.of_clause(key.edition, key.clause).exclude(holds_until=None)
    return rows.filter(account__isnull=key.subject_type != "account").order_by("since", "id")


def _told(before: Spans, excusals: list[Excusal], today: date) -> Spans:
    """The history with every breach as it is, and then with what is excused of it."""
    after = before
    for span in before:
        state = span.state
        if state.status != Status.BREACHED and "excusal" not in state.facts:
            continue
        facts = {name: value for name, value in state.facts.items() if name not in NAMES}
        bare = State(Status.BREACHED.value, state.office_id, state.lineage, facts)
        after = assign(after, span.since, span.until, bare)
        last = today if span.until is None else span.until - ONE_DAY
        for excusal in excusals:
            if excusal.since <= last and excusal.holds_until and excusal.holds_until > span.since:
                over = _excused(excusal, bare, span.since, span.until, today)
                after = assign(after, over.since, over.until, over.state)
    return after


def _excused(excusal: Excusal, state: State, since: date, until: date | None, today: date) -> Span[State]:
    """The part of a breach over [since, until) that an excusal covers; what holds today holds until further notice."""
    end = excusal.holds_until or since
    facts = {**state.facts, "excusal": excusal.pk, "would_be": state.status}
    excused = State(Status.EXCUSED.value, state.office_id, state.lineage, facts)
    if until is None:
        return Span(max(excusal.since, since), None if end > today else end, excused)
    return Span(max(excusal.since, since), min(end, until), excused)


def _shift(key: Key, before: Spans, after: Spans, first: date, last: date) -> None:
    """Take the subject from one sum to the other in every kept week and quarter with a day in [first, last]."""
    for period in touched(first, last):
        if Tally.objects.filter(period=period.name, edition=key.edition, clause=key.clause).exists():
            offices = summed_offices(period)
            sums = [
                count_subject(key.edition, key.clause, spans, *measured(period), offices) for spans in (before, after)
            ]
            shift_sums(period.name, *sums)
