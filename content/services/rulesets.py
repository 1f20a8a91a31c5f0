"""States of the list: each change makes a new one, at which every process renews its engine."""

import hashlib
import json

from django.db.models import Min

from accounts.models import Person
from content.models import ProhibitedTerm, Ruleset
from content.models.prohibited import TermState

COLUMNS = (
    "code",
    "lineage",
    "category",
    "clause",
    "kind",
    "text",
    "language",
    "severity",
    "aliases",
    "exceptions",
    "loose",
    "why_bn",
    "why_en",
    "valid_from",
    "valid_to",
    "status",
)


def publish_ruleset(by: Person | None) -> Ruleset:
    """Make the list as it stands its newest state, in the caller's transaction; `by` is nobody for what is shipped.

    One after the other: processes take the greatest number for the newest state, so it must be committed last.
    """
    Ruleset.objects.filter(pk=Ruleset.objects.aggregate(first=Min("pk"))["first"]).select_for_update(
        no_key=True
    ).first()
    return Ruleset.objects.create(activated_by=by, checksum=list_checksum())


def list_checksum() -> str:
    """Digest of all entries that are looked for, on whatever day."""
    rows = ProhibitedTerm.objects.filter(status__in=[TermState.SHADOW, TermState.ACTIVE]).order_by("code")
    digest = hashlib.sha256()
    for row in rows.values_list(*COLUMNS).iterator():
        digest.update(json.dumps(row, ensure_ascii=False, default=str).encode())
    return digest.hexdigest()
