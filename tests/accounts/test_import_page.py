"""The page on which an administrator enters existing accounts: tried first, then written, each bad line named."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import OfficialAccount, TeamMember
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry, Head
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
ADDRESS = reverse("accounts:official_account_import")
HEAD = "office,platform,name,url,since,members\n"
TEAM = "author@test.example:w|approver@test.example:a|approver2@test.example:wa"
GOOD = f"DIST,facebook,আমদানি পেজ,https://www.facebook.com/brought.in,২০২০-০১-৩১,{TEAM}\n"


def upload(client: FormClient, rows: str, step: str = "try", raw: bytes | None = None):
    file = SimpleUploadedFile("accounts.csv", raw if raw is not None else (HEAD + rows).encode())
    return client.submit(ADDRESS, {"file": file, "step": step})


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
