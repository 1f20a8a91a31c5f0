"""Each look beyond the strict one: what it finds, where, and how much it may weigh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.screening import patterns
from content.screening.bijoy import from_bijoy
from content.screening.engine import Engine
from content.screening.hits import MAX_HITS, Hit
from content.screening.terms import SEVERITIES, Term

WORDS = ("বদমাশ", "হরতাল", "scoundrel", "kill")
TERMS = [Term(word, "nga", "word", word, severity="block", loose=word == "বদমাশ") for word in WORDS]
TERMS += [
    Term("phrase", "ga", "phrase", "ভোট দিন", severity="warn"),
    Term("pattern", "chha", "regex", "ব্যাংক.{0,10}খালি", severity="warn"),
]
ENGINE = Engine(TERMS)


def only(text: str) -> Hit:
    (hit,) = ENGINE.screen(text).hits
    return hit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("সে ব দ মা শ লোক", "ব দ মা শ"),
        ("ব-দ-মা-শ-রা এল", "ব-দ-মা-শ-রা"),
        ("a s.c.o.u.n.d.r.e.l here", "s.c.o.u.n.d.r.e.l"),
        ("বদমাশশশশ!", "বদমাশশশশ"),
        ("scoundrelllls", "scoundrelllls"),
        ("sc0undr3l", "sc0undr3l"),
        ("$coundrels", "$coundrels"),
        ("killlll", "killlll"),
    ],
)
def test_a_disguised_word_is_found_as_a_whole_and_warns(text: str, found: str) -> None:
    hit = only(text)
    assert (hit.matched_text, hit.view, hit.severity, hit.lowered_by) == (found, "squeezed", "warn", "disguise")


@pytest.mark.parametrize(
    "text", ["ক. খ. গ. ঘ.", "a b c d e", "covid19 4g mp3", "৫ ৬ ৭ ৮", "hmmm…", "wwww 1000000", "e-mail@x.bd"]
)
def test_what_only_looks_like_a_disguise_is_nothing(text: str) -> None:
    assert not [hit for hit in ENGINE.screen(text).hits if hit.term.category != "PII"]


@pytest.mark.parametrize(
    ("legacy", "words"),
    [
        ("evsjv‡`k", "বাংলাদেশ"),
        ("Kg©KZ©v", "কর্মকর্তা"),
        ("¯^v¯’¨", "স্বাস্থ্য"),
        ("c«avbgš¿x", "প্রধানমন্ত্রী"),
        ("wk¶v", "শিক্ষা"),
        ("†gŠwjK", "মৌলিক"),
    ],
)
def test_bijoy_is_read_as_the_bangla_it_draws(legacy: str, words: str) -> None:
    assert from_bijoy(legacy) == words


def test_a_bijoy_word_is_marked_whole_also_beside_unicode() -> None:
    text = "নোটিশ:\nGB e`gvkiv miKvi Ges\nশেষ"
    hit = only(text)
    assert (hit.matched_text, hit.view, hit.severity) == ("e`gvkiv", "legacy", "block")


@pytest.mark.parametrize("text", ["I am in the office", "run `make test` now", "R&D for A_b ~ 5", "Gi and Tract"])
def test_english_is_not_taken_for_bijoy(text: str) -> None:
    assert not ENGINE.screen(text).hits
    assert not ENGINE.screen(text).has_legacy


@pytest.mark.parametrize(
    ("text", "found"),
    [("#ভোট_দিন", "ভোট_দিন"), ("go #KillNow", "Kill"), ("@big_scoundrel", "scoundrel"), ("ওই _বদমাশ_ লোক", "বদমাশ")],
)
def test_the_words_of_a_hashtag_or_handle_are_read(text: str, found: str) -> None:
    assert (only(text).matched_text, only(text).view) == (found, "hashtag")


def test_a_word_that_only_sounds_like_an_entry_is_a_hint() -> None:
    hit = only("ওই বদমাষের কথা")
    assert (hit.matched_text, hit.view, hit.severity, hit.lowered_by) == ("বদমাষ", "loose", "info", "sound")
    assert not ENGINE.screen("হরতাল".replace("ল", "ণ")).hits


def test_a_pattern_is_found_where_it_stands() -> None:
    hit = only("শুনলাম ব্যাংক নাকি খালি!")
    assert (hit.matched_text, hit.view) == ("ব্যাংক নাকি খালি", "pattern")


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "a*", "(", "x{1001}", "y" * 201])
def test_a_pattern_that_cannot_be_used_is_left_out_and_named(pattern: str) -> None:
    engine = Engine([Term("bad", "ga", "regex", pattern), Term("good", "ga", "word", "হরতাল")])
    assert [code for code, _why in engine.faults] == ["bad"]
    assert [hit.term.code for hit in engine.screen("হরতাল").hits] == ["good"]


def test_without_re2_patterns_rest_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "re2", None)
    assert [code for code, _why in Engine(TERMS).faults] == ["pattern"]


def test_an_entry_of_an_office_counts_below_it_alone() -> None:
    engine = Engine([Term("own", "ga", "word", "হরতাল", scope="/7/"), Term("all", "ga", "word", "মিছিল", scope="/1/")])
    assert [hit.term.code for hit in engine.screen("হরতাল মিছিল", "/1/7/9/").hits] == ["own", "all"]
    assert [hit.term.code for hit in engine.screen("হরতাল মিছিল", "/1/70/").hits] == ["all"]


def test_an_entry_on_trial_is_no_hit() -> None:
    found = Engine([Term("trial", "ga", "word", "হরতাল", shadow=True)]).screen("আজ হরতাল")
    assert (found.hits, found.shadow) == ([], [("trial", 3, 8)])


def test_what_an_exception_takes_away_is_kept_apart() -> None:
    found = Engine([Term("riot", "chha", "word", "দাঙ্গা", exceptions=("দাঙ্গা পুলিশ",))]).screen("দাঙ্গা পুলিশ")
    assert (found.hits, found.suppressed) == ([], [("riot", 0, 6)])


def test_too_many_hits_are_cut_to_the_gravest() -> None:
    found = ENGINE.screen("ভোট দিন। " * (MAX_HITS + 5) + "বদমাশ")
    assert found.truncated and len(found.hits) == MAX_HITS
    assert found.hits[-1].severity == "block"


@pytest.mark.parametrize(
    ("text", "severity", "why"),
    [
        ("তারা বদমাশ।", "block", ""),
        ("“বদমাশ” শব্দটি", "info", "quotation"),
        ("কাউকে বদমাশ বলা দণ্ডনীয়", "warn", "condemnation"),
        ("বদমাশদের বিরুদ্ধে রুখে দাঁড়ান", "block", ""),
        ("ভোট দিন বলার বিরুদ্ধে ব্যবস্থা", "info", "condemnation"),
        ("হরতাল ডাকবেন না। বদমাশ!", "block", ""),
        ("https://x.example/scoundrel", "info", "address"),
        ("Do not call anybody a scoundrel.", "warn", "condemnation"),
    ],
)
def test_what_stands_around_a_hit_makes_it_weigh_less(text: str, severity: str, why: str) -> None:
    hit = ENGINE.screen(text).hits[-1]
    assert (hit.severity, hit.lowered_by) == (severity, why)


def test_a_cue_counts_where_it_stands_also_beside_hashtags() -> None:
    """The words of the tag stand further on where they are read one by one; the cue does not."""
    text = "#" + "Ab" * 20 + " দণ্ডনীয়। বদমাশ লোক আর অনেক কথা এখানে লেখা আছে"
    assert only(text).severity == "block"


def test_the_laws_own_words_weigh_little() -> None:
    law = "জাতীয় ঐক্য ও চেতনার পরিপন্থি কোনো হরতাল বা বদমাশ প্রকাশ করা যাবে না"
    hits = Engine(TERMS, laws=[law]).screen(f"মনে রাখুন:\n{law}।\nআজ হরতাল।").hits
    assert [(hit.severity, hit.lowered_by) for hit in hits] == [("info", "law"), ("info", "law"), ("block", "")]


PIECES = st.sampled_from(
    [
        *WORDS,
        "ব দ মা শ",
        "e`gvkiv Ges",
        "#ভোট_দিন",
        "@a_b",
        "০১৭১২৩৪৫৬৭৮",
        "x@gmail.com",
        "🙂",
        "\u200d",
        "\u09cd",
        "“",
        "”",
    ]
    + ["গোপনীয়", "\n", " ", "ব্যাংক খালি", "sc0undrel", "\U0001d400dmin", "https://x.bd/scoundrel", "BX0123456", "\ud800"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map("".join))
def test_whatever_is_written_is_screened_and_every_place_lies_in_the_text(text: str) -> None:
    found = ENGINE.screen(text)
    for hit in found.hits:
        assert 0 <= hit.word_start <= hit.start < hit.end <= hit.word_end <= len(text)
        assert text[hit.start : hit.end] == hit.matched_text
        assert SEVERITIES.index(hit.severity) >= SEVERITIES.index(hit.term.severity) or hit.term.code == "MARKING"
    assert all(0 <= start < end <= len(text) for _code, start, end in (*found.suppressed, *found.shadow))
