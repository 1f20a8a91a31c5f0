"""When a decision is owed, why then, and keeping that true when the working calendar changes."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from content.models import Mistake, Post, SecondLook
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.rulebook.checks import Following
from govsocial.rulebook.services import parameter
from govsocial.workdays.calendar import DayStep, Due, WorkingCalendar
from govsocial.workdays.services import load_calendar

BATCH = 500
Owed = TypeVar("Owed", Mistake, SecondLook)
CORRECTION = ("cg-2017", "d8")
SECOND_LOOK = "emergency_second_look"


@dataclass(frozen=True)
class Deadline:
    """A moment in UTC; `due` explains it day by day, None where it is the time chosen for publication."""

    at: datetime
    due: Due | None

    @property
    def why(self) -> dict[str, Any] | None:
        """The explanation as it is stored beside the moment."""
        if self.due is None:
            return None
        days = [{**asdict(step), "on": step.on.isoformat()} for step in self.due.days]
        return {"minutes": self.due.minutes, "started_at": self.due.started_at.isoformat(), "days": days}


@dataclass
class Deadlines:
    """Deadlines by the calendar and the rule book as they are now; each is read once for all that need it."""

    _calendars: dict[int, WorkingCalendar] = field(default_factory=dict)
    _minutes: dict[tuple[str, date, str | None], int] = field(default_factory=dict)
    _following: dict[date, Following] = field(default_factory=dict)

    def of(self, submitted: datetime, wished: datetime | None) -> Deadline:
        """The wished time, else the first-response hours of working time after sending."""
        return Deadline(wished, None) if wished and wished > submitted else self.limit("first_response", submitted)

    def correction(self, noticed: datetime, lineage: str) -> Deadline:
        """By when a mistake is to be corrected: working hours of `correction`, of the edition the office follows.

        Where the office does not follow cg-2017 the same value is the installation's own limit.
        """
        day = timezone.localdate(noticed)
        if day not in self._following:
            self._following[day] = Following.on(day)
        followed = self._following[day].of(lineage)
        edition = next((code for code, origin in followed.items() if origin == CORRECTION[0]), CORRECTION[0])
        return self.limit("correction", noticed, edition)

    def limit(self, name: str, start: datetime, edition: str | None = None) -> Deadline:
        """The moment by which the working hours of a parameter have passed since a start, and why then."""
        day = timezone.localdate(start)
        if day.year not in self._calendars:
            self._calendars[day.year] = load_calendar(day)
        asked = (name, day, edition)
        if asked not in self._minutes:
            self._minutes[asked] = int(parameter(name, day, edition)) * 60
        due = self._calendars[day.year].due_after(start, self._minutes[asked])
        return Deadline(due.at, due)


def deadline(submitted: datetime, wished: datetime | None) -> Deadline:
    """When the decision is owed, and why then."""
    return Deadlines().of(submitted, wished)


def deadline_for(post: Post, submitted: datetime, wished: datetime | None) -> Deadline:
    """The same for a post: a correction is owed no later than its mistake is to be corrected (cg-2017 d8)."""
    owed = Mistake.objects.open().filter(post=post.corrects_id).first() if post.corrects_id else None
    return _no_later(deadline(submitted, wished), owed)


def _no_later(due: Deadline, owed: Mistake | None) -> Deadline:
    return due if owed is None or due.at <= owed.due_at else stored_deadline(owed.due_at, owed.due_why)


def correction_deadline(noticed: datetime, lineage: str) -> Deadline:
    """By when a mistake of an office is to be corrected, and why then."""
    return Deadlines().correction(noticed, lineage)


def stored_deadline(at: datetime, why: dict[str, Any]) -> Deadline:
    """A deadline as it stands in the database."""
    days = tuple(DayStep(**{**step, "on": date.fromisoformat(step["on"])}) for step in why["days"])
    return Deadline(at, Due(at, why["minutes"], datetime.fromisoformat(why["started_at"]), days))


def working_limit(name: str, start: datetime) -> Deadline:
    """The same moment, for one."""
    return Deadlines().limit(name, start)


def why_due(post: Post) -> Deadline | None:
    """The stored explanation of a waiting post's deadline; None where there is none. Asks the database nothing."""
    if not post.is_waiting or not post.decide_by:
        return None
    if post.decide_why is None:
        return Deadline(post.decide_by, None) if post.decide_by == post.publish_at else None
    return stored_deadline(post.decide_by, post.decide_why)


