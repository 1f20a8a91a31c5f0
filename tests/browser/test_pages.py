"""Every screen, once, in its fullest state: accessible, light, of the right width, silent, asking nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
# Who sees the screen at its fullest, its address (or the link that leads to it), its budget in kilobytes.
SCREENS = [
    ("", "/sign-in/", 35),
    ("", "/sign-in/password/reset/", 35),
    ("", "/help/", 50),
    ("", "/privacy/", 50),
    ("approver", "/", 60),
    ("approver", "/notices/", 60),
    ("approver", "/content/queue/", 120),
    ("approver", "decide:first", 120),
    ("approver", "bulk:all", 120),
    ("approver", "history:published", 60),
    ("outsider", "post:approved", 120),
    ("author", "post:scheduled", 120),
    ("author", "post:returned", 120),
    ("author", "post:rejected", 120),
    ("author", "post:published", 120),
    ("author", "media:draft", 110),
    ("author", "/content/posts/", 80),
    ("supervisor", "/content/archive/?since=১/১/২০২৬", 80),
    ("author", "/content/archive/1/", 80),
    ("supervisor", "/content/calendar/", 80),
    ("author", "/content/posts/new/", 110),
    ("author", "submit:draft", 110),
    ("author", "edit:returned", 110),
    ("author", "/content/templates/", 80),
    ("head", "/content/templates/new/", 60),
    ("head", "/content/templates/1/edit/", 60),
    ("head", "/accounts/", 80),
    ("head", "account:active", 80),
    ("supervisor", "account:applied", 80),
    ("head", "/accounts/apply/", 80),
    ("head", "/accounts/register/", 80),
    ("admin", "/accounts/import/", 80),
    ("admin", "/offices/", 80),
    ("head", "own-office", 80),
    ("head", "/offices/search/?q=সদর", 80),
    ("head", "invite", 80),
    ("head", "/settings/", 60),
    ("head", "/content/prohibited-terms/import/", 60),
    ("head", "/content/prohibited-terms/test/", 60),
    ("head", "/content/prohibited-terms/categories/", 60),
    ("admin", "/calendar/", 100),
    ("admin", "/calendar/holidays/add/", 60),
    ("cabinet", "/rule-book/", 60),
    ("cabinet", "/rule-book/bd-2016/", 100),
    ("cabinet", "/rule-book/bd-2016/7-ka/", 60),
    ("cabinet", "/rule-book/changes/", 60),
    ("admin", "/rule-book/bd-2016/7-kha/", 60),
    ("admin", "/rule-book/editions/bd-2016/copy/", 60),
    ("cabinet", "/clarifications/", 60),
    ("cabinet", "/clarifications/2/", 60),
    ("author", "/clarifications/ask/", 80),
    ("upazila-head", "/circulars/", 60),
    ("upazila-head", "/circulars/1/", 60),
    ("supervisor", "/circulars/1/offices/", 60),
    ("supervisor", "/circulars/issue/", 60),
    ("", "/circulars/public/", 50),
    ("author", "/nothing-here/", 60),
]
WIDE_REPEAT_BUDGET = 25


def address(one: Visit, screen: str) -> str:
    """Where a screen of the demo stands: looked up on the lists, as a person would."""
    if screen.startswith("/"):
        return screen
    kind, _colon, state = screen.partition(":")
    if kind == "decide":
        one.go("/content/queue/")
        return str(one.page.locator("#queue .row-name").first.get_attribute("href"))
    if kind == "bulk":
        one.go("/content/queue/")
        boxes = one.page.locator("#queue input[name=post]").all()
        return "/content/queue/bulk/?" + "&".join(f"post={box.get_attribute('value')}" for box in boxes)
    if kind in {"post", "submit", "edit", "history", "media"}:
        one.go(f"/content/posts/?state={state}")
        found = one.page.locator("main h2 a[href^='/content/posts/']").first.get_attribute("href")
        return str(found) if kind == "post" else f"{found}{kind}/"
    if kind == "account":
        one.go(f"/accounts/?state={state}")
        links = one.page.locator("main h2 a[href^='/accounts/']")
        return str(links.first.get_attribute("href"))
    one.go("/offices/search/?q=SMP-DIST")
    office = str(one.page.locator("main a[href^='/offices/']").first.get_attribute("href"))
    return f"{office}invite/" if screen == "invite" else office


@pytest.mark.parametrize(
    ("login", "screen", "kilobytes"), SCREENS, ids=[f"{w or 'anyone'} {s}" for w, s, _k in SCREENS]
)
def test_screen(login: str, screen: str, kilobytes: int, visit: Callable[..., Visit]) -> None:
    one = visit(login, start=False)
    path = address(one, screen)
    loaded = _bytes_of(one, path)
    assert not login or "/sign-in/" not in one.page.url
    assert loaded <= kilobytes * 1024, f"{loaded} bytes"
    one.check_width()
    assert faults_of(one) == []


def faults_of(one: Visit) -> list[Any]:
    """What axe finds on a page."""
    found: Any = Axe().run(one.page, options=AXE)
    return [
        (fault["id"], [node["target"] for node in fault["nodes"]][:3], fault["nodes"][0].get("failureSummary", ""))
        for fault in found.response["violations"]
    ]


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("language", ["bn", "en"])
def test_screens_in_every_language_and_width(
    visit: Callable[..., Visit], language: str, width: int, scheme: str
) -> None:
    """Each screen with its folds open too; every person keeps one browser for all of hers."""
    wrong, browsers = [], {}
    for login, screen, _kilobytes in SCREENS:
        if login not in browsers:
            browsers[login] = visit(login, language=language, width=width, color_scheme=scheme)
        one = browsers[login]
        one.go(address(one, screen))
        assert one.page.locator("html").get_attribute("lang") == language
        for folds in ("closed", "open"):
            if folds == "open":
                one.unfold()
            if (faults := faults_of(one)) or one.overflow():
                wrong.append((login, screen, folds, one.overflow(), faults))
    assert wrong == []


def _bytes_of(one: Visit, path: str) -> int:
    """Bytes on the wire of a first load, nothing cached."""
    wire = one.page.context.new_cdp_session(one.page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    total = 0

    def add(event: dict[str, Any]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", add)
    one.go(path)
    one.page.wait_for_load_state("networkidle")
    return total


@pytest.mark.parametrize(
    ("login", "screen", "form"), [("author", "post:published", "retract"), ("approver", "decide:first", "return")]
)
def test_a_refused_form_far_down_is_said_at_the_top_and_is_accessible(
    visit: Callable[..., Visit], login: str, screen: str, form: str
) -> None:
    one = visit(login)
    one.go(address(one, screen))
    one.unfold()
    one.page.locator(f"form[action$='/{form}/'] button").click()
    one.page.wait_for_load_state()
    assert one.page.title().startswith("ত্রুটি: ")
    assert one.page.evaluate("document.activeElement.matches('main .err')")
    one.page.locator(".err a").click()
    one.page.wait_for_function(f"document.activeElement.form?.action.endsWith('/{form}/')")
    one.unfold()
    one.check_width()
    assert Axe().run(one.page, options=AXE).response["violations"] == []


def test_a_page_seen_before_is_light(visit: Callable[..., Visit]) -> None:
    one = visit("approver")
    one.go("/content/posts/")
    wire = one.page.context.new_cdp_session(one.page)
    wire.send("Network.enable")
    total: list[int] = []
    wire.on("Network.loadingFinished", lambda event: total.append(int(event["encodedDataLength"])))
    one.go("/content/queue/")
    one.page.wait_for_load_state("networkidle")
    assert 0 < sum(total) <= WIDE_REPEAT_BUDGET * 1024


def test_dark_and_print_keep_their_contrast(visit: Callable[..., Visit]) -> None:
    one = visit("approver", color_scheme="dark", width=1280)
    one.go(address(one, "decide:first"))
    one.keep("1280-bn-decide-dark")
    options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    assert Axe().run(one.page, options=options).response["violations"] == []


def test_keyboard_reaches_the_decision_and_focus_is_seen(visit: Callable[..., Visit]) -> None:
    """WCAG 2.4.7 and 2.4.11: what has the focus is visible and not under the bar."""
    one = visit("approver")
    one.go(address(one, "decide:first"))
    names = []
    for _step in range(60):
        one.page.keyboard.press("Tab")
        state = one.page.evaluate(
            """() => { const at = document.activeElement, box = at.getBoundingClientRect();
            const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return {name: at.innerText, outline: getComputedStyle(at).outlineStyle,
                    covered: !(over && (at.contains(over) || over.contains(at)))} }"""
        )
        names.append(state["name"])
        assert state["outline"] != "none", state
        assert not state["covered"], state
        if "অনুমোদন করুন" in str(state["name"]):
            break
    assert any("অনুমোদন করুন" in str(name) for name in names)


def test_the_weeks_lines_have_room_on_a_phone(visit: Callable[..., Visit]) -> None:
    """A page's long name keeps the width of the screen; its count stands under it, not in a column beside it."""
    one = visit("outsider")
    line = one.page.locator("main li", has=one.page.locator(".st")).filter(has_text="হালনাগাদ").first
    name, badge = line.locator("a").bounding_box(), line.locator(".st").bounding_box()
    assert name
    assert badge
    assert badge["y"] >= name["y"] + name["height"]
    assert name["width"] > 200


def test_a_person_signs_out_from_the_menu_of_a_phone_and_from_the_bar(visit: Callable[..., Visit]) -> None:
    for width in (360, 1280):
        one = visit("outsider", width=width)
        if width == 360:
            one.page.click("button[popovertarget=nav]")
        one.press("প্রস্থান")
        one.page.wait_for_url("**/sign-in/**")
        one.go("/")
        assert "/sign-in/" in one.page.url
