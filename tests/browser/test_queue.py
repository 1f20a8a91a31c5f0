"""The queue as its approvers use it: twenty posts by single keys, twenty by thumb, a few without JavaScript."""

import re
import time
from collections.abc import Callable

import pytest

from content.models.post import Asked
from tests.browser.conftest import Visit
from tests.races.web import Browser

pytestmark = pytest.mark.browser

NEW = "/content/posts/new/"
MANY = 20
BY_KEYS, BY_THUMB = 180, 300  # seconds
ACCOUNT = "ফেসবুক · জেলা প্রশাসকের কার্যালয়, নমুনাপুর"


def write(author: Visit, name: str, count: int) -> None:
    """Send posts for approval, by the forms of the pages; that they can be filled in is tried in test_journey."""
    hand = Browser(int(author.base.rpartition(":")[2]))
    hand.cookies |= {str(one["name"]): str(one["value"]) for one in author.page.context.cookies()}
    page = hand.send("GET", NEW)[2]
    account = re.search(f'<option value="(\\d+)"[^>]*>{re.escape(ACCOUNT)}', page)
    assert account, page
    given = {"account": account[1], "purpose": "4-ga", "source": "অফিস আদেশ ১২"}
    for number in range(count):
        text = f"{name} {number}\n\nজেলা প্রশাসকের কার্যালয়ে শীতবস্ত্র দেওয়া হবে, সারি {name}।"
        status, draft, said = hand.send("POST", NEW, {**hand.hidden(NEW, 'name="purpose"'), **given, "text": text})
        assert status == 302, said
        fields = {**hand.hidden(draft, 'name="asked"'), "version": "1", "asked": Asked.values}
        status, _list, said = hand.send("POST", draft.partition("?")[0], fields)
        assert status == 302, said


def open_first(approver: Visit) -> None:
    approver.go("/content/queue/?hits=clean")
    approver.page.locator("#queue .row-name").first.click()


def wait_for_next(approver: Visit, before: str) -> None:
    """The page after a decision stands on another address, or is the empty queue."""
    approver.page.wait_for_function(
        "old => location.pathname !== old && document.readyState === 'complete'", arg=before
    )


def place(approver: Visit) -> str:
    return str(approver.page.evaluate("location.pathname"))


def test_twenty_posts_by_single_keys(visit: Callable[..., Visit]) -> None:
    author, approver = visit("author", script=False), visit("approver", width=1280)
    write(author, "বোতামে", MANY)
    approver.go("/content/queue/?hits=clean")
    approver.page.keyboard.press("j")
    assert approver.page.evaluate("document.activeElement === document.body")  # off until it is switched on
    approver.page.check("#keys-on")
    approver.page.keyboard.press("?")
    assert approver.page.locator("#keys-list").is_visible()
    approver.keep("1280-bn-queue-keys")
    approver.page.keyboard.press("Escape")
    approver.page.keyboard.press("j")
    approver.page.keyboard.press(" ")
    assert approver.page.locator("#queue input:checked").count() == 1
    approver.page.keyboard.press(" ")
    started = time.monotonic()
    approver.page.keyboard.press("o")
    approver.page.wait_for_url("**/content/posts/**")
    for number in range(MANY):
        before = place(approver)
        if number % 5 == 4:
            approver.page.keyboard.press("r")
            approver.page.keyboard.press("Tab")
            approver.page.keyboard.press("Tab")
            approver.page.keyboard.type("সময় ও জায়গা আবার মিলিয়ে লিখুন।")
            approver.page.keyboard.press("Tab")
            approver.page.locator("#return button").press("Enter")
        else:
            approver.page.keyboard.press("a")
        wait_for_next(approver, before)
    took = time.monotonic() - started
    print(f"{MANY} posts by keys: {took:.1f} s")
    assert took < BY_KEYS
    approver.page.keyboard.press("u")
    approver.page.locator(".said", has_text="আবার").first.wait_for()


def test_twenty_posts_by_thumb(visit: Callable[..., Visit]) -> None:
    author, approver = visit("author", script=False), visit("approver", has_touch=True)
    write(author, "আঙুলে", MANY)
    open_first(approver)
    approver.keep("360-bn-card")
    approver.check_width()
    started = time.monotonic()
    for _number in range(MANY):
        before = place(approver)
        button = approver.page.locator(".thumb .btn-yes")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] > 400  # within the thumb's reach
        button.tap()
        wait_for_next(approver, before)
    took = time.monotonic() - started
    print(f"{MANY} posts by thumb: {took:.1f} s")
    assert took < BY_THUMB


