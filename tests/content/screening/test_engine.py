"""Finding terms: boundaries, endings, kinds, exceptions, offsets, limits, and the cut for a template."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from content.screening.engine import Engine
from content.screening.fold import fold
from content.screening.hits import MAX_HITS
from content.screening.markup import segments
from content.screening.terms import Term

WORDS = ("বদমাশ", "হিজড়া", "গোয়েন্দা", "দল", "সরকার", "admin", "ভোট দিন", "হত্যা করো", "take to the streets")
ENDINGS = (
    *("রা", "েরা", "দের", "দেরকে", "দেরও", "কে", "কেই", "ের", "র", "েরও", "এর", "য়ের", "য়ে", "ে", "তে", "য়", "টা", "টি"),
    *("টির", "খানা", "খানি", "গুলো", "গুলোকে", "গুলোর", "গুলি", "গুলা", "সমূহ", "সমূহের", "বৃন্দ", "বর্গ", "গণ", "গণের", "ও", "ই"),
)
LATIN_ENDINGS = ("s", "'s", "’s", "er", "ke", "ra", "der", "gulo", "ta", "ti", "derke")
# A joiner is left out: behind ta and hasant it is a spelling of khanda ta, which test_fold covers.
INVISIBLES = "\u200b\u200c\u2060\u00ad\ufeff\ufe0f\u202a\u034f"


def term(text: str, kind: str = "word", **changes: object) -> Term:
    return Term(f"t-{text}", "ga", kind, text, clause="9-ga", **changes)  # type: ignore[arg-type]


ENGINE = Engine([term(word, "phrase" if " " in word else "word") for word in WORDS])


def found(engine: Engine, text: str) -> list[str]:
    return [text[hit.word_start : hit.word_end] for hit in engine.screen(text).hits]


@pytest.mark.parametrize(
    "text",
    [
        *("গ\u09be\u09c7য়েন্দা", "গো\u200bয়েন্দা", "গো\u09dfেন্দা", "বদমাশগুলোকে", "হিজড়াদেরকেও", "হিজ\u09dcারা", "\u0430dmin"),
        *("ａｄｍｉｎ", "𝐚dmin", "ADMIN's", "adminকে", "ভোট\n\n দিন", "হত\u09cd\u200dযা করো", "দলই", "(দল)", "“সরকারের”"),
    ],
)
def test_every_spelling_and_ending_of_a_listed_word_is_found(text: str) -> None:
    hits = ENGINE.screen(text).hits
    assert len(hits) == 1
    assert fold(text[hits[0].start : hits[0].end]) == fold(hits[0].term.text)


@pytest.mark.parametrize(
    "text",
    [
        "দলিল",
        "বাদল",
        "দলীয়",
        "সরকারি",
        "গোয়েন্দাগিরি",
        "অগোয়েন্দা",
        "শতদল",
        "administration",
        "sysadmin",
        "ভোটদিন",
        "৫দল",
    ],
)
def test_a_listed_word_inside_another_word_is_not_found(text: str) -> None:
    assert not ENGINE.screen(text).hits


def test_core_and_whole_word_are_both_given_in_offsets_of_the_text() -> None:
    text = "ঐ বদমা\u200bশগুলোকে\ufe0f ধরুন"
    (hit,) = ENGINE.screen(text).hits
    assert (hit.start, hit.end) == (2, 8)
    assert (hit.word_start, hit.word_end) == (2, text.index(" ধরুন"))
    assert hit.matched_text == "বদমা\u200bশ"
    assert (hit.category, hit.clause, hit.severity, hit.view) == ("ga", "9-ga", "warn", "strict")


def test_a_prefix_opens_a_word_and_a_substring_may_stand_anywhere() -> None:
    engine = Engine([term("দাঙ্গা", "prefix"), term("xyz", "substring")])
    assert found(engine, "দাঙ্গাকারীরা এল, মহাদাঙ্গা নয়") == ["দাঙ্গাকারীরা"]
    assert found(engine, "see abxyzcd now") == ["abxyzcd"]


def test_a_nukta_after_the_match_makes_another_letter() -> None:
    assert found(Engine([term("পাহাড", "substring")]), "পাহাড়") == []


def test_an_alias_is_found_as_its_term() -> None:
    engine = Engine([term("হরতাল", aliases=("hortal", "হড়তাল"))])
    assert [hit.term.text for hit in engine.screen("Hortaler din, হড়তালের দিন").hits] == ["হরতাল", "হরতাল"]


def test_a_hit_inside_an_exception_is_dropped_and_one_beside_it_stays() -> None:
    engine = Engine([term("গুজব", exceptions=("গুজব ছড়াবেন না",))])
    assert found(engine, "গুজব  ছ\u09dcাবেন না। এটি গুজব।") == ["গুজব"]
    assert engine.screen("গুজব  ছ\u09dcাবেন না। এটি গুজব।").hits[0].start > 15


def test_an_exception_counts_only_for_its_own_term_and_as_a_whole_phrase() -> None:
    engine = Engine([term("গুজব", exceptions=("গুজব প্রতিরোধ",)), term("প্রতিরোধ")])
    assert found(engine, "গুজব প্রতিরোধ") == ["প্রতিরোধ"]
    assert found(engine, "গুজব প্রতিরোধী") == ["গুজব"]


def test_overlapping_spellings_of_one_term_count_once_but_two_terms_both_count() -> None:
    engine = Engine([term("ভোট", aliases=("ভোট দিন",)), term("দিন")])
    assert [(hit.term.text, hit.matched_text) for hit in engine.screen("ভোট দিন").hits] == [
        ("ভোট", "ভোট দিন"),
        ("দিন", "দিন"),
    ]


def test_a_key_of_one_letter_takes_no_ending() -> None:
    engine = Engine([term("গু"), term("ab"), term("ক")])
    assert found(engine, "abs ab কের ক") == ["ab", "ক"]


def test_hits_come_in_reading_order() -> None:
    starts = [hit.start for hit in ENGINE.screen("সরকার দল বদমাশ admin দল").hits]
    assert starts == sorted(starts)
    assert len(starts) == 5


def test_beyond_the_limit_the_gravest_hits_are_kept_and_the_result_says_so() -> None:
    engine = Engine([term("তথ্য", severity="info"), term("হত্যা", severity="block")])
    result = engine.screen("তথ্য " * MAX_HITS + "হত্যা")
    assert result.truncated
    assert len(result.hits) == MAX_HITS
    assert result.hits[-1].severity == "block"
    assert not engine.screen("তথ্য " * MAX_HITS).truncated


@pytest.mark.parametrize("text", ["", " ", "\u200b", "দল"])
def test_an_empty_list_finds_nothing(text: str) -> None:
    assert not Engine([]).screen(text).hits


@pytest.mark.parametrize("text", ["", "\u200b" * 50, "😀" * 50, "ক" * 50])
def test_text_without_words_of_the_list_gives_no_hit(text: str) -> None:
    assert not ENGINE.screen(text).hits


@given(st.sampled_from(WORDS), st.sampled_from(ENDINGS))
def test_a_legal_ending_changes_neither_the_term_nor_the_core(word: str, ending: str) -> None:
    assume(_is_lawful(word, ending))
    text = f"এখানে {word}{ending} আছে"
    hits = ENGINE.screen(text).hits
    assert [hit.term.text for hit in hits] == [word]
    assert (hits[0].matched_text, text[hits[0].word_start : hits[0].word_end]) == (word, word + ending)


@pytest.mark.parametrize("ending", LATIN_ENDINGS)
def test_a_romanised_ending_keeps_the_word(ending: str) -> None:
    assert found(ENGINE, f"the admin{ending} said") == [f"admin{ending}"]


@given(st.lists(st.sampled_from([*WORDS, "দলিল", "এবং", "office"]), max_size=5), st.data())
def test_invisible_characters_and_case_never_change_the_hits(words: list[str], data: st.DataObject) -> None:
    plain = "; ".join(words)
    noise = data.draw(st.lists(st.text(INVISIBLES, max_size=2), min_size=len(plain), max_size=len(plain)))
    text = "".join(mark + char for mark, char in zip(noise, plain.upper(), strict=True))
    hits = ENGINE.screen(text).hits
    assert [hit.term for hit in hits] == [hit.term for hit in ENGINE.screen(plain).hits]
    assert all(fold(text[hit.start : hit.end]) == fold(hit.term.text) for hit in hits)


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDINGS), st.booleans()), min_size=1, max_size=4))
def test_recomposed_letters_and_lawful_endings_never_change_the_hits(words: list[tuple[str, str, bool]]) -> None:
    plain = "; ".join(word for word, _ending, _composed in words)
    text = "; ".join(_recomposed(word) + ending if composed else word + ending for word, ending, composed in words)
    assume(all(_is_lawful(word, ending) for word, ending, _composed in words))
    hits = ENGINE.screen(text).hits
    assert [hit.term for hit in hits] == [hit.term for hit in ENGINE.screen(plain).hits]
    assert all(fold(text[hit.start : hit.end]) == fold(hit.term.text) for hit in hits)


def _is_lawful(word: str, ending: str) -> bool:
    """A vowel sign needs a consonant before it: behind another sign it would be a misspelling of ো."""
    return not (ending.startswith("ে") and unicodedata.category(word[-1]).startswith("M"))


def _recomposed(word: str) -> str:
    for pair, letter in (("ড\u09bc", "\u09dc"), ("ঢ\u09bc", "\u09dd"), ("য\u09bc", "\u09df")):
        word = word.replace(pair, letter)
    return word


@given(st.text("বদমাশ দলিলসরকারেরadmins \u200b\u09bc\u09df,", max_size=60))
def test_spans_are_exact_nested_and_segments_give_the_text_back(text: str) -> None:
    hits = ENGINE.screen(text).hits
    assert all(fold(text[hit.start : hit.end]) == fold(hit.term.text) for hit in hits)
    assert all(hit.word_start <= hit.start < hit.end <= hit.word_end for hit in hits)
    assert "".join(part.text for part in segments(text, hits)) == text


def test_segments_mark_nested_and_overlapping_hits() -> None:
    engine = Engine([term("ভোট দিন", "phrase"), term("দিন আজ", "phrase"), term("ভোট")])
    text = "আসুন ভোট দিন আজই।"
    marked = [(part.text, [hit.term.text for hit in part.hits]) for part in segments(text, engine.screen(text).hits)]
    assert marked == [
        ("আসুন ", []),
        ("ভোট", ["ভোট দিন", "ভোট"]),
        (" ", ["ভোট দিন"]),
        ("দিন", ["ভোট দিন", "দিন আজ"]),
        (" আজই", ["দিন আজ"]),
        ("।", []),
    ]


def test_segments_of_plain_and_of_empty_text() -> None:
    assert [(part.text, part.hits) for part in segments("দলিল", [])] == [("দলিল", ())]
    assert segments("", []) == []
