"""The difference of two texts: nothing of either is missing, no word is cut, and no text makes a page hang."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.diff import word_diff
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
