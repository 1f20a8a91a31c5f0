"""The first list: well formed, covering every category in three languages, dated, and silent on official prose."""

import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content.screening
from content.screening.engine import Engine
from content.screening.fold import fold
from content.screening.terms import CLAUSES, REGEX, Term, read_terms

LIST = Path(content.screening.__file__).parent / "lists" / "first.csv"
TERMS, MESSAGES = read_terms(LIST)
ENGINE = Engine(TERMS)
# A pattern is no spelling: what patterns find is in test_list_finds.
FORMS = [(term, form) for term in TERMS if term.kind != REGEX for form in term.forms]
LOOSE_MAX, LOOSE_LETTERS = 150, 5
PARTY_REASON = "clause 9(ga)"
FIRST_REGISTRATIONS = date(2009, 1, 1)  # the register of parties was opened in 2008

OFFICIAL = [
    "উপজেলা পরিষদের উদ্যোগে তিন কিলোমিটার গ্রামীণ সড়ক পাকাকরণের কাজ শেষ হয়েছে।",
    "আগামী রবিবার সকাল ৯টায় সদর হাসপাতালে বিনামূল্যে চক্ষু চিকিৎসা শিবির অনুষ্ঠিত হবে।",
    "ই-নামজারির আবেদন এখন ঘরে বসেই করা যাবে; নির্ধারিত ফি ১,১৭০ টাকা।",
    "দালালের খপ্পরে পড়বেন না, সরাসরি ভূমি অফিসে যোগাযোগ করুন।",
    "ঘূর্ণিঝড় মোকাবিলায় শুকনো খাবার মজুত করে রাখুন এবং নিকটস্থ আশ্রয়কেন্দ্রে যান।",
    "পাহাড়ি ঢল ও ভারী বর্ষণে নদীর পানি বিপৎসীমার ওপর দিয়ে প্রবাহিত হচ্ছে।",
    "গুজবে কান দেবেন না, গুজব ছড়াবেন না; সঠিক তথ্যের জন্য ৩৩৩ নম্বরে কল করুন।",
    "এসএসসি পরীক্ষাকেন্দ্রের ২০০ গজের মধ্যে সর্বসাধারণের প্রবেশ নিষিদ্ধ থাকবে।",
    "জেলা লিগ্যাল এইড অফিসে অসচ্ছল বিচারপ্রার্থীরা বিনা খরচে আইনি সহায়তা পাবেন।",
    "আদালতের আদেশ অনুযায়ী নিলাম বিজ্ঞপ্তি দপ্তরের নোটিশ বোর্ডে টানানো হয়েছে।",
    "জন্মনিবন্ধন সংশোধনের শুনানি প্রতি মঙ্গলবার ইউনিয়ন পরিষদ কার্যালয়ে হবে।",
    "কৃষকদের মধ্যে উন্নত জাতের ধানের বীজ ও সার বিতরণ করা হয়েছে।",
    "ছোট জাতের গরু ও ছাগল পালনে খামারিদের প্রশিক্ষণ দেওয়া হবে।",
    "ভোটার তালিকা হালনাগাদের তথ্য সংগ্রহকারীদের সহযোগিতা করুন।",
    "নির্বাচনি প্রচারণায় আচরণবিধি লঙ্ঘন করায় এক ব্যক্তিকে জরিমানা করা হয়েছে।",
    "ভ্রাম্যমাণ আদালত মেয়াদোত্তীর্ণ পণ্য বিক্রির দায়ে দুইটি দোকানকে জরিমানা করেছেন।",
    "মহান বিজয় দিবস উপলক্ষে শহিদ মুক্তিযোদ্ধাদের স্মরণে পুষ্পস্তবক অর্পণ করা হবে।",
    "জাতীয় সংগীত পরিবেশনের মধ্য দিয়ে বার্ষিক ক্রীড়া প্রতিযোগিতার উদ্বোধন হয়।",
    "শারদীয় দুর্গাপূজা উপলক্ষে মণ্ডপের নিরাপত্তায় পর্যাপ্ত পুলিশ ও আনসার মোতায়েন থাকবে।",
    "পবিত্র ঈদুল আজহায় নির্ধারিত স্থানে পশু জবাই করুন এবং বর্জ্য দ্রুত অপসারণ করুন।",
    "সাম্প্রদায়িক সম্প্রীতি রক্ষায় ধর্মীয় নেতাদের সঙ্গে মতবিনিময় সভা অনুষ্ঠিত হয়েছে।",
    "ক্ষুদ্র নৃ-গোষ্ঠীর শিক্ষার্থীদের মধ্যে শিক্ষাবৃত্তি ও বাইসাইকেল বিতরণ করা হলো।",
    "হিজড়া জনগোষ্ঠীর জীবনমান উন্নয়ন কর্মসূচিতে ভাতার আবেদন আহ্বান করা হচ্ছে।",
    "আন্তর্জাতিক নারী দিবসে জয়িতাদের সংবর্ধনা দেওয়া হবে।",
    "বাল্যবিবাহ ও নারী নির্যাতন প্রতিরোধে ১০৯ নম্বরে জানান।",
    "দুর্নীতি দমন কমিশনের গণশুনানিতে নাগরিকেরা সরাসরি অভিযোগ জানাতে পারবেন।",
    "চুরি যাওয়া তিনটি মোটরসাইকেল উদ্ধার করে প্রকৃত মালিকদের বুঝিয়ে দেওয়া হয়েছে।",
    "পারিবারিক বিরোধের জেরে এক যুবককে হত্যা করে লাশ ফেলে রাখার মামলার রায় ঘোষণা হয়েছে।",
    "ডেঙ্গু প্রতিরোধে জমে থাকা পানি তিন দিনে একদিন ফেলে দিন।",
    "জ্বর থাকলে টিকা নেবেন না; সুস্থ হয়ে টিকাকেন্দ্রে আসুন।",
    "ভাইরাল জ্বরে আতঙ্কিত না হয়ে নিকটস্থ কমিউনিটি ক্লিনিকে যোগাযোগ করুন।",
    "বাল্ব, বালতি ও বালিশ বিতরণ শেষে শালবন এলাকায় বৃক্ষরোপণ করা হয়।",
    "দলিল নিবন্ধনের ফি এখন অনলাইনে পরিশোধ করা যাবে।",
    "প্রশাসনের কর্মকর্তাদের জন্য দাপ্তরিক ডাইনিং হল সংস্কার করা হয়েছে।",
    "সামাজিক নিরাপত্তা কর্মসূচির আওতায় বয়স্ক ও প্রতিবন্ধী ভাতা বিতরণ চলছে।",
    "The district administration will hold a public hearing on land services every Wednesday.",
    "A free health camp for mothers and children opens on Monday at the upazila health complex.",
    "Cyclone warning signal number 4 is in force; fishing boats should stay near the coast.",
    "Readers may vote for the best post of the year in the social media award.",
    "Scunthorpe council and the class assembly passed the assessment of cassava growers.",
    "Upazila Parishad e aj bikal 3tay krishi mela udbodhon hobe, sobai amontrito.",
]
BENIGN_NEIGHBOURS = "ডাইনিং, বালতি, মাগুরা, খানকা, অসাম্প্রদায়িক, হত্যা করে, জবাই করে, দালালমুক্ত, fascinating, bitchumen"
INVISIBLES = "\u200b\u200c\u2060\u00ad\ufeff\ufe0f"


