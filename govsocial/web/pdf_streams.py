"""The streams of a PDF: what stands outside them, and what object streams hold, unpacked as far as is safe.

Whatever is sent, the time goes with its length: no part is gone over twice, and no more is unpacked than is set here.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from govsocial.errors import RuleError

INFLATED_MAX = 32 * 1024 * 1024  # bytes of object streams that are looked into
BLANK_MAX = 512 * 1024 * 1024  # bytes of nothing, before objects or in the pictures of blank pages
STREAMS_MAX = 100_000  # in 20 MB; what is sent honestly has a tenth of them
_PIECE = 1024  # bytes unpacked at a time: at most a megabyte comes of them


def named(*names: str, then: str = "") -> "re.Pattern[bytes]":
    """These names, each letter also as its escape: /JS is /J#53. White space or a delimiter ends a name.

    Escapes are looked for, not undone: twenty megabytes of them take no memory.
    """
    spelled = "|".join("".join(f"(?:{ch}|#(?i:{ord(ch):02x}))" for ch in name) for name in names)
    return re.compile(rf"/(?:{spelled})(?=[\x00\t\n\x0c\r ()<>\[\]{{}}/%]|$){then}".encode())


_OBJECT_STREAM = named("ObjStm", "First")
_PREDICTOR = named("Predictor", then=r"[\x00\t\n\x0c\r ]*+(?!1[^0-9])")
_PARMS_ELSEWHERE = named("DecodeParms", "DP", then=r"[\x00\t\n\x0c\r \[]*[0-9]")
_STREAM = re.compile(rb"(?<!end)stream")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_REAL_STREAM = re.compile(rb">>[\x00\t\n\x0c\r ]*stream[ \t]*[\r\n]")  # behind a dictionary
_OBJECT = re.compile(rb"[0-9][\x00\t\n\x0c\r ]+obj")
_BLANKS = bytes(range(33))
_NUMBERS = re.compile(rb"%|[+-]?[0-9.]+(?:[\x00\t\n\x0c\r %]|$)")  # so begins an object stream


@dataclass
class _Left:
    """Bytes that may still be unpacked. Honest streams do not overlap: together they are no longer than the file."""

    packed: int
    blank: int = BLANK_MAX
    inflated: int = INFLATED_MAX


def outside_streams(body: bytes) -> bytes:
    """Without what stands in streams. A stream in a remark is none."""
    kept, at, seek = [], 0, 0
    while found := _REAL_STREAM.search(body, seek):
        line = max(seek, *(1 + body.rfind(sign, seek, found.start()) for sign in (b"\r", b"\n")))
        seek = found.end()
        if b"%" in body[line : found.start()]:
            continue
        end = body.find(b"endstream", seek)
        if end < 0:
            break
        kept.append(body[at : found.start()])
        at = seek = end
    return b"".join([*kept, body[at:]])


def packed_objects(body: bytes) -> Iterator[bytes]:
    """What is packed in every stream that begins as an object stream does, whatever it is called.

    Raises active_pdf where that is more than is looked into or cannot be read here, bad_pdf where it is damaged.
    """
    view, left = memoryview(body), _Left(packed=len(body))
    for before, start in _streams(body):
        try:
            head = zlib.decompressobj().decompress(view[start : start + 256], 64).lstrip(_BLANKS)
        except zlib.error:
            continue
        if _is_hidden(_OBJECT.split(before)[-1]):
            raise active_pdf()
        if not head or _NUMBERS.match(head):
            yield _inflated(view[start + 2 :], left)


def _streams(body: bytes) -> Iterator[tuple[bytes, int]]:
    """(what stands before the word, where its content begins): the line behind it, as readers take it.

    Raises active_pdf.
    """
    at = 0
    for _number in range(STREAMS_MAX):
        word = _STREAM.search(body, at)
        end = _LINE_END.search(body, word.end()) if word else None
        if not (word and end):
            return
        yield body[at : word.start()], end.end()
        at = end.end()
    raise active_pdf()


def _is_hidden(dictionary: bytes) -> bool:
    """Whether this is an object stream whose bytes are changed once more after they are unpacked.

    Programs write streams of references so, and pictures, but no objects.
    """
    changed = _PREDICTOR.search(dictionary) or _PARMS_ELSEWHERE.search(dictionary)
    return bool(changed and _OBJECT_STREAM.search(dictionary))


def _inflated(packed: memoryview, left: _Left) -> bytes:
    """Flate without its head and its sum, which readers do not insist on either; of objects only.

    Raises bad_pdf, active_pdf.
    """
    unpack, out = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    for at in range(0, len(packed), _PIECE):
        given = packed[at : at + _PIECE]
        try:
            piece = unpack.decompress(given)
        except zlib.error:
            if out:
                raise bad_pdf() from None
            break
        left.packed -= len(given) - len(unpack.unused_data)
        if out or _NUMBERS.match(piece.lstrip(_BLANKS)):
            out += piece
            left.inflated -= len(piece)
        else:
            left.blank -= len(piece)
        if min(left.packed, left.blank, left.inflated) < 0:
            raise active_pdf()
        if unpack.eof or (piece.lstrip(_BLANKS) and not out):
            break
    return bytes(out)


def bad_pdf() -> RuleError:
    words = _("This PDF is damaged or not whole. Open it, save or print it as a PDF anew and send that.")
    return RuleError("bad_pdf", words)


def active_pdf() -> RuleError:
    words = _("The PDF holds a script, an attachment or an action. Print it as a PDF anew and send that.")
    return RuleError("active_pdf", words)
