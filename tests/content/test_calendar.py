"""The calendar: a week of accounts, day by day, and what clause 7-ka still misses."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount
from accounts.models.official_account import ActiveSpan
from content.models import Post, Publication
from content.services.publications import updates_in
from govsocial.rulebook.models import Parameter
from govsocial.workdays.models import HolidayRow
from govsocial.workdays.periods import week_of
from tests.content.conftest import page
from tests.world import World

CALENDAR = reverse("content:post_calendar")
WEEK = week_of(timezone.localdate()).previous()  # a whole one
LIMIT = 15  # queries


@pytest.fixture
def show(client_for: Callable[..., Any]) -> Callable[..., Any]:
    def do(login: str = "author", week: str = WEEK.name, **query: Any) -> Any:
        return client_for(login).get(CALENDAR, {"week": week, **query})

    return do


@pytest.fixture
def out(post_in: Callable[..., Post]) -> Callable[..., Post]:
    """A publication at a local moment of a week."""

    def make(day: int = 0, hour: int = 10, week: Any = WEEK, account: str = "dist", **fields: Any) -> Post:
        post = post_in("published", account=account, text=f"খবর {day} {hour}")
        Publication.objects.filter(post=post).update(published_at=at(day, hour, week), **fields)
        return post

    return make


def at(day: int, hour: int, week: Any = WEEK) -> datetime:
    local = datetime.combine(week.first + timedelta(days=day), datetime.min.time(), ZoneInfo(settings.TIME_ZONE))
    return local + timedelta(hours=hour)


def line(response: Any, account: OfficialAccount) -> Any:
    return next(line for line in response.context["lines"] if line.account == account)


@pytest.fixture
def old(world: World) -> OfficialAccount:
    """The account of DIST, active since long."""
    ActiveSpan.objects.filter(account=world.account()).update(since=timezone.now() - timedelta(days=400))
    return world.account()


@pytest.mark.parametrize(("number", "missing", "shape"), [(0, 2, "warn"), (1, 1, "warn"), (2, 0, "ok"), (3, 0, "ok")])
def test_what_is_missing_is_counted(number: int, missing: int, shape: str, show, out, old):
    for day in range(number):
        out(day)
    week = line(show(), old)
    assert (week.owed, week.out, week.missing, week.shape) == (2, number, missing, shape)
    assert week.out == updates_in(old, WEEK, settings.TIME_ZONE)


def test_a_post_stands_on_its_local_day(show, out, old):
    out(0, 0), out(6, 23.99), out(7, 0)
    cells = line(show(), old).cells
    assert [len(cell.shown) for cell in cells] == [1, 0, 0, 0, 0, 0, 1]
    assert [cell.day.on.weekday() for cell in cells] == [6, 0, 1, 2, 3, 4, 5]  # Sunday first


def test_what_was_edited_in_place_is_shown_and_is_no_update(show, out, old):
    out(1, is_correction=True)
    week = line(show(), old)
    assert (week.out, len(week.cells[1].shown)) == (0, 1)
    assert week.out == updates_in(old, WEEK, settings.TIME_ZONE)


def test_what_is_to_go_out_is_shown_and_its_lack_told(show, out, old, post_in):
    following, moment = week_of(timezone.localdate()).next(), {}
    for day, state in enumerate(("scheduled", "submitted", "draft", "approved")):
        post = post_in("submitted", text=f"পরে {state}")
        moment[state] = at(day, 9, following)
        Post.objects.filter(pk=post.pk).update(status=state, publish_at=moment[state])
    week = line(show(week=following.name), old)
    assert [[entry.kind for entry in cell.shown] for cell in week.cells[:4]] == [
        ["planned"],
        ["waiting"],
        [],
        ["planned"],
    ]
    assert (week.owed, week.out, week.planned, week.missing, week.shape) == (2, 0, 3, 2, "info")


def test_a_time_that_passed_is_said_and_counts_for_nothing(show, old, post_in):
    post = post_in("approved")
    Post.objects.filter(pk=post.pk).update(publish_at=at(2, 9))
    response = show()
    assert [entry.kind for entry in line(response, old).cells[2].shown] == ["passed"]
    assert line(response, old).planned == 0
    assert "time passed" in page(response)


def test_the_week_of_activation_owes_nothing_and_says_why(show, world: World):
    account = world.account()
    ActiveSpan.objects.filter(account=account).update(since=at(0, 0))  # the boundary: not before the week
    assert "first full week" in page(show())
    ActiveSpan.objects.filter(account=account).update(since=at(0, 0) - timedelta(seconds=1))
    assert line(show(), account).owed == 2


def test_an_account_that_stood_still_owes_nothing(show, world: World, old):
    ActiveSpan.objects.filter(account=old).update(until=at(3, 0))
    assert line(show(), old).owed == 0
    for words in ("the account was not active all week", "no updates owed"):
        assert words in page(show())


def test_a_week_with_too_few_working_days_owes_nothing(show, old):
    days = [WEEK.first + timedelta(days=n) for n in range(4)]
    HolidayRow.objects.filter(on__range=(WEEK.first, WEEK.last)).delete()
    HolidayRow.objects.bulk_create(HolidayRow(on=on, name_bn="ঈদ", name_en="Eid", source="আদেশ") for on in days)
    response = show()
    assert line(response, old).owed == 0
    for words in ("too few working days", "Eid"):
        assert words in page(response)
    HolidayRow.objects.filter(on=days[0]).delete()
    assert line(show(), old).owed == 2


def test_the_number_is_the_rule_book_s_of_that_week(show, old):
    row = Parameter.objects.get(edition__code="bd-2016", name="updates_per_week", until=None)
    Parameter.objects.filter(pk=row.pk).update(until=WEEK.last + timedelta(days=1))
    row.pk, row.since, row.value = None, WEEK.last + timedelta(days=1), 5
    row.save()
    assert line(show(), old).owed == 2
    assert line(show(week=WEEK.next().name), old).owed == 5


@pytest.mark.parametrize("name", ["", "2026-13-01", "2026-11", "2026-27-Q1", "x" * 300, "১৯০০-০১-০৭"])
def test_any_other_name_shows_this_week(name: str, show, old):
    assert show(week=name).context["week"] == week_of(timezone.localdate())


def test_a_week_is_named_in_either_script_and_leads_to_its_neighbours(show, old):
    week = week_of(date(2026, 11, 22))
    response = show(week="২০২৬-১১-২২")
    assert response.context["week"] == week
    for other in (week.previous(), week.next()):
        assert f"?week={other.name}" in page(response)


@pytest.mark.parametrize("typed", ["২৬/১১/২০২৬", "2026-11-23", "28-11-2026", " 22/11/2026 "])
def test_any_day_of_a_week_shows_it(typed: str, show, old):
    assert show(week=typed).context["week"] == week_of(date(2026, 11, 22))


def test_everybody_sees_the_accounts_of_what_is_theirs(show, world: World):
    dist, upz, oth = (world.account(name) for name in ("dist", "upz", "oth"))
    seen = {"author": {dist}, "head": {dist}, "upz_head": {upz}, "officer": set(), "supervisor": {dist, upz, oth}}
    for login, accounts in seen.items():
        assert {line.account for line in show(login).context["lines"]} == accounts
    assert show("author", account=oth.pk).context["lines"] == []


def test_one_account_shows_all_of_a_day_and_several_the_first_few(show, out, old):
    for hour in range(6):
        out(1, hour)
    cell = line(show(), old).cells[1]
    assert (len(cell.shown), cell.more) == (4, 2)
    assert f"account={old.pk}" in page(show())
    assert len(line(show(account=old.pk), old).cells[1].shown) == 6


@pytest.mark.parametrize("login", ["author", "head", "supervisor"])
def test_the_calendar_costs_the_same_queries_at_any_size(login: str, out, client_for, account_in, old):
    counts = []
    for more in (1, 5):
        for day in range(more):
            out(day), account_in("active")
        client = client_for(login)
        client.get(CALENDAR)
        with CaptureQueriesContext(connection) as captured:
            client.get(CALENDAR, {"week": WEEK.name})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= LIMIT
