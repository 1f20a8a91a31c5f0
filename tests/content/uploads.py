"""Hostile uploads, each made here: what it is, its name, its bytes, the code that refuses it or the kind it is kept as.

Promise H4. What is kept of a picture is made anew; a PDF or an MP4 is kept as it is and only ever downloaded.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from PIL import Image

from tests.factories import picture

SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"
CANARY = b"CANARY-23.7461N-90.3742E"


class Upload(NamedTuple):
    label: str
    name: str
    body: bytes
    outcome: str  # a code of refusal, or image, pdf, video


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int, rows: int = 1 << 20) -> bytes:
    """A PNG of some kilobytes that unpacks to side × side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + END


END = chunk(b"IEND", b"")


def png_with(kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk in it."""
    return picture("PNG").removesuffix(END) + chunk(kind, data) + END


def with_place(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = CANARY.decode(), CANARY.decode()
    exif.get_ifd(0x8825)[2] = (23.0, 44.0, 46.0)
    return picture(kind, exif=exif)


def many_frames(frames: int = 100_000) -> bytes:
    """A GIF of many frames: small, and endless to whoever decodes it."""
    one = b"!\xf9\x04\x00\x01\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + one * frames + b";"


def archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(name, content)
    return out.getvalue()


def pdf(catalogue: bytes = b"", extra: bytes = b"", end: bytes = b"%%EOF\n") -> bytes:
    """A small PDF with more in its catalogue, or an object of its own."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalogue + b">>\nendobj\n"
    body += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + extra
    return body + b"trailer << /Root 1 0 R >>\nstartxref\n0\n" + end


def packed(objects: bytes, head: bytes = b"/Type /ObjStm /Filter /FlateDecode /N 1 /First 4") -> bytes:
    data = zlib.compress(objects)
    return b"5 0 obj\n<< " + head + b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream\nendobj\n"


def box(name: bytes, content: bytes = b"", size: int | None = None) -> bytes:
    return struct.pack(">I", len(content) + 8 if size is None else size) + name + content


FTYP = box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2avc1mp41")
MOOV = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", bytes(40)))


def mp4(*boxes: bytes) -> bytes:
    return b"".join(boxes or (FTYP, MOOV, box(b"mdat", bytes(64))))


def long_box(name: bytes, size: int, content: bytes = b"") -> bytes:
    return struct.pack(">I", 1) + name + struct.pack(">Q", size) + content


PREDICTED = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms "
HIDDEN = b"9 0 << /S /JavaScript /JS (a) >>"
ROWS = [bytes(20), HIDDEN[:20], HIDDEN[20:].ljust(20)]
# As a predictor writes them, each the difference to the row above: neither name stands there any more.
JS_ROWS = b"".join(
    b"\x02" + bytes((here - above) % 256 for above, here in zip(*pair, strict=True)) for pair in pairwise(ROWS)
)


def stored(data: bytes) -> bytes:
    """A block of Flate that is not packed."""
    return b"\x00" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def overlapping(heads: int, blocks: int) -> bytes:
    """Streams each of which unpacks all those behind it."""
    head = b"stream\n\x78\x9c" + stored(b"1 ")
    empty = b"\x00\x00\x00\xff\xff"
    return b"<<>>" + head + stored(head) * heads + empty * blocks + b"\x01\x00\x00\xff\xff\nendstream\n"


XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>"
JS_ACTION = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> "

PICTURES = [
    Upload("a picture that is also an archive", "gifar.jpg", picture("JPEG") + archive("a.class", b"x"), "image"),
    Upload("a PNG that is also an archive", "gifar.png", picture("PNG") + archive("a.class", b"x"), "image"),
    Upload("a page behind a PNG", "a.png", picture("PNG") + b"<html>" + SCRIPT, "image"),
    Upload("a page in a PNG's words", "b.png", png_with(b"tEXt", b"Comment\x00<html>" + SCRIPT), "image"),
    Upload("a page in a PNG's packed words", "c.png", png_with(b"zTXt", b"a\x00\x00" + zlib.compress(SCRIPT)), "image"),
    Upload("a page in a JPEG's comment", "d.jpg", picture("JPEG", comment=SCRIPT), "image"),
    Upload("a program in a JPEG's comment", "shell.php.jpg", picture("JPEG", comment=PHP), "image"),
    Upload("a program behind a JPEG", "shell.jpg", picture("JPEG") + PHP, "image"),
    Upload("a picture called a program", "shell.php", picture("JPEG"), "image"),
    Upload("a picture called a page", "page.html", picture("PNG"), "image"),
    Upload("a picture called a drawing", "logo.svg", picture("PNG"), "image"),
    Upload("a place in a JPEG", "IMG_2024.JPG", with_place(), "image"),
    Upload("a place in a PNG", "IMG_2024.PNG", with_place("PNG"), "image"),
    Upload("a place in a WebP", "IMG_2024.webp", with_place("WEBP"), "image"),
    Upload("a place in XMP", "xmp.png", png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + CANARY), "image"),
    Upload("a program called a picture", "php.jpg", PHP, "bad_file"),
    Upload("a drawing with a script", "svg.png", SVG, "bad_file"),
    Upload("a drawing with a declaration", "logo.svg", b"<?xml version='1.0'?>" + SVG, "bad_file"),
    Upload("a page", "page.html", b"<!doctype html>" + SCRIPT, "bad_file"),
    Upload("a page called a picture", "page.jpg", b"<html>" + SCRIPT, "bad_file"),
    Upload("a page behind a PNG's first bytes", "magic.png", b"\x89PNG\r\n\x1a\n<html>" + SCRIPT, "bad_file"),
    Upload("a page behind a GIF's first bytes", "magic.gif", b"GIF89a/*" + SCRIPT, "bad_file"),
    Upload("a JPEG's first bytes alone", "magic.jpg", b"\xff\xd8\xff" + bytes(40), "bad_file"),
    Upload("9 KB that unpack to 402 MB", "bomb.png", bomb(11_500, 9 << 20), "too_many_pixels"),
    Upload("20 KB that unpack to 821 MB", "bomb2.png", bomb(16_500, 20 << 20), "too_many_pixels"),
    Upload("a PNG that says it is endless", "bomb3.png", bomb(60_000), "too_many_pixels"),
    Upload("words that unpack to 64 MB", "words.png", png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 26))), ""),
    Upload("100,000 frames", "frames.gif", many_frames(), "bad_file"),
    Upload("a GIF", "one.gif", picture("GIF"), "bad_file"),
    Upload("a BMP", "one.bmp", picture("BMP"), "bad_file"),
    Upload("a TIFF", "one.tif", picture("TIFF"), "bad_file"),
    Upload("an EPS, which some open with a program", "one.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) run", "bad_file"),
    Upload("nothing", "empty.jpg", b"", "empty_file"),
    Upload("one byte", "byte.jpg", b"\xff", "bad_file"),
    Upload("half a JPEG", "half.jpg", picture("JPEG", (400, 400))[:600], "bad_file"),
    Upload("half a PNG", "half.png", picture("PNG")[:60], "bad_file"),
    Upload("a picture larger than the limit", "large.jpg", picture("JPEG") + bytes(10 * 1024 * 1024), "too_big"),
]
DOCUMENTS = [
    Upload("a plain PDF", "order.pdf", pdf(), "pdf"),
    Upload("a PDF called a page", "order.html", pdf(), "pdf"),
    Upload("a PDF with a page behind it", "order.pdf", pdf() + b"<html>" + SCRIPT, "pdf"),
    Upload("a PDF with packed objects", "order.pdf", pdf(extra=packed(b"9 0 << /Type /Page >>")), "pdf"),
    Upload("a PDF with a script", "js.pdf", pdf(JS_ACTION), "active_pdf"),
    Upload("a script with escaped names", "js.pdf", pdf(b"/A#41 << /S /J#61vaScript /J#53 (a) >>"), "active_pdf"),
    Upload(
        "a script in packed objects", "js.pdf", pdf(extra=packed(b"9 0 << /S /JavaScript /JS (a) >>")), "active_pdf"
    ),
    Upload(
        "a script in objects under no name", "js.pdf", pdf(extra=packed(b"9 0 <</S/JavaScript>>", b"")), "active_pdf"
    ),
    Upload(
        "a script behind a false stream", "js.pdf", pdf(extra=b"% stream\n<< /S /JavaScript >> endstream"), "active_pdf"
    ),
    Upload("objects that unpack to 64 MB", "js.pdf", pdf(extra=packed(b"9 0 " + bytes(1 << 26))), "active_pdf"),
    Upload("a script in rows", "js.pdf", pdf(extra=packed(JS_ROWS, PREDICTED + b"<< /Predictor 12 >>")), "active_pdf"),
    Upload(
        "a script in rows under another name",
        "js.pdf",
        pdf(extra=packed(JS_ROWS, b"/N 1 /#46irst 4 /Filter /FlateDecode /DP [<</Columns 20/#50redictor 10>>]")),
        "active_pdf",
    ),
    Upload(
        "a script in rows said elsewhere", "js.pdf", pdf(extra=packed(JS_ROWS, PREDICTED + b"[ 7 0 R ]")), "active_pdf"
    ),
    Upload("a script behind nothing", "js.pdf", pdf(extra=packed(bytes(9) + HIDDEN)), "active_pdf"),
    Upload("a script behind much of nothing", "js.pdf", pdf(extra=packed(bytes(900_000) + HIDDEN)), "active_pdf"),
    Upload("a script behind a remark", "js.pdf", pdf(extra=packed(b"%" + b"a" * 999 + b"\n" + HIDDEN)), "active_pdf"),
    Upload(
        "a script behind blanks",
        "js.pdf",
        pdf(extra=packed(HIDDEN).replace(b"stream\n", b"stream \t\n", 1)),
        "active_pdf",
    ),
    Upload(
        "a script between two remarks",
        "js.pdf",
        pdf(extra=b"% <<>> stream\n7 0 obj << /JS (a) >> endobj\n% endstream\n"),
        "active_pdf",
    ),
    Upload("a film that runs a script", "js.pdf", pdf(b"/A << /S /Rendition >>"), "active_pdf"),
    Upload("a PDF that opens another", "to.pdf", pdf(b"/A << /S /GoToR /F (\\\\\\\\a\\\\b) >>"), "active_pdf"),
    Upload("a file under no name", "ef.pdf", pdf(b"/FS << /EF << /F 9 0 R >> >>"), "active_pdf"),
    Upload(
        "references in rows",
        "order.pdf",
        pdf(extra=packed(bytes(99), b"/Type /XRef /DecodeParms << /Columns 4 /Predictor 12 >>")),
        "pdf",
    ),
    Upload(
        "objects behind references in rows",
        "order.pdf",
        pdf(
            extra=packed(b"1 2", b"/Type /XRef /DecodeParms << /Columns 4 /Predictor 12 >>")
            + packed(b"9 0 << /Type /Page >>", PREDICTED + b"<< /Predictor 1 >>")
        ),
        "pdf",
    ),
    Upload(
        "a picture in which a name stands by chance",
        "order.pdf",
        pdf(extra=b"7 0 obj <<>> stream\n\xff/JS\xff/JS \nendstream endobj\n"),
        "pdf",
    ),
    Upload("streams that overlap", "long.pdf", pdf(extra=overlapping(400, 100_000)), "active_pdf"),
    Upload("100,000 streams", "long.pdf", pdf(extra=b"stream\n" * 100_000), "active_pdf"),
    Upload("gigabytes of nothing", "long.pdf", pdf(extra=packed(bytes(1 << 26)) * 9), "active_pdf"),
    Upload("a PDF that starts a program", "run.pdf", pdf(b"/A << /S /Launch /F (cmd.exe) >>"), "active_pdf"),
    Upload("a PDF with a file in it", "file.pdf", pdf(b"/Names << /EmbeddedFiles 9 0 R >>"), "active_pdf"),
    Upload("a PDF that opens at its first page", "office.pdf", pdf(b"/OpenAction [3 0 R /XYZ null null 0]"), "pdf"),
    Upload("a form that sends itself", "aa.pdf", pdf(b"/AA << /O << /S /SubmitForm /F (x) >> >>"), "active_pdf"),
    Upload("a locked PDF", "locked.pdf", pdf(b"/Encrypt 9 0 R "), "locked_pdf"),
    Upload("a PDF without an end", "cut.pdf", pdf(end=b""), "bad_pdf"),
    Upload("a PDF behind something else", "late.pdf", SCRIPT + pdf(), "bad_file"),
    Upload("a PDF larger than the limit", "large.pdf", pdf(extra=b"%" * (20 << 20)), "too_big"),
    Upload(
        "an archive that climbs out", "slip.docx", archive("../../../etc/cron.d/x", b"* * * * * root id"), "bad_file"
    ),
    Upload("a document that reads files", "xxe.docx", archive("word/document.xml", XXE), "bad_file"),
    Upload("a program for Windows", "setup.pdf", b"MZ" + bytes(200), "bad_file"),
    Upload("a program for Linux", "a.mp4", b"\x7fELF" + bytes(200), "bad_file"),
]
VIDEOS = [
    Upload("a plain MP4", "clip.mp4", mp4(), "video"),
    Upload("half an MP4", "half.mp4", mp4()[:-10], "bad_video"),
    Upload("an MP4 without a table", "no-moov.mp4", mp4(FTYP, box(b"mdat", bytes(64))), "bad_video"),
    Upload("an MP4 without pictures", "no-mdat.mp4", mp4(FTYP, MOOV), "bad_video"),
    Upload("a box larger than the file", "lie.mp4", mp4(FTYP, MOOV, box(b"mdat", bytes(9), 1 << 30)), "bad_video"),
    Upload("a box smaller than its head", "lie2.mp4", mp4(FTYP, MOOV, box(b"mdat", bytes(9), 4)), "bad_video"),
    Upload("a long box past 64 bits", "lie3.mp4", mp4(FTYP, MOOV, long_box(b"mdat", 2**64 - 1)), "bad_video"),
    Upload("a long box of nothing", "lie4.mp4", mp4(FTYP, MOOV, long_box(b"mdat", 8)), "bad_video"),
    Upload(
        "a box that is larger than what holds it",
        "lie5.mp4",
        mp4(FTYP, box(b"moov", box(b"mvhd", bytes(8)) + box(b"trak", b"", 9999)), box(b"mdat", bytes(64))),
        "bad_video",
    ),
    Upload(
        "a film of QuickTime", "clip.mov", mp4(box(b"ftyp", b"qt  \0\0\0\0qt  "), MOOV, box(b"mdat")), "wrong_brand"
    ),
    Upload(
        "a picture in HEIC", "IMG.heic", mp4(box(b"ftyp", b"heic\0\0\0\0mif1heic"), MOOV, box(b"mdat")), "wrong_brand"
    ),
    Upload("100,000 boxes", "boxes.mp4", mp4(FTYP, MOOV, box(b"free") * 100_000), "bad_video"),
    Upload("a page in an MP4", "page.mp4", mp4(FTYP, MOOV, box(b"mdat", SCRIPT)), "video"),
]
CORPUS = [row if row.outcome else row._replace(outcome="bad_file") for row in (*PICTURES, *DOCUMENTS, *VIDEOS)]
NAMES = {
    "../../etc/passwd": "passwd.jpg",
    "..\\..\\windows\\system32\\evil.dll": "evil.jpg",
    "CON.jpg": "_CON.jpg",
    "nul": "_nul.jpg",
    "lpt1.tar.gz": "_lpt1.tar.jpg",
    "\u202egpj.exe": "gpj.jpg",
    "a\u2066b\u2069.png": "ab.jpg",
    "x" * 300 + ".png": "x" * 60 + ".jpg",
    "ক্ষ" * 100: "ক্ষ" * 20 + ".jpg",
    "nul\0byte.png": "nulbyte.jpg",
    "": "file.jpg",
    "...": "file.jpg",
    '<img src=x onerror="alert(1)">.png': "_img src=x onerror=_alert(1)__.jpg",
    "a\r\nSet-Cookie: x=1.png": "aSet-Cookie_ x=1.jpg",
    "মেলার ছবি.png": "মেলার ছবি.jpg",
    "পর্‍যায়.png": "পর্‍যায়.jpg",
}


def mutations(seed: int, count: int) -> list[bytes]:
    """The corpus with bytes changed, cut out, doubled and cut off at random."""
    chance = random.Random(seed)
    small = [row.body for row in CORPUS if 0 < len(row.body) < 100_000]
    return [chance.choice(WAYS)(chance, bytearray(chance.choice(small))) for _ in range(count)]


def _changed(chance: random.Random, body: bytearray) -> bytes:
    for _ in range(chance.randint(1, 8)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    return bytes(body)


def _cut(chance: random.Random, body: bytearray) -> bytes:
    return bytes(body[: chance.randrange(len(body))])


def _doubled(chance: random.Random, body: bytearray) -> bytes:
    at = chance.randrange(len(body))
    return bytes(body[:at] + body[max(0, at - 20) :])


WAYS: list[Callable[[random.Random, bytearray], bytes]] = [_changed, _cut, _doubled]
