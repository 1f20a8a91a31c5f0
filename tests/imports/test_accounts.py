"""Existing official accounts with their teams from a CSV file, by command and by page."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.csv_rows import ImportRefused
from accounts.models import OfficialAccount, TeamMember
from accounts.services.account_import import COLUMNS, import_accounts
from accounts.views.imports import tried
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.audit.services import verify
from govsocial.errors import RuleError
from tests.factories import officer
from tests.world import World

HEADING = ",".join(COLUMNS)
TEAM = "author@test.example:w|Approver@test.example:a | approver2@test.example:wa"
GOOD = f"DIST,facebook,ডিসি অফিস,https://www.facebook.com/dc.office,2019-03-17,{TEAM}"


def table(*rows: str) -> bytes:
    return "\n".join([HEADING, *rows]).encode()


def changed(column: str, value: str) -> str:
    cells = GOOD.split(",")
    cells[COLUMNS.index(column)] = value
    return ",".join(cells)


def state() -> tuple[int, int, int]:
    return OfficialAccount.objects.count(), TeamMember.objects.count(), Entry.objects.count()


@pytest.mark.both_databases
def test_an_account_with_its_team(world: World):
    """A ministry brings in what exists; each page waits for its head to activate it."""
    by = world.person("administrator")
    assert import_accounts(table(GOOD), by=by) == 1
    account = OfficialAccount.objects.get(url="https://www.facebook.com/dc.office")
    assert (account.office, account.lineage) == (world.office("DIST"), world.office("DIST").lineage)
    assert (account.status, account.is_existing, account.applied_by) == ("preparing", True, by)
    assert account.on_platform_since == date(2019, 3, 17)
    seats = account.members.filter(until=None).order_by("seat")
    assert [(seat.seat, seat.person.email.split("@")[0], seat.may_write, seat.may_approve) for seat in seats] == [
        (1, "author", True, False),
        (2, "approver", False, True),
        (3, "approver2", True, True),
    ]
    (entry,) = Entry.objects.about(account)
    assert (entry.action, entry.actor) == (Action.ACCOUNTS_IMPORTED, by)
    assert verify().faults == ()


def test_an_account_whose_team_comes_later(world: World):
    """Many pages have no team of the guideline's kind yet: they come in, and their heads see what is missing."""
    assert import_accounts(table(changed("members", "")), by=world.person("administrator")) == 1
    account = OfficialAccount.objects.get(url__endswith="dc.office")
    assert (account.status, account.members.count()) == ("preparing", 0)


def test_a_second_run_finds_nothing_new(world: World):
    by = world.person("administrator")
    import_accounts(table(GOOD), by=by)
    before = state()
    assert import_accounts(table(GOOD), by=by) == 0
    assert state() == before


def test_bangla_digits_in_the_date(world: World):
    row = GOOD.replace("2019-03-17", "২০১৯-০৩-১৭")
    import_accounts(table(row), by=world.person("administrator"))
    assert OfficialAccount.objects.get(url__endswith="dc.office").on_platform_since == date(2019, 3, 17)


def test_a_dry_run_writes_nothing(world: World):
    before = state()
    assert import_accounts(table(GOOD), by=world.person("administrator"), dry_run=True) == 1
    assert state() == before


@pytest.mark.parametrize("login", ["head", "supervisor", "cabinet", "auditor", "author", "nobody"])
def test_only_an_administrator_at_the_root_imports(world: World, login: str):
    before = state()
    with pytest.raises(RuleError) as error:
        import_accounts(table(GOOD), by=world.person(login))
    assert error.value.code == "not_allowed"
    assert state() == before


AUTHOR = "author@test.example:w"
BAD: dict[str, tuple[str, str]] = {
    "unknown office": ("office", changed("office", "NOWHERE")),
    "unknown platform": ("platform", changed("platform", "orkut")),
    "no name": ("name", changed("name", " ")),
    "name too long": ("name", changed("name", "ক" * 201)),
    "another platform's host": ("url", changed("url", "https://youtube.com/@dc")),
    "host that looks like it": ("url", changed("url", "https://notfacebook.com/dc")),
    "host behind a name": ("url", changed("url", "https://facebook.com@evil.com/")),
    "not https": ("url", changed("url", "http://facebook.com/dc")),
    "no address": ("url", changed("url", "")),
    "address too long": ("url", changed("url", "https://facebook.com/" + "a" * 300)),
    "no date": ("since", changed("since", "")),
    "impossible date": ("since", changed("since", "2019-02-30")),
    "date the other way round": ("since", changed("since", "17-03-2019")),
    "unknown person": ("members", changed("members", TEAM.replace("author@", "who@"))),
    "person of another office": ("members", changed("members", TEAM.replace("author@", "oth_author@"))),
    "person who left": ("members", changed("members", TEAM.replace("author@", "former@"))),
    "person who is disabled": ("members", changed("members", TEAM.replace("author@", "disabled@"))),
    "unknown right": ("members", changed("members", TEAM.replace(":wa", ":x"))),
    "no right": ("members", changed("members", TEAM.replace(":wa", ""))),
    "person twice": ("members", changed("members", f"{TEAM}|{AUTHOR}")),
    "team of two": ("members", changed("members", f"{AUTHOR}|approver@test.example:a")),
    "one approver": ("members", changed("members", f"{AUTHOR}|author2@test.example:w|approver@test.example:a")),
    "team of six": (
        "members",
        changed("members", "|".join([TEAM, *(f"{who}@test.example:w" for who in ("author2", "officer", "head"))])),
    ),
}


