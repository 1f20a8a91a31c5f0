"""What an uploaded PDF or MP4 really is: looked at by its bytes, never by its name or by what the browser calls it.

Neither is rendered or made anew: they are kept as they came, and only ever sent as a download. Not looked at: what
pictures and fonts inside a PDF do to a reader, streams packed otherwise than by Flate, a dictionary that strings or
remarks make look like the end of another, and the samples of a video.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from govsocial.errors import RuleError
from govsocial.web.pdf_streams import active_pdf, bad_pdf, named, outside_streams, packed_objects

PDF_MAX = 20 * 1024 * 1024  # bytes
VIDEO_MAX = 100 * 1024 * 1024
PDF_HEAD, FTYP = b"%PDF-", b"ftyp"
# MPEG-4 and what telephones and editors write into it; no QuickTime, no pictures (heic, avif), no sound alone (M4A).
BRANDS = {b"isom", *(b"iso%d" % n for n in range(2, 10)), b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"f4v "}
BOXES_MAX = 20_000  # boxes of a fragmented film at one level
_TAIL = 2048  # bytes in which a PDF's end stands

# What acts, by itself or at a touch. /OpenAction and /AA only say when: nearly every PDF of an office program names its
# first page by /OpenAction, and an action that does something is found by its own name.
_ACTIVE_NAMES = (
    *("JavaScript", "Rendition", "Launch", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "SubmitForm"),
    *("ImportData", "GoToE", "GoToR", "RichMedia", "XFA"),
)
_SHORT_NAMES = ("JS", "EF")
_ACTIVE = named(*_ACTIVE_NAMES)
_SHORT = named(*_SHORT_NAMES)  # also found by chance in packed pictures: looked for outside streams
_LOCKED = named("Encrypt")


def check_pdf(file: BinaryIO) -> None:
    """A PDF that opens without doing anything. Raises too_big, bad_pdf, locked_pdf, active_pdf; each says what helps.

    Names are known also by their #-escapes, and inside object streams packed by Flate. A document with a
    password is refused: nobody could look into it.
    """
    file.seek(0)
    body = file.read(PDF_MAX + 1)
    if len(body) > PDF_MAX:
        raise RuleError("too_big", _("The PDF is larger than 20 MB. Make it smaller, or put up a part of it."))
    if not body.startswith(PDF_HEAD) or b"%%EOF" not in body[-_TAIL:]:
        raise bad_pdf()
    if _LOCKED.search(body):
        raise RuleError("locked_pdf", _("The PDF is locked. Save it without a password and send that."))
    if _ACTIVE.search(body) or _SHORT.search(outside_streams(body)):
        raise active_pdf()
    for inner in packed_objects(body):
        if _ACTIVE.search(inner) or _SHORT.search(inner):
            raise active_pdf()


class Box(NamedTuple):
    """A part of an MP4: its name, and where its content begins and ends."""

    name: bytes
    start: int
    end: int


def check_mp4(file: BinaryIO) -> None:
    """An MP4 whose boxes lie inside it and each other. Raises too_big, wrong_brand, bad_video; each says what helps."""
    end = file.seek(0, io.SEEK_END)
    if end > VIDEO_MAX:
        raise RuleError("too_big", _("The video is larger than 100 MB. Shorten it or save it with a lower resolution."))
    boxes = list(_boxes(file, 0, end))
    if not boxes or boxes[0].name != FTYP:
        raise _bad_video()
    file.seek(boxes[0].start)
    brands = file.read(min(boxes[0].end - boxes[0].start, 1024))
    if not {brands[:4], *(brands[at : at + 4] for at in range(8, len(brands), 4))} & BRANDS or brands[:4] == b"qt  ":
        raise RuleError("wrong_brand", _("Only MP4 videos are taken, and JPEG for pictures. Save it as one of these."))
    inside = [box for box in boxes if box.name == b"moov"]
    if len(inside) != 1 or not any(box.name in {b"mdat", b"moof"} for box in boxes):
        raise _bad_video()
    if not {b"mvhd", b"trak"} <= {box.name for box in _boxes(file, inside[0].start, inside[0].end)}:
        raise _bad_video()


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, each wholly between them. Raises bad_video."""
    for _number in range(BOXES_MAX):
        if start == end:
            return
        file.seek(start)
        head = file.read(16)
        size, name, content = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:  # a long box has its size behind the name
            size, content = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:  # the last one reaches to the end
            size = end - start
        if len(name) < 4 or not all(32 <= byte < 127 or byte == 0xA9 for byte in name):
            raise _bad_video()
        if size < content or start + size > end:
            raise _bad_video()
        yield Box(name, start + content, start + size)
        start += size
    raise _bad_video()


def _bad_video() -> RuleError:
    return RuleError("bad_video", _("The video is damaged or not whole. Save it as an MP4 anew and send that."))
