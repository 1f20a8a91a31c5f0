"""Taking a post down from the platform: by anybody on the team, at once, without any approval."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import Mistake, Post
from content.models.after import MistakeState
from content.models.states import PostState
from content.permissions import sits_on_team
from content.services.mistakes import held, long_enough, out_since, settle, write_mistake
from content.services.publications import CLOCKS_DIFFER
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError


@transaction.atomic
def retract_post(
    *, post: Post, taken_down_at: datetime, reason: str, by: Person, version: int, clause: str = ""
) -> Mistake:
    """Say that a post was taken down, also while its account is suspended; its mistake is settled, or noted by it.

    Raises not_allowed, reason_needed, wrong_state, superseded, bad_time.
    """
    if not sits_on_team(by, post.account):
        raise RuleError("not_allowed", _("Only the account's team records what was taken down."))
    reason = long_enough(reason, _("Say in at least 10 characters why it was taken down."))
    now = held(post)
    if not out_since(now) <= taken_down_at <= timezone.now() + CLOCKS_DIFFER:
        raise RuleError("bad_time", _("It was taken down after it went out, and not in the future."))
    gone = {"share_again_on": None}
    if not Post.objects.filter(pk=now.pk).move(PostState(now.status), PostState.RETRACTED, version, **gone):
        raise RuleError("wrong_state", _("The post was changed meanwhile. Look at it again."))
    mistake = Mistake.objects.open().filter(post=now).select_related("post").first()
    mistake = mistake or write_mistake(now, reason, taken_down_at, by, clause)
    settle(mistake, MistakeState.RETRACTED, at=taken_down_at, by=by, note=reason, clause=clause)
    facts = {"headline": now.headline, "taken_down_at": taken_down_at.isoformat(), "clause": clause}
    record(Action.POST_RETRACTED, now, by=by, lineage=now.lineage, note=reason, data=facts)
    return mistake
