"""My work of a head: duties that nobody has stated yet, one line for each account and for the office."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.duties import DUTIES
from accounts.duty_work import duties_waiting
from accounts.models import Attestation, Office, OfficialAccount
from accounts.services.duties import attest, record_grs_identity
from accounts.task_list import account_tasks
from govsocial.rulebook.models import Edition, OfficeEdition
from tests.world import World

pytestmark = pytest.mark.both_databases
DUTY = {duty.code: duty for duty in DUTIES}
BANNER = {"purpose": "সেবা", "audience": "নাগরিক", "users": "টিম"}


def lines(world: World, login: str = "head", days: int = 0) -> dict[str, int]:
    """{title: number} of what was never stated."""
    items = duties_waiting(world.person(login), timezone.now() + timedelta(days=days))
    numbers = {item.title: re.match(r"\d+", item.detail) for item in items if item.due_at is None}
    return {title: int(found.group()) for title, found in numbers.items() if found}


def open_tasks(world: World, name: str = "dist") -> int:
    tasks = account_tasks(world.account(name), timezone.localdate())
    return sum(task.state == "open" and task.clause.code != "5-nga" for task in tasks)


def follow(world: World, edition: str, code: str = "DIST") -> None:
    office, row = world.office(code), Edition.objects.get(code=edition)
    since = timezone.localdate() - timedelta(days=9)
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=row, since=since)


def test_each_account_and_the_office_have_one_line(world: World) -> None:
    found = lines(world)
    assert set(found) == {world.account().name, world.office("DIST").name}
    assert found[world.account().name] == open_tasks(world) == 5


@pytest.mark.parametrize("login", ["author", "officer", "supervisor", "administrator", "nobody", "former"])
def test_others_are_not_asked(world: World, login: str) -> None:
    assert lines(world, login) == {}


def test_what_was_stated_is_not_counted_and_the_last_one_takes_the_line_away(world: World) -> None:
    office, by, today = world.office("DIST"), world.person("head"), timezone.localdate()
    given = {"on": today, "evidence": "দেখা হয়েছে", "link": "", "seen": 0, "by": by}
    attest(duty=DUTY["5-nya"], subject=office, answers={}, **given)
    assert set(lines(world)) == {world.account().name, office.name}
    record_grs_identity(office=office, code="GRS-1", url="", contact="অনিক", seen=0, by=by)
    assert set(lines(world)) == {world.account().name}
    attest(duty=DUTY["5-kha"], subject=world.account(), answers=BANNER, **given)
    assert lines(world)[world.account().name] == open_tasks(world) == 4


def test_what_ran_out_was_stated_once(world: World) -> None:
    Attestation.objects.create(
        office=world.office("DIST"),
        account=world.account(),
        edition="bd-2016",
        clause="5-gha",
        number=1,
        on=timezone.localdate() - timedelta(days=200),
        until=timezone.localdate() - timedelta(days=110),
        evidence="দেখা হয়েছে",
        by=world.person("head"),
    )
    assert lines(world)[world.account().name] == open_tasks(world) == 4
    again = [item for item in duties_waiting(world.person("head"), timezone.now()) if item.due_at]
    assert [item.title for item in again] == [world.account().name]


def test_the_website_the_platform_and_the_edition_count(world: World) -> None:
    Office.objects.filter(code="DIST").update(website="https://dist.example")
    name = world.account().name
    assert lines(world)[name] == open_tasks(world) == 6
    follow(world, "np-2075")
    assert lines(world)[name] == open_tasks(world) - 1, "verification is not owed yet"
    assert lines(world, days=91)[name] == open_tasks(world)
    OfficialAccount.objects.filter(handle="dist").update(platform="youtube")
    assert lines(world, days=91)[name] == open_tasks(world)


def test_an_account_that_is_not_active_is_not_asked(world: World, account_in: Any) -> None:
    before = lines(world)
    account_in("preparing")
    assert lines(world) == before
    OfficialAccount.objects.filter(handle="dist").update(status="suspended")
    assert lines(world) == {}