def recompute_deadlines() -> str:
    """Sweep: open mistakes, owed second looks and waiting posts whose deadline is no longer what the calendar says get
    the new one."""
    deadlines, last = Deadlines(), 0
    moved = _move_owed(deadlines)  # before the posts that correct them
    while True:
        rows = Post.objects.waiting().filter(pk__gt=last, submitted_at__isnull=False)
        posts = list(rows.order_by("pk")[:BATCH])
        if not posts:
            return f"{moved} times to decide moved"
        moved += _move(posts, deadlines)
        last = posts[-1].pk


def _move_owed(deadlines: Deadlines) -> int:
    mistakes = Mistake.objects.open().select_related("post")
    looks = SecondLook.objects.owed().select_related("post", "decision")
    due_mistakes = [(row, deadlines.correction(row.noticed_at, row.post.lineage)) for row in mistakes]
    due_looks = [(row, deadlines.limit(SECOND_LOOK, row.decision.at)) for row in looks]
    moved = _write_owed("mistakes", Mistake.objects.open(), due_mistakes)
    return moved + _write_owed("second_looks", SecondLook.objects.filter(looked_at=None), due_looks)


@transaction.atomic
def _write_owed(word: str, still: QuerySet[Owed], due: list[tuple[Owed, Deadline]]) -> int:
    """Write what differs with one audit entry; what was settled or taken meanwhile is left."""
    stale = [(row, now) for row, now in due if (now.at, now.why) != (row.due_at, row.due_why)]
    seen = {row.pk: {"pk": row.pk, "due_at": row.due_at} for row, _now in stale}
    moved = [(row, now) for row, now in stale if still.filter(**seen[row.pk]).update(due_at=now.at, due_why=now.why)]
    if moved:
        facts = [[row.pk, row.due_at.isoformat(), now.at.isoformat()] for row, now in moved]
        first = moved[0][0].post
        record(Action.DEADLINES_MOVED, first, lineage=first.lineage, data={word: facts})
    return len(moved)


def _move(posts: list[Post], deadlines: Deadlines) -> int:
    """Write what differs of a batch, with one audit entry; a post that was decided or sent anew meanwhile is left."""
    owed = {row.post_id: row for row in Mistake.objects.open().filter(post__in=[post.corrects_id for post in posts])}
    new = [
        (post, _no_later(deadlines.of(post.submitted_at, post.publish_at), owed.get(post.corrects_id or 0)))  # type: ignore[arg-type]
        for post in posts
    ]
    stale = [(post, due) for post, due in new if (due.at, due.why) != (post.decide_by, post.decide_why)]
    return _write(stale) if stale else 0


@transaction.atomic
def _write(stale: list[tuple[Post, Deadline]]) -> int:
    moved: list[tuple[Post, datetime]] = []
    for post, due in stale:
        seen = {"submitted_at": post.submitted_at, "decide_by": post.decide_by, "publish_at": post.publish_at}
        same = Post.objects.waiting().filter(pk=post.pk, **seen)
        if same.update(decide_by=due.at, decide_why=due.why) and due.at != post.decide_by:
            moved.append((post, due.at))
    if moved:
        facts = [[post.pk, post.decide_by and post.decide_by.isoformat(), at.isoformat()] for post, at in moved]
        first = moved[0][0]
        record(Action.DEADLINES_MOVED, first, lineage=first.lineage, data={"posts": facts})
    return len(moved)
