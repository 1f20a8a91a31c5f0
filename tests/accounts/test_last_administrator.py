"""The portal is never left without somebody who can let people in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, Role
from accounts.models.role import RoleKind
from accounts.services.people import end_role
from govsocial.audit.models import Head
from govsocial.errors import RuleError
from tests.conftest import FormClient
from tests.factories import RoleFactory
from tests.world import World

ADMINISTRATOR = RoleKind.ADMINISTRATOR
TODAY = timezone.localdate


def the_role(world: World) -> Role:
    return Role.objects.select_related("office", "person").get(person=world.person("administrator"))


def another(world: World, code: str = "GOB", **fields: Any) -> Role:
    return RoleFactory(office=world.office(code), kind=ADMINISTRATOR, **fields)


def end(role: Role, by: Person) -> str:
    try:
        end_role(role=role, by=by)
    except RuleError as error:
        return error.code
    return "ok"


def test_the_last_administrator_at_the_root_stays(world: World, client_for: Callable[..., FormClient]) -> None:
    role, seq = the_role(world), Head.objects.get().seq
    response = client_for("administrator").submit(reverse("accounts:role_end", args=[role.pk]))
    assert response.status_code == 409
    assert end(role, role.person) == "last_administrator"
    assert Role.objects.current().filter(pk=role.pk).exists()
    assert Head.objects.get().seq == seq


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("MIN", {}),
        ("GOB", {"person__is_active": False}),
        ("GOB", {"until": timezone.localdate()}),
        ("GOB", {"since": timezone.localdate() + timedelta(days=1)}),
        ("GOB", {"until": timezone.localdate() + timedelta(days=30)}),
    ],
    ids=["below the root", "disabled", "ended", "not yet", "ends some day"],
)
def test_only_an_administrator_who_stays_counts(code: str, fields: dict[str, Any], world: World) -> None:
    another(world, code, **fields)
    role = the_role(world)
    assert end(role, role.person) == "last_administrator"


def test_with_another_one_each_may_go_but_not_both(world: World) -> None:
    first, second = the_role(world), another(world)
    assert end(first, second.person) == "ok"
    assert end(second, second.person) == "last_administrator"


def test_a_role_with_an_end_may_not_leave_none_today_either(world: World) -> None:
    role = the_role(world)
    role.until = TODAY() + timedelta(days=30)
    role.save(update_fields=["until"])
    assert end(role, role.person) == "last_administrator"
    another(world, until=TODAY() + timedelta(days=5))
    assert end(role, role.person) == "ok"


def test_administrators_below_the_root_and_other_roles_may_all_end(world: World) -> None:
    by = world.person("administrator")
    assert end(another(world, "MIN"), by) == "ok"
    assert end(Role.objects.get(person=world.person("cabinet")), by) == "ok"


def test_a_role_that_ended_is_said_to_have_ended(world: World) -> None:
    role = another(world, until=TODAY())
    assert end(role, world.person("administrator")) == "already_ended"
