"""Pictures travel small: at most 1600 pixels on the longer side, upright, of their kind; else the original goes."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from tests.browser.conftest import Visit
from tests.content.uploads import mp4, pdf

pytestmark = pytest.mark.browser

CHOSEN = """async (name) => { const [file] = document.querySelector(`[name=${name}]`).files;
  const picture = await createImageBitmap(file).catch(() => ({}));
  return {name: file.name, type: file.type, size: file.size, wide: picture.width, high: picture.height} }"""
SETTLED = "(size) => document.querySelector('#add-file [name=file]').files[0].size !== size"
WIDE = (2400, 1500)


def photo(kind: str, size: tuple[int, int] = WIDE, **options: Any) -> bytes:
    """A picture with something in it: its left half is another colour than its right."""
    made = Image.new("RGB", size, (20, 90, 60))
    made.paste((200, 40, 40), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def draft(one: Visit) -> str:
    """The page of the files of a draft of hers."""
    one.go("/content/posts/?state=draft&mine=1")
    return f"{one.page.locator('main h2 a').first.get_attribute('href')}media/"


def choose(one: Visit, name: str, kind: str, body: bytes, field: str = "file") -> None:
    one.page.set_input_files(f"[name={field}]", {"name": name, "mimeType": kind, "buffer": body})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_made_smaller_and_keeps_its_kind_and_name(visit: Callable[..., Visit], kind: str) -> None:
    one, body = visit("author"), photo(kind)
    one.go(draft(one))
    choose(one, "মেলা.pic", f"image/{kind.lower()}", body)
    one.page.wait_for_function(SETTLED, arg=len(body))
    chosen = one.page.evaluate(CHOSEN, "file")
    assert (chosen["name"], chosen["type"]) == ("মেলা.pic", f"image/{kind.lower()}")
    assert (chosen["wide"], chosen["high"]) == (1600, 1000)


def test_a_picture_taken_upright_stays_upright(visit: Callable[..., Visit]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    one, body = visit("author"), photo("JPEG", exif=exif)
    one.go(draft(one))
    choose(one, "phone.jpg", "image/jpeg", body)
    one.page.wait_for_function(SETTLED, arg=len(body))
    chosen = one.page.evaluate(CHOSEN, "file")
    assert (chosen["wide"], chosen["high"]) == (1000, 1600)
    red_above = """async () => { const [file] = document.querySelector('[name=file]').files;
      const picture = await createImageBitmap(file), pen = new OffscreenCanvas(1000, 1600).getContext('2d');
      pen.drawImage(picture, 0, 0);
      return [pen.getImageData(500, 200, 1, 1).data[0], pen.getImageData(500, 1400, 1, 1).data[0]] }"""
    above, below = one.page.evaluate(red_above)
    assert above > 150
    assert below < 100


def test_the_picture_of_a_video_is_made_smaller_too(visit: Callable[..., Visit]) -> None:
    one = visit("author")
    one.go(draft(one))
    choose(one, "poster.png", "image/png", photo("PNG"), "poster")
    one.page.wait_for_function(
        "createImageBitmap(document.querySelector('[name=poster]').files[0]).then(p => p.width === 1600)"
    )


@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        ("small.jpg", "image/jpeg", photo("JPEG", (1600, 900))),
        ("letter.pdf", "application/pdf", pdf()),
        ("film.mp4", "video/mp4", mp4()),
        ("torn.jpg", "image/jpeg", photo("JPEG")[:40]),
    ],
)
def test_what_is_small_or_no_picture_goes_as_it_is(
    visit: Callable[..., Visit], name: str, kind: str, body: bytes
) -> None:
    one = visit("author")
    one.go(draft(one))
    choose(one, name, kind, body)
    one.page.wait_for_timeout(500)
    assert one.page.evaluate(CHOSEN, "file")["size"] == len(body)


def test_where_the_canvas_fails_the_original_goes(visit: Callable[..., Visit]) -> None:
    one, body = visit("author"), photo("JPEG")
    one.page.add_init_script("HTMLCanvasElement.prototype.toBlob = (done) => done(null)")
    one.go(draft(one))
    choose(one, "as-it-was.jpg", "image/jpeg", body)
    one.page.wait_for_timeout(500)
    assert one.page.evaluate(CHOSEN, "file")["size"] == len(body)


@pytest.mark.parametrize("script", [True, False])
def test_sent_at_once_it_still_travels_small_and_without_a_script_whole(
    visit: Callable[..., Visit], script: bool
) -> None:
    one, name, body = visit("author", script=script, language="en"), f"mela-{script}.jpg", photo("JPEG")
    one.go(draft(one))
    choose(one, name, "image/jpeg", body)
    one.page.fill("#id_alt_text", "A field in two colours")
    with one.page.expect_request(lambda call: call.method == "POST") as sent:
        one.press("Add file")
    row = one.page.locator("main li", has_text=name)
    row.wait_for()
    travelled = int(sent.value.all_headers()["content-length"])
    assert travelled < len(body) * 0.8 if script else travelled > len(body)
    row.get_by_role("button", name="Take off").click()
    row.wait_for(state="detached")
