"""Files of a post: attached, described, taken off, each a new state of its text (clause 6-ka)."""

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import Attachment, MediaFile, Post, PostVersion, ScreeningHit
from content.models.media import ATTACHMENTS_MAX, MediaKind
from content.models.screening import ALT_PART, NAME_PART
from content.models.states import PostState
from content.permissions import can_write_for
from content.services.media_files import Taken, gone_on_failure, hold_room, store, taken_in, taken_picture
from content.services.versions import bind, current_version, draft_of, number_for, store_version
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError

ALT_MIN = 5  # characters


def attach_file(
    *, post: Post, upload: "File[bytes]", alt_text: str, by: Person, version: int, poster: "File[bytes] | None" = None
) -> Attachment:
    """Put a picture, PDF or MP4 on a draft or a returned post, behind those that are there.

    The bytes are looked at before anything is held: that may take seconds, in which others write.
    Raises not_allowed, changed_meanwhile, too_many_files, alt_needed, poster_needed, quota_full, and what a file may
    raise (govsocial.web.images, containers); `field` of the error names the form's field.
    """
    taken = taken_in(upload)
    alt_text = _checked(alt_text, taken.name, str(upload.name or ""))
    return _attach(post, taken, _still(taken, poster), alt_text, by, version)


@transaction.atomic
def _attach(post: Post, taken: Taken, still: Taken | None, alt_text: str, by: Person, version: int) -> Attachment:
    office = post.account.office
    hold_room(office, taken, *([still] if still else []))
    _before, current = _moved(post, by, version)
    position = current.attachments.count() + 1
    if position > ATTACHMENTS_MAX:
        raise RuleError("too_many_files", _("A post holds at most 10 files. Take one off first."))
    with gone_on_failure() as written:
        file = store(taken, office, by, written)
        poster = store(still, office, by, written) if still else None
        row = Attachment.objects.create(version=current, file=file, poster=poster, alt_text=alt_text, position=position)
        bind(current, post.account)
        _record(Action.MEDIA_ATTACHED, post, current, by, file, alt=alt_text)
    return row


@transaction.atomic
def describe_file(*, post: Post, attachment: Attachment, alt_text: str, by: Person, version: int) -> None:
    """Change the alternative text of a file. Raises not_allowed, changed_meanwhile, alt_needed."""
    before, current = _moved(post, by, version)
    row = _same(attachment, before, current)
    row.alt_text = _checked(alt_text, row.file.name)
    row.save(update_fields=["alt_text"])
    bind(current, post.account)
    _record(Action.MEDIA_DESCRIBED, post, current, by, row.file, alt=row.alt_text)


@transaction.atomic
def remove_file(*, post: Post, attachment: Attachment, by: Person, version: int) -> None:
    """Take a file off; those behind it move up, and the words about their hits with them. Earlier versions keep it.

    Raises not_allowed, changed_meanwhile.
    """
    before, current = _moved(post, by, version)
    row = _same(attachment, before, current)
    file, position = row.file, row.position
    row.delete()
    _hits_of(current, position).delete()
    for later in current.attachments.filter(position__gt=position):
        Attachment.objects.filter(pk=later.pk).update(position=later.position - 1)
        for hit in _hits_of(current, later.position):
            hit.part = f"{hit.part.partition('-')[0]}-{later.position - 1}"
            hit.save(update_fields=["part"])
    bind(current, post.account)
    _record(Action.MEDIA_REMOVED, post, current, by, file)


def _hits_of(version: PostVersion, position: int) -> "QuerySet[ScreeningHit]":
    """What was found in the words about a file."""
    parts = [f"{ALT_PART}{position}", f"{NAME_PART}{position}"]
    return ScreeningHit.objects.filter(run__version=version, part__in=parts)


def _moved(post: Post, by: Person, version: int) -> tuple[PostVersion, PostVersion]:
    """(the current version, the one that may be changed): her own unsent one, else a successor with the same files."""
    if not can_write_for(by, post.account):
        raise RuleError("not_allowed", _("You may not write for this account."))
    if not post.is_editable or not Post.objects.filter(pk=post.pk).move(
        PostState(post.status), PostState.DRAFT, version
    ):
        raise _changed_meanwhile(post)
    before = current_version(post)
    number = number_for(before, by)
    return before, before if number == before.number else store_version(post, draft_of(before), number, by)


def _changed_meanwhile(post: Post) -> RuleError:
    now = Post.objects.get(pk=post.pk)
    message = _("The post was changed meanwhile: it is now “%(state)s”. Look at it again; its files are as they were.")
    return RuleError("changed_meanwhile", message % {"state": now.get_status_display()})


def _same(attachment: Attachment, before: PostVersion, current: PostVersion) -> Attachment:
    """The file on the version that may be changed. One of an earlier version is nobody's to change any more."""
    if attachment.version_id != before.pk:
        raise _changed_meanwhile(before.post)
    return current.attachments.select_related("file").get(position=attachment.position)


def _checked(alt_text: str, *names: str) -> str:
    """An alternative text says what is seen: the file's name does not."""
    text = " ".join(alt_text.split())
    known = {part.strip().casefold() for name in names for part in (name, name.rpartition(".")[0])}
    if len(text) < ALT_MIN or text.casefold() in known:
        words = _(
            "Say in at least 5 characters what it shows, for those who cannot see it. The file's name says nothing."
        )
        raise RuleError("alt_needed", words, field="alt_text")
    return text


def _still(taken: Taken, poster: "File[bytes] | None") -> Taken | None:
    """The picture that stands for a video until it plays; nothing else has one."""
    if taken.kind != MediaKind.VIDEO:
        return None
    if not poster:
        raise RuleError("poster_needed", _("Send a picture with the video: it is shown in its place."), field="poster")
    try:
        return taken_picture(poster)
    except RuleError as error:
        raise RuleError(error.code, error.message, field="poster") from None


def _record(action: Action, post: Post, version: PostVersion, by: Person, file: MediaFile, **data: object) -> None:
    facts = {"headline": post.headline, "version": version.number, "hash": version.text_hash}
    facts |= {"file": file.name, "kind": file.kind, "sha256": file.sha256, **data}
    record(action, post, by=by, lineage=post.lineage, data=facts)
