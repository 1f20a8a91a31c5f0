"""Storing versions of a post: what is written, what hangs on it, and the hash that binds all of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from accounts.models import OfficialAccount, Person
from content.models import Attachment, MediaFile, Post, PostVersion
from content.models.post import bound_hash
from content.services.screening import screen_version
from content.services.search import index_post


@dataclass(frozen=True)
class Draft:
    """What an author writes."""

    text: str
    purpose: str
    source: str
    purpose_other: str = ""
    link: str = ""
    wished_at: datetime | None = None


def draft_of(version: PostVersion) -> Draft:
    """The words of a version, to go on from."""
    return Draft(version.text, version.purpose, version.source, version.purpose_other, version.link, version.wished_at)


def start_copy(
    of: Post, shown: PostVersion, by: Person, *, corrects: Post | None = None, shares: Post | None = None
) -> Post:
    """A new draft with the words, link and files of a version that is out; part of the caller's transaction.

    They stay the words of whoever wrote them: she decides them no more here than there (clause 6-ka).
    """
    post = Post.objects.create(
        account=of.account,
        lineage=of.account.lineage,
        headline=of.headline,
        started_by=by,
        corrects=corrects,
        shares=shares,
    )
    draft = replace(draft_of(shown), wished_at=None)
    store_version(post, draft, 1, shown.written_by, suggested_by=shown.suggested_by, files_of=shown)
    return post


def current_version(post: Post) -> PostVersion:
    """The newest version as it stands in the database."""
    return PostVersion.objects.get(pk=Post.objects.values_list("current_id", flat=True).get(pk=post.pk))


def number_for(current: PostVersion, by: Person) -> int:
    """Her own unsent text is written over; one that was sent, or that is another's, stays and gets a successor."""
    return current.number + 1 if current.submitted_at or current.written_by_id != by.pk else current.number


def store_version(
    post: Post,
    draft: Draft,
    number: int,
    by: Person,
    *,
    suggested_by: Person | None = None,
    files_of: PostVersion | None = None,
) -> PostVersion:
    """Write a version with the files of the one before it (or of `files_of`, another post's), bind and screen it; part
    of the caller's transaction."""
    before = files_of.pk if files_of else Post.objects.values_list("current_id", flat=True).get(pk=post.pk)
    fields = {
        "text": draft.text,
        "purpose": draft.purpose,
        "purpose_other": draft.purpose_other if draft.purpose == "4-other" else "",
        "source": draft.source,
        "link": draft.link,
        "wished_at": draft.wished_at,
        "written_by": by,
        "written_at": timezone.now(),
    }
    fields |= {"suggested_by": suggested_by} if suggested_by else {}
    row, created = PostVersion.objects.update_or_create(post=post, number=number, defaults=fields)
    if created and before:
        carried = Attachment.objects.filter(version=before)
        Attachment.objects.bulk_create(
            Attachment(version=row, file_id=old.file_id, poster_id=old.poster_id, alt_text=old.alt_text, position=n)
            for n, old in enumerate(carried, 1)
        )
    Post.objects.filter(pk=post.pk).update(current=row)
    bind(row, post.account)
    return row


def bind(version: PostVersion, account: OfficialAccount) -> None:
    """Hash, screen and index a version anew after any change of its words or files."""
    version.text_hash = hash_of(version, account)
    version.save(update_fields=["text_hash"])
    screen_version(version)
    index_post(version)


def hash_of(version: PostVersion, account: OfficialAccount) -> str:
    """The hash over text, link, files and target, by the rows."""
    return _hash(version, account, version.attachments.select_related("file", "poster"))


def _hash(version: PostVersion, account: OfficialAccount, rows: Iterable[Attachment]) -> str:
    media = [row.bound for row in rows]
    return bound_hash(text=version.text, account=account, link=version.link, media=media)


def is_as_bound(version: PostVersion, account: OfficialAccount) -> bool:
    """Words, files and target are what the hash was taken over; each file's bytes are read for it."""
    rows = list(version.attachments.select_related("file", "poster"))
    if version.text_hash != _hash(version, account, rows):
        return False
    files = [(row.file, row.poster) for row in rows]
    return all(_is_intact(file) for pair in files for file in pair if file)


def _is_intact(media: MediaFile) -> bool:
    try:
        with media.file.open("rb") as body:
            return hashlib.file_digest(body, "sha256").hexdigest() == media.sha256  # type: ignore[arg-type]
    except OSError:
        return False
