"""Proposed spellings: what people really type, nothing that screening finds anyway; and entries that are near."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.screening.fold import fold
from content.screening.romanised import MOST, romanised
from content.screening.spellings import MOST_CANDIDATES, MOST_NEAR, candidates, near
from content.screening.terms import LANGUAGES, TEXT_MAX

PROPOSED = [
    ("মূর্তি", "bn", "মুর্তি"),
    ("মূর্তি", "bn", "মূর্তী"),
    ("ঈমান", "bn", "ইমান"),
    ("ষড়যন্ত্র", "bn", "শড়যন্ত্র"),
    ("সন্ত্রাস", "bn", "শন্ত্রাস"),
    ("ভণ্ড", "bn", "ভন্ড"),
    ("জাতি", "bn", "যাতি"),
    ("যবন", "bn", "জবন"),
    ("দাঙ্গা", "bn", "দাংগা"),
    ("রঙ", "bn", "রং"),
    ("চাঁদাবাজ", "bn", "চাদাবাজ"),
    ("দাঙ্গা", "bn", "দাঙগা"),
    ("দেশ দ্রোহী", "bn", "দেশদ্রোহী"),
    ("দেশ-দ্রোহী", "bn", "দেশ দ্রোহী"),
    ("দুঃখ", "bn", "দু:খ"),
    ("দু:খ", "bn", "দুঃখ"),
    ("সরকার", "bn", "sorkar"),
    ("সরকার", "bn", "sarkar"),
    ("ভুয়া", "any", "bhuya"),
    ("হিজড়া", "bn", "hijra"),
    ("bhondo pir", "bn-Latn", "vondo pir"),
    ("bhondo pir", "bn-Latn", "bondo pir"),
    ("sarkar", "bn-Latn", "sorkar"),
    ("neel", "bn-Latn", "nil"),
    ("zakat", "bn-Latn", "jakat"),
    ("haramzadda", "bn-Latn", "haramzada"),
    ("organise", "en", "organize"),
    ("radicalization", "en", "radicalisation"),
    ("hate-speech", "en", "hate speech"),
    ("hate speech", "en", "hatespeech"),
]


@pytest.mark.parametrize(("text", "language", "wanted"), PROPOSED)
def test_a_spelling_that_people_type_is_proposed(text: str, language: str, wanted: str) -> None:
    assert unicodedata.normalize("NFC", wanted) in candidates(text, language)


@pytest.mark.parametrize("text", ["জ্ঞান", "ব্যক্তি", "সময়"])
def test_ja_and_ya_change_places_only_where_they_are_said_alike(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    swapped = str.maketrans("জয", "যজ")
    assert text.translate(swapped) not in candidates(text, "bn")


def test_bangla_spellings_are_not_proposed_for_english_nor_the_other_way_round() -> None:
    assert all(not spelling.isascii() for spelling in candidates("সরকার", "en"))
    assert candidates("organise", "bn-Latn") != candidates("organise", "en")


def test_an_english_plural_is_no_candidate() -> None:
    assert "riots" not in candidates("riot", "en")


def test_what_is_known_is_not_proposed_again() -> None:
    every = candidates("ভণ্ড পীর", "bn")
    known = every[::2]
    assert not set(known) & set(candidates("ভণ্ড পীর", "bn", known))


@pytest.mark.parametrize("text", ["", " ", "।", "12", "\u200b", "🙂"])
def test_where_there_is_nothing_to_vary_nothing_is_proposed(text: str) -> None:
    assert candidates(text, "any") == []


@given(st.text("কখগজযশষসণনিীুূাঁং্ঃ:- abhjosvz", max_size=60), st.sampled_from(LANGUAGES))
def test_candidates_are_few_new_sound_and_always_the_same(text: str, language: str) -> None:
    found = candidates(text, language)
    keys = [fold(spelling).strip() for spelling in found]
    assert len(found) <= MOST_CANDIDATES
    assert len(set(keys)) == len(keys)
    assert fold(unicodedata.normalize("NFC", text)).strip() not in keys
    assert all(len(spelling) <= TEXT_MAX for spelling in found)
    assert found == candidates(text, language)


@given(st.text(max_size=80))
def test_a_romanisation_is_plain_latin_and_there_are_at_most_eight(text: str) -> None:
    found = romanised(text)
    assert len(found) <= MOST
    assert all(spelling.isascii() for spelling in found)


def test_the_same_key_comes_first_then_a_letter_other_then_containment() -> None:
    entries = [("c", "বড় দাঙ্গা হবে"), ("b", "দাংঙ্গা"), ("a", "দাঙ্গা"), ("z", "মূর্তি")]
    assert near("দাঙ্গা", entries) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("key", "other", "is_near"),
    [
        ("riot", "riots", True),
        ("riot", "rots", False),
        ("communal", "comunall", True),
        ("communa", "comunal s", False),
        ("big riot now", "riot", True),
        ("riot", "big-riot now", True),
        ("rioters and others", "riot", False),
        ("", "riot", False),
        ("দল", "দলীয় কর্মসূচি", False),
    ],
)
def test_nearness(key: str, other: str, is_near: bool) -> None:
    assert near(key, [("x", other)]) == (["x"] if is_near else [])


def test_at_most_ten_are_near_and_their_order_does_not_depend_on_the_given_one() -> None:
    entries = [(f"c-{number:02}", "riot") for number in range(30)]
    assert near("riot", entries) == near("riot", entries[::-1]) == [f"c-{number:02}" for number in range(MOST_NEAR)]
