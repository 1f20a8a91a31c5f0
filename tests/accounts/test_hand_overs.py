"""Leave and transfer: nobody is silently left below the minimum, seats change hands on the day and come back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import HandOver, OfficialAccount, Role, TeamMember
from accounts.services import hand_overs, teams
from accounts.services.hand_overs import carry_on
from accounts.services.people import end_role
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from govsocial.rulebook.models import Parameter
from tests.accounts.test_duties import refusal
from tests.factories import hand_over, officer
from tests.world import World

pytestmark = pytest.mark.both_databases
DAY = timedelta(days=1)


def plan(world: World, login: str = "approver", by: str = "head", **fields: Any) -> HandOver:
    """A leave; without a substitute and without a reason unless they are given."""
    names = fields.pop("substitute", None)
    chosen = {world.account().pk: world.person(names)} if names else {}
    given = {"shortfall_reason": "", "substitutes": chosen, **fields}
    return hand_over(world.office("DIST"), world.person(login), world.person(by), **given)


def team(world: World, name: str = "dist") -> dict[str, tuple[bool, bool]]:
    seats = TeamMember.objects.current().filter(account=world.account(name)).select_related("person")
    return {seat.person.email.split("@")[0]: (seat.may_write, seat.may_approve) for seat in seats}


def come(row: HandOver) -> None:
    """The days go by: the leave began yesterday and is over today."""
    today = timezone.localdate()
    HandOver.objects.filter(pk=row.pk).update(since=today - DAY, until=today if row.until else None)


def test_a_team_is_not_left_below_its_minimum_unawares(world: World) -> None:
    assert refusal(lambda: plan(world)) == "team_too_small"
    row = plan(world, shortfall_reason="নতুন কর্মকর্তা আগামী মাসে আসবেন")
    assert row.shortfall_reason and row.status == "planned"
    entry = Entry.objects.filter(action="hand_over.recorded").latest("seq")
    assert json.loads(entry.data)["short"] == str(world.account().pk)


def test_a_reason_is_kept_only_where_a_team_is_short(world: World) -> None:
    assert plan(world, "author", shortfall_reason="দরকার নেই").shortfall_reason == ""


def test_the_parameters_of_the_clause_say_what_is_enough(world: World) -> None:
    Parameter.objects.filter(edition__code="bd-2016", name="team_min").update(value=4)
    assert refusal(lambda: plan(world, "author")) == "team_too_small"
    Parameter.objects.filter(edition__code="bd-2016", name="approvers_min").update(value=1)
    Parameter.objects.filter(edition__code="bd-2016", name="team_min").update(value=3)
    assert plan(world, "approver").status == "planned"


def test_seats_change_hands_on_the_day_and_come_back_after_it(world: World) -> None:
    row = plan(world, substitute="officer")
    assert carry_on() == "0 begun, 0 ended" and "approver" in team(world)
    HandOver.objects.filter(pk=row.pk).update(since=timezone.localdate())
    assert carry_on() == "1 begun, 0 ended"
    assert team(world)["officer"] == (False, True) and "approver" not in team(world)
    assert OfficialAccount.objects.get(pk=world.account().pk).team_short_since is None
    come(row)
    assert carry_on() == "0 begun, 1 ended"
    assert team(world)["approver"] == (False, True) and "officer" not in team(world)
    assert carry_on() == "0 begun, 0 ended"
    assert HandOver.objects.get(pk=row.pk).status == "over"


@pytest.mark.parametrize("step", ["begins", "ends"])
def test_a_hand_over_writes_in_the_order_of_a_move_of_its_office(world: World, step: str) -> None:
    """Accounts before hand-overs: two that wait for each other would be a deadlock."""
    row = plan(world, substitute="officer", since=timezone.localdate() + DAY * (step == "begins"))
    HandOver.objects.filter(pk=row.pk, status="planned").update(since=timezone.localdate())
    with CaptureQueriesContext(connection) as seen:
        if step == "begins":
            carry_on()
        else:
            hand_overs.end_leave(hand_over=row, by=world.person("head"), version=row.version)
    written = [query["sql"].split()[1] for query in seen if query["sql"].startswith("UPDATE")]
    assert written.index('"accounts_officialaccount"') < written.index('"accounts_handover"')


def test_what_begins_today_begins_at_once_and_is_felt_at_the_next_request(world: World, client_for: Any) -> None:
    client, account = client_for("author"), world.account()
    address = reverse("content:post_create")
    body = {"account": account.pk, "text": "পাঠ", "purpose": "4-ga", "source": "আদেশ"}
    assert client.submit(address, body).status_code == 302
    plan(world, "author", days=0)
    assert client.submit(address, {**body, "text": "আরেকটি"}).status_code == 422


def test_a_departure_ends_roles_and_seats_for_good(world: World, client_for: Any) -> None:
    row = plan(world, by="administrator", kind="transfer", until=None, days=0, substitute="officer")
    assert HandOver.objects.get(pk=row.pk).status == "over"
    assert not Role.objects.current().filter(person=world.person("approver")).exists()
    assert set(team(world)) == {"author", "author2", "approver2", "officer"}
    assert (
        client_for("approver").get(reverse("accounts:official_account_detail", args=[world.account().pk])).status_code
        == 404
    )
    assert carry_on() == "0 begun, 0 ended"


def test_a_missed_sweep_is_caught_up(world: World) -> None:
    row = plan(world, substitute="officer")
    HandOver.objects.filter(pk=row.pk).update(since=timezone.localdate() - 3 * DAY)
    carry_on()
    assert "officer" in team(world)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"by": "author"}, "not_allowed"),
        ({"by": "supervisor"}, "not_allowed"),
        ({"by": "oth_head"}, "not_allowed"),
        ({"by": "approver", "kind": "transfer", "until": None}, "not_allowed"),
        ({"login": "head", "by": "head", "kind": "transfer", "until": None}, "not_allowed"),
        ({"login": "former"}, "not_of_office"),
        ({"until": None}, "bad_dates"),
        ({"days": -20}, "bad_dates"),
        ({"kind": "transfer"}, "bad_dates"),
        ({"substitute": "oth_author"}, "substitute_unfit"),
        ({"substitute": "author"}, "substitute_unfit"),
        ({"substitute": "approver"}, "substitute_unfit"),
        ({"substitute": "disabled"}, "substitute_unfit"),
    ],
)
def test_what_cannot_be_recorded_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    assert refusal(lambda: plan(world, **fields)) == code
    assert not HandOver.objects.exists()


def test_the_last_administrator_at_the_root_does_not_leave_by_a_form(world: World) -> None:
    by = world.person("administrator")
    given = {"kind": "transfer", "until": None}
    assert refusal(lambda: hand_over(world.office("GOB"), by, by, **given)) == "administrator_at_root"


def test_two_of_one_team_who_go_at_once_are_judged_together(world: World) -> None:
    plan(world, "author")
    assert refusal(lambda: plan(world, "author2")) == "team_too_small"
    assert plan(world, "author2", days=15).status == "planned"  # the first one is back on that day


def test_a_substitute_who_is_away_herself_does_not_stand_in(world: World) -> None:
    plan(world, "officer")
    assert refusal(lambda: plan(world, substitute="officer")) == "substitute_away"
    plan(world, "author", days=-1)
    second = officer(world.office("DIST"), email="second@test.example")
    assert plan(world, substitute="second", days=2).seats.get().substitute == second


def test_one_leave_at_a_time_and_the_second_is_told_who_recorded_it(world: World, client_for: Any) -> None:
    plan(world, "author")
    assert refusal(lambda: plan(world, "author", days=40)) == "recorded_already"
    address = reverse("accounts:hand_over_record", args=[world.office("DIST").pk, world.person("author").pk])
    assert (
        client_for("head").submit(address, {"kind": "leave", "since": "2099-01-01", "until": "2099-02-01"}).status_code
        == 409
    )


def test_who_lost_her_role_meanwhile_is_not_seated(world: World) -> None:
    row = plan(world, substitute="officer")
    end_role(role=world.person("officer").roles.get(), by=world.person("head"))
    come(row)
    HandOver.objects.filter(pk=row.pk).update(until=timezone.localdate() + DAY)
    carry_on()
    assert set(team(world)) == {"author", "author2", "approver2"}
    assert OfficialAccount.objects.get(pk=world.account().pk).team_short_since
    assert Notice.objects.filter(kind="team_short", recipient=world.person("head")).exists()


def test_a_full_team_has_no_seat_to_come_back_to(world: World) -> None:
    row = plan(world, "author", days=0)
    for _ in range(2):
        seat = {"person": officer(world.office("DIST")), "may_write": True, "may_approve": False}
        teams.add_member(account=world.account(), by=world.person("head"), **seat)
    hand_overs.end_leave(hand_over=row, by=world.person("head"), version=row.version)
    assert len(team(world)) == 5 and "author" not in team(world)


def test_she_comes_back_early_by_her_own_hand(world: World, client_for: Any) -> None:
    row = plan(world, "author", days=0, substitute="officer")
    address = reverse("accounts:hand_over_end", args=[row.pk])
    assert client_for("author").submit(address, {"version": row.version}).status_code == 302
    assert "author" in team(world) and "officer" not in team(world)
    assert client_for("head", "bn").submit(address, {"version": row.version}).status_code == 409


def test_a_plan_is_withdrawn_before_it_begins_only(world: World, client_for: Any) -> None:
    row = plan(world, "author")
    address = reverse("accounts:hand_over_withdraw", args=[row.pk])
    assert client_for("author2").submit(address, {"version": 1}).status_code == 404
    assert client_for("head").submit(address, {"version": 1}).status_code == 302
    come(row)
    assert carry_on() == "0 begun, 0 ended" and "author" in team(world)
    begun = plan(world, "author", days=0)
    late = reverse("accounts:hand_over_withdraw", args=[begun.pk])
    assert client_for("head").submit(late, {"version": begun.version}).status_code == 409


def test_the_page_shows_each_team_and_asks_for_a_substitute(world: World, client_for: Any) -> None:
    office, person, account = world.office("DIST"), world.person("approver"), world.account()
    address = reverse("accounts:hand_over_record", args=[office.pk, person.pk])
    assert "needs a substitute" in client_for("head").get(address).content.decode()
    days = {
        "since": (timezone.localdate() + DAY).strftime("%d/%m/%Y"),
        "until": (timezone.localdate() + 9 * DAY).isoformat(),
    }
    response = client_for("approver").submit(address, {"kind": "leave", **days})
    assert response.status_code == 422 and account.name in response.content.decode()
    chosen = {f"substitute_{account.pk}": world.person("officer").pk}
    assert client_for("approver").submit(address, {"kind": "leave", **days, **chosen}).status_code == 302
    told = Notice.objects.filter(kind="hand_over_recorded").values_list("recipient__email", flat=True)
    assert {email.split("@")[0] for email in told} == {"head", "officer"}
