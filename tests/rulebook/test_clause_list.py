"""`manage.py clauses --json`: every clause has its row, with its check or why it has none."""

import json

import pytest
from django.core.management import call_command

from govsocial.rulebook.checks import checks
from tests.rulebook.test_editions_data import BOOKS, CLAUSE_IDS
from tests.world import World

COLUMNS = ["edition", "id", "force", "decided_by", "level", "period", "check", "reason"]
# Clauses whose records come with later work. Whoever brings them marks the clause `records = "here"`, registers its
# check with its tests, and takes the clause out of this list.
NOT_YET_MEASURED = {
    "bd-2016": "4-ka 4-kha 4-ga 4-gha 4-nga 4-cha 4-chha 4-other 7-kha 7-ga 7-gha 10-ka 10-kha 10-ga",
    "np-2075": """
        open-tw open-fb open-vb daily notices features monitor urgent decorum-post decorum-reply private monthly block
        people
    """,
    "cg-2017": "d1 d2 d4 d5 d6 d7 d9",
    "ssd-2020": "6.1 6.2 6.3",
}
# Clauses whose records are here, decided by a step of the portal or by a person, or a mere figure, without any check.
BY_PEOPLE = {
    "bd-2016": "2.2 3 6-gha 6-nga 11",
    "np-2075": "",
    "cg-2017": "breach",
    "ssd-2020": "",
}
each_edition = pytest.mark.parametrize("edition", sorted(CLAUSE_IDS))


@pytest.fixture
def rows(world: World, capsys) -> list[dict]:
    call_command("clauses", "--json")
    return json.loads(capsys.readouterr().out)


@each_edition
def test_every_clause_has_its_row_in_order(edition: str, rows: list[dict]) -> None:
    assert [row["id"] for row in rows if row["edition"] == edition] == CLAUSE_IDS[edition].split()


def test_a_row_says_who_decides_and_names_a_check_or_a_reason(rows: list[dict]) -> None:
    for row in rows:
        assert list(row) == COLUMNS
        assert row["decided_by"] and row["force"] and row["level"] and row["period"], row["id"]
        assert bool(row["check"]) != bool(row["reason"]), row["id"]
    named = {(row["edition"], row["id"]): row["check"] for row in rows if row["check"]}
    assert named == {key: check.name for key, check in checks().items()}


@each_edition
def test_the_clauses_without_records_are_these(edition: str) -> None:
    later = [
        clause["id"]
        for clause in BOOKS[edition]["clause"]
        if clause["records"] == "later" and clause["decided_by"] != ["none"]
    ]
    assert later == NOT_YET_MEASURED[edition].split()
    assert not {(edition, clause) for clause in later} & set(checks()), "a check needs records: mark them as here"


@each_edition
def test_a_clause_with_records_has_a_check_unless_a_person_or_a_step_of_the_portal_decides(edition: str) -> None:
    here = [clause["id"] for clause in BOOKS[edition]["clause"] if clause["records"] == "here"]
    assert [clause for clause in here if (edition, clause) not in checks()] == BY_PEOPLE[edition].split()


def test_those_that_automation_is_to_decide_are_said_to_come_later(rows: list[dict]) -> None:
    for row in rows:
        if row["id"] in NOT_YET_MEASURED[row["edition"]].split() and "auto" in row["decided_by"]:
            assert row["reason"].startswith("not yet measured"), row["id"]
