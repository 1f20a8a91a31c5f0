"""A note about credentials never holds one: what looks like a password is refused, ordinary sentences are not."""

import pytest

from accounts.password_traces import looks_like_password


@pytest.mark.parametrize(
    "text",
    [
        "password: hunter2",
        "Password = Dhaka1971",
        "The new passwd is: abc",
        "PWD:x",
        "pass phrase: every good boy",
        "PIN: 4821",
        "পাসওয়ার্ড: ঢাকা১৯৭১",
        "নতুন পাসওয়ার্ডটি হলো: নদী",
        "পাসওয়ার্ড Namuna2026",
        "password is Namuna2026",
        "বদলে দেওয়া হয়েছে Gr@mBangla9",
        "qwerty$2026Q",
    ],
)
def test_what_gives_a_password_away_is_found(text: str) -> None:
    assert looks_like_password(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "নিয়মিত পরিবর্তন",
        "পাসওয়ার্ড বদলানো হয়েছে, দুই ধাপের যাচাই চালু।",
        "পাসওয়ার্ড ১২/১১/২০২৬ তারিখে বদলানো হয়েছে।",
        "The password was changed after an officer left.",
        "Changed after a phishing mail to dc.office1@gov.example",
        "স্মারক ০৪.০০.০০০০.৫১২.১৬.০০২.২৬ অনুযায়ী",
        "See https://www.facebook.com/help/?id=Ab12#top",
        "Compass: north",
        "5-nga, third change of 2026",
    ],
)
def test_ordinary_notes_are_kept(text: str) -> None:
    assert not looks_like_password(text)
