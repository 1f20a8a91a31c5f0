"""Writing with a connection that breaks, a session that ends, and without a script: no text is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

NEW = "/content/posts/new/"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('kept:'))"
TICK = 10  # seconds after which the text is sent
SOON = 15_000  # milliseconds: if the portal was busy then, it is sent at the tick after


def watching(one: Visit) -> None:
    """Open the form; the test says when ten seconds are over."""
    one.hurry()
    one.go(NEW)


def says(one: Visit, words: str) -> None:
    """Ten seconds later."""
    one.later(TICK)
    one.page.locator("#kept", has_text=re.compile(f"^{words}")).wait_for(timeout=SOON)


def quiet(one: Visit) -> None:
    """htmx writes of a check that found no connection; that is what is tried here."""
    one.complaints[:] = [said for said in one.complaints if "htmx" not in said and "Response Status" not in said]


def test_a_cut_connection_and_a_closed_page_lose_nothing_that_was_typed(visit: Callable[..., Visit]) -> None:
    one = visit("author2", language="en")
    watching(one)
    one.page.fill("#id_text", "আগের কথা")
    says(one, r"Kept \d")
    one.page.context.set_offline(True)
    one.page.fill("#id_text", "সংযোগ ছাড়া লেখা কথা")
    says(one, "No connection: kept on this device")
    one.page.context.set_offline(False)
    says(one, r"Kept \d")
    one.page.context.set_offline(True)
    one.page.fill("#id_text", "বন্ধ হওয়ার ঠিক আগের কথা")
    one.page.context.set_offline(False)
    one.page.evaluate("window.stop()")
    one.page.route("**/content/posts/keep/", lambda call: call.abort())
    one.go(NEW)
    assert one.page.inner_text("#kept-here p") == "বন্ধ হওয়ার ঠিক আগের কথা"
    one.page.unroute("**/content/posts/keep/")
    one.press("Go on writing")
    assert one.page.input_value("#id_text") == "বন্ধ হওয়ার ঠিক আগের কথা"
    says(one, r"Kept \d")
    quiet(one)


def test_a_session_that_ends_while_typing_keeps_the_text_and_goes_on_after_signing_in(
    visit: Callable[..., Visit],
) -> None:
    one = visit("author2", language="en")
    watching(one)
    one.page.context.clear_cookies(name="sessionid")
    one.page.fill("#id_text", "সেশন শেষ হওয়ার পরের কথা")
    says(one, "Signed out: kept on this device")
    assert one.page.locator("#compose #id_login").count() == 0
    other = Visit(one.page.context.new_page(), one.base)
    other.sign_in("author2")
    one.page.fill("#id_text", "আবার সাইন ইন করার পরের কথা")
    says(one, r"Kept \d")
    one.page.select_option("#id_purpose", "4-ga")
    one.page.fill("#id_source", "স্মারক ১২")
    one.press("Save and continue")
    assert "/submit/?saved=" in one.page.url
    assert one.page.evaluate(KEPT) == []
    quiet(one)


def test_signing_out_leaves_nothing_readable_on_the_computer(visit: Callable[..., Visit]) -> None:
    one = visit("author2", language="en", width=1280)
    one.go(NEW)
    one.page.fill("#id_text", "অসমাপ্ত কথা")
    assert len(one.page.evaluate(KEPT)) == 1
    one.press("Sign out")
    one.page.wait_for_url("**/sign-in/**")
    assert one.page.evaluate(KEPT) == []


def test_what_was_kept_goes_on_and_is_thrown_away_without_a_script(visit: Callable[..., Visit]) -> None:
    one: Any = visit("author", language="en", script=False)
    one.go("/content/posts/")
    one.page.get_by_role("link", name="Go on writing").first.click()
    assert one.page.input_value("#id_text").startswith("হাসপাতালের বহির্বিভাগে")
    one.go(NEW)
    one.check_width()
    one.press("Throw away", exact=False)
    assert "Thrown away." in one.text()
