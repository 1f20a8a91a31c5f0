"""The difference of two texts: nothing of either is missing, no word is cut, and no text makes a page hang."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.diff import MOST_LOOKS, Change, Looks, word_diff
from content.forms import TEXT_MAX

WORDS = st.lists(st.sampled_from(["ক্ষমতা", "স্ত্রী", "মেলা", "ও", " ", "\n", "  "]), max_size=30).map("".join)


def parts(changes, *kinds):
    return "".join(change.text for change in changes if change.kind in kinds)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_difference(old, new):
    changes = word_diff(old, new)
    assert parts(changes, "same", "removed") == old
    assert parts(changes, "same", "added") == new


def test_only_the_words_that_differ_are_marked():
    changes = word_diff("মেলা শুক্রবার বিকেলে শুরু", "মেলা শনিবার বিকেলে শুরু")
    assert (parts(changes, "removed"), parts(changes, "added")) == ("শুক্রবার ", "শনিবার ")


def test_in_a_long_text_too_only_the_words_that_differ_are_marked():
    text = " ".join(f"শব্দ{number % 90}" + " ও" * (number % 10 == 0) for number in range(600))
    changes = word_diff(text, text.replace("শব্দ45", "বদল", 1))
    assert (parts(changes, "removed"), parts(changes, "added")) == ("শব্দ45 ", "বদল ")


@pytest.mark.parametrize(
    ("old", "new"),
    [("ক ", "ক খ "), ("ক ", "খ ক ক "), ("ক খ গ ", "গ খ ক "), (" \n", "\n "), ("ক খ " * 20 + "গ ", "খ ক " * 21 + "গ ")],
)
def test_the_longest_texts_differ_within_a_second_however_they_repeat(old, new):
    started = time.monotonic()
    word_diff((old * TEXT_MAX)[:TEXT_MAX], (new * TEXT_MAX)[:TEXT_MAX])
    assert time.monotonic() - started < 1


def woven(words, seldom=40):
    """A text of words that never come again, each before one that comes often: hard to compare."""
    return " ".join(f"{chr(0x4E00 + n)} {'x' if n < seldom else word}" for n, word in enumerate([words] * 1200))


def test_a_text_made_to_be_slow_is_shown_as_old_and_new():
    old, new = woven("x"), woven("y")
    looks = Looks()
    assert word_diff(old, new, looks) == [Change("removed", old), Change("added", new)]
    assert 0 <= looks.left < MOST_LOOKS


def test_the_same_text_is_the_same_even_where_nothing_more_may_be_looked_at():
    text = "x " * 2500
    assert word_diff(text, text, Looks(0)) == [Change("same", text)]
    assert word_diff("", "") == []


def test_the_differences_of_one_page_share_what_may_be_looked_at():
    old, new = woven("x", 5), woven("y", 5)
    looks, left = Looks(2 * MOST_LOOKS), []
    for _ in range(20):
        word_diff(old, new, looks)
        left.append(looks.left)
    assert left == sorted(left, reverse=True)
    assert 0 <= left[-1] < MOST_LOOKS
    assert word_diff("ক খ", "ক গ", Looks(0)) == [Change("removed", "ক খ"), Change("added", "ক গ")]


def test_a_long_text_rewritten_by_half_is_still_compared_word_by_word():
    words = [f"শব্দ{number % 90}" for number in range(700)]
    mixed = [word if number % 2 else f"নতুন{number % 40}" for number, word in enumerate(words)]
    assert "same" in {change.kind for change in word_diff(" ".join(words), " ".join(mixed))}


def test_a_word_before_a_new_line_is_the_same_word():
    assert word_diff("সবাই আসুন।", "সবাই আসুন।\n\nসকাল ১১টায়।") == [
        Change("same", "সবাই আসুন।"),
        Change("added", "\n\nসকাল ১১টায়।"),
    ]
