"""A form that comes too late, in the wrong state or from the wrong person changes nothing and says so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import OfficialAccount, Role, TeamMember
from accounts.services import official_accounts as services
from accounts.services import teams
from accounts.services.people import end_role, give_role, invite
from govsocial.audit.models import Head
from govsocial.errors import RuleError
from tests.conftest import FormClient
from tests.factories import RoleFactory, officer
from tests.world import World

ClientFor = Callable[..., FormClient]
AccountIn = Callable[..., OfficialAccount]
REASON = "কারণ বলা হলো"
URL = "https://www.facebook.com/another.page"
BODIES: dict[str, dict[str, Any]] = {
    "decide": {"decision": "approve", "reason": REASON},
    "link": {"url": URL, "handle": "নাম"},
    "activate": {},
    "suspend": {"reason": REASON},
    "close": {"reason": REASON},
}
# (step, state in which it begins, who is first, who comes second)
STEPS = [
    ("decide", "applied", "supervisor", "cabinet"),
    ("link", "preparing", "head", "administrator"),
    ("activate", "preparing", "head", "administrator"),
    ("suspend", "active", "head", "supervisor"),
    ("close", "active", "administrator", "supervisor"),
]


def send(client: FormClient, step: str, account: OfficialAccount, **more: Any) -> Any:
    address = reverse(f"accounts:official_account_{step}", args=[account.pk])
    return client.submit(address, {**BODIES[step], "version": account.version, **more})


@pytest.mark.parametrize(("step", "state", "first", "second"), STEPS)
def test_who_comes_second_changes_nothing_and_learns_what_happened(
    step: str, state: str, first: str, second: str, world: World, account_in: AccountIn, client_for: ClientFor
) -> None:
    account = account_in(state)
    assert send(client_for(first), step, account).status_code == 302
    stood = OfficialAccount.objects.filter(pk=account.pk).values().get()
    head = Head.objects.get().seq
    response = send(client_for(second, "bn"), step, account)
    page = response.content.decode()
    latest = page.split('<ol class="p time sm">')[1].split("</li>")[0]
    assert response.status_code == 409
    assert world.person(first).name_bn in latest, "the history on the page begins with who was first"
    assert OfficialAccount(status=stood["status"]).get_status_display() in page
    assert OfficialAccount.objects.filter(pk=account.pk).values().get() == stood
    assert Head.objects.get().seq == head


WRONG_STATES = [
    ("decide", "supervisor", ["preparing", "active", "suspended", "closed", "refused"]),
    ("link", "head", ["active", "suspended", "closed"]),
    ("activate", "head", ["active", "closed"]),
    ("suspend", "head", ["preparing", "applied", "suspended", "closed", "refused"]),
    ("close", "head", ["closed", "refused"]),
]


@pytest.mark.parametrize(
    ("step", "login", "state"), [(step, login, state) for step, login, states in WRONG_STATES for state in states]
)
def test_a_step_out_of_order_is_refused(
    step: str, login: str, state: str, world: World, account_in: AccountIn, client_for: ClientFor
) -> None:
    account = account_in(state)
    head = Head.objects.get().seq
    assert send(client_for(login), step, account).status_code == 409
    assert OfficialAccount.objects.get(pk=account.pk).status == state
    assert Head.objects.get().seq == head


@pytest.mark.parametrize(("step", "state", "_first", "_second"), STEPS)
def test_only_those_above_or_in_charge_may(
    step: str, state: str, _first: str, _second: str, account_in: AccountIn, client_for: ClientFor
) -> None:
    account = account_in(state)
    for login, status in (("author", 403), ("auditor", 403), ("oth_head", 404), ("far_supervisor", 404)):
        assert send(client_for(login), step, account).status_code == status, login
    assert OfficialAccount.objects.get(pk=account.pk).status == state


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(RuleError) as error:
        call()
    return error.value.code


def test_an_account_is_stopped_or_refused_only_with_a_reason(
    world: World, account_in: AccountIn, client_for: ClientFor
) -> None:
    active, applied = account_in("active"), account_in("applied")
    assert send(client_for("head"), "suspend", active, reason="  ").status_code == 422
    assert send(client_for("head"), "close", active, reason="").status_code == 422
    assert send(client_for("supervisor"), "decide", applied, decision="refuse", reason="").status_code == 422
    assert OfficialAccount.objects.get(pk=active.pk).status == "active"
    assert OfficialAccount.objects.get(pk=applied.pk).status == "applied"


def test_an_account_without_address_or_team_is_never_active(world: World, account_in: AccountIn) -> None:
    head, supervisor = world.person("head"), world.person("supervisor")
    new = account_in("applied")
    services.decide_application(account=new, approve=True, reason="", by=supervisor, version=new.version)
    new.refresh_from_db()
    assert refusal(lambda: services.activate(account=new, by=head, version=new.version)) == "no_url"
    bare = account_in("preparing", team=False)
    assert refusal(lambda: services.activate(account=bare, by=head, version=bare.version)) == "team_incomplete"
    assert set(OfficialAccount.objects.filter(pk__in=[new.pk, bare.pk]).values_list("status", flat=True)) == {
        "preparing"
    }


def test_an_address_belongs_to_one_account_and_to_its_platform(world: World, account_in: AccountIn) -> None:
    head, account = world.person("head"), account_in("preparing")
    taken = world.account("oth").url
    for url, code in ((taken, "url_taken"), ("https://facebook.com@evil.example/", "wrong_host"), ("", "wrong_host")):
        call = lambda url=url: services.record_url(  # noqa: E731
            account=account, url=url, handle="", by=head, version=account.version
        )
        assert refusal(call) == code, url
    with pytest.raises(RuleError, match="url_taken"):
        services.register_account(
            office=world.office("DIST"),
            platform="facebook",
            name="পেজ",
            url=taken,
            on_platform_since=account.applied_at.date(),
            access_note="টিম",
            by=head,
        )


def test_people_are_not_invited_or_given_a_role_twice(world: World) -> None:
    head, office = world.person("head"), world.office("DIST")
    person = {"office": office, "name_bn": "ক", "name_en": "", "role": "officer"}
    assert refusal(lambda: invite(email="AUTHOR@test.example", by=head, **person)) == "already_here"
    role = {"person": world.person("author"), "office": office, "by": head, "since": head.joined_at.date()}
    assert refusal(lambda: give_role(kind="officer", until=None, **role)) == "has_role"
    assert refusal(lambda: give_role(kind="head", until=None, **role)) == "not_allowed"
    role["by"] = world.person("administrator")
    assert refusal(lambda: give_role(kind="cabinet", until=None, **role)) == "root_only"
    assert refusal(lambda: give_role(kind="head", until=role["since"], **role)) == "bad_dates"


def test_a_role_and_a_seat_end_once(world: World, client_for: ClientFor) -> None:
    role = RoleFactory(office=world.office("DIST"))
    member = TeamMember.objects.filter(account=world.account()).first()
    for name, pk in (("role_end", role.pk), ("team_member_remove", member.pk)):
        address = reverse(f"accounts:{name}", args=[pk])
        assert client_for("head").submit(address).status_code == 302
        assert client_for("administrator").submit(address).status_code == 409
    assert refusal(lambda: end_role(role=Role.objects.get(pk=role.pk), by=world.person("head"))) == "already_ended"


@pytest.mark.parametrize("state", ["applied", "refused", "closed"])
def test_a_team_is_seated_between_approval_and_closing_only(
    state: str, world: World, account_in: AccountIn, client_for: ClientFor
) -> None:
    account, person = account_in(state), officer(world.office("DIST"))
    address = reverse("accounts:team_member_add", args=[account.pk])
    before = account.members.count()
    assert client_for("head").submit(address, {"person": person.pk, "may_write": "on"}).status_code == 422
    assert OfficialAccount.objects.get(pk=account.pk).members.count() == before
    seat = {"account": account, "person": person, "may_write": True, "may_approve": False}
    assert refusal(lambda: teams.add_member(by=world.person("head"), **seat)) == "wrong_state"
