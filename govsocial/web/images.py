"""Pictures that people upload: looked at before they are decoded, made anew, without what a camera wrote into them."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from govsocial.errors import RuleError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000  # counted from the header, before anything is decoded
MAX_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


def remade(body: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 pixels a side, upright, on white, with no metadata.

    Of a moving picture the first frame. Raises too_big, too_many_pixels, bad_picture; each says what helps.
    """
    if len(body) > MAX_BYTES:
        raise RuleError("too_big", _("The picture is larger than 10 MB. Save a smaller copy and send that."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(body), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            return _encoded(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        words = _("The picture has more than 25 million pixels. Save a smaller copy and send that.")
        raise RuleError("too_many_pixels", words) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        words = _("This is not a picture that can be read. Send a JPEG, PNG or WebP file.")
        raise RuleError("bad_picture", words) from None


def _encoded(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85)
    return out.getvalue()
