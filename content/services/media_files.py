"""The bytes of files: what is taken in, where it is kept, how much room an office has, and what is swept away."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image

from accounts.models import Office, Person
from content.models import Attachment, MediaFile
from content.models.media import ENDINGS, FOLDER, INCOMING, MediaKind, random_name
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.web.containers import FTYP, PDF_HEAD, check_mp4, check_pdf
from govsocial.web.digits import in_reader_digits
from govsocial.web.file_names import clean_name
from govsocial.web.images import MAX_BYTES, remade

KEPT = timedelta(days=7)  # what nothing refers to
MB = 1024 * 1024
SWEPT = "swept"  # a file that says by its age when, and by its content since when which rows stand on no version
BATCH = 500  # names asked for at once


@dataclass(frozen=True)
class Taken:
    """A file that was looked at: what it is, what it is called, and what is to be kept of it."""

    kind: MediaKind
    name: str
    body: "File[bytes]"
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def taken_in(upload: "File[bytes]") -> Taken:
    """Look at an upload by its bytes. Raises empty_file, and what a picture, a PDF or an MP4 may raise."""
    upload.seek(0)
    head = upload.read(16)
    if not head:
        raise RuleError("empty_file", _("The file is empty. Choose it again."), field="file")
    try:
        if head.startswith(PDF_HEAD):
            check_pdf(upload)  # type: ignore[arg-type]
            return _as_it_came(upload, MediaKind.PDF)
        if head[4:8] == FTYP:
            check_mp4(upload)  # type: ignore[arg-type]
            return _as_it_came(upload, MediaKind.VIDEO)
        return taken_picture(upload)
    except RuleError as error:
        if error.code == "bad_picture":
            words = _("This is no file that can be put up. Send a JPEG, PNG or WebP picture, a PDF or an MP4 video.")
            raise RuleError("bad_file", words, field="file") from None
        raise RuleError(error.code, error.message, field="file") from None


def taken_picture(upload: "File[bytes]") -> Taken:
    """A picture, made anew without what a camera wrote into it. Raises what `remade` does."""
    upload.seek(0)
    body = remade(upload.read(MAX_BYTES + 1))
    width, height = Image.open(io.BytesIO(body)).size
    digest = hashlib.sha256(body).hexdigest()
    return Taken(MediaKind.IMAGE, _name(upload, MediaKind.IMAGE), ContentFile(body), len(body), digest, width, height)


def _as_it_came(upload: "File[bytes]", kind: MediaKind) -> Taken:
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    return Taken(kind, _name(upload, kind), upload, upload.size, digest.hexdigest())


def _name(upload: "File[bytes]", kind: MediaKind) -> str:
    return clean_name(upload.name or "", ENDINGS[kind])


def store(taken: Taken, office: Office, by: Person, written: list[str]) -> MediaFile:
    """Keep the bytes and write their row; the name on disk goes into `written`."""
    row = MediaFile(office=office, kind=taken.kind, name=taken.name, size=taken.size, sha256=taken.sha256)
    row.width, row.height, row.uploaded_by = taken.width, taken.height, by
    name = random_name(row, taken.name)
    written.append(name)
    row.file.name = default_storage.save(name, taken.body)
    row.save(force_insert=True)
    return row


def hold_room(office: Office, *taken: Taken) -> None:
    """See that the files have room, one office's uploads one after the other. Raises quota_full."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    size = sum(one.size for one in taken)
    used, most = room_of(office)
    if used + size > most:
        words = _(
            "Your office has used %(used)s of its %(most)s MB for files, and this one needs %(size)s MB. Send a "
            "smaller one, take files off drafts (their room is free again after 7 days), or ask who runs the portal."
        )
        shown = {"used": used / MB, "most": most / MB, "size": size / MB}
        numbers = {name: in_reader_digits(f"{number:.1f}".removesuffix(".0")) for name, number in shown.items()}
        raise RuleError("quota_full", words % numbers, field="file")


def room_of(office: Office) -> tuple[int, int]:
    """(used, most) in bytes."""
    used = MediaFile.objects.filter(office=office).aggregate(used=Sum("size"))["used"] or 0
    return used, settings.MEDIA_QUOTA_MB * MB


@contextmanager
def gone_on_failure() -> Iterator[list[str]]:
    """Names of files as they are written: where what follows fails, their bytes do not stay either."""
    written: list[str] = []
    try:
        yield written
    except BaseException:
        drop(written)
        raise


def drop(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def unreferenced() -> "QuerySet[MediaFile]":
    """Rows of files that stand on no version, neither by themselves nor for a video."""
    own = Attachment.objects.filter(file=OuterRef("pk"))
    still = Attachment.objects.filter(poster=OuterRef("pk"))
    return MediaFile.objects.filter(~Exists(own), ~Exists(still))


def sweep_files() -> str:
    """Sweep, once a day: files that stand on no version since 7 days, and bytes no row names that are as old.

    The 7 days begin with the sweep that first found them so: whatever took them off, it is never earlier.
    """
    now = timezone.now()
    if default_storage.exists(SWEPT) and default_storage.get_modified_time(SWEPT) > now - timedelta(days=1):
        return "done for today"
    since = _free_since(now)
    due = [pk for pk, found in since.items() if found <= (now - KEPT).timestamp()]
    stray = list(_strays(now - KEPT))
    with transaction.atomic():
        rows = list(unreferenced().filter(pk__in=due).select_for_update())
        _remove(rows, stray)
    default_storage.delete(SWEPT)
    default_storage.save(SWEPT, ContentFile(json.dumps(since).encode()))
    return f"{len(rows)} files removed, {len(stray)} without a row" if rows or stray else "no files removed"


def _remove(rows: list[MediaFile], stray: list[str]) -> None:
    names, size = [str(row.file.name) for row in rows], sum(row.size for row in rows)
    MediaFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    facts = {"files": len(rows), "bytes": size, "sha256": [row.sha256 for row in rows], "strays": len(stray)}
    if rows or stray:
        record(Action.MEDIA_REMOVED, Office.objects.get(parent=None), data=facts)
    transaction.on_commit(lambda: drop([*names, *stray]))


def _free_since(now: datetime) -> dict[int, float]:
    """For each row that stands on no version the time of the sweep that first found it so: this one, if none did."""
    try:
        with default_storage.open(SWEPT) as file:
            known = json.loads(file.read())
    except (FileNotFoundError, ValueError):
        known = {}
    return {pk: known.get(str(pk), now.timestamp()) for pk in unreferenced().values_list("pk", flat=True)}


def _strays(before: datetime) -> Iterator[str]:
    """Names of files on disk that no row holds and that are older; also what was cut off while it came in."""
    found = [f"{folder}/{name}" for folder in (FOLDER, INCOMING) for name in _names_in(folder)]
    for at in range(0, len(found), BATCH):
        batch = found[at : at + BATCH]
        named = set(MediaFile.objects.filter(file__in=batch).values_list("file", flat=True))
        for name in batch:
            with suppress(FileNotFoundError):  # what was still coming in is gone since it was listed
                if name not in named and default_storage.get_modified_time(name) < before:
                    yield name


def _names_in(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
