"""What somebody types into the compose form, kept while she types: gone when it is saved, else after thirty days."""

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from content.models import KeptDraft, Post
from content.permissions import can_write_for
from govsocial.errors import RuleError
from govsocial.web.digits import clean

WRITTEN = ("text", "source", "link", "purpose_other")  # without any of these nothing was written
FIELDS = ("account", "purpose", "wished_at", "version", *WRITTEN)
TEXT_CAP = 10_000  # characters; of what is too long for a post more is kept than fits
FIELD_CAP = 1_000
KEPT_MAX = 20  # of one person; the oldest go
KEPT_FOR = timedelta(days=30)
KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")


def new_key() -> str:
    """The key of a compose form that is opened."""
    return secrets.token_urlsafe(16)


@transaction.atomic
def keep_draft(
    *, key: str, fields: Mapping[str, str], account: OfficialAccount | None, post: Post | None, by: Person
) -> KeptDraft | None:
    """Keep what stands in a form, in place of what the same form held before; None where nothing is written in it.

    Raises not_allowed, bad_key.
    """
    if account is None or not can_write_for(by, account) or (post and post.account_id != account.pk):
        raise RuleError("not_allowed", _("You may not write for this account."))
    if not KEY.fullmatch(key):
        raise RuleError("bad_key", _("This form is out of date. Load the page again."))
    kept = {name: clean(fields.get(name, ""))[: TEXT_CAP if name == "text" else FIELD_CAP] for name in FIELDS}
    if not any(kept[name].strip() for name in WRITTEN):
        forget(person=by, key=key)
        return None
    values = {"fields": kept, "post": post, "kept_at": timezone.now()}
    draft, _created = KeptDraft.objects.update_or_create(person=by, key=key, defaults=values)
    newest = KeptDraft.objects.filter(person=by).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptDraft.objects.filter(pk__in=list(newest[KEPT_MAX:])).delete()
    return draft


def forget(*, person: Person, key: str) -> None:
    """What was kept of a form is saved, or was thrown away by the person herself."""
    KeptDraft.objects.filter(person=person, key=key).delete()


def forget_old() -> str:
    """Sweep: what nobody came back to."""
    gone, _rows = KeptDraft.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    return f"{gone} kept drafts removed"
