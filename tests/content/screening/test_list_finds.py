"""What the first list finds: plain breaches of each clause, and an example for every pattern."""

import pytest

from content.screening.patterns import is_available
from content.screening.terms import REGEX
from tests.content.screening.test_list import ENGINE, TERMS

PATTERNS = {
    "ka-045": "ত্রিশ লাখ শহীদের কথা মিথ্যা",
    "kha-047": "হিন্দুদের দেশছাড়া করো",
    "kha-072": "পূজায় যাওয়া একেবারে হারাম",
    "ga-041": "ধানের শীষ মার্কায় সবাই ভোট দেবেন",
    "ga-051": "সরকারের এই মুহূর্তে পদত্যাগ চাই",
    "ga-079": "nouka markay sobai vote din",
    "gha-021": "চাকমাদের খেদাও",
    "nga-091": "ভূমি অফিসটা দালালের আখড়া",
    "cha-041": "মেয়েদের আসলে রান্নাঘরেই মানায়",
    "chha-074": "ব্যাংকগুলো নাকি দেউলিয়া হয়ে গেছে",
    "chha-079": "লবণের দাম কাল ডাবল হবে",
    "chha-089": "টিকা নিলে মানুষ মারা যাচ্ছে",
    "confidential-009": "পাসওয়ার্ড: abc12345",
}


def test_every_pattern_has_an_example_below() -> None:
    assert {term.code for term in TERMS if term.kind == REGEX} == set(PATTERNS)


@pytest.mark.skipif(not is_available(), reason="patterns need RE2")
@pytest.mark.parametrize(("code", "text"), PATTERNS.items())
def test_each_pattern_finds_what_it_is_for(code: str, text: str) -> None:
    assert code in {hit.term.code for hit in ENGINE.screen(text).hits}


@pytest.mark.parametrize(
    ("text", "clause", "severity"),
    [
        ("সবাই মিলে মন্দিরে আগুন দাও", "9-kha", "block"),
        ("আগামী নির্বাচনে আমাদের মার্কায় ভোট দিন", "9-ga", "warn"),
        ("উপজাতিদের মেলা শুরু", "9-gha", "info"),
        ("Ei kuttar bacchader dhoro", "9-nga", "block"),
        ("এ তো হাফ লেডিসের কাজ", "9-cha", "warn"),
        ("Kal hortal sofol korun", "9-chha", "warn"),
        ("PAKISTAN ZINDABAD!", "9-ka", "block"),
        ("আমার ছেলের জন্মদিনে", "6-ga", "info"),
        ("ভিডিওটি ভাইরাল", "6-kha", "info"),
    ],
)
def test_a_plain_breach_is_named_with_clause_and_severity(text: str, clause: str, severity: str) -> None:
    assert (clause, severity) in {(hit.clause, hit.severity) for hit in ENGINE.screen(text).hits}
