"""The hostile corpus (promise H4): nothing that was sent is served as active content; each refusal says what helps."""

import io
import os
import re
import subprocess
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from content.models import MediaFile
from content.models.media import FOLDER
from content.services.media_files import taken_in
from govsocial.errors import RuleError
from govsocial.web import pdf_streams
from govsocial.web.file_names import clean_name
from tests.content.conftest import page
from tests.content.uploads import CANARY, CORPUS, NAMES, PHP, SCRIPT, bomb, mutations, overlapping, pdf, with_place
from tests.factories import ALT, attached, picture

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 300 * 1024  # kilobytes of the process itself: getrusage counts what its parent had, too
LOOK = """
import django, sys
django.setup()
from django.core.files.base import ContentFile
from content.services.media_files import taken_in
from govsocial.errors import RuleError
from govsocial.web import pdf_streams
try:
    print(taken_in(ContentFile(open(sys.argv[1], "rb").read())).kind)
except RuleError as error:
    print(error.code)
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""


def look(body: bytes, name: str = "a"):
    return taken_in(SimpleUploadedFile(name, body))


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row.label)
def test_each_of_the_corpus_is_refused_or_harmless(row):
    if row.outcome not in {"image", "pdf", "video"}:
        with pytest.raises(RuleError) as refused:
            look(row.body, row.name)
        assert refused.value.code == row.outcome
        return
    taken = look(row.body, row.name)
    assert taken.kind == row.outcome
    assert taken.name.endswith({"image": ".jpg", "pdf": ".pdf", "video": ".mp4"}[row.outcome])
    if row.outcome == "image":
        kept = taken.body.read()
        assert not any(part in kept for part in (SCRIPT, PHP, CANARY, b"Exif", b"PK\x03\x04"))
        assert Image.open(io.BytesIO(kept)).format == "JPEG"


@pytest.mark.parametrize(
    "row", [row for row in CORPUS if row.outcome in {"image", "pdf", "video"}], ids=lambda r: r.label
)
def test_what_is_kept_is_never_served_as_active_content(row, post_in, world, client_for):
    poster = {"poster": SimpleUploadedFile("p.png", picture())} if row.outcome == "video" else {}
    media = attached(post_in("draft"), world.person("author"), row.body, row.name, **poster).file
    response = client_for("author").get(reverse("content:media_file", args=[media.pk]))
    assert response.headers["Content-Type"] in {"image/jpeg", "application/pdf", "video/mp4"}
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    kind = "inline" if row.outcome == "image" else "attachment"
    assert response.headers["Content-Disposition"].startswith(f"{kind}; filename")
    assert re.fullmatch(r"posts/[0-9a-f]{32}\.(jpg|pdf|mp4)", media.file.name)


@pytest.mark.parametrize("language", ["bn", "en"])
def test_every_refusal_says_what_helps_in_the_language_of_the_person(language):
    said = {}
    with translation.override(language):
        for row in CORPUS:
            if row.outcome not in {"image", "pdf", "video"}:
                with pytest.raises(RuleError) as refused:
                    look(row.body, row.name)
                said[row.outcome] = str(refused.value.message)
    helps = (
        ("Send", "send", "Save", "save", "Choose", "Make", "Print", "Shorten")
        if language == "en"
        else ("ন।", "ুন", "দিন")
    )
    for code, words in said.items():
        assert any(word in words for word in helps), (code, words)
        assert words.isascii() == (language == "en"), (code, words)


def test_a_refused_file_leaves_nothing_and_the_words_stay(post_in, client_for):
    post = post_in("draft")
    before = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    body = {"version": post.version, "alt_text": ALT, "file": SimpleUploadedFile("a.svg", CORPUS[16].body)}
    response = client_for("author").submit(reverse("content:post_media", args=[post.pk]), body)
    assert response.status_code == 422
    assert ALT in page(response)
    assert "Send a JPEG, PNG or WebP picture, a PDF or an MP4 video." in page(response)
    assert not MediaFile.objects.exists()
    assert (default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []) == before


@pytest.mark.parametrize(("name", "kept"), NAMES.items())
def test_names_are_harmless(name, kept):
    assert clean_name(name, "jpg") == kept


def test_no_name_breaks_the_header_or_the_disk(post_in, world, client_for):
    post = post_in("draft")
    for name in [name for name in NAMES if name.strip(".")][:9]:
        media = attached(post, world.person("author"), name=name or "x").file
        response = client_for("author").get(reverse("content:media_file", args=[media.pk]))
        assert response.status_code == 200
        assert "\n" not in response.headers["Content-Disposition"]
        assert media.file.name.startswith(f"{FOLDER}/")
        assert len(media.file.name) < 50


def test_the_place_is_gone_from_every_kind_of_picture():
    for kind in ("JPEG", "PNG", "WEBP"):
        kept = look(with_place(kind)).body.read()
        assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    ("label", "body", "said"),
    [
        ("a bomb", bomb(11_500, 9 << 20), "too_many_pixels"),
        ("the largest picture", None, "image"),
        (
            "objects packed tightly",
            next(row.body for row in CORPUS if "64 MB" in row.label and "objects" in row.label),
            "active_pdf",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_looking_takes_little_memory(tmp_path, label, body, said):
    if body is None:
        out = io.BytesIO()
        Image.linear_gradient("L").resize((5000, 5000)).convert("RGBA").save(out, "PNG")
        body = out.getvalue()
    (tmp_path / "upload").write_bytes(body)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "govsocial.settings", "VAR_DIR": str(tmp_path / "var")}
    command = [sys.executable, "-c", LOOK, str(tmp_path / "upload")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    code, used = done.stdout.split()[-2:]
    assert code == said
    assert int(used) < MEMORY


@pytest.mark.parametrize("part", [b"stream\n", b">>stream\n", b"%>>stream\n", b">>stream\nendstream\n", b"stream "])
def test_looking_takes_no_longer_than_twenty_megabytes_need(part):
    body = pdf(extra=part * (20_000_000 // len(part)))
    start = time.thread_time()
    with suppress(RuleError):
        look(body)
    assert time.thread_time() - start < 10


@pytest.mark.parametrize("size", [1_000_000, 2_000_000])
def test_streams_that_overlap_are_unpacked_no_more_than_once(size, monkeypatch):
    given = []

    class Counted:
        def __init__(self, *options):
            self.inner = zlib.decompressobj(*options)

        def decompress(self, body, *most):
            given.append(len(body))
            return self.inner.decompress(body, *most)

        def __getattr__(self, name):
            return getattr(self.inner, name)

    class Watched:
        error, MAX_WBITS, decompressobj = zlib.error, zlib.MAX_WBITS, Counted

    monkeypatch.setattr(pdf_streams, "zlib", Watched)
    body = pdf(extra=overlapping(400, size // 5))
    with pytest.raises(RuleError, match="active_pdf"):
        look(body)
    assert sum(given) < 1.2 * len(body)


class Endless(io.RawIOBase):
    """A body of two gigabytes of which nobody may read a byte."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("was read")


