"""A text as the approver who returned it would have it, and the author who takes it over."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import Decision, Post
from content.models.decision import DecisionKind
from content.permissions import can_write_for
from content.services.posts import edit_post
from content.services.versions import current_version, draft_of
from govsocial.errors import RuleError


def open_suggestion(post: Post) -> Decision | None:
    """The last return of a post that is open to changes, where its suggested text is not what stands there already."""
    if not post.is_editable or post.current is None:
        return None
    last = post.decisions.standing().select_related("by").last()
    if last is None or last.kind != DecisionKind.RETURNED:
        return None
    return last if last.suggestion and last.suggestion != post.current.text else None


@transaction.atomic
def take_over_suggestion(*, post: Post, by: Person, version: int) -> Post:
    """Make the suggested text the post's. Who suggested it has written it too and decides no version of the post.

    Clause 6-ka. Raises not_allowed, nothing_suggested, changed_meanwhile.
    """
    if not can_write_for(by, post.account):
        raise RuleError("not_allowed", _("You may not write for this account."))
    found = open_suggestion(post)
    if found is None:
        raise RuleError("nothing_suggested", _("No text is suggested for this post any more."))
    draft = replace(draft_of(current_version(post)), text=found.suggestion)
    return edit_post(post=post, draft=draft, by=by, version=version, suggested_by=found.by)
