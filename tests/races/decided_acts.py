"""What follows a decision, by several people at the same instant; acts like those of `acts`."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.services import teams
from content.models import Decision, Post, SecondLook
from content.services.bulk import Shown, approve_together
from content.services.decisions import approve_post
from content.services.publications import record_publication
from content.services.second_looks import look_again, remind_late
from content.services.slots import choose_time, warn_and_note
from content.services.undoing import undo_decision
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from tests.content.uploads import pdf
from tests.factories import BLOCKED, CLEAN, REASON, PostFactory, attached, fresh_post
from tests.races.acts import outcome
from tests.world import World

Meet = Callable[[], Any]
WORLD = World()
PEOPLE = ("author", "approver")
PROCESSES = 4  # that fill an office's room


def posts_to_race(number: int, meet: Meet, count: int, blocked: bool = False, state: str = "submitted") -> list[int]:
    """Posts that wait, or that one approver let out in an emergency; a third approver sits on the team."""
    head, third = WORLD.person("head"), WORLD.person("officer")
    teams.add_member(account=WORLD.account(), person=third, may_write=False, may_approve=True, by=head)
    fields = {name: WORLD.person(name) for name in PEOPLE} | {"text": BLOCKED if blocked else CLEAN}
    fields |= {"account": WORLD.account(), "emergency": state == "approved"}
    return [PostFactory(state=state, **fields).pk for _ in range(count)]


def undo_or(number: int, meet: Meet, posts: list[int], rival: str) -> list[str]:
    """The first process decides each post and takes it back, the second publishes it or gives the second approval."""
    said = []
    for pk in posts:
        if number == 0:
            post = fresh_post(Post(pk=pk))
            approve_post(post=post, by=WORLD.person("approver"), version=post.version, seen=1, reason=REASON)
        meet()
        post = fresh_post(Post(pk=pk))
        call = _undo(post) if number == 0 else _publish(post) if rival == "publish" else _approve(post, "approver2")
        meet()
        said.append(outcome(call))
        meet()
    return said


def choose_or_approve(number: int, meet: Meet, posts: list[int]) -> list[str]:
    """The first process chooses a time for each waiting post, the second approves it."""
    said, at = [], timezone.now() + timedelta(days=2)
    for pk in posts:
        post = fresh_post(Post(pk=pk))
        choose = partial(choose_time, post=post, at=at, by=WORLD.person("author"), version=post.version)
        call = _approve(post, "approver") if number else choose
        meet()
        said.append(outcome(call))
    return said


def bulk_or_one(number: int, meet: Meet, posts: list[int], each: int) -> list[dict[str, Any]]:
    """The first process approves `each` posts together, the second the same ones singly, the last one first."""
    said = []
    for start in range(0, len(posts), each):
        found = [fresh_post(Post(pk=pk)) for pk in posts[start : start + each]]
        meet()
        said.append(_singly(found) if number else _together(found))
    return said


def _together(posts: list[Post]) -> dict[str, Any]:
    shown = [Shown(post, post.version, 1) for post in posts]
    try:
        done = approve_together(shown=shown, by=WORLD.person("approver"))
    except Exception as error:
        return {"broke": f"{type(error).__name__}: {error}", "done": []}
    return {"broke": "", "done": [post.pk for post in done.done]}


def _singly(posts: list[Post]) -> dict[str, Any]:
    said = {post.pk: outcome(_approve(post, "approver2")) for post in reversed(posts)}
    broke = " ".join({word for word in said.values() if word not in {"ok", "already_decided"}})
    return {"broke": broke, "done": [pk for pk, word in said.items() if word == "ok"]}


def fill_the_room(number: int, meet: Meet, posts: list[int], megabytes: int) -> list[str]:
    """Each process puts documents of a megabyte on posts of its own; the office has room for so many of them."""
    settings.MEDIA_QUOTA_MB = megabytes
    body, by = pdf(extra=b"%" * 900_000), WORLD.person("author")
    said = []
    for pk in posts[number::PROCESSES]:
        meet()
        said.append(outcome(partial(attached, Post(pk=pk), by, body, "order.pdf")))
    return said


def look(number: int, meet: Meet, posts: list[int]) -> list[str]:
    """Two people take the second look at each post."""
    by, said = WORLD.person(("approver2", "officer")[number]), []
    for pk in posts:
        row = SecondLook.objects.select_related("post", "decision__version", "decision__by").get(post=pk)
        call = partial(look_again, look=row, by=by, upheld=bool(number), note=REASON)
        meet()
        said.append(outcome(call))
    return said


def times_come(number: int, meet: Meet, posts: list[int]) -> None:
    """The time of every other post has passed, that of the rest is near."""
    now = timezone.now()
    Post.objects.filter(pk__in=posts[::2]).update(publish_at=now - timedelta(minutes=1))
    Post.objects.filter(pk__in=posts[1::2]).update(publish_at=now + timedelta(hours=1))
    SecondLook.objects.filter(post__in=posts).update(due_at=now - timedelta(minutes=1))


def sweep_times(number: int, meet: Meet) -> list[str]:
    meet()
    return [warn_and_note(), remind_late()]


def after_decisions(number: int, meet: Meet, posts: list[int]) -> list[dict[str, Any]]:
    """What stands of each post: state, time, standing words, publication, notices, audit entries."""
    return [_standing(Post.objects.get(pk=pk)) for pk in posts]


def _standing(post: Post) -> dict[str, Any]:
    words = Decision.objects.filter(post=post)
    notices = Notice.objects.filter(subject_type="content.post", subject_id=str(post.pk))
    looks = SecondLook.objects.filter(post=post)
    return {
        "status": post.status,
        "scheduled": post.publish_at is not None,
        "standing": list(words.standing().values_list("kind", flat=True)),
        "undone": words.exclude(undone_at=None).count(),
        "published": hasattr(post, "publication"),
        "open": [notice.kind for notice in notices.filter(given_up_at=None)],
        "entries": [entry.action for entry in Entry.objects.about(post)],
        "looked": [[row.looked_by_id, row.upheld] for row in looks],
    }


def _undo(post: Post) -> Callable[[], object]:
    return partial(undo_decision, post=post, by=WORLD.person("approver"), version=post.version)


def _approve(post: Post, login: str) -> Callable[[], object]:
    seen = {"version": post.version, "seen": 1, "reason": REASON}
    return partial(approve_post, post=post, by=WORLD.person(login), **seen)


def _publish(post: Post) -> Callable[[], object]:
    out = {"link": f"{post.account.url}/posts/{post.pk}", "is_unchanged": True, "change_note": ""}
    by = WORLD.person("author")
    return partial(record_publication, post=post, published_at=timezone.now(), by=by, version=post.version, **out)
