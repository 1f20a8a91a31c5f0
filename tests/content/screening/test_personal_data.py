"""Personal data and markings of secrecy: what is found, how grave, and the many look-alikes that are neither."""

import pytest

from content.screening.engine import Engine

ENGINE = Engine([])


def found(text: str, **options: object) -> list[tuple[str, str, str]]:
    hits = ENGINE.screen(text, **options).hits  # type: ignore[arg-type]
    return [(hit.term.code, hit.severity, hit.matched_text) for hit in hits]


@pytest.mark.parametrize(
    ("text", "code", "severity", "span"),
    [
        ("কল করুন ০১৭১২-৩৪৫৬৭৮", "PII-MOBILE", "warn", "০১৭১২-৩৪৫৬৭৮"),
        ("০১৭১২‑৩৪৫৬৭৮", "PII-MOBILE", "warn", "০১৭১২‑৩৪৫৬৭৮"),
        ("১.০১৭১২৩৪৫৬৭৮", "PII-MOBILE", "warn", "০১৭১২৩৪৫৬৭৮"),
        ("(+880) 1712-345678", "PII-MOBILE", "warn", "(+880) 1712-345678"),
        ("+880 1712 345678", "PII-MOBILE", "warn", "+880 1712 345678"),
        ("জন্মসনদ 19901234567890123", "PII-NID", "block", "19901234567890123"),
        ("এনআইডি ২৬৯৩৬২৫১২৩৪৫৬", "PII-NID", "block", "২৬৯৩৬২৫১২৩৪৫৬"),
        ("নম্বর 2693625123456", "PII-NID", "warn", "2693625123456"),
        ("জাতীয় পরিচয়পত্র ৫৫১২৩৪৫৬৭৮", "PII-NID", "warn", "৫৫১২৩৪৫৬৭৮"),
        ("টিআইএন ১২৩৪৫৬৭৮৯০১২", "PII-TIN", "warn", "১২৩৪৫৬৭৮৯০১২"),
        ("পাসপোর্ট BX0123456", "PII-PASSPORT", "warn", "BX0123456"),
        ("BX0123456", "PII-PASSPORT", "info", "BX0123456"),
        ("হিসাব নম্বর ১২৩৪৫৬৭৮৯০১২৩৪", "PII-BANK", "warn", "১২৩৪৫৬৭৮৯০১২৩৪"),
        ("লিখুন rahim.uddin@gmail.com", "PII-EMAIL", "warn", "rahim.uddin@gmail.com"),
        ("লিখুন info@moha.gov.bd", "PII-EMAIL", "info", "info@moha.gov.bd"),
    ],
)
def test_personal_data_is_found_on_its_own_characters(text: str, code: str, severity: str, span: str) -> None:
    assert found(text) == [(code, severity, span)]


@pytest.mark.parametrize(
    "text",
    [
        "১২৩৪৫৬৭৮৯০ টাকা বরাদ্দ",
        "স্মারক ০৫.০০.০০০০.১০২.০৬.০০৩.১৪-৭৭",
        "জরুরি ৯৯৯, ৩৩৩, ১৬১২২, ১০৯৮",
        "ফোন ০২-৯৫৪০৩৬২",
        "২১.১২.২০১৬ থেকে ৩১.১২.২০২৬",
        "রোল ১২৩৪৫৬",
        "BDT 2693625123456",
    ],
)
def test_look_alikes_are_nothing(text: str) -> None:
    assert found(text) == []


def test_the_offices_own_published_number_may_stand() -> None:
    assert found("কল: ০১৭১২৩৪৫৬৭৮", published={"01712345678"}) == []


@pytest.mark.parametrize(
    ("text", "severity", "span"),
    [
        ("অতি গোপনীয়\nবিষয়: তালিকা", "block", "অতি গোপনীয়"),
        ("— SECRET —\nSubject", "block", "SECRET"),
        ("বিষয়\nগা\u09c7পনীয়".replace("গা\u09c7", "গ\u09be\u09c7"), "block", "গ\u09be\u09c7পনীয়"),
        ("স্মারক নং ০৫.০০.০০০০.১০২.০৬ (সীমিত)", "block", "সীমিত"),
        ("এটি গোপনীয় নথি ছিল বলে জানা যায়", "info", "গোপনীয়"),
    ],
)
def test_a_marking_weighs_by_its_place(text: str, severity: str, span: str) -> None:
    assert found(text) == [("MARKING", severity, span)]


@pytest.mark.parametrize(
    "text",
    ["স্মারক ০৫.০০.০০০০.১০২.০৬.০০৩.২৬-৭৭, সীমিত দরপত্র পদ্ধতি", "বার্ষিক গোপনীয় অনুবেদন। স্মারক ০৫.০০.০০০০.১০২.০৬"]
    + [
        "সংস্করণ ১২.১৩.১৪.১৫ সীমিত",
        "server 10.20.30.40, access restricted",
        "গোপনীয়তা রক্ষা করুন",
        "সীমিত আকারে পালিত হবে",
        "গোপনীয় অনুবেদন জমা দিন",
        "the secret ballot",
        "restricted area",
    ],
)
def test_ordinary_words_of_secrecy_are_nothing(text: str) -> None:
    assert found(text) == []