def of_kind(category: str) -> list[Term]:
    return [term for term in TERMS if term.category == category]


def test_the_first_list_has_no_bad_row() -> None:
    assert MESSAGES == []
    assert ENGINE.faults == []
    assert len(TERMS) >= 640


@pytest.mark.parametrize(
    ("category", "least"),
    [
        *(("ka", 55), ("kha", 75), ("ga", 100), ("gha", 45), ("nga", 110), ("cha", 65), ("chha", 100)),
        *(("personal", 25), ("unverified", 25), ("confidential", 25), ("obscene", 45)),
    ],
)
def test_each_category_has_its_share_under_one_clause(category: str, least: int) -> None:
    assert len(of_kind(category)) >= least
    assert {term.clause for term in of_kind(category)} == {CLAUSES[category]}


@pytest.mark.parametrize("category", CLAUSES)
@pytest.mark.parametrize("language", ["bn", "en", "bn-Latn"])
def test_each_category_has_terms_in_each_language(category: str, language: str) -> None:
    assert any(term.language == language for term in of_kind(category))


@pytest.mark.parametrize("category", ["personal", "unverified"])
def test_personal_and_unverified_cues_only_inform(category: str) -> None:
    assert {term.severity for term in of_kind(category)} == {"info"}


def test_confidential_cues_never_block() -> None:
    assert {term.severity for term in of_kind("confidential")} == {"warn", "info"}


