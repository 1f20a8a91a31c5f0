"""Hints, no decisions: whose name a page bears, and what kind of address signs in to it."""

import unicodedata

import pytest

from accounts.naming import OFFICE_WORDS, POSTS, name_hint
from accounts.official_mail import mail_kind

OFFICE = ["জেলা প্রশাসকের কার্যালয়, নমুনাপুর", "Office of the Deputy Commissioner, Namunapur"]
PEOPLE = ["জনাব তানভীর হাসান", "Mr. Tanvir Hasan", "রহিমা"]


@pytest.mark.parametrize("name", [*OFFICE, "নমুনাপুর জেলা প্রশাসকের কার্যালয়", "Deputy Commissioner's Office, Namunapur"])
def test_the_name_of_the_office_is_clean(name: str) -> None:
    assert name_hint(name, OFFICE, PEOPLE).is_clean


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("জেলা প্রশাসক নমুনাপুর", "জেলা প্রশাসক"),
        ("ডিসি, নমুনাপুর", "ডিসি"),
        ("DC Namunapur", "dc"),
        ("Deputy Commissioner Namunapur", "deputy commissioner"),
        ("UNO Sadar", "uno"),
        ("অতিরিক্ত জেলা প্রশাসক (সার্বিক)", "অতিরিক্ত জেলা প্রশাসক"),
        ("Secretary, Ministry of Tests", "secretary"),
    ],
)
def test_a_title_of_a_post_is_found(name: str, post: str) -> None:
    assert name_hint(name, OFFICE, PEOPLE).posts == [post]


@pytest.mark.parametrize("name", ["UNOPS partners", "ডিসিসি মার্কেট", "Spotlight", "সচিবালয় গ্রন্থাগার"])
def test_a_title_within_another_word_is_none(name: str) -> None:
    assert name_hint(name, OFFICE, PEOPLE).posts == []


@pytest.mark.parametrize("name", ["তানভীর হাসান", "Tanvir Hasan Official", "Hasan Tanvir, Namunapur"])
def test_a_person_of_the_office_is_found_by_the_whole_name(name: str) -> None:
    assert name_hint(name, OFFICE, PEOPLE).persons
    assert not name_hint("হাসানপুর ইউনিয়ন", OFFICE, PEOPLE).persons
    assert not name_hint("রহিমা", OFFICE, PEOPLE).persons, "one word is too little to be a name"


def test_a_name_far_from_the_offices_is_not_close() -> None:
    assert not name_hint("সবুজ বাংলার খবর", OFFICE, PEOPLE).is_close
    assert name_hint("", [], []).likeness == 0


def test_words_are_compared_in_one_spelling() -> None:
    name = unicodedata.normalize("NFD", OFFICE[0])
    assert name_hint(name, OFFICE, []).likeness == 100
    assert all(unicodedata.is_normalized("NFC", word) for word in {*POSTS, *OFFICE_WORDS})


@pytest.mark.parametrize(
    ("email", "website", "kind"),
    [
        ("dc@namunapur.gov.bd", "https://www.namunapur.gov.bd", "own"),
        ("dc@mail.namunapur.gov.bd", "https://namunapur.gov.bd/", "own"),
        ("dc@mopa.gov.bd", "https://namunapur.gov.bd", "government"),
        ("dc@mopa.gov.bd", "", "government"),
        ("info@moics.gov.np", "", "government"),
        ("dcoffice@gmail.com", "https://namunapur.gov.bd", "free"),
        ("dc@notgov.bd.example", "", "other"),
        ("dc@gov.bd.example.com", "", "other"),
        ("dc@evilnamunapur.gov.example", "https://namunapur.gov.example", "other"),
    ],
)
def test_an_address_is_told_by_its_domain(email: str, website: str, kind: str) -> None:
    assert mail_kind(email, website) == kind
