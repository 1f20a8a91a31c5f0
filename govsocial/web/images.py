"""Pictures that people upload: looked at before they are decoded, made anew, without what a camera wrote into them."""

import io
import re
import struct
import threading
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from govsocial.errors import RuleError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000  # counted from the header, before anything is decoded
MAX_SIDE = 1600
ORIENTATION = 0x0112  # the one thing of what a camera wrote that counts
WEBP_PIXELS = 12_000_000  # its decoder keeps four copies
STRIP = 64  # lines of the reduced picture
FORMATS = ("JPEG", "PNG", "WEBP")
# Each part takes its time, however small: the most that a picture may have, far beyond what any camera writes.
SCANS_MAX = 100  # of a progressive JPEG; ten are common, and each goes over the whole picture
SEGMENTS_MAX = 1_000  # of a JPEG
CHUNKS_MAX = 20_000  # of a PNG
JPEG_HEAD, PNG_HEAD, SOS, EOI = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xda", b"\xff\xd9"
_MARKER = re.compile(rb"\xff[\xc0-\xc7\xc9-\xcf\xd9-\xef\xfe]")  # what has a length, and the end
_one_at_a_time = threading.Lock()  # a picture of 25 megapixels takes 100 MB while it is decoded


def remade(body: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 pixels a side, upright, on white, with no metadata.

    Of a moving picture the first frame. Raises too_big, too_many_pixels, bad_picture; each says what helps.
    """
    if len(body) > MAX_BYTES:
        raise RuleError("too_big", _("The picture is larger than 10 MB. Save a smaller copy and send that."))
    try:
        if _has_too_many_parts(body):
            raise UnidentifiedImageError
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(body), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            if picture.format == "WEBP" and picture.width * picture.height > WEBP_PIXELS:
                words = _("A WebP picture may have 12 million pixels. Save a smaller copy, or send it as JPEG.")
                raise RuleError("too_many_pixels", words)
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            return _encoded(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        words = _("The picture has more than 25 million pixels. Save a smaller copy and send that.")
        raise RuleError("too_many_pixels", words) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        words = _("This is not a picture that can be read. Send a JPEG, PNG or WebP file.")
        raise RuleError("bad_picture", words) from None


def _has_too_many_parts(body: bytes) -> bool:
    if body.startswith(JPEG_HEAD):
        return _is_long_jpeg(body)
    at = len(PNG_HEAD)
    for _number in range(CHUNKS_MAX):
        if at >= len(body) or not body.startswith(PNG_HEAD):
            return False
        at += 12 + int.from_bytes(body[at : at + 4], "big")
    return True


def _is_long_jpeg(body: bytes) -> bool:
    """Whether it has more segments or scans than are looked at; those behind its end do not count."""
    at, scans = 0, 0
    for _number in range(SEGMENTS_MAX):
        found = _MARKER.search(body, at)
        if not found or (found[0] == EOI and scans):
            return False
        at = found.end()
        if found[0] != EOI:
            at += max(2, int.from_bytes(body[at : at + 2], "big"))
        scans += found[0] == SOS
        if scans > SCANS_MAX:
            return True
    return True


def _encoded(picture: Image.Image) -> bytes:
    small = _reduced(picture)
    small.thumbnail((MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(small)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85)
    return out.getvalue()


def _reduced(picture: Image.Image) -> Image.Image:
    """In RGBA and less than twice as large as is kept, made strip by strip: each step on the whole of a large picture
    would take as much memory again."""
    factor = max(1, max(picture.size) // MAX_SIDE)
    small = Image.new("RGBA", (-(-picture.width // factor), -(-picture.height // factor)))
    for top in range(0, small.height, STRIP):
        box = (0, top * factor, picture.width, min(picture.height, (top + STRIP) * factor))
        small.paste(picture.crop(box).convert("RGBA").reduce(factor), (0, top))
    turned = Image.Exif()
    turned[ORIENTATION] = _orientation(picture)
    small.info["exif"] = turned.tobytes()
    return small


def _orientation(picture: Image.Image) -> int:
    """1 to 8, or 1 where what a camera wrote cannot be read."""
    try:
        found = picture.getexif().get(ORIENTATION)
    except (struct.error, SyntaxError, ValueError, OSError):
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1
