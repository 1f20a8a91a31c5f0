"""The history of a post on paper: A4, black on white, nothing to press, nothing cut off."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit
from tests.browser.test_pages import address

pytestmark = pytest.mark.browser

A4 = 680  # CSS pixels between margins of 15 mm
CUT = """[...document.querySelectorAll('main *')]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1).length"""
SEEN = "(what) => [...document.querySelectorAll(what)].filter((one) => one.checkVisibility()).length"


def opened(visit: Callable[..., Visit], scheme: str = "light") -> Visit:
    one = visit("author", width=A4, color_scheme=scheme)
    one.go(address(one, "history:returned"))
    return one


def test_the_button_prints(visit: Callable[..., Visit]) -> None:
    one = opened(visit)
    one.page.evaluate("print = () => (document.title = 'printed')")
    one.press("প্রিন্ট করুন")
    assert one.page.title() == "printed"


def test_without_a_script_there_is_no_button_that_does_nothing(visit: Callable[..., Visit]) -> None:
    one = visit("author", script=False)
    one.go(address(one, "history:returned"))
    assert not one.page.locator("[data-print]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_it_is_black_on_white_and_whole(visit: Callable[..., Visit], scheme: str) -> None:
    one = opened(visit, scheme)
    one.page.emulate_media(media="print", color_scheme=scheme)
    assert one.page.evaluate(SEEN, "nav, header, button, .btn, form") == 0
    assert one.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    after = one.page.evaluate("getComputedStyle(document.querySelector('main .ev'), '::after').content")
    assert f"{one.base}/content/posts/" in after
    assert one.page.evaluate(CUT) == 0
    one.check_width()
    one.keep(f"a4-bn-history-{scheme}")


def test_a_sheet_of_paper_is_an_a4(visit: Callable[..., Visit]) -> None:
    sheet = opened(visit).page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594.95996 841.91998]" in sheet or b"/MediaBox [0 0 595" in sheet