def test_each_entry_names_its_source_and_its_reason_in_both_languages() -> None:
    assert [term.code for term in TERMS if not (term.why_bn and term.why_en and term.source)] == []
    assert [term.code for term in TERMS if term.why_bn.isascii() or not term.why_bn.endswith("।")] == []


def test_no_two_spellings_of_the_list_share_a_key() -> None:
    counted = Counter(fold(form) for term in TERMS for form in term.forms)
    assert [key for key, times in counted.items() if times > 1] == []


def test_the_looser_look_is_kept_for_few_words_of_some_length() -> None:
    loose = [term for term in TERMS if term.loose]
    assert 0 < len(loose) <= LOOSE_MAX
    assert {term.language for term in loose} == {"bn"}
    assert [term.code for term in loose if len(term.text) < LOOSE_LETTERS or term.kind == REGEX] == []


def test_parties_only_inform_and_are_dated() -> None:
    parties = [term for term in TERMS if PARTY_REASON in term.why_en or term.valid_from or term.valid_to]
    assert len(parties) > 40
    assert {(term.category, term.severity) for term in parties} == {("ga", "info")}
    assert [term.code for term in parties if not (date(2009, 1, 1) <= (term.valid_from or date.min))] == []
    assert [
        term.code for term in parties if term.valid_to and term.valid_from and term.valid_to < term.valid_from
    ] == []


def test_each_spelling_is_found_as_its_own_term_with_its_clause() -> None:
    for term, form in FORMS:
        hits = [hit for hit in ENGINE.screen(f"({form})").hits if hit.term is term]
        assert [(hit.clause, fold(hit.matched_text)) for hit in hits] == [(term.clause, fold(form))], term.code


def test_each_exception_silences_its_term() -> None:
    for term in TERMS:
        for context in term.exceptions:
            assert term not in [hit.term for hit in ENGINE.screen(context).hits], term.code


def test_the_file_is_in_composed_form_and_every_script_fits_its_language() -> None:
    assert unicodedata.is_normalized("NFC", LIST.read_text(encoding="utf-8"))
    for term, form in FORMS:
        assert form.isascii() or term.language == "bn", term.code  # romanised spellings stand beside Bangla ones
    assert [term.code for term in TERMS if term.text.isascii() == (term.language == "bn")] == []


@pytest.mark.parametrize("text", OFFICIAL)
def test_official_prose_passes_without_block_or_warning(text: str) -> None:
    assert [(hit.term.code, hit.matched_text) for hit in ENGINE.screen(text).hits if hit.severity != "info"] == []


@pytest.mark.parametrize("text", BENIGN_NEIGHBOURS.split(", "))
def test_a_word_that_merely_resembles_a_listed_one_gives_nothing(text: str) -> None:
    assert not ENGINE.screen(text).hits


@given(st.sampled_from(FORMS), st.data())
def test_invisible_characters_hide_no_term(case: tuple[object, str], data: st.DataObject) -> None:
    term, form = case
    noise = data.draw(st.lists(st.text(INVISIBLES, max_size=2), min_size=len(form), max_size=len(form)))
    text = "".join(char + mark for char, mark in zip(form, noise, strict=True))
    hits = [hit for hit in ENGINE.screen(text).hits if hit.term is term]
    assert [fold(text[hit.start : hit.end]) for hit in hits] == [fold(form)]
