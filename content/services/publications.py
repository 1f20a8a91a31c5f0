"""Recording what went out by hand (clauses 6-ka, 7-ka)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from accounts.models.official_account import AccountState
from accounts.platforms import address_key, hosts_in_words
from content.models import Mistake, Post, PostVersion, Publication
from content.models.after import MistakeState
from content.models.states import READY, PostState
from content.permissions import can_publish
from content.services.mistakes import held, settle
from content.services.posts import TIME_NOTICES, account_stands_still, post_url, refuse_pointless, writers_told
from content.services.versions import is_as_bound
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
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
    in_place: bool = False,
) -> Publication:
    """Say that the approved text stands on the platform: link, time, and what was changed if anything was.

    A correction settles the mistake; `in_place`: the post it corrects was edited, at its own link.
    Raises not_allowed, wrong_state, text_changed, wrong_host, bad_time, change_needed, link_taken, other_link,
    superseded, retracted_meanwhile.
    """
    if post.account.status != AccountState.ACTIVE:
        raise account_stands_still()
    if not can_publish(by, post):
        raise RuleError("not_allowed", _("Only the account's team records publications."))
    link = link.strip()
    _check(post, link, published_at, is_unchanged, change_note)
    current = PostVersion.objects.get(pk=post.current_id or 0)
    if not is_as_bound(current, post.account):
        message = _("An approval is bound to exactly this text and account. Any change needs a new approval.")
        raise RuleError("text_changed", message)
    refuse_pointless(post)
    corrected = held(post.corrects) if post.corrects else None
    ready = PostState(post.status) if post.status in READY else PostState.APPROVED
    if not Post.objects.filter(pk=post.pk).move(ready, PostState.PUBLISHED, version):
        raise RuleError("wrong_state", _("The post is not approved any more, or was recorded already."))
    publication = store_publication(
        post,
        current,
        link=link,
        published_at=published_at,
        is_unchanged=is_unchanged,
        change_note="" if is_unchanged else change_note.strip(),
        recorded_by=by,
        is_correction=corrected is not None and in_place,
    )
    if corrected:
        _put_in_place(corrected, publication)
    withdraw(post, TIME_NOTICES)
    notify("post_published", post, writers_told(post, current), url=post_url(post), facts={"headline": post.headline})
    if corrected:
        facts = {"headline": corrected.headline, "by": post.pk, "in_place": publication.is_correction}
        record(Action.POST_CORRECTED, corrected, by=by, lineage=corrected.lineage, data=facts)
    facts = {"link": link, "published_at": published_at.isoformat(), "unchanged": is_unchanged}
    record(Action.POST_PUBLISHED, post, by=by, lineage=post.lineage, note=publication.change_note, data=facts)
    return publication


def store_publication(post: Post, version: PostVersion, *, link: str, **fields: Any) -> Publication:
    """The row that says where a version stands; part of the caller's transaction. Raises link_taken."""
    key = address_key(link, post.account.platform)
    try:
        with transaction.atomic():
            return Publication.objects.create(
                post=post,
                version=version,
                account=post.account,
                link=link,
                link_key=key,
                text_hash=version.text_hash,
                **fields,
            )
    except IntegrityError:
        other = Publication.objects.filter(link_key=key).values_list("post_id", flat=True).first()
        raise RuleError("link_taken", _("This link belongs to another post already."), post=other) from None


def _put_in_place(corrected: Post, publication: Publication) -> None:
    """The post that was held becomes corrected, and its mistake is settled by what stands there now."""
    if publication.is_correction and publication.link_key != corrected.publication.link_key:
        raise RuleError("other_link", _("Edited in place means: at the same link. At another link it is a new post."))
    Post.objects.filter(pk=corrected.pk).move(PostState(corrected.status), PostState.CORRECTED, corrected.version)
    mistake = Mistake.objects.open().filter(post=corrected).select_related("post").first()
    if mistake:
        settle(mistake, MistakeState.CORRECTED, at=publication.published_at, by=publication.recorded_by)


def check_link(account: OfficialAccount, link: str, published_at: datetime) -> None:
    """The link is on the account's platform, its time not in the future. Raises wrong_host, bad_time."""
    if not address_key(link, account.platform):
        message = _("Give the link to the post itself: it begins with https://, is on %(hosts)s and holds no spaces.")
        raise RuleError("wrong_host", message % {"hosts": hosts_in_words(account.platform)})
    if published_at > timezone.now() + CLOCKS_DIFFER:
        raise RuleError("bad_time", _("The time on the platform lies in the future."))


def _check(post: Post, link: str, published_at: datetime, is_unchanged: bool, change_note: str) -> None:
    check_link(post.account, link, published_at)
    approved = post.decisions.approving().order_by("-at").first()
    if approved and published_at < approved.at - CLOCKS_DIFFER:
        raise RuleError("bad_time", _("The post was approved after that time. Give the time it went out."))
    if not is_unchanged and not change_note.strip():
        raise RuleError("change_needed", _("Say what was changed."))


def updates_in(account: OfficialAccount, week: Period, zone: str) -> int:
    """Publications of an account in a week by their time on the platform (clause 7-ka); what was edited in place is
    none."""
    return updates_by_account([account], week, zone).get(account.pk, 0)


def updates_by_account(accounts: Iterable[OfficialAccount], week: Period, zone: str) -> dict[int, int]:
    """The same for several accounts in one query; an account without any is left out."""
    start, end = bounds_utc(week, zone)
    found = Publication.objects.filter(
        account__in=accounts, published_at__gte=start, published_at__lt=end, is_correction=False
    )
    return dict(found.order_by().values_list("account_id").annotate(Count("id")))