def test_the_queue_without_javascript(visit: Callable[..., Visit]) -> None:
    author, approver = visit("author", script=False), visit("approver", script=False)
    write(author, "স্ক্রিপ্ট ছাড়া", 5)
    open_first(approver)
    first = approver.page.inner_text("h1")
    approver.follow("সাদা লেখা")
    approver.follow("যেমন দেখাবে")
    approver.press("অনুমোদন করুন")
    assert approver.page.inner_text("h1") != first
    approver.press("পূর্বাবস্থায় ফিরুন")
    assert approver.page.inner_text("h1") == first
    approver.go("/content/queue/?hits=clean")
    for box in approver.page.locator("#queue input[type=checkbox]").all()[:3]:
        box.check()
    approver.press("একসঙ্গে দেখুন")
    approver.keep("360-bn-bulk-no-script")
    approver.check_width()
    approver.page.locator("main .btn-yes").click()
    assert "৩টি পোস্ট অনুমোদিত হলো" in approver.text()
    assert approver.page.locator("form[action$='/undo/']").count() >= 3


def test_keys_do_nothing_while_somebody_types(visit: Callable[..., Visit]) -> None:
    author, approver = visit("author", script=False), visit("approver", width=1280)
    write(author, "লেখার সময়", 1)
    approver.go("/content/queue/")
    approver.page.check("#keys-on")
    open_first(approver)
    before = place(approver)
    approver.page.keyboard.press("r")
    approver.page.fill("#return textarea[name=reason]", "")
    approver.page.locator("#return textarea[name=reason]").press_sequentially("axjku")
    assert place(approver) == before
    assert approver.page.input_value("#return textarea[name=reason]") == "axjku"


def test_keys_work_with_a_bangla_keyboard(visit: Callable[..., Visit]) -> None:
    """The same place on the keyboard, whatever letter it writes."""
    author, approver = visit("author", script=False), visit("approver", width=1280)
    write(author, "বাংলা কিবোর্ড", 1)
    approver.go("/content/queue/")
    approver.page.check("#keys-on")
    approver.page.evaluate("document.activeElement.blur()")
    pressed = "new KeyboardEvent('keydown', {key: 'ত', code: 'KeyJ', bubbles: true})"
    approver.page.evaluate(f"document.body.dispatchEvent({pressed})")
    assert approver.page.evaluate("document.activeElement.classList.contains('row-name')")


def test_the_words_somebody_selected_go_into_the_form(visit: Callable[..., Visit]) -> None:
    author, approver = visit("author", script=False), visit("approver", width=1280)
    write(author, "বাছাই কথা", 1)
    open_first(approver)
    approver.page.evaluate(
        "() => { const text = document.querySelector('.post-text'); getSelection().selectAllChildren(text) }"
    )
    approver.page.wait_for_timeout(100)
    approver.page.locator("#return > summary").click()
    approver.page.wait_for_timeout(300)
    words = approver.page.input_value("#return [name=words]")
    assert words.startswith(f"{approver.page.inner_text('h1')} ")


def test_an_open_post_asks_no_more_once_she_is_signed_out(visit: Callable[..., Visit]) -> None:
    author, approver = visit("author", script=False), visit("approver", width=1280)
    write(author, "বাইরে", 1)
    approver.hurry()
    asked: list[int] = []
    approver.page.on("response", lambda answer: asked.append(answer.status) if "/looking/" in answer.url else None)
    with approver.page.expect_response("**/looking/"):
        open_first(approver)
    cookies = [cookie for cookie in approver.page.context.cookies() if "session" not in cookie["name"]]
    approver.page.context.clear_cookies()
    approver.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    with approver.page.expect_response("**/looking/"):
        approver.later(61)
    approver.later(300)
    assert approver.page.inner_text("#lookers") == ""
    assert approver.page.locator("h1").count() == 1
    assert asked[0] == 200
    assert 302 in asked
    assert len(asked) == 2


def test_coming_back_keeps_what_is_half_written_and_after_signing_out_shows_nothing(
    visit: Callable[..., Visit],
) -> None:
    author, approver = visit("author", script=False), visit("approver", width=1280)
    write(author, "ফিরে আসা", 1)
    open_first(approver)
    headline = approver.page.inner_text("h1")
    approver.page.locator("#return > summary").click()
    approver.page.fill("#return textarea[name=reason]", "তারিখটি মিলিয়ে")
    approver.go("/help/")
    approver.page.go_back()
    assert approver.page.input_value("#return textarea[name=reason]") == "তারিখটি মিলিয়ে"
    approver.page.locator("header [data-sign-out] button").click()
    approver.page.wait_for_url("**/sign-in/")
    approver.page.go_back()
    assert "/sign-in/?next=" in approver.page.url
    assert headline not in approver.page.content()
