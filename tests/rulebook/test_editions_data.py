"""The shipped rule books are whole, bilingual and consistent before any code reads them."""

import datetime
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "govsocial" / "rulebook" / "editions"
BENGALI = re.compile("[\u0985-\u09b9]")
NAME = re.compile(r"[a-z][a-z0-9_]*")

CLAUSE_IDS = {
    "bd-2016": """
        1 2.1-ka 2.1-kha 2.1-ga 2.2 circular 3
        4-ka 4-kha 4-ga 4-gha 4-nga 4-cha 4-chha 4-other
        5-ka 5-kha 5-ga 5-gha 5-nga 5-cha 5-chha 5-ja 5-jha 5-nya 5-ta 5-ta-a 5-ta-aa 5-ta-i 5-ta-ii
        6 6-ka 6-kha 6-ga 6-gha 6-nga 7-ka 7-kha 7-ga 7-gha 8
        9-ka 9-kha 9-ga 9-gha 9-nga 9-cha 9-chha 10-ka 10-kha 10-ga 11
    """,
    "np-2075": """
        open-tw open-fb open-vb username vb-number logo cover bio name verification daily notices features
        monitor urgent decorum-post decorum-reply private monthly engage follow-relevant vb-hours contacts
        ministry-committee own-committee block people orientation job-description leave own-platform transition
    """,
    "cg-2017": "scope conduct d1 d2 d3 d4 d5 d6 d7 d8 d9 d10 breach",
    "ssd-2020": "6.1 6.2 6.3",
}
VOCABULARY = {
    "force": {"must", "encouraged", "may", "aim"},
    "level": {"office", "account", "post", "citizen_post", "reply", "person", "block", "circular", "none"},
    "period": {"always", "once", "week", "month", "quarter", "year", "interval", "on_change", "each", "none"},
    "records": {"here", "later"},
}
DECIDERS = {"auto", "attest", "human", "indicator", "none"}
CLAUSE_TEXTS = ("label", "title", "text", "portal")
OPTIONAL_TEXTS = ("force_note", "reason")
RECORDS_HERE = (
    {"2.2", "circular", "3", "5-ga", "6", "6-ka", "6-kha", "6-ga", "6-gha", "6-nga", "7-ka", "11"}
    | {f"9-{letter}" for letter in ("ka", "kha", "ga", "gha", "nga", "cha", "chha")}
    | {f"5-{letter}" for letter in ("ka", "kha", "gha", "nga", "cha", "chha", "ja", "jha", "nya")}
    | {"5-ta", "5-ta-a", "5-ta-aa", "5-ta-i", "5-ta-ii"}
    | {"name", "username", "verification", "vb-number", "vb-hours", "contacts", "engage", "follow-relevant"}
    | {"logo", "cover", "bio", "conduct", "d3", "d8", "d10"}
    | {"orientation", "job-description", "leave", "own-committee", "ministry-committee", "breach"}
)
BD_PARAMETERS: dict[str, int | str | list[str]] = {
    "rest_days": ["friday", "saturday"],
    "office_hours": "09:00-17:00",
    "ramadan_office_hours": "09:00-15:30",
    "working_day_hours": 8,
    "week_starts": "sunday",
    "time_zone": "Asia/Dhaka",
    "fiscal_year_starts_month": 7,
    "team_min": 3,
    "team_max": 5,
    "approvers_min": 2,
    "single_officer": "by_permission",
    "updates_per_week": 2,
    "update_week_min_working_days": 2,
    "triage": 4,
    "first_response_urgent": 4,
    "first_response": 8,
    "next_update": 16,
    "final_answer_urgent": 24,
    "final_answer_question": 24,
    "final_answer_problem": 40,
    "final_answer_suggestion": 80,
    "credential_rotation": 90,
    "attestation": 365,
    "picture_attestation": 90,
    "acknowledgement": 365,
    "review_due": 15,
    "dialogue": "quarter",
    "award": "year",
    "link_check": "week",
    "emergency_second_look": 8,
    "grs_officer": 30,
    "grs_inquiry": 10,
    "grs_appeal": 20,
    "grs_cabinet": 60,
    "circular_acknowledgement": 7,
    "excusal_days": 90,
}
BOOKS: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))
}
each_edition = pytest.mark.parametrize("edition", sorted(CLAUSE_IDS))


