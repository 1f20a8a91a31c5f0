"""The daily evaluation, in slices: each sweep does some steps, the next one goes on, whatever was cut off or missed."""

import logging
import time
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.selectors import summed_offices
from accounts.services.moves import place_rows
from govsocial.tallies.models import Night, Turn
from govsocial.tallies.sums import count_live, differences
from govsocial.workdays.periods import Period, measured, quarter_of, week_of
from reviews.services.evaluation import Step, note_evaluated, run_step, steps_of_day, steps_of_end

log = logging.getLogger("govsocial.compliance")
SLICE = 45.0  # seconds of work in one sweep
LONGEST_GAP = timedelta(days=92)  # of days that nobody evaluated; older ones by `manage.py evaluate`
ONE_DAY = timedelta(days=1)


def go_on(seconds: float = SLICE) -> str:
    """Evaluate the days since the last whole night up to today, as far as the seconds reach."""
    today = timezone.localdate()
    night = Night.objects.get_or_create(day=today)[0]
    if night.finished_at:
        return "done for today"
    if not night.done:
        _put_in_place()
    steps, ends = steps_of_night(today), time.monotonic() + seconds
    while night.done < len(steps) and time.monotonic() < ends:
        _do_next(night, steps)
    if night.done < len(steps):
        return f"{night.done} of {len(steps)} steps"
    wrong = _finish(night, today)
    return f"{len(steps)} steps, {wrong} tallies differed"


def steps_of_night(today: date) -> list[Step]:
    """Every day since the last whole night (that day again: more happened on it), and the last two whole weeks: what
    was written down late is still counted."""
    last = Night.objects.exclude(finished_at=None).filter(day__lt=today).aggregate(day=Max("day"))["day"]
    first = max(last or week_of(today).first, today - LONGEST_GAP)
    days = [first + ONE_DAY * number for number in range((today - first).days + 1)]
    ended = week_of(first).previous().previous()
    weeks: list[Period] = []
    while ended.last < today:
        weeks.append(ended)
        ended = ended.next()
    return [
        *(step for week in weeks for step in steps_of_end(week, today)),
        *(step for day in days for step in steps_of_day(day, today)),
    ]


@transaction.atomic
def _put_in_place() -> None:
    """Before anything is judged: rows that were written while an office moved stand where it stands now."""
    Turn.take()
    place_rows()


@transaction.atomic
def _do_next(night: Night, steps: list[Step]) -> None:
    """One step, by whoever comes first; the other one sees how far the work has come and goes on from there."""
    if Night.objects.filter(pk=night.pk, done=night.done).update(done=night.done + 1):
        run_step(steps[night.done], night.day)
    night.refresh_from_db()


def _finish(night: Night, today: date) -> int:
    """Note the time, count the kept sums again; returns how many were wrong (each is in the log)."""
    week = week_of(today)
    quarter = quarter_of(week.last)
    note_evaluated([week, week.previous(), quarter])
    wrong = [line for period in (week, quarter) for line in recount(period)]
    for line in wrong:
        log.error("tally differs: %s", line)
    Night.objects.filter(pk=night.pk).update(finished_at=timezone.now())
    return len(wrong)


def recount(period: Period) -> list[str]:
    """A line for each kept tally of a period that is not what the findings say.

    What differs is counted once more while nobody changes findings: a change between two looks is no difference.
    """
    if not _compared(period):
        return []
    with transaction.atomic():
        Turn.take()
        return _compared(period)


def _compared(period: Period) -> list[str]:
    return differences(period.name, count_live(*measured(period), summed_offices(period)))
