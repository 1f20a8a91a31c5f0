"""A page asks the database the same number of questions for 5 rows and for 60, and never many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.services.offices import import_offices
from govsocial.workdays.models import HolidayRow
from tests.conftest import FormClient
from tests.factories import AccountFactory, officer
from tests.world import OFFICES, World

LIST_LIMIT, PAGE_LIMIT = 8, 15
DUTIES_LIMIT = PAGE_LIMIT + 5  # pages with a task list: editions, clauses, statements, rotations, interval


def offices_below(world: World, rows: int) -> None:
    lines = "".join(f"Q{n:03},OTH,upazila_office,উপজেলা {n},Query Upazila {n},,,\n" for n in range(rows))
    import_offices((OFFICES + lines).encode())


def people_and_accounts(world: World, rows: int) -> None:
    for _ in range(rows):
        officer(world.office("DIST"))
    accounts(world, rows)


def accounts(world: World, rows: int) -> None:
    for number in range(rows):
        code = ("DIST", "UPZ", "OTH")[number % 3]
        prefix = "" if code == "DIST" else f"{code.lower()}_"
        AccountFactory(state="applied", office=world.office(code), head=world.person(f"{prefix}head"))


def history(world: World, rows: int) -> None:
    """Changes of one account: each leaves its entry."""
    account, client = world.account(), FormClient()
    client.force_login(world.person("head"), backend="allauth.account.auth_backends.AuthenticationBackend")
    for _ in range(rows // 2):
        person = officer(world.office("DIST"))
        seat = {"person": person.pk, "may_write": "on"}
        client.submit(reverse("accounts:team_member_add", args=[account.pk]), seat)
        member = account.members.get(person=person)
        client.submit(reverse("accounts:team_member_remove", args=[member.pk]))


def holidays(world: World, rows: int) -> None:
    for number in range(rows):
        fields = {"name_bn": "ছুটি", "name_en": f"Day {rows} {number}", "source": "আদেশ"}
        HolidayRow.objects.create(on=f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}", **fields)


# (page, query, who looks, what there is more of, how many queries at most)
PAGES: list[tuple[str, Callable[[World], list[Any]], str, str, Callable[[World, int], None], int]] = [
    ("accounts:office_list", lambda _: [], "", "head", offices_below, PAGE_LIMIT),
    ("accounts:office_detail", lambda w: [w.office("OTH").pk], "", "administrator", offices_below, DUTIES_LIMIT),
    ("accounts:office_detail", lambda w: [w.office("DIST").pk], "", "administrator", people_and_accounts, DUTIES_LIMIT),
    ("accounts:office_search", lambda _: [], "?q=Query", "head", offices_below, LIST_LIMIT),
    ("accounts:official_account_list", lambda _: [], "", "supervisor", accounts, LIST_LIMIT),
    ("accounts:official_account_list", lambda _: [], "?state=applied", "head", accounts, LIST_LIMIT),
    ("accounts:official_account_detail", lambda w: [w.account().pk], "", "head", history, DUTIES_LIMIT),
    ("accounts:official_account_detail", lambda w: [w.account().pk], "", "head", people_and_accounts, DUTIES_LIMIT),
    ("workdays:holiday_list", lambda _: [], "?year=2026", "administrator", holidays, PAGE_LIMIT),
]


def queries(client: FormClient, address: str) -> list[str]:
    client.get(address)  # the first one may write to the session
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize(("name", "args", "query", "login", "fill", "limit"), PAGES)
def test_a_page_asks_as_much_for_60_rows_as_for_5(
    name: str, args: Any, query: str, login: str, fill: Any, limit: int, world: World, client_for: Any
) -> None:
    client = client_for(login)
    fill(world, 5)
    address = reverse(name, args=args(world)) + query
    few = queries(client, address)
    fill(world, 60)
    many = queries(client, address)
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)))
    assert len(many) <= limit, f"{len(many)} queries:\n" + "\n".join(sql[:200] for sql in many)


def test_the_path_of_an_office_is_one_query_at_any_depth(world: World, client_for: Any) -> None:
    client = client_for("nobody")
    counts = {
        code: len(queries(client, reverse("accounts:office_detail", args=[world.office(code).pk])))
        for code in ("MIN", "DIST", "UPZ")
    }
    assert len(set(counts.values())) == 1, counts
