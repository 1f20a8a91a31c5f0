"""The time chosen for publication: choosing it, and telling before and when it comes. Nothing goes out by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, TeamMember
from accounts.models.official_account import AccountState
from content.models import Post
from content.models.post import PostQuerySet
from content.models.states import READY, WAITING, PostState
from content.permissions import can_write_for
from content.services.deadlines import deadline_for
from content.services.posts import TIME_NOTICES, post_url, tell_deciders, writers_told
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw

DAY, HOURS = timedelta(hours=24), timedelta(hours=2)
SOON, VERY_SOON, COME = 1, 2, 3  # Post.slot_stage: what was told of the time that stands
BATCH = 100


@transaction.atomic
def choose_time(*, post: Post, at: datetime | None, by: Person, version: int) -> None:
    """Choose when a waiting or approved post is to go out, or that it has no time. No approval is void by it.

    Raises not_allowed, bad_time (it has passed), unchanged, changed_meanwhile.
    """
    if not can_write_for(by, post.account):
        raise RuleError("not_allowed", _("You may not write for this account."))
    if post.status not in (*WAITING, *READY):
        raise _changed()
    if at and at <= timezone.now():
        raise RuleError("bad_time", _("This time has passed. Choose a later one."))
    if at == post.publish_at and not (at and post.status == PostState.APPROVED):
        raise RuleError("unchanged", _("This is the time that stands already."))
    if not _write(post, at, version):
        raise _changed()
    withdraw(post, TIME_NOTICES)
    before, after = (moment.isoformat() if moment else None for moment in (post.publish_at, at))
    facts = {"headline": post.headline, "before": before, "after": after}
    record(Action.POST_TIME_CHOSEN, post, by=by, lineage=post.lineage, data=facts)


def _changed() -> RuleError:
    return RuleError("changed_meanwhile", _("The post was changed meanwhile: look at it again."))


def _write(post: Post, at: datetime | None, version: int) -> int:
    """A step of the status where there is one; else what was approved, or waits, keeps its version and only its time
    changes."""
    rows, fields = Post.objects.filter(pk=post.pk), {"publish_at": at, "slot_stage": 0}
    status = PostState(post.status)
    if status in READY and (at or status == PostState.SCHEDULED):
        return rows.move(status, PostState.SCHEDULED if at else PostState.APPROVED, version, **fields)
    if status == PostState.APPROVED:
        return rows.filter(status=status, version=version, publish_at=post.publish_at).update(**fields)
    assert post.submitted_at is not None
    due = deadline_for(post, post.submitted_at, at)
    same = rows.filter(status=status, version=version, publish_at=post.publish_at)
    return same.update(**fields, decide_by=due.at, decide_why=due.why)


def warn_and_note() -> str:
    """Sweep: who decides hears of a time that comes near, the writers of one that passed, the team of one that came.

    Each post stands in one of three windows, so after missed sweeps only what is true now is told, once.
    """
    now = timezone.now()
    posts = Post.objects.filter(account__status=AccountState.ACTIVE)
    come = posts.filter(status__in=[*WAITING, PostState.SCHEDULED], publish_at__lte=now)
    near = posts.filter(status__in=WAITING, publish_at__gt=now, publish_at__lte=now + HOURS)
    ahead = posts.filter(status__in=WAITING, publish_at__gt=now + HOURS, publish_at__lte=now + DAY)
    told = sum(
        _tell(batch, stage)
        for rows, stage in ((come, COME), (near, VERY_SOON), (ahead, SOON))
        for batch in _batches(rows.filter(slot_stage__lt=stage))
    )
    return f"{told} times told"


def _batches(rows: PostQuerySet) -> Iterator[list[Post]]:
    """Rows by their time, a transaction's worth at once; each row is read once, whoever else tells it meanwhile."""
    left, rows = Q(), rows.select_related("current", "account__office").order_by("publish_at", "pk")
    while batch := list(rows.filter(left)[:BATCH]):
        yield batch
        last = batch[-1]
        left = Q(publish_at__gt=last.publish_at) | Q(publish_at=last.publish_at, pk__gt=last.pk)


@transaction.atomic
def _tell(batch: list[Post], stage: int) -> int:
    """Tell what is still so and was told by nobody; the audit trail is written last."""
    told = [post for post in batch if _claim(post, stage)]
    for post in told:
        if stage != COME:
            tell_deciders(post, "post_slot_soon", _key(post, "24h" if stage == SOON else "2h"), time=_words(post))
        elif post.status == PostState.SCHEDULED:
            seats = TeamMember.objects.current().filter(account=post.account_id).select_related("person")
            _notify(post, "post_slot_now", [seat.person for seat in seats], "now")
        elif post.current:
            _notify(post, "post_slot_passed", writers_told(post, post.current), "passed")
    for post in told:
        if stage == COME and post.status != PostState.SCHEDULED:
            facts = {"headline": post.headline, "publish_at": post.publish_at.isoformat()}  # type: ignore[union-attr]
            record(Action.POST_TIME_PASSED, post, lineage=post.lineage, data=facts)
    return len(told)


def _claim(post: Post, stage: int) -> int:
    seen = {"status": post.status, "publish_at": post.publish_at, "slot_stage": post.slot_stage}
    return Post.objects.filter(pk=post.pk, **seen).update(slot_stage=stage)


def _notify(post: Post, kind: str, people: list[Person], word: str) -> None:
    facts = {"headline": post.headline, "time": _words(post)}
    notify(kind, post, people, url=post_url(post), facts=facts, stage=_key(post, word))


def _key(post: Post, word: str) -> str:
    """What makes the notice the one about this time of this version, told now: what was taken back is told anew."""
    assert post.publish_at is not None
    number = post.current.number if post.current else 0
    return f"{word}-{number}-{post.publish_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{int(timezone.now().timestamp())}"


def _words(post: Post) -> str:
    """The time as people write it, the same in both languages."""
    assert post.publish_at is not None
    return f"{timezone.localtime(post.publish_at):%d/%m/%Y %H:%M}"
