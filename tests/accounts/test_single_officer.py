"""One officer instead of a team: only where the office above permitted it, and shown apart (clause 5-ga)."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import OfficialAccount, TeamMember
from accounts.models.official_account import AccountState, ActiveSpan, SingleOfficerSpan
from accounts.selectors import open_steps
from accounts.services import official_accounts, teams
from accounts.team_rules import team_rules
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.models import Parameter
from tests.accounts.test_duty_checks import ask
from tests.world import World

pytestmark = pytest.mark.both_databases
REASON = "দপ্তরে জনবল কম"


@pytest.fixture
def alone(world: World, account_in: Any) -> OfficialAccount:
    """A page in preparation with one officer."""
    account = account_in("preparing", team=False)
    person = world.person("author")
    teams.add_member(account=account, person=person, may_write=True, may_approve=True, by=world.person("head"))
    return OfficialAccount.objects.select_related("office").get(pk=account.pk)


def permit(world: World, account: OfficialAccount, login: str = "supervisor", **fields: Any) -> None:
    given = {"reason": REASON, "version": account.version, **fields}
    teams.permit_single_officer(account=account, by=world.person(login), **given)
    account.refresh_from_db()


def withdraw(world: World, account: OfficialAccount) -> None:
    given = {"reason": REASON, "version": account.version}
    teams.withdraw_single_officer(account=account, by=world.person("supervisor"), **given)
    account.refresh_from_db()


def activate(world: World, account: OfficialAccount) -> None:
    official_accounts.activate(account=account, by=world.person("head"), version=account.version)
    account.refresh_from_db()


def test_one_officer_is_enough_only_where_it_was_permitted(world: World, alone: OfficialAccount) -> None:
    with pytest.raises(RuleError, match="team_incomplete"):
        activate(world, alone)
    alone.refresh_from_db()
    permit(world, alone)
    activate(world, alone)
    assert alone.status == AccountState.ACTIVE
    assert ask("5-ga", timezone.localdate())[alone.pk].status == "met_single"
    assert all(step.done for step in open_steps(alone, list(alone.members.all()), team_rules(timezone.localdate())))


@pytest.mark.parametrize(("rule", "status"), [("allowed", "active"), ("never", "preparing")])
def test_the_parameter_says_whether_permission_matters(
    world: World, alone: OfficialAccount, rule: str, status: str
) -> None:
    Parameter.objects.filter(edition__code="bd-2016", name="single_officer").update(value=rule)
    with pytest.raises(RuleError, match="not_by_permission"):
        permit(world, alone)
    OfficialAccount.objects.filter(pk=alone.pk).update(single_officer_since=timezone.localdate())
    with nullcontext() if status == "active" else pytest.raises(RuleError, match="team_incomplete"):
        activate(world, alone)
    assert OfficialAccount.objects.get(pk=alone.pk).status == status


def test_a_permission_that_was_withdrawn_still_holds_for_its_days(world: World, alone: OfficialAccount) -> None:
    permit(world, alone)
    alone.refresh_from_db()
    activate(world, alone)
    today = timezone.localdate()
    SingleOfficerSpan.objects.update(since=today - timedelta(days=9))
    ActiveSpan.objects.filter(account=alone).update(since=timezone.now() - timedelta(days=9))
    TeamMember.objects.filter(account=alone).update(since=timezone.now() - timedelta(days=9))
    alone.refresh_from_db()
    teams.withdraw_single_officer(account=alone, reason="টিম আছে", by=world.person("supervisor"), version=alone.version)
    days = [ask("5-ga", today - timedelta(days=number))[alone.pk].status for number in (8, 1, 0)]
    assert days == ["met_single", "met_single", "breached"]


def test_two_officers_are_neither_one_nor_a_team(world: World, alone: OfficialAccount) -> None:
    permit(world, alone)
    person = world.person("approver")
    teams.add_member(account=alone, person=person, may_write=True, may_approve=True, by=world.person("head"))
    alone.refresh_from_db()
    with pytest.raises(RuleError, match="team_incomplete"):
        activate(world, alone)


@pytest.mark.parametrize(
    ("login", "fields", "code"),
    [
        ("head", {}, "not_allowed"),
        ("administrator", {}, "not_allowed"),
        ("auditor", {}, "not_allowed"),
        ("far_supervisor", {}, "not_allowed"),
        ("supervisor", {"reason": "  "}, "reason_needed"),
        ("supervisor", {"version": 99}, "already_decided"),
    ],
)
def test_the_office_above_decides_with_a_reason(
    world: World, alone: OfficialAccount, login: str, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleError, match=code):
        permit(world, alone, login, **fields)
    alone.refresh_from_db()
    assert alone.single_officer_since is None


@pytest.mark.parametrize("state", ["applied", "refused", "closed"])
def test_a_page_that_does_not_run_needs_no_permission(world: World, account_in: Any, state: str) -> None:
    account = account_in(state)
    with pytest.raises(RuleError, match="wrong_state"):
        permit(world, account)


def test_the_second_decider_comes_too_late(world: World, alone: OfficialAccount) -> None:
    seen = alone.version
    permit(world, alone)
    with pytest.raises(RuleError, match="already_decided"):
        permit(world, alone, "cabinet", version=seen)
    with pytest.raises(RuleError, match="already_decided"):
        permit(world, alone, "cabinet")
    assert Entry.objects.about(alone).filter(action="single_officer.permitted").count() == 1


def test_without_the_permission_the_team_is_short_again(world: World, alone: OfficialAccount) -> None:
    permit(world, alone)
    activate(world, alone)
    assert alone.team_short_since is None
    withdraw(world, alone)
    assert alone.team_short_since is not None
    assert ask("5-ga", timezone.localdate())[alone.pk].status == "breached"
    permit(world, alone)
    assert alone.team_short_since is None


def test_the_sweep_leaves_a_permitted_officer_alone(world: World, alone: OfficialAccount) -> None:
    permit(world, alone)
    activate(world, alone)
    assert teams.note_strengths() == "0 teams changed"
    TeamMember.objects.filter(account=alone).update(until=timezone.now())
    assert teams.note_strengths() == "1 teams changed"


def test_the_page_says_that_one_officer_is_permitted(world: World, alone: OfficialAccount, client_for: Any) -> None:
    address = f"/accounts/{alone.pk}/"
    assert "Permit a single officer" in client_for("supervisor").get(address).content.decode()
    assert "Permit a single officer" not in client_for("head").get(address).content.decode()
    permit(world, alone)
    assert "one officer permitted since" in client_for("head").get(address).content.decode()