@pytest.mark.parametrize("path", ["/content/posts/{}/media/", "/content/posts/new/", "/sign-in/", "/nothing/"])
@pytest.mark.parametrize("length", [str(2 << 30), "9" * 400, "٣٣", "-1", "x"])
def test_an_endless_body_is_refused_by_its_length_alone(path, length, post_in, client_for):
    client = client_for("author")
    environ = {"CONTENT_LENGTH": length, "wsgi.input": Endless(), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = client.request(PATH_INFO=path.format(post_in("draft").pk), REQUEST_METHOD="POST", **environ)
    assert response.status_code == 413
    assert "100 MB" in page(response)


@pytest.mark.parametrize(
    ("path", "length"), [("/content/posts/new/", 25 << 20), ("/content/posts/1/media/", 120 << 20)]
)
def test_what_is_a_little_too_long_is_let_in_and_forgotten(path, length, client_for):
    """A browser shows the answer only when it could send its form to the end."""
    read = []

    class Counted(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            read.append(size)
            return bytes(size)

    environ = {
        "CONTENT_LENGTH": str(length),
        "wsgi.input": Counted(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    response = client_for("author").request(PATH_INFO=path, REQUEST_METHOD="POST", **environ)
    assert response.status_code == 413
    assert sum(read) == length
    assert max(read) <= 64 * 1024


@pytest.mark.soak
def test_no_mutation_of_the_corpus_fails_or_is_kept_as_it_came():
    for body in mutations(seed=5, count=20_000):
        try:
            taken = look(body)
        except RuleError:
            continue
        if taken.kind == "image":
            assert Image.open(io.BytesIO(taken.body.read())).format == "JPEG"


def test_some_mutations_of_the_corpus_neither_fail_nor_are_kept_as_they_came():
    for body in mutations(seed=1, count=300):
        try:
            taken = look(body)
        except RuleError:
            continue
        assert taken.kind != "image" or SCRIPT not in taken.body.read()