@pytest.mark.parametrize(("column", "row"), BAD.values(), ids=BAD)
def test_a_bad_row_is_named_and_nothing_is_written(world: World, column: str, row: str):
    """The good row before the bad one must not come in alone."""
    before = state()
    good = GOOD.replace("dc.office", "other.page")
    with pytest.raises(ImportRefused) as refused:
        import_accounts(table(good, row), by=world.person("administrator"))
    assert {(error.line, error.column) for error in refused.value.errors} == {(3, column)}
    assert state() == before


def test_an_address_that_stands_twice(world: World):
    before = state()
    with pytest.raises(ImportRefused) as refused:
        import_accounts(table(GOOD, GOOD.replace("ডিসি অফিস", "অন্য নাম")), by=world.person("administrator"))
    assert [(error.line, error.column) for error in refused.value.errors] == [(3, "url")]
    assert state() == before


def test_the_command(world: World, tmp_path: Path):
    file, out, before = tmp_path / "accounts.csv", StringIO(), state()
    file.write_bytes(table(GOOD))
    call_command("import_accounts", str(file), by="Administrator@test.example", dry_run=True, stdout=out)
    assert state() == before
    for by in ("stranger@test.example", "head@test.example"):
        with pytest.raises(CommandError):
            call_command("import_accounts", str(file), by=by)
    assert state() == before
    call_command("import_accounts", str(file), by="administrator@test.example", stdout=out)
    assert OfficialAccount.objects.filter(url="https://www.facebook.com/dc.office").exists()
    file.write_bytes(table(changed("since", "soon")))
    with pytest.raises(CommandError, match="line 2, column since"):
        call_command("import_accounts", str(file), by="administrator@test.example")


PAGE = reverse("accounts:official_account_import")


def upload(content: bytes, step: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("accounts.csv", content), "step": step, "tried": tried(content)}


def test_the_page_tries_first_and_then_writes(client_for: Any):
    """What “try first” announces is what “write” does."""
    before, client = state(), client_for("administrator")
    assert client.get(PAGE).status_code == 200
    trial = client.submit(PAGE, upload(table(GOOD), "try"))
    assert (trial.status_code, trial.context["would_create"]) == (200, 1)
    assert state() == before
    written = client.submit(PAGE, {**upload(table(GOOD), "write"), "tried": trial.context["tried"]})
    assert (written.status_code, written.url) == (302, reverse("accounts:official_account_list"))
    assert OfficialAccount.objects.filter(url="https://www.facebook.com/dc.office").count() == 1


def test_the_page_names_the_bad_rows(client_for: Any):
    """In a reader's words beside what is wrong, and still nothing is written."""
    before = state()
    for step in ("try", "write"):
        answer = client_for("administrator").submit(PAGE, upload(table(GOOD, changed("since", "<b>soon</b>")), step))
        assert answer.status_code == 422
        errors = {(error.line, error.column) for error in answer.context["errors"]}
        assert errors == {(3, "since"), (3, "url")}  # the same address twice, too
        assert b"<b>soon" not in answer.content
    assert state() == before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"office\nDIST"], ids=["empty", "not text", "no columns"])
def test_the_page_refuses_what_is_no_table(client_for: Any, content: bytes):
    assert client_for("administrator").submit(PAGE, upload(content, "write")).status_code == 422


def test_the_page_is_not_there_for_others(client_for: Any, world: World):
    """An administrator of one district imports nothing for the country."""
    local = officer(world.office("DIST"), kind="administrator", email="local@test.example")
    before = state()
    for login in ("head", "auditor", local.email.split("@")[0]):
        client = client_for(login)
        assert client.get(PAGE).status_code == 404
        assert client.submit(PAGE, upload(table(GOOD), "write")).status_code == 404
    assert state() == before


def test_the_same_upload_twice_is_one(client_for: Any):
    """A double click on “write” registers the accounts once and leads to the same list."""
    client = client_for("administrator")
    key = client.key()
    answers = [client.submit(PAGE, upload(table(GOOD), "write"), key=key) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, reverse("accounts:official_account_list"))
    ] * 2
    assert OfficialAccount.objects.filter(url="https://www.facebook.com/dc.office").count() == 1
