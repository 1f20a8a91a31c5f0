"""From an empty account to an approved and published post, as three people would do it."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGE = "ডিসি অফিস নমুনাপুর"  # the demo's registered X page that still needs its team
TEXT = "গুজব নয়, তথ্য জানুন\n\nপাকিস্তান জিন্দাবাদ লেখা ভুয়া পোস্টারের ছবি ছড়ানো হচ্ছে; ছবিটি নমুনাপুরের নয়।"
MENDED = "গুজব নয়, তথ্য জানুন\n\nভুয়া পোস্টারের ছবি ছড়ানো হচ্ছে; ছবিটি নমুনাপুরের নয়। সন্দেহ হলে ৩৩৩ নম্বরে জানান।"


def test_three_people_in_bangla_bring_a_post_from_idea_to_page(visit: Callable[..., Visit]) -> None:
    head = visit("head", width=1280)
    _look_around(head)
    account = _complete_the_account(head)
    author = visit("author", width=360)
    post = _write_and_explain(author)
    approver = visit("approver", width=360)
    _return_with_reason(approver, post)
    _mend_and_send_again(author, post)
    _approve(approver, post)
    _publish(author, post)
    head.go(account)
    assert "সক্রিয়" in head.text()


def _look_around(head: Visit) -> None:
    head.keep("1280-bn-my-work")
    assert "আমার কাজ" in head.page.inner_text("h1")
    head.page.fill("#find", "সদর")
    head.page.press("#find", "Enter")
    head.follow("এ শব্দগুলো দপ্তরের নামে খুঁজুন")
    assert "উপজেলা" in head.text()
    head.keep("1280-bn-office-search")
    head.go("/offices/")
    head.follow("মন্ত্রিপরিষদ বিভাগ")
    assert "গণপ্রজাতন্ত্রী বাংলাদেশ সরকার" in head.text()
    head.press("English")
    assert "Cabinet Division" in head.text()
    head.press("বাংলা")
    assert "মন্ত্রিপরিষদ বিভাগ" in head.text()


def _complete_the_account(head: Visit) -> str:
    head.go("/accounts/")
    head.keep("1280-bn-accounts")
    head.follow(PAGE)
    address = head.page.url.removeprefix(head.base)
    for name, approves in (("তানভীর হাসান", False), ("শিরিন সুলতানা", True), ("মাহবুব আলম", True)):
        head.page.locator("details:has(select#id_person)").evaluate("part => part.open = true")
        head.page.select_option("#id_person", label=name)
        head.page.set_checked("#id_may_write", not approves)
        head.page.set_checked("#id_may_approve", approves)
        head.press("সদস্য যোগ করুন")
    head.keep("1280-bn-account")
    head.press("একাউন্ট সক্রিয় করুন")
    assert "সক্রিয়" in head.page.inner_text("main .st >> nth=0")
    return address


def _write_and_explain(author: Visit) -> str:
    author.follow("মেনু") if author.page.get_by_role("link", name="মেনু").count() else author.press("মেনু")
    author.follow("পোস্ট")
    author.follow("পোস্ট লিখুন")
    author.page.select_option("#id_account", label=f"এক্স · {PAGE}")
    author.page.locator("#id_text").press_sequentially(TEXT[:20])
    author.page.fill("#id_text", TEXT)
    author.page.locator("#live .hit").first.wait_for()
    author.keep("360-bn-compose")
    author.check_width()
    author.page.select_option("#id_purpose", "4-ga")
    author.page.fill("#id_source", "জেলা তথ্য অফিসের পত্র, স্মারক ৪৫")
    author.page.fill("#id_wished_at", "৩১/১২/২০২৬ ১০:০০")
    author.press("সংরক্ষণ করে এগোন")
    assert author.page.locator("mark.hit").count() >= 1
    _answer(author)
    author.press("অনুমোদনের জন্য পাঠান")
    assert author.page.locator("[role=alert]").count() == 1  # a blocked phrase needs the author's words
    author.page.locator("textarea[name^=explain-]").first.fill("ভুয়া পোস্টারটি খণ্ডন করতে লেখাটি উদ্ধৃত করা হয়েছে।")
    author.keep("360-bn-check-and-send")
    author.press("অনুমোদনের জন্য পাঠান")
    assert "অনুমোদনের অপেক্ষায়" in author.text()
    return author.page.url.removeprefix(author.base)


def _answer(author: Visit) -> None:
    """Tick what no list can know."""
    for box in author.page.locator("input[name=asked]").all():
        box.check()


def _return_with_reason(approver: Visit, post: str) -> None:
    approver.keep("360-bn-my-work")
    approver.go("/content/queue/")
    approver.keep("360-bn-queue")
    approver.follow("গুজব নয়, তথ্য জানুন")
    assert approver.page.url.endswith(post)
    approver.keep("360-bn-decide")
    approver.check_width()
    approver.follow("ফেরত দিন")
    approver.page.fill("#return textarea", "স্লোগানটি উদ্ধৃত না করে লিখুন।")
    approver.press("কারণসহ ফেরত দিন")
    assert "ফেরত" in approver.text()


def _mend_and_send_again(author: Visit, post: str) -> None:
    author.go("/")
    assert "গুজব নয়, তথ্য জানুন" in author.text()
    author.go(post)
    author.follow("লেখা পরিবর্তন করুন")
    assert "স্লোগানটি উদ্ধৃত না করে লিখুন।" in author.text()
    author.page.fill("#id_text", MENDED)
    author.press("সংরক্ষণ করে এগোন")
    assert author.page.locator("mark.hit:not(.warn, .info)").count() == 0
    _answer(author)
    author.press("অনুমোদনের জন্য পাঠান")


def _approve(approver: Visit, post: str) -> None:
    approver.go(post)
    assert approver.page.locator("ins").count() >= 1  # what changed since the version before
    approver.press("অনুমোদন করুন")
    assert "অনুমোদিত" in approver.text()
    approver.keep("360-bn-approved")


def _publish(author: Visit, post: str) -> None:
    author.go(post)
    assert author.page.input_value("#copy-text") == MENDED
    author.page.fill("#id_link", "https://facebook.com.evil.example/1")
    author.press("প্রকাশ লিপিবদ্ধ করুন")
    assert author.page.locator("[role=alert]").count() >= 1
    author.page.fill("#id_link", "https://x.com/namunapur_demo/status/1857000000000000001")
    author.press("প্রকাশ লিপিবদ্ধ করুন")
    assert "প্রকাশিত" in author.text()
    author.go("/")
    assert "১টি হালনাগাদ, করণীয় ২টি" in author.text()
    author.keep("360-bn-my-work-author")


def test_in_english_without_javascript(visit: Callable[..., Visit]) -> None:
    author = visit("author2", language="en", script=False)
    author.go("/content/posts/new/")
    author.page.fill("#id_text", "Winter clothes for children\n\nCollection at the district office until Thursday.")
    author.page.select_option("#id_purpose", "4-ga")
    author.page.fill("#id_source", "Office order 12")
    author.press("Save and continue")
    _answer(author)
    author.press("Send for approval")
    post = author.page.url.removeprefix(author.base)
    author.keep("360-en-no-script-sent")
    approver = visit("approver2", language="en", script=False, width=1280)
    approver.go("/content/queue/")
    approver.follow("Winter clothes for children")
    approver.press("Approve")
    assert "Approved: Winter clothes" in approver.text()
    author.go(post)
    assert "Winter clothes" in author.page.input_value("#copy-text")
    author.page.fill("#id_link", "https://www.facebook.com/namunapur.demo/posts/777")
    author.page.check("input[name=changed][value=yes]")
    author.page.fill("#id_change_note", "The time was added")
    author.press("Record publication")
    assert "posted changed" in author.text()
    author.go("/notices/")
    assert "Published: Winter clothes for children" in author.text()  # the approval is told after its minute
    author.keep("360-en-no-script-notices")
