"""Keeping, marking and sharing again what is worth it (clause 6-nga)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.models.official_account import AccountState
from content.models import Post
from content.models.states import OUT, PostState
from content.permissions import can_write_for, sits_on_team
from content.services.mistakes import held, published_version
from content.services.posts import account_stands_still, post_url, writers_told
from content.services.versions import start_copy
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify

BATCH = 500
KEPT = (PostState.PUBLISHED, PostState.CORRECTED)


@transaction.atomic
def archive_post(*, post: Post, by: Person, version: int) -> None:
    """Put a post that is out into the archive; it stays on the platform. Raises not_allowed, changed_meanwhile."""
    _check_team(post, by)
    if post.status not in KEPT:
        raise _too_late(post)
    if not Post.objects.filter(pk=post.pk).move(PostState(post.status), PostState.ARCHIVED, version):
        raise _too_late(post)
    record(Action.POST_ARCHIVED, post, by=by, lineage=post.lineage, data={"headline": post.headline})


@transaction.atomic
def mark_post(*, post: Post, is_important: bool, share_again_on: date | None, by: Person, version: int) -> None:
    """Keep a post in view, and say on which day its writers are reminded to share it again (none: no reminder).

    Raises not_allowed, bad_day, changed_meanwhile.
    """
    _check_team(post, by)
    if share_again_on and share_again_on <= timezone.localdate():
        raise RuleError("bad_day", _("Choose a day after today."))
    fields = {"is_important": is_important, "share_again_on": share_again_on, "version": version + 1}
    if not Post.objects.filter(pk=post.pk, version=version, status__in=OUT).update(**fields):
        raise _too_late(post)
    facts = {"headline": post.headline, "important": is_important}
    facts |= {"share_again_on": share_again_on.isoformat()} if share_again_on else {}
    record(Action.POST_MARKED, post, by=by, lineage=post.lineage, data=facts)


@transaction.atomic
def share_again(*, post: Post, by: Person) -> Post:
    """Start a draft that shares a post again, with its words, link and files; it goes the ordinary way.

    Raises not_allowed, account_not_active, wrong_state, superseded.
    """
    if post.account.status != AccountState.ACTIVE:
        raise account_stands_still()
    if not can_write_for(by, post.account):
        raise RuleError("not_allowed", _("You may not write for this account."))
    now = held(post)
    again = start_copy(now, published_version(now), by, shares=now)
    facts = {"headline": again.headline, "version": 1, "shares": now.pk}
    record(Action.POST_STARTED, again, by=by, lineage=again.lineage, data=facts)
    return again


def remind_to_share() -> str:
    """Sweep: on the day chosen, the writers are told once, and the day is cleared."""
    today, told, last = timezone.localdate(), 0, 0
    while True:
        due = Post.objects.filter(share_again_on__lte=today, pk__gt=last).order_by("pk")
        posts = list(due.select_related("account")[:BATCH])
        if not posts:
            return f"{told} reminded to share again"
        told += _remind(posts)
        last = posts[-1].pk


@transaction.atomic
def _remind(posts: list[Post]) -> int:
    """Of each post whoever clears its day tells; another sweep at the same instant finds it cleared."""
    told = []
    for post in posts:
        mine = Post.objects.filter(pk=post.pk, share_again_on=post.share_again_on)
        if mine.update(share_again_on=None) and post.status in OUT:
            told.append(post)
    for post in told:
        stage = post.share_again_on.isoformat() if post.share_again_on else ""
        writers = writers_told(post, published_version(post))
        notify("post_share_again", post, writers, url=post_url(post), facts={"headline": post.headline}, stage=stage)
    for post in told:
        record(Action.POST_MARKED, post, lineage=post.lineage, data={"headline": post.headline, "reminded": True})
    return len(told)


def _check_team(post: Post, by: Person) -> None:
    if not sits_on_team(by, post.account):
        raise RuleError("not_allowed", _("Only the account's team keeps its posts."))


def _too_late(post: Post) -> RuleError:
    now = Post.objects.get(pk=post.pk)
    message = _("The post was changed meanwhile, or is not on the platform: it is now “%(state)s”.")
    return RuleError("changed_meanwhile", message % {"state": now.get_status_display()})
