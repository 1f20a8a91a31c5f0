"""Pictures that people upload: looked at before they are decoded, made anew, without what a camera wrote into them."""

import io
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
_one_at_a_time = threading.Lock()  # a picture of 25 megapixels takes 100 MB while it is decoded


def remade(body: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 pixels a side, upright, on white, with no metadata.

    Of a moving picture the first frame. Raises too_big, too_many_pixels, bad_picture; each says what helps.
    """
    if len(body) > MAX_BYTES:
        raise RuleError("too_big", _("The picture is larger than 10 MB. Save a smaller copy and send that."))
    try:
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
    turned[ORIENTATION] = picture.getexif().get(ORIENTATION, 1)
    small.info["exif"] = turned.tobytes()
    return small
