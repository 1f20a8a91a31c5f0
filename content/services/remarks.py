"""Internal words on a post, among those who may see it. They go nowhere else."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import Post, Remark
from content.permissions import can_remark
from content.services.posts import post_url, writers_told
from content.services.versions import current_version
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify

REMARK_MAX = 1000


@transaction.atomic
def add_remark(*, post: Post, text: str, by: Person) -> Remark:
    """Say something on a post; its writers and who spoke before hear of it. Raises not_allowed, remark_needed."""
    if not can_remark(by, post):
        raise RuleError("not_allowed", _("You read this post; remarks are for those who work on it."))
    text = text.strip()
    if not 1 <= len(text) <= REMARK_MAX:
        raise RuleError("remark_needed", _("Write the remark: at most 1,000 characters."))
    remark = Remark.objects.create(post=post, text=text, by=by)
    facts = {"who": by.name, "headline": post.headline}
    notify("post_remarked", post, _told(post, by), url=f"{post_url(post)}#remarks", facts=facts, stage=str(remark.pk))
    record(
        Action.POST_REMARKED, post, by=by, lineage=post.lineage, data={"headline": post.headline, "text": remark.text}
    )
    return remark


def _told(post: Post, by: Person) -> list[Person]:
    """The writers, and those who spoke before while they still see the post."""
    spoke = Person.objects.filter(pk__in=Remark.objects.filter(post=post).values("by"), is_active=True)
    still = [person for person in spoke if Post.objects.filter(pk=post.pk).visible_to(person).exists()]
    people = {person.pk: person for person in (*writers_told(post, current_version(post)), *still)}
    return [person for person in people.values() if person.pk != by.pk]
