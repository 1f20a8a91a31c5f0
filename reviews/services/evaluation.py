"""Evaluating the clauses: every check asked, its findings stored as intervals, the sums below each office kept."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Office
from accounts.selectors import moved_since, places_on, summed_offices
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.rulebook.checks import Check, Outcome, Question, checks_on, followers, parameters_on
from govsocial.tallies.models import Evaluation, Tally, Turn
from govsocial.tallies.services import Key, State, store
from govsocial.tallies.sums import count_live, keep_sums
from govsocial.workdays.periods import Period, measured, quarter_of, touched, week_of, weeks_of
from reviews.services.excusing import excused_days

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One check for one period; the answer holds over [since, until), None until further notice."""

    check: Check
    period: Period
    day: date
    since: date
    until: date | None


def evaluate(period: Period, today: date, *, below: Office | None = None) -> int:
    """Ask every check for a week or for the weeks of a quarter; returns how many findings changed.

    A second run changes nothing. What is said of the latest day or week holds until further notice, of an earlier one
    for its days only. Judged by the parameters and the tree of the time. Raises ValueError for a period to come.
    """
    if period.first > today:
        raise ValueError(f"{period.name} has not begun")
    weeks = [period] if period.kind == "week" else [week for week in weeks_of(period) if week.first <= today]
    changed = sum(run_step(step, today, below) for week in weeks for step in steps_of(week, today))
    note_evaluated([*weeks, *{quarter_of(week.last) for week in weeks}])
    return changed


def note_evaluated(periods: list[Period]) -> None:
    """The as-of time of every figure of these periods is now."""
    for period in periods:
        Evaluation.objects.update_or_create(period=period.name, defaults={"at": timezone.now()})


def steps_of(week: Period, today: date) -> list[Step]:
    """What is asked for a week: daily checks for each of its days so far, weekly ones once the week is over."""
    days = [week.first + ONE_DAY * number for number in range(7)]
    daily = [step for day in days if day <= today for step in steps_of_day(day, today)]
    return [*daily, *(steps_of_end(week, today) if week.last < today else [])]


def steps_of_day(day: date, today: date) -> list[Step]:
    """The daily checks of a day; what is said of today holds until further notice."""
    until = None if day == today else day + ONE_DAY
    daily = [check for check in checks_on(day).values() if check.every == "day"]
    return [Step(check, week_of(day), day, day, until) for check in daily]


def steps_of_end(week: Period, today: date) -> list[Step]:
    """The weekly checks of a week that is over; what is said of the latest one holds until further notice."""
    until = None if week.next().last >= today else week.last + ONE_DAY
    weekly = [check for check in checks_on(week.last).values() if check.every == "week"]
    return [Step(check, week, week.last, week.first, until) for check in weekly]


@transaction.atomic
def run_step(step: Step, today: date, below: Office | None = None) -> int:
    """Ask one check, store its answer and the sums of the periods it touches; an audit entry where anything changed."""
    Turn.take()  # before anything is asked: an answer must not come from before a move or an excusal
    check, lineage = step.check, below.lineage if below else "/"
    places = places_on(step.day)
    whose = followers(check.edition, step.day, below=lineage, moved=moved_since(places))
    rules = parameters_on(check.edition, step.day)
    question = Question(check.edition, check.clause, step.period, step.day, rules, whose)
    states = {outcome.subject_id: _state(outcome, places) for outcome in check.run(question)}
    offices = Office.objects.within(below).order_by().values_list("pk", flat=True) if below else None
    key = Key(check.edition, check.clause, check.subject)
    over = excused_days(key, states, step.since, step.until, today)
    changed = store(key, states, step.since, step.until, offices=offices, over=over)
    last = step.until - ONE_DAY if step.until else today
    keep_clause_sums(check.edition, check.clause, step.since, last, changed=bool(changed))
    if changed:
        root = below or Office.objects.get(parent=None)
        digest = hashlib.sha256(repr(sorted((pk, state.status) for pk, state in states.items())).encode()).hexdigest()
        facts = {"edition": check.edition, "clause": check.clause, "period": step.period.name, "changed": changed}
        record(Action.CLAUSE_EVALUATED, root, lineage=root.lineage, data={**facts, "sha256": digest})
    return changed


def _state(outcome: Outcome, places: dict[str, str]) -> State:
    return State(outcome.status, outcome.office_id, places.get(outcome.lineage, outcome.lineage), outcome.facts)


def keep_clause_sums(edition: str, clause: str, since: date, until: date, *, changed: bool) -> None:
    """Sums of one clause for every week and quarter that the days touch; unchanged ones only where there are none."""
    for period in touched(since, until):
        kept = Tally.objects.filter(period=period.name, edition=edition, clause=clause)
        if changed or not kept.exists():
            sums = count_live(*measured(period), summed_offices(period), edition=edition, clause=clause)
            keep_sums(period.name, sums, edition=edition, clause=clause)
