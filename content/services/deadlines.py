"""When a decision is owed, why then, and keeping that true when the working calendar changes."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.models import Post
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.rulebook.services import parameter
from govsocial.workdays.calendar import DayStep, Due, WorkingCalendar
from govsocial.workdays.services import load_calendar

BATCH = 500


@dataclass(frozen=True)
class Deadline:
    """A moment in UTC; `due` explains it day by day, None where it is the time that the author wished for."""

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
    """Deadlines by the calendar and the rule book as they are now; each is read once for all posts that need it."""

    _calendars: dict[int, WorkingCalendar] = field(default_factory=dict)
    _minutes: dict[date, int] = field(default_factory=dict)

    def of(self, submitted: datetime, wished: datetime | None) -> Deadline:
        """The wished time, else the first-response hours of working time after sending."""
        if wished and wished > submitted:
            return Deadline(wished, None)
        day = timezone.localdate(submitted)
        if day.year not in self._calendars:
            self._calendars[day.year] = load_calendar(day)
        if day not in self._minutes:
            self._minutes[day] = int(parameter("first_response", day)) * 60
        due = self._calendars[day.year].due_after(submitted, self._minutes[day])
        return Deadline(due.at, due)


def deadline(submitted: datetime, wished: datetime | None) -> Deadline:
    """When the decision is owed, and why then."""
    return Deadlines().of(submitted, wished)


def why_due(post: Post) -> Deadline | None:
    """The stored explanation of a waiting post's deadline; None where there is none. Asks the database nothing."""
    if not post.is_waiting or not post.decide_by:
        return None
    if post.decide_why is None:
        wished = post.current.wished_at if post.current else None
        return Deadline(post.decide_by, None) if post.decide_by == wished else None
    why = post.decide_why
    days = tuple(DayStep(**{**step, "on": date.fromisoformat(step["on"])}) for step in why["days"])
    started = datetime.fromisoformat(why["started_at"])
    return Deadline(post.decide_by, Due(post.decide_by, why["minutes"], started, days))


def recompute_deadlines() -> str:
    """Sweep: waiting posts whose deadline is no longer what the calendar says get the new one."""
    deadlines, moved, last = Deadlines(), 0, 0
    while True:
        rows = Post.objects.waiting().filter(pk__gt=last, submitted_at__isnull=False).select_related("current")
        posts = list(rows.order_by("pk")[:BATCH])
        if not posts:
            return f"{moved} times to decide moved"
        moved += _move(posts, deadlines)
        last = posts[-1].pk


def _move(posts: list[Post], deadlines: Deadlines) -> int:
    """Write what differs of a batch, with one audit entry; a post that was decided or sent anew meanwhile is left."""
    new = [(post, deadlines.of(post.submitted_at, post.current.wished_at)) for post in posts]  # type: ignore[arg-type, union-attr]
    stale = [(post, due) for post, due in new if (due.at, due.why) != (post.decide_by, post.decide_why)]
    return _write(stale) if stale else 0


@transaction.atomic
def _write(stale: list[tuple[Post, Deadline]]) -> int:
    moved: list[tuple[Post, datetime]] = []
    for post, due in stale:
        same = Post.objects.waiting().filter(pk=post.pk, submitted_at=post.submitted_at, decide_by=post.decide_by)
        if same.update(decide_by=due.at, decide_why=due.why) and due.at != post.decide_by:
            moved.append((post, due.at))
    if moved:
        facts = [[post.pk, post.decide_by and post.decide_by.isoformat(), at.isoformat()] for post, at in moved]
        first = moved[0][0]
        record(Action.DEADLINES_MOVED, first, lineage=first.lineage, data={"posts": facts})
    return len(moved)
