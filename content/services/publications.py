"""Recording what went out by hand (clauses 6-ka, 7-ka)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from accounts.models.official_account import AccountState
from accounts.platforms import address_key, hosts_in_words
from content.models import Post, PostVersion, Publication
from content.models.post import PostState, bound_hash
from content.permissions import can_publish
from content.services.posts import account_stands_still, post_url, writers_told
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify
from govsocial.workdays.periods import Period, bounds_utc

CLOCKS_DIFFER = timedelta(minutes=10)


@transaction.atomic
def record_publication(
    *,
    post: Post,
    link: str,
    published_at: datetime,
    is_unchanged: bool,
    change_note: str,
    by: Person,
    version: int,
) -> Publication:
    """Say that the approved text stands on the platform: link, time, and what was changed if anything was.

    Raises not_allowed, wrong_state, text_changed, wrong_host, bad_time, change_needed, link_taken.
    """
    if post.account.status != AccountState.ACTIVE:
        raise account_stands_still()
    if not can_publish(by, post):
        raise RuleError("not_allowed", _("Only the account's team records publications."))
    link = link.strip()
    _check(post, link, published_at, is_unchanged, change_note)
    current = PostVersion.objects.get(pk=post.current_id or 0)
    if current.text_hash != bound_hash(text=current.text, account=post.account):
        message = _("An approval is bound to exactly this text and account. Any change needs a new approval.")
        raise RuleError("text_changed", message)
    if not Post.objects.filter(pk=post.pk).move(PostState.APPROVED, PostState.PUBLISHED, version):
        raise RuleError("wrong_state", _("The post is not approved any more, or was recorded already."))
    try:
        with transaction.atomic():
            publication = Publication.objects.create(
                post=post,
                version=current,
                account=post.account,
                link=link,
                link_key=address_key(link, post.account.platform),
                published_at=published_at,
                is_unchanged=is_unchanged,
                change_note="" if is_unchanged else change_note.strip(),
                recorded_by=by,
                text_hash=current.text_hash,
            )
    except IntegrityError:
        raise RuleError("link_taken", _("This link belongs to another post already.")) from None
    notify("post_published", post, writers_told(post, current), url=post_url(post), facts={"headline": post.headline})
    facts = {"link": link, "published_at": published_at.isoformat(), "unchanged": is_unchanged}
    record(Action.POST_PUBLISHED, post, by=by, lineage=post.lineage, note=publication.change_note, data=facts)
    return publication


def _check(post: Post, link: str, published_at: datetime, is_unchanged: bool, change_note: str) -> None:
    if not address_key(link, post.account.platform):
        message = _("Give the link to the post itself: it begins with https://, is on %(hosts)s and holds no spaces.")
        raise RuleError("wrong_host", message % {"hosts": hosts_in_words(post.account.platform)})
    if published_at > timezone.now() + CLOCKS_DIFFER:
        raise RuleError("bad_time", _("The time on the platform lies in the future."))
    approved = post.decisions.filter(kind="approved").order_by("-at").first()
    if approved and published_at < approved.at - CLOCKS_DIFFER:
        raise RuleError("bad_time", _("The post was approved after that time. Give the time it went out."))
    if not is_unchanged and not change_note.strip():
        raise RuleError("change_needed", _("Say what was changed."))


def updates_in(account: OfficialAccount, week: Period, zone: str) -> int:
    """Publications of an account in a week by their time on the platform (clause 7-ka)."""
    return updates_by_account([account], week, zone).get(account.pk, 0)


def updates_by_account(accounts: Iterable[OfficialAccount], week: Period, zone: str) -> dict[int, int]:
    """The same for several accounts in one query; an account without any is left out."""
    start, end = bounds_utc(week, zone)
    found = Publication.objects.filter(account__in=accounts, published_at__gte=start, published_at__lt=end)
    return dict(found.order_by().values_list("account_id").annotate(Count("id")))
