"""The team of an account: three to five people, two of whom may approve (clause 5-ga); who decides an application."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import AccountState
from accounts.selectors import accounts_in_preparation, own_decisions
from accounts.services import official_accounts, teams
from accounts.services.people import end_role
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.conftest import FormClient
from tests.factories import officer
from tests.world import World

AccountIn = Callable[..., OfficialAccount]


def add(
    world: World, account: OfficialAccount, person: Person, *, write: bool = True, approve: bool = False
) -> TeamMember:
    head = world.person("head")
    return teams.add_member(account=account, person=person, may_write=write, may_approve=approve, by=head)


def remove(world: World, account: OfficialAccount, login: str) -> None:
    member = TeamMember.objects.get(account=account, person=world.person(login), until=None)
    teams.remove_member(member=member, by=world.person("head"))


def actions(account: OfficialAccount) -> list[str]:
    return list(Entry.objects.about(account).values_list("action", flat=True))


def test_a_sixth_member_is_refused(world: World, account_in: AccountIn) -> None:
    account, office = account_in("active"), world.office("DIST")
    for _ in range(2):
        add(world, account, officer(office))
    with pytest.raises(RuleError, match="team_full"):
        add(world, account, officer(office))
    assert account.members.filter(until=None).count() == 5


def test_a_free_seat_is_given_again(world: World, account_in: AccountIn) -> None:
    account, office = account_in("active"), world.office("DIST")
    for _ in range(2):
        add(world, account, officer(office))
    remove(world, account, "approver2")
    assert add(world, account, officer(office), approve=True).seat == 3


@pytest.mark.parametrize(
    ("login", "rights", "code"),
    [
        ("author", {"write": True}, "on_team"),
        ("oth_author", {"write": True}, "not_of_office"),
        ("former", {"write": True}, "not_of_office"),
        ("disabled", {"write": True}, "not_of_office"),
        ("officer", {"write": False}, "no_right"),
    ],
)
def test_only_present_people_of_the_office_with_a_right_are_seated_once(
    login: str, rights: dict[str, bool], code: str, world: World, account_in: AccountIn
) -> None:
    account = account_in("active")
    with pytest.raises(RuleError, match=code):
        add(world, account, world.person(login), **rights)
    assert account.members.count() == 3


@pytest.mark.parametrize(
    ("size", "approvers", "complete"), [(2, 2, False), (3, 1, False), (3, 2, True), (5, 2, True), (5, 1, False)]
)
def test_an_account_is_active_only_with_three_to_five_of_whom_two_approve(
    size: int, approvers: int, complete: bool, world: World, account_in: AccountIn
) -> None:
    account, head = account_in("preparing", team=False), world.person("head")
    for number in range(size):
        add(world, account, officer(world.office("DIST")), approve=number < approvers)
    account.refresh_from_db()
    refused = nullcontext() if complete else pytest.raises(RuleError, match="team_incomplete")
    with refused:
        official_accounts.activate(account=account, by=head, version=account.version)
    account.refresh_from_db()
    assert (account.status == AccountState.ACTIVE) is complete


def test_falling_short_is_recorded_shown_and_told_and_so_is_being_complete_again(
    world: World, account_in: AccountIn, client_for: Callable[..., FormClient]
) -> None:
    account, head = account_in("active"), world.person("head")
    remove(world, account, "approver2")
    account.refresh_from_db()
    assert account.status == AccountState.ACTIVE
    assert account.team_short_since is not None
    assert Action.TEAM_SHORT in actions(account)
    assert Notice.objects.filter(kind="team_short", subject_id=str(account.pk)).get().recipient == head
    page = client_for("head").get(reverse("accounts:official_account_detail", args=[account.pk])).content.decode()
    assert "team below the minimum" in page
    assert account.name in {item.title for item in accounts_in_preparation(head)}
    add(world, account, world.person("approver2"), approve=True)
    account.refresh_from_db()
    assert account.team_short_since is None
    assert Action.TEAM_COMPLETE in actions(account)


def test_who_loses_the_last_role_leaves_the_teams_of_the_office(world: World, account_in: AccountIn) -> None:
    account, approver = account_in("active"), world.person("approver2")
    role = Role.objects.get(person=approver, office__code="DIST")
    end_role(role=role, by=world.person("administrator"))
    account.refresh_from_db()
    assert not TeamMember.objects.filter(person=approver, until=None).exists()
    assert account.team_short_since is not None
    assert {Action.TEAM_SHORT, Action.MEMBER_REMOVED} <= set(actions(account))


def test_a_team_that_falls_short_by_the_calendar_is_found_by_the_sweep(world: World, account_in: AccountIn) -> None:
    """A disabled person or a role that ran out ends no seat: the sweep notices what that leaves."""
    account = account_in("active")
    Person.objects.filter(pk=world.person("approver2").pk).update(is_active=False)
    teams.note_strengths()
    account.refresh_from_db()
    assert account.team_short_since is not None
    before = len(actions(account))
    teams.note_strengths()
    assert len(actions(account)) == before, "told once"
    Person.objects.filter(pk=world.person("approver2").pk).update(is_active=True)
    teams.note_strengths()
    account.refresh_from_db()
    assert account.team_short_since is None


# Who decides ---------------------------------------------------------------------------------------------------------


def nobody_above() -> None:
    Person.objects.filter(roles__kind__in=["supervisor", "cabinet"]).update(is_active=False)


def decide(account: OfficialAccount, by: Person) -> None:
    official_accounts.decide_application(account=account, approve=True, reason="", by=by, version=account.version)


def test_the_head_decides_himself_where_nobody_active_is_above_and_that_is_recorded(
    world: World, account_in: AccountIn, client_for: Callable[..., FormClient]
) -> None:
    account, head = account_in("applied"), world.person("head")
    nobody_above()
    assert account.name in {item.title for item in own_decisions(head)}
    decide(account, head)
    account.refresh_from_db()
    assert (account.status, account.own_decision, account.decided_by) == (AccountState.PREPARING, True, head)
    assert '"own_decision":true' in Entry.objects.about(account).filter(action=Action.ACCOUNT_APPROVED).get().data
    page = client_for("head").get(reverse("accounts:official_account_detail", args=[account.pk])).content.decode()
    assert "own decision" in page


def test_the_head_decides_nothing_while_somebody_active_is_above(world: World, account_in: AccountIn) -> None:
    account, head = account_in("applied"), world.person("head")
    assert own_decisions(head) == []
    with pytest.raises(RuleError, match="not_allowed"):
        decide(account, head)
    decide(account, world.person("supervisor"))
    account.refresh_from_db()
    assert account.own_decision is False


def test_without_anybody_above_the_application_is_told_to_the_head(world: World) -> None:
    nobody_above()
    texts = {"goal": "ক", "audience": "খ", "terms_note": "গ", "platform": "youtube", "name": "চ্যানেল"}
    office, author = world.office("DIST"), world.person("author")
    account = official_accounts.apply_for_account(office=office, by=author, **texts)
    told = Notice.objects.filter(kind="account_applied", subject_id=str(account.pk))
    assert [notice.recipient for notice in told] == [world.person("head")]


# What the page says --------------------------------------------------------------------------------------------------


def test_the_page_counts_whom_the_rule_counts(
    world: World, account_in: AccountIn, client_for: Callable[..., FormClient]
) -> None:
    """A seat whose holder lost the role or the sign-in is shown as such; the task list does not call it a team."""
    account = account_in("preparing")
    Role.objects.filter(person=world.person("approver2")).update(until=timezone.localdate())
    response = client_for("head").get(reverse("accounts:official_account_detail", args=[account.pk]))
    page = response.content.decode()
    assert "2 of 5 seats, 1 approve" in page
    assert page.count("role ended") == 1
    done = [step.done for step in response.context["steps"]]
    assert done == [True, True, False, False, False]
    with pytest.raises(RuleError, match="team_incomplete"):
        official_accounts.activate(account=account, by=world.person("head"), version=account.version)
    Person.objects.filter(pk=world.person("author").pk).update(is_active=False)
    page = client_for("head").get(reverse("accounts:official_account_detail", args=[account.pk])).content.decode()
    assert "1 of 5 seats, 1 approve" in page
    assert page.count("sign-in closed") == 1
