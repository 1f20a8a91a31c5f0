"""From the state of the nation to the office that has to act, and back to it as a reminder."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
CLAUSE = "5-kha"


def test_cabinet_staff_finds_the_worst_district_in_three_clicks_and_reminds(visit: Callable[..., Visit]) -> None:
    cabinet = visit("cabinet", width=1280)
    cabinet.follow("প্রতিপালন")
    cabinet.page.click("nav.tabs a[href*='by=district']")
    cabinet.page.click(f"table.heat thead a[href*='clause={CLAUSE}']")
    worst = cabinet.page.locator("table.heat tbody tr").first
    assert "নমুনাপুর" in worst.inner_text()
    cabinet.keep("1280-bn-worst-district")
    worst.locator(f"a[href*='clauses/{CLAUSE}/']").click()
    assert "পেজের পরিচিতি" in cabinet.page.inner_text("h1")
    cabinet.page.check("#whole")
    cabinet.press("অনুস্মারক তৈরি করুন")
    cabinet.keep("1280-bn-reminder")
    cabinet.press("অনুস্মারক পাঠান")
    assert "দপ্তরকে অনুস্মারক পাঠানো হয়েছে।" in cabinet.text()
    _the_office_sees_it(visit("upazila-head"))


def _the_office_sees_it(head: Visit) -> None:
    head.go("/notices/")
    head.page.get_by_role("button", name="অনুস্মারক: অনুচ্ছেদ ৫(খ)").click()
    assert "সর্বশেষ অনুস্মারক" in head.text()
    head.keep("360-bn-office-compliance")
    head.check_width()


def test_a_head_completes_a_duty_on_a_phone(visit: Callable[..., Visit]) -> None:
    head = visit("upazila-head", width=360)
    head.page.get_by_role("link", name="করণীয় দেখুন").first.click()
    duty = head.page.locator("#duties li", has_text="পেজের পরিচিতি")
    assert "বাকি" in duty.inner_text()
    duty.get_by_role("link", name="পেজের পরিচিতি").click()
    for field, words in (("purpose", "সেবার তথ্য"), ("audience", "উপজেলার নাগরিক"), ("users", "এডমিন টিম")):
        head.page.fill(f"#id_{field}", words)
    head.page.fill("#id_evidence", "ব্যানারে তিনটি কথাই লেখা আছে।")
    head.keep("360-bn-duty")
    head.check_width()
    head.press("প্রত্যয়ন করুন")
    assert "সম্পন্ন" in head.page.locator("#duties li", has_text="পেজের পরিচিতি").inner_text()
    head.keep("360-bn-duty-done")
