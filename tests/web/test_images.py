"""Uploaded pictures: whatever is sent, what is kept is a plain JPEG that this portal made."""

import io
import struct
import zlib

import pytest
from PIL import Image

from govsocial.errors import RuleError
from govsocial.web.images import MAX_BYTES, SCANS_MAX, remade
from tests.factories import picture


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is huge."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[2] = (23.0, 46.0, 1.0)
    return picture("JPEG", exif=exif, comment=b"CANARY-COMMENT")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew(kind: str) -> None:
    found = opened(remade(picture(kind)))
    assert (found.format, found.size, found.mode) == ("JPEG", (40, 30), "RGB")


def test_place_and_camera_are_gone_and_the_picture_stands_upright() -> None:
    body = remade(with_place())
    assert b"CANARY" not in body
    assert b"Exif" not in body
    assert opened(body).size == (30, 40)


def test_a_large_picture_is_made_smaller() -> None:
    assert max(opened(remade(picture(size=(4000, 1000)))).size) == 1600


def test_what_is_transparent_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(remade(out.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert opened(remade(out.getvalue())).getpixel((4, 4))[0] > 200


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04 archive", b"<?php system(1); ?>"])
def test_what_hides_behind_a_picture_does_not_stay(tail: bytes) -> None:
    assert tail not in remade(picture("JPEG") + tail)
    assert tail not in remade(picture("PNG") + tail)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_picture"),
        (b"GIF89a" + bytes(40), "bad_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "bad_picture"),
        (b"<html><body>not a picture</body></html>", "bad_picture"),
        (b"%PDF-1.7 not a picture", "bad_picture"),
        (b"\x89PNG\r\n\x1a\n<script>", "bad_picture"),
        (b"\xff\xd8\xff" + bytes(100), "bad_picture"),
        (picture("PNG")[:60], "bad_picture"),
        (picture("JPEG", (400, 400))[:500], "bad_picture"),
        (picture("PNG").replace(b"IHDR", b"XHDR"), "bad_picture"),
        (bomb(6_000), "too_many_pixels"),
        (bomb(20_000), "too_many_pixels"),
        (bomb(60_000), "too_many_pixels"),
        (bytes(MAX_BYTES + 1), "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        remade(body)
    assert refused.value.code == code


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *args: pytest.fail("was decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *args: pytest.fail("was decoded"))
    with pytest.raises(RuleError, match="too_many_pixels"):
        remade(bomb(6_000))


def segment(marker: int, data: bytes = b"") -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    body = picture("JPEG", (64, 64), progressive=True)
    last = body[body.rindex(b"\xff\xda") : -2]
    return body[:-2] + last * (count - body.count(b"\xff\xda")) + body[-2:]


def test_a_picture_has_so_many_scans_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(remade(scans(SCANS_MAX))).size == (64, 64)
    monkeypatch.setattr(Image, "open", lambda *_args, **_kwargs: pytest.fail("was opened"))
    with pytest.raises(RuleError, match="bad_picture"):
        remade(scans(SCANS_MAX + 1))


def test_scans_that_belong_to_no_picture_do_not_count() -> None:
    """A small picture in what a camera wrote, and the film that some telephones put behind the end."""
    body = scans(9)
    assert remade(body[:2] + segment(0xE5, b"\xff\xda" * 999) + body[2:])
    assert remade(body + b"\xff\xda" * 999)


@pytest.mark.parametrize("marker", [0xD9, 0xF0])
def test_scans_are_not_hidden_behind_what_ends_nothing(marker: int) -> None:
    body = scans(SCANS_MAX + 1)
    with pytest.raises(RuleError, match="bad_picture"):
        remade(body[:2] + bytes([0xFF, marker]) + body[2:])


@pytest.mark.parametrize(
    "body",
    [
        picture("JPEG")[:2] + segment(0xFE) * 5_000 + picture("JPEG")[2:],
        picture("JPEG")[:2] + segment(0xE1, b"Exif\0\0MM") * 5_000 + picture("JPEG")[2:],
        picture("PNG")[:33] + chunk(b"tEXt", b"a\0b") * 20_000 + picture("PNG")[33:],
    ],
    ids=["remarks", "of a camera", "chunks"],
)
def test_a_picture_of_many_small_parts_is_refused_unopened(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_args, **_kwargs: pytest.fail("was opened"))
    with pytest.raises(RuleError, match="bad_picture"):
        remade(body)


@pytest.mark.parametrize("kind", range(14))
@pytest.mark.parametrize("count", [0, 1, 2, 5, 100, 1 << 31])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_picture_whose_orientation_is_none_stays_as_it_lies(kind: int, count: int) -> None:
    entry = struct.pack("<HHIII", 0x0112, kind, count, 26, 0) + b"\x09" * 64
    body = picture("JPEG")
    exif = segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry)
    assert opened(remade(body[:2] + exif + body[2:])).size == (40, 30)
