"""Every form does its work once, leaves its entry and tells who must know; a second click does no harm."""

from collections.abc import Callable

import pytest

from govsocial.audit.models import Entry
from tests.access_objects import Target
from tests.accounts.cases import CASES, Case
from tests.conftest import FormClient
from tests.test_access import CHANGING, LINES, rewound
from tests.world import World

ClientFor = Callable[..., FormClient]
every_form = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def ready(case: Case, world: World, client_for: ClientFor) -> tuple[FormClient, Target, str]:
    target = case.target(world)
    return client_for(case.login), target, case.address(target)


def test_each_form_of_people_and_accounts_has_its_case() -> None:
    mine = {name for name in CHANGING if name.split(":")[0] in {"accounts", "workdays"}}
    apart = {"accounts:join", "accounts:first_administrator"}  # without a session: test_joining
    assert mine - apart == {case.name for case in CASES}
    assert set(LINES) >= mine


@every_form
def test_a_change_leaves_one_entry_in_the_name_of_who_made_it(case: Case, world: World, client_for: ClientFor) -> None:
    client, target, address = ready(case, world, client_for)
    before = case.entries(world)
    assert client.submit(address, rewound(target.body)).status_code == 302
    assert case.entries(world) == before + 1
    entry = Entry.objects.filter(action=case.action).latest("seq")
    assert entry.actor_label == world.person(case.login).audit_label


@pytest.mark.parametrize("case", [case for case in CASES if case.notice], ids=lambda case: case.name)
def test_who_must_know_is_told(case: Case, world: World, client_for: ClientFor) -> None:
    client, target, address = ready(case, world, client_for)
    before = case.addressed()
    client.submit(address, target.body)
    assert case.addressed() - before == set(case.told)


@every_form
def test_a_second_click_gives_the_first_result(case: Case, world: World, client_for: ClientFor) -> None:
    client, target, address = ready(case, world, client_for)
    before, key = case.entries(world), client.key()
    first = client.submit(address, rewound(target.body), key=key)
    again = client.submit(address, rewound(target.body), key=key)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert case.entries(world) == before + 1


@every_form
def test_a_second_sending_with_other_content_changes_nothing_and_shows_what_was_typed(
    case: Case, world: World, client_for: ClientFor
) -> None:
    client, target, address = ready(case, world, client_for)
    before, key = case.entries(world), client.key()
    client.submit(address, rewound(target.body), key=key)
    response = client.submit(address, {**target.body, **rewound(case.change)}, key=key)
    assert response.status_code == 409
    assert case.entries(world) == before + 1
    typed = [value for value in case.change.values() if isinstance(value, str)]
    assert all(value in response.content.decode() for value in typed)
