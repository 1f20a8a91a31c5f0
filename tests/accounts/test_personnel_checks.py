"""What np-2075 says of job descriptions, orientations and leaves: met, breached, not applicable, and on which day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Committee, HandOver, JobDescription, Orientation, TeamMember
from tests.accounts.test_duty_checks import _running, active_since, ask, follow
from tests.accounts.test_hand_overs import plan
from tests.factories import committee, officer
from tests.world import K, World

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("_running")]
DAY = timedelta(days=1)
ON = date(2026, 3, 1)
NP = "np-2075"
__all__ = ["_running"]


@pytest.fixture(autouse=True)
def _followed(world: World) -> None:
    follow(world, NP)
    active_since(date(2025, 1, 1))
    TeamMember.objects.update(since=timezone.now() - 600 * DAY)


def given(world: World, clause: str, login: str = "author", code: str = "DIST") -> None:
    office, person, by = world.office(code), world.person(login), world.person("head")
    if clause == "orientation":
        Orientation.objects.create(office=office, person=person, on=ON, held_by="প্রধান", subject="কাজ", by=by)
    else:
        JobDescription.objects.create(office=office, person=person, number=1, on=ON, text="কাজ", by=by)


@pytest.mark.parametrize("clause", ["job-description", "orientation"])
def test_it_is_met_from_its_day_on(world: World, clause: str) -> None:
    given(world, clause)
    author = world.person("author").pk
    assert [ask(clause, day, NP)[author].status for day in (ON - DAY, ON, ON + 300 * DAY)] == ["breached", "met", "met"]
    assert ask(clause, ON, NP)[world.person("author2").pk].status == "breached"
    assert {world.person(login).pk for login in ("head", "officer", "oth_author")}.isdisjoint(ask(clause, ON, NP))


@pytest.mark.parametrize("clause", ["job-description", "orientation"])
def test_another_offices_record_does_not_count(world: World, clause: str) -> None:
    given(world, clause, code="OTH")
    assert ask(clause, ON, NP)[world.person("author").pk].status == "breached"


def leave_in_the_past(world: World, login: str, **fields: Any) -> HandOver:
    """From 1 to 10 March; its seats were handed over on the first day unless said."""
    row = plan(world, login, days=0, **fields)
    HandOver.objects.filter(pk=row.pk).update(since=ON, until=ON + 10 * DAY)
    return row


def test_a_seat_that_is_held_on_leave_is_a_breach_until_it_is_given(world: World) -> None:
    row = leave_in_the_past(world, "author")
    author, day = world.person("author").pk, ON + 5 * DAY
    assert ask("leave", day, NP)[author].status == "breached"
    moment = timezone.make_aware(timezone.datetime(2026, 3, 4, 12))
    TeamMember.objects.filter(pk=row.seats.get().ended_id).update(until=moment)
    assert [ask("leave", on, NP)[author].status for on in (ON, ON + 3 * DAY, day)] == ["breached", "met", "met"]
    assert author not in ask("leave", ON - DAY, NP) and author not in ask("leave", ON + 10 * DAY, NP)


def test_who_had_no_seat_had_nothing_to_give(world: World) -> None:
    leave_in_the_past(world, "officer")
    assert ask("leave", ON, NP)[world.person("officer").pk].status == "not_applicable"


def test_a_withdrawn_leave_and_days_after_an_early_return_do_not_count(world: World) -> None:
    row = leave_in_the_past(world, "author")
    HandOver.objects.filter(pk=row.pk).update(status="withdrawn")
    assert ask("leave", ON, NP) == {}
    early = timezone.make_aware(timezone.datetime(2026, 3, 3, 9))
    HandOver.objects.filter(pk=row.pk).update(status="over", ended_at=early)
    assert ask("leave", ON + DAY, NP) and ask("leave", ON + 2 * DAY, NP) == {}


def test_a_leave_whose_first_day_passed_without_the_sweep_is_a_breach(world: World) -> None:
    row, today = plan(world, "author"), timezone.localdate()
    HandOver.objects.filter(pk=row.pk).update(since=today)
    assert ask("leave", today, NP)[world.person("author").pk].status == "breached"


def formed_long_ago(world: World, code: str, login: str, members: int = 2) -> Committee:
    row = committee(world.office(code), world.person(login), members=members)
    Committee.objects.filter(pk=row.pk).update(formed_on=ON)
    row.members.update(since=ON)
    return row


def test_a_committee_with_a_chair_and_a_member_is_met_from_its_day(world: World) -> None:
    row, office = formed_long_ago(world, "DIST", "head"), world.office("DIST").pk
    assert [ask("own-committee", day, NP)[office].status for day in (ON - DAY, ON)] == ["breached", "met"]
    assert ask("own-committee", ON, NP)[world.office("UPZ").pk].status == "breached"
    assert world.office("OTH").pk not in ask("own-committee", ON, NP)
    row.members.filter(role="member").update(until=ON + 5 * DAY)
    assert [ask("own-committee", ON + n * DAY, NP)[office].status for n in (4, 5)] == ["met", "breached"]
    row.members.update(until=None)
    Committee.objects.update(dissolved_on=ON + 2 * DAY)
    assert [ask("own-committee", ON + n * DAY, NP)[office].status for n in (1, 2)] == ["met", "breached"]


def test_a_chair_alone_or_a_committee_of_another_kind_is_none(world: World) -> None:
    row, office = formed_long_ago(world, "DIST", "head", members=1), world.office("DIST").pk
    assert ask("own-committee", ON, NP)[office].status == "breached"
    row.members.create(name="সদস্য", role="member", since=ON, by=world.person("head"))
    assert ask("own-committee", ON, NP)[office].status == "met"
    Committee.objects.update(kind="media")
    assert ask("own-committee", ON, NP)[office].status == "breached"


def test_the_nearest_ministry_above_has_the_committee(world: World) -> None:
    offices = [world.office(code).pk for code in ("DIST", "UPZ")]
    assert {ask("ministry-committee", ON, NP)[pk].status for pk in offices} == {"breached"}
    officer(world.office("MIN"), K.HEAD, email="min_head@test.example")
    formed_long_ago(world, "MIN", "min_head")
    assert {ask("ministry-committee", ON, NP)[pk].status for pk in offices} == {"met"}
    assert ask("ministry-committee", ON - DAY, NP)[offices[0]].status == "breached"
    world.office("MIN").__class__.objects.filter(code="MIN").update(kind="agency")
    assert {ask("ministry-committee", ON, NP)[pk].status for pk in offices} == {"not_applicable"}


@pytest.mark.parametrize("clause", ["job-description", "orientation", "leave", "own-committee", "ministry-committee"])
def test_a_check_asks_the_same_number_of_queries_for_more_accounts(world: World, account_in: Any, clause: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            ask(clause, timezone.localdate(), NP)
        return len(asked)

    queries()
    few = queries()
    for _ in range(3):
        account_in("active")
    assert queries() == few <= 5
