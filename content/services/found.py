"""What stands on the page and never went through the queue (clause 6-ka: it is a breach; 7-ka: it is an update)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person, TeamMember
from accounts.permissions import heads
from content.models import Post
from content.models.post import Purpose
from content.models.states import READY, PostState
from content.permissions import noticeable_accounts
from content.services.mistakes import long_enough
from content.services.posts import headline, post_url
from content.services.publications import check_link, store_publication
from content.services.versions import Draft, store_version
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify
from govsocial.web.digits import clip


@transaction.atomic
def record_found(
    *, account: OfficialAccount, link: str, published_at: datetime, text: str, purpose: str, how: str, by: Person
) -> Post:
    """Record a post found on the page as published without any approval; `how` says how it came about.

    Raises not_allowed, reason_needed, wrong_host, bad_time, link_taken and approved_already (with the post it is).
    """
    by.reread_rights()
    if not noticeable_accounts(by).filter(pk=account.pk).exists():
        raise RuleError("not_allowed", _("Only the account's team and the head of its office record this."))
    how, link = long_enough(how, _("Say in at least 10 characters how it came about.")), link.strip()
    check_link(account, link, published_at)
    _refuse_approved(account, text)
    post = Post.objects.create(account=account, lineage=account.lineage, headline=headline(text), started_by=by)
    other = clip(how, 60, 200) if purpose == Purpose.OTHER else ""
    version = store_version(post, Draft(text, purpose, clip(how, 200, 300), other), 1, by)
    Post.objects.filter(pk=post.pk).move(PostState.DRAFT, PostState.PUBLISHED, post.version)
    store_publication(post, version, link=link, published_at=published_at, is_unchanged=True, recorded_by=by)
    _tell(post, by)
    facts = {"headline": post.headline, "link": link, "published_at": published_at.isoformat()}
    record(Action.POST_FOUND, post, by=by, lineage=post.lineage, note=how, data=facts)
    return post


def _refuse_approved(account: OfficialAccount, text: str) -> None:
    """What went through the queue is no find: its link is recorded there."""
    ready = Post.objects.filter(account=account, status__in=READY).select_related("current")
    same = next((post for post in ready if post.current and post.current.text.split() == text.split()), None)
    if same:
        message = _("This text is approved and waits to be published: record its link there.")
        raise RuleError("approved_already", message, post=same.pk)


def _tell(post: Post, by: Person) -> None:
    seats = TeamMember.objects.current().approvers().filter(account=post.account).select_related("person")
    told = [*heads(post.account.office), *(seat.person for seat in seats)]
    people = {person.pk: person for person in told if person.pk != by.pk}.values()
    notify("post_found", post, people, url=post_url(post), facts={"headline": post.headline})