def _repeated(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _strings(edition: str) -> Iterator[tuple[str, str]]:
    """Yield (where, text) for every string of the edition's tables."""
    book = BOOKS[edition]
    for table in (book["edition"], *book["clause"], *book["parameter"]):
        for key, value in table.items():
            if isinstance(value, str):
                yield f"{table.get('id', table.get('name'))}.{key}", value


def test_exactly_the_four_editions_are_shipped() -> None:
    assert set(BOOKS) == set(CLAUSE_IDS)


def test_only_the_2016_guideline_is_the_default() -> None:
    assert [name for name, book in BOOKS.items() if book["edition"]["default"]] == ["bd-2016"]


def test_a_supplement_names_a_shipped_edition() -> None:
    supplements = {name: book["edition"]["supplements"] for name, book in BOOKS.items()}
    assert supplements == {"bd-2016": "", "cg-2017": "", "np-2075": "", "ssd-2020": "bd-2016"}


@each_edition
def test_the_edition_table_is_complete(edition: str) -> None:
    head = BOOKS[edition]["edition"]
    texts = [head[f"{field}_{language}"] for field in ("title", "issuer", "note") for language in ("bn", "en")]
    assert head["id"] == edition
    assert all(text.strip() for text in texts)
    assert type(head["since"]) is datetime.date
    assert head["since"].year == head["year"]
    assert head["country"] in {"BD", "NP", "IN"}


@each_edition
def test_every_clause_stands_in_the_edition_exactly_once(edition: str) -> None:
    assert [clause["id"] for clause in BOOKS[edition]["clause"]] == CLAUSE_IDS[edition].split()


@each_edition
def test_no_two_clauses_show_the_same_label(edition: str) -> None:
    for key in ("label_bn", "label_en"):
        assert _repeated([clause[key] for clause in BOOKS[edition]["clause"]]) == []


@each_edition
def test_every_clause_speaks_both_languages(edition: str) -> None:
    for clause in BOOKS[edition]["clause"]:
        for field in CLAUSE_TEXTS:
            assert clause[f"{field}_bn"].strip() and clause[f"{field}_en"].strip(), (clause["id"], field)
        assert all(BENGALI.search(clause[f"{field}_bn"]) for field in ("title", "text", "portal")), clause["id"]


@each_edition
def test_a_note_or_reason_stands_in_both_languages_or_in_neither(edition: str) -> None:
    for clause in BOOKS[edition]["clause"]:
        for field in OPTIONAL_TEXTS:
            assert bool(clause[f"{field}_bn"]) == bool(clause[f"{field}_en"]), (clause["id"], field)


@each_edition
def test_every_english_text_is_free_of_bengali_letters_and_every_string_is_tidy(edition: str) -> None:
    for where, text in _strings(edition):
        assert unicodedata.is_normalized("NFC", text), where
        assert text == text.strip() and "  " not in text, where
        assert not (where.endswith("_en") and BENGALI.search(text)), where


@each_edition
def test_clauses_use_only_the_words_of_the_vocabularies(edition: str) -> None:
    for clause in BOOKS[edition]["clause"]:
        for field, words in VOCABULARY.items():
            assert clause[field] in words, (clause["id"], field)
        deciders = clause["decided_by"]
        assert deciders and set(deciders) <= DECIDERS and not _repeated(deciders), clause["id"]
        assert "none" not in deciders or deciders == ["none"], clause["id"]


@each_edition
def test_a_clause_no_machine_decides_says_why(edition: str) -> None:
    for clause in BOOKS[edition]["clause"]:
        needed = bool({"human", "none"} & set(clause["decided_by"]))
        assert bool(clause["reason_bn"]) == needed, clause["id"]


@each_edition
def test_parameters_are_unique_and_belong_to_a_clause_of_the_edition(edition: str) -> None:
    parameters = BOOKS[edition]["parameter"]
    assert _repeated([parameter["name"] for parameter in parameters]) == []
    for parameter in parameters:
        assert NAME.fullmatch(parameter["name"])
        assert parameter["clause"] in CLAUSE_IDS[edition].split(), parameter["name"]
        assert parameter["set_by"] in {"guideline", "installation"}, parameter["name"]
        assert parameter["unit"] and parameter["title_en"] and BENGALI.search(parameter["title_bn"])


def test_the_default_edition_carries_every_parameter_with_its_value() -> None:
    assert {row["name"]: row["value"] for row in BOOKS["bd-2016"]["parameter"]} == BD_PARAMETERS


def test_only_clauses_whose_records_exist_are_measured_from_the_start() -> None:
    here = {clause["id"] for book in BOOKS.values() for clause in book["clause"] if clause["records"] == "here"}
    assert here == RECORDS_HERE
