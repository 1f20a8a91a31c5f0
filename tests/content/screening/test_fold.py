"""The match key: what must fold together, what must stay apart, and the way back to the text as given."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.screening.fold import fold, fold_with_map

TRICKY = (
    "কতযরবসািেোৗৌঁৎঅআ\u09bc\u09cd\u09df\u09dc\u09f0 \n\t\u200b\u200c\u200d\u00ad\ufe0fаеaBＡ𝐛ℋİΣ.,১\U000e0020\U0001d455"
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Vote", "vote"),
        ("\u09df", "\u09af\u09bc"),
        ("\u09dc\u09dd", "\u09a1\u09bc\u09a2\u09bc"),
        ("ক\u09c7\u09be", "ক\u09cb"),
        ("গ\u09be\u09c7পনীয়", "গ\u09cbপনীয়"),
        ("ক\u09c7\u09d7", "ক\u09cc"),
        ("অ\u09be", "আ"),
        ("হঠাত\u09cd\u200d", "হঠাৎ"),
        ("উত\u09cd\u200dসব", "উৎসব"),
        ("হঠাত\u200b\u09cd\u200d মানুষ", "হঠাৎ মানুষ"),
        ("ব\u09bcাজা", "রাজা"),
        ("চ\u0981\u09beদ", "চ\u09be\u0981দ"),
        ("কি\u09bf", "কি"),
        ("ৰৱ", "রব"),
        ("ভো\u200bট\ufeff", "ভোট"),
        ("র\u200d\u09cdয", "র\u09cdয"),
        ("\u202eভোট\u202c\ufe0f", "ভোট"),
        ("ＡＤＭＩＮ", "admin"),
        ("𝐛𝒶𝔡", "bad"),
        ("Ⓥote", "vote"),
        ("a \t\r\n  b\u3000c", "a b c"),
        ("a \u200b b", "a b"),
        ("\u0430dmin", "admin"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spellings_a_reader_sees_as_one_share_a_key(typed: str, key: str) -> None:
    assert fold(typed) == unicodedata.normalize("NFC", key)


@pytest.mark.parametrize("text", ["নিরাপত্তা ও সত্য", "চাঁদপুর", "বাংলাদেশ, ২০১৬।", "привет", "ελλάδα", "দুর্যোগ 😀"])
def test_text_that_is_right_already_stays_as_it_is(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert fold(text) == text


def test_a_joiner_inside_a_conjunct_of_ta_does_not_make_khanda_ta() -> None:
    assert fold("হত\u09cd\u200dযা") == fold("হত্যা")


def test_cyrillic_letters_are_read_as_latin_only_beside_latin_ones() -> None:
    assert fold("с\u043ep cop") == "с\u043ep cop".translate(str.maketrans("\u0441\u043e", "co"))
    assert fold("\u0441\u043e\u0440") == "\u0441\u043e\u0440"


@pytest.mark.parametrize(
    ("text", "part", "span"),
    [
        ("আমি গ\u09be\u09c7পনীয়", "গোপনীয়", (4, 12)),
        ("\u200b\u200bভো\u200bট\u200b দিন", "ভোট", (2, 6)),
        ("ভোট \n\n  দিন", "ভোট দিন", (0, 11)),
        ("a\u09df\u09dfb", "b", (3, 4)),
        ("হঠাত\u09cd\u200d ভোট", "হঠাৎ", (0, 6)),
    ],
)
def test_the_map_leads_back_to_the_text_as_given(text: str, part: str, span: tuple[int, int]) -> None:
    folded = fold_with_map(text)
    start = folded.text.index(fold(part))
    assert folded.original_span(start, start + len(fold(part))) == span


@given(st.text(TRICKY, max_size=24))
def test_both_ways_of_folding_agree_and_folding_twice_changes_nothing(text: str) -> None:
    key = fold(text)
    assert fold_with_map(text).text == key
    assert fold(key) == key


@given(st.text(max_size=60))
def test_any_text_folds_and_maps_inside_its_own_bounds(text: str) -> None:
    folded = fold_with_map(text)
    assert folded.text == fold(text)
    ends = [folded.original_span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert ends == sorted(ends)


@given(st.text("কখগঘadmin ০১৯।", max_size=40))
def test_plain_text_maps_to_itself(text: str) -> None:
    text = " ".join(text.split())
    folded = fold_with_map(text)
    assert [folded.original_span(at, at + 1) for at in range(len(text))] == [(at, at + 1) for at in range(len(text))]
