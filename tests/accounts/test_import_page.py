"""The page on which an administrator enters existing accounts: tried first, then written, each bad line named."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OfficialAccount, TeamMember
from accounts.services import account_import
from accounts.views.imports import MAX_ROWS, tried
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry, Head
from govsocial.web.idempotency import key_id
from govsocial.web.models import FormResult
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
ADDRESS = reverse("accounts:official_account_import")
HEAD = "office,platform,name,url,since,members\n"
TEAM = "author@test.example:w|approver@test.example:a|approver2@test.example:wa"
GOOD = f"DIST,facebook,আমদানি পেজ,https://www.facebook.com/brought.in,২০২০-০১-৩১,{TEAM}\n"


def upload(client: FormClient, rows: str, step: str = "try", raw: bytes | None = None, **fields: str):
    """Send the form; to write, as somebody who tried this very file."""
    content = raw if raw is not None else (HEAD + rows).encode()
    body = {"file": SimpleUploadedFile("accounts.csv", content), "step": step, "tried": tried(content), **fields}
    return client.submit(ADDRESS, body)


def test_a_trial_says_what_would_happen_and_writes_nothing(world: World, client_for: ClientFor) -> None:
    before, seq = OfficialAccount.objects.count(), Head.objects.get().seq
    response = upload(client_for("administrator"), GOOD)
    assert (response.status_code, response.context["would_create"]) == (200, 1)
    assert (OfficialAccount.objects.count(), Head.objects.get().seq) == (before, seq)


def test_a_file_is_written_with_teams_and_entries_and_the_second_time_changes_nothing(
    world: World, client_for: ClientFor
) -> None:
    client = client_for("administrator")
    assert upload(client, GOOD, "write").status_code == 302
    account = OfficialAccount.objects.get(url="https://www.facebook.com/brought.in")
    assert (account.status, account.is_existing, account.on_platform_since.isoformat()) == (
        "preparing",
        True,
        "2020-01-31",
    )
    seats = TeamMember.objects.filter(account=account).values_list("person__email", "may_write", "may_approve")
    assert [email.split("@")[0] for email, _w, _a in seats] == ["author", "approver", "approver2"]
    assert [(w, a) for _email, w, a in seats] == [(True, False), (False, True), (True, True)]
    assert Entry.objects.about(account).get().action == Action.ACCOUNTS_IMPORTED
    upload(client, GOOD, "write")
    assert OfficialAccount.objects.filter(url=account.url).count() == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (GOOD.replace("DIST", "NOWHERE"), "office"),
        (GOOD.replace("facebook,", "orkut,"), "platform"),
        (GOOD.replace("আমদানি পেজ", ""), "name"),
        (GOOD.replace("www.facebook.com", "evil.example"), "url"),
        (GOOD.replace("২০২০-০১-৩১", "2020-13-31"), "since"),
        (GOOD.replace("২০২০-০১-৩১", "1989-12-31"), "since"),
        (GOOD.replace("২০২০-০১-৩১", "2099-01-01"), "since"),
        (GOOD.replace("approver2@", "oth_approver@"), "members"),
        (GOOD.replace("author@test.example:w|", ""), "members"),
    ],
)
def test_a_bad_line_is_named_and_no_line_is_written(row: str, column: str, world: World, client_for: ClientFor) -> None:
    good = GOOD.replace("brought.in", "good.one")
    response = upload(client_for("administrator"), good + row, "write")
    assert response.status_code == 422
    assert {(error.line, error.column) for error in response.context["errors"]} == {(3, column)}
    assert not OfficialAccount.objects.filter(url__contains="good.one").exists()


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"office,platform\nDIST,facebook\n", b"\x89PNG\r\n\x1a\n" * 9])
def test_a_file_that_is_no_such_table_is_refused(raw: bytes, client_for: ClientFor) -> None:
    before = OfficialAccount.objects.count()
    assert upload(client_for("administrator"), "", "write", raw).status_code == 422
    assert OfficialAccount.objects.count() == before


def test_only_the_first_hundred_bad_lines_are_listed_and_the_rest_counted(client_for: ClientFor) -> None:
    rows = "".join(f"NOWHERE,facebook,ক,https://facebook.com/n{n},2020-01-31,\n" for n in range(150))
    response = upload(client_for("administrator"), rows)
    assert (len(response.context["errors"]), response.context["more"]) == (100, 50)


def test_the_page_is_for_administrators_at_the_root_only(client_for: ClientFor) -> None:
    for login in ("head", "supervisor", "cabinet", "keeper", "auditor"):
        client = client_for(login)
        assert client.get(ADDRESS).status_code == 404, login
        assert upload(client, GOOD, "write").status_code == 404, login
    assert not OfficialAccount.objects.filter(url__contains="brought.in").exists()


def many(count: int) -> str:
    return "".join(f"DIST,facebook,পেজ {n},https://facebook.com/many.pages.{n},2020-01-31,\n" for n in range(count))


@pytest.mark.parametrize("proof", ["", "x", tried(b"another file"), "ক" * 200])
def test_a_file_that_was_not_tried_is_tried_and_not_written(proof: str, world: World, client_for: ClientFor) -> None:
    """Nobody writes hundreds of accounts by the wrong button, or another file than the one that was looked at."""
    client = client_for("administrator")
    response = upload(client, GOOD, "write", tried=proof)
    assert (response.status_code, response.context["untried"], response.context["would_create"]) == (422, True, 1)
    assert not OfficialAccount.objects.filter(url__contains="brought.in").exists()
    assert upload(client, GOOD, "write", tried=response.context["tried"]).status_code == 302
    assert OfficialAccount.objects.filter(url__contains="brought.in").exists()


def test_the_button_that_writes_stands_there_after_a_trial_only(client_for: ClientFor) -> None:
    client, button = client_for("administrator"), 'value="write"'
    assert button not in client.get(ADDRESS).content.decode()
    assert button not in upload(client, GOOD.replace("DIST", "NOWHERE")).content.decode()
    assert button in upload(client, GOOD).content.decode()


def test_after_writing_the_page_says_how_many_accounts_came_in(client_for: ClientFor) -> None:
    client = client_for("administrator")
    assert "3 accounts were registered." in client.get(upload(client, many(3), "write").url).content.decode()
    assert "nothing changed" in client.get(upload(client, many(3), "write").url).content.decode()


def test_a_file_for_the_command_line_is_refused_in_the_browser(client_for: ClientFor) -> None:
    response = upload(client_for("administrator"), many(MAX_ROWS + 1))
    (error,) = response.context["errors"]
    assert (response.status_code, error.line) == (422, MAX_ROWS + 2)
    assert "manage.py" in error.message


def test_a_trial_writes_nothing_at_all(world: World, client_for: ClientFor) -> None:
    """Not even the claim of the form's key: whoever tries a large file holds nobody up."""
    client = client_for("administrator")
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as asked:
        upload(client, GOOD)
    wrote = [query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert wrote == []


def test_an_import_that_fails_lets_its_key_go_and_is_finished_by_sending_it_again(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, register, done = client_for("administrator"), account_import._register, []

    def fails_at_the_third(*args):
        done.append(args)
        if len(done) == 3:
            raise OperationalError("database is locked")
        return register(*args)

    monkeypatch.setattr(account_import, "BATCH", 1)
    monkeypatch.setattr(account_import, "_register", fails_at_the_third)
    key, content = client.key(), (HEAD + many(4)).encode()
    body = lambda: {"file": SimpleUploadedFile("a.csv", content), "step": "write", "tried": tried(content)}  # noqa: E731
    response = client.submit(ADDRESS, body(), key=key)
    assert (response.status_code, response.context["partly"]) == (503, True)
    assert OfficialAccount.objects.filter(url__contains="many.pages").count() == 2
    assert not FormResult.objects.exists()
    first = client.submit(ADDRESS, body(), key=key)
    assert first.status_code == 302
    assert OfficialAccount.objects.filter(url__contains="many.pages").count() == 4
    assert client.submit(ADDRESS, body(), key=key).url == first.url
    assert len(done) == 5, "the second click did nothing"


def test_the_same_form_sent_while_it_is_still_at_work_is_told_so(world: World, client_for: ClientFor) -> None:
    client = client_for("administrator")
    key = client.key()
    FormResult.objects.create(key=key_id(key), digest="x")
    content = (HEAD + GOOD).encode()
    body = {"file": SimpleUploadedFile("a.csv", content), "step": "write", "tried": tried(content)}
    response = client.submit(ADDRESS, body, key=key)
    assert (response.status_code, response.context["running"]) == (409, True)
    assert not OfficialAccount.objects.filter(url__contains="brought.in").exists()
