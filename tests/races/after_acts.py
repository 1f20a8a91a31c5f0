"""What follows a publication, by several people at the same instant; acts like those of `acts`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone

from content.models import Mistake, Post
from content.services.mistakes import notice_mistake
from content.services.publications import record_publication
from content.services.reuse import remind_to_share
from content.services.takedowns import retract_post
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from tests.factories import REASON, PostFactory, correction_of, fresh_post
from tests.races.acts import outcome
from tests.world import World

Meet = Callable[[], Any]
WORLD = World()


def published_posts(number: int, meet: Meet, count: int, corrected: bool = False) -> list[int]:
    """Posts that are out; `corrected`: each with an approved correction that waits to be recorded."""
    people = {"author": WORLD.person("author"), "approver": WORLD.person("approver")}
    posts = [PostFactory(state="published", account=WORLD.account(), **people) for _ in range(count)]
    if corrected:
        for post in posts:
            correction_of(post, people["author"], people["approver"], state="approved")
    return [post.pk for post in posts]


def correct_or_retract(number: int, meet: Meet, posts: list[int]) -> list[str]:
    """The first process records each correction, the second takes each post down."""
    by, said = WORLD.person(("author", "author2")[number]), []
    for pk in posts:
        post, correction = fresh_post(Post(pk=pk)), fresh_post(Post.objects.get(corrects=pk))
        out = {"link": f"{post.account.url}/posts/again{pk}", "is_unchanged": True, "change_note": ""}
        record = partial(record_publication, post=correction, version=correction.version, in_place=False, **out)
        retract = partial(retract_post, post=post, version=post.version, reason=REASON)
        meet()
        now = timezone.now()
        call = partial(retract, taken_down_at=now) if number else partial(record, published_at=now)
        said.append(outcome(partial(call, by=by)))
    return said


def notice(number: int, meet: Meet, posts: list[int]) -> list[str]:
    """Each process notes a mistake of each post."""
    by, said = WORLD.person(("author", "author2", "approver", "approver2")[number]), []
    for pk in posts:
        post = fresh_post(Post(pk=pk))
        meet()
        said.append(outcome(partial(notice_mistake, post=post, what="ভুল", noticed_at=timezone.now(), by=by)))
    return said


def share_reminders(number: int, meet: Meet, posts: list[int]) -> str:
    """The sweep of sharing again."""
    if number == 0:
        Post.objects.filter(pk__in=posts).update(share_again_on=timezone.localdate())
    meet()
    return remind_to_share()


def after_history(number: int, meet: Meet, posts: list[int]) -> list[dict[str, Any]]:
    """Of each post its state, its mistakes', its correction's, and what was told and written of it."""
    rows = []
    for post in Post.objects.filter(pk__in=posts).order_by("pk"):
        entries = Entry.objects.about(post).values_list("action", flat=True)
        told = Notice.objects.filter(subject_id=str(post.pk), subject_type="content.post", kind="post_share_again")
        rows.append(
            {
                "status": post.status,
                "mistakes": list(Mistake.objects.filter(post=post).values_list("state", flat=True)),
                "correction": Post.objects.filter(corrects=post).values_list("status", flat=True).first(),
                "entries": [action for action in entries if action in FINAL],
                "told": told.count(),
                "day": post.share_again_on is not None,
            }
        )
    return rows


FINAL = ("post.corrected", "post.retracted", "mistake.noticed", "post.marked")
