"""My work: everything that waits for one person, what is late first, and nothing that waits for others."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, TeamMember
from accounts.services.people import end_role
from accounts.services.teams import add_member, remove_member
from content.models import Post, Publication
from content.services.decisions import return_post
from govsocial.dashboard.my_work import week_lines, work_groups
from govsocial.notifications.jobs import run_all
from govsocial.notifications.models import Notice
from govsocial.rulebook.models import Parameter
from govsocial.workdays.periods import week_of
from tests.factories import BLOCKED

pytestmark = pytest.mark.both_databases
DHAKA = timezone.get_default_timezone()
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=DHAKA)  # a Wednesday
EVERYBODY = ["author", "author2", "approver", "approver2", "head", "supervisor", "cabinet", "oth_head", "auditor"]


def kinds(world, login, now=None):
    """{group: kinds of its items} of somebody's work."""
    groups = work_groups(world.person(login), now or timezone.now())
    return {group.code: [item.kind for item in group.items] for group in groups}


def has(world, kind):
    """Who of everybody has work of a kind."""
    return [login for login in EVERYBODY if kind in sum(kinds(world, login).values(), [])]


@pytest.mark.parametrize(
    ("state", "kind", "whose"),
    [
        ("draft", "draft", ["author"]),
        ("returned", "returned", ["author"]),
        ("submitted", "decide", ["approver", "approver2"]),
        ("second", "decide", ["approver2"]),
        ("approved", "publish", ["author", "author2", "approver", "approver2"]),
    ],
)
def test_a_post_waits_for_those_who_can_take_the_next_step(world, post_in, state, kind, whose):
    post_in(state)
    assert has(world, kind) == whose


@pytest.mark.parametrize("state", ["rejected", "published"])
def test_a_post_whose_life_is_over_waits_for_nobody(world, post_in, state):
    post_in(state)
    of_posts = ("draft", "returned", "decide", "publish")
    assert {kind: has(world, kind) for kind in of_posts} == dict.fromkeys(of_posts, [])


@pytest.mark.parametrize(
    ("state", "at", "kind", "whose"),
    [
        ("submitted", timedelta(0), "time_passed", ["author", "author2"]),
        ("submitted", timedelta(seconds=1), "time_passed", []),
        ("scheduled", timedelta(hours=11), "publish", ["author", "author2", "approver", "approver2"]),
        ("scheduled", timedelta(hours=12), "publish", []),
    ],
)
def test_a_time_that_passed_or_comes_today_is_work(world, post_in, state, at, kind, whose):
    post = post_in(state)
    Post.objects.filter(pk=post.pk).update(publish_at=NOON + at)
    assert [login for login in EVERYBODY if kind in sum(kinds(world, login, NOON).values(), [])] == whose


def test_a_second_look_is_work_of_whoever_may_take_it(world, post_in):
    post_in("approved", emergency=True)
    assert has(world, "second_look") == ["approver2"]


def test_an_application_waits_for_those_who_oversee_the_office(world, account_in):
    account_in("applied")
    assert has(world, "application") == ["supervisor", "cabinet"]


def test_where_nobody_is_above_the_application_waits_for_the_head(world, account_in):
    account_in("applied")
    Role.objects.filter(kind__in=["supervisor", "cabinet"]).update(until=timezone.localdate())
    assert has(world, "application") == ["head"]


def test_an_account_in_preparation_waits_for_its_head_alone(world, account_in):
    account_in("preparing")
    assert has(world, "preparation") == ["head"]


def test_a_team_that_fell_short_waits_for_its_head(world):
    for login in ("approver", "author2"):
        remove_member(member=TeamMember.objects.get(person=world.person(login)), by=world.person("head"))
    assert has(world, "preparation") == ["head"]


def test_late_comes_before_due_today_before_the_rest_each_by_its_time(world, post_in):
    due = [
        NOON - timedelta(days=1),
        NOON - timedelta(hours=1),
        NOON + timedelta(hours=3),
        NOON + timedelta(days=2),
        None,
    ]
    posts = [post_in("submitted") for _ in due]
    for post, moment in zip(reversed(posts), due, strict=True):
        Post.objects.filter(pk=post.pk).update(decide_by=moment)
    groups = work_groups(world.person("approver"), NOON)
    found = [(group.code, [item.due_at for item in group.items]) for group in groups]
    assert found == [("overdue", due[:2]), ("today", due[2:3]), ("waiting", due[3:])]


@pytest.mark.parametrize(
    ("moment", "group"),
    [
        (datetime(2026, 11, 18, 23, 59, tzinfo=DHAKA), "today"),
        (datetime(2026, 11, 19, 0, 0, tzinfo=DHAKA), "waiting"),
        (datetime(2026, 11, 18, 11, 59, tzinfo=DHAKA), "overdue"),
    ],
)
def test_today_ends_at_midnight_in_dhaka(world, post_in, moment, group):
    post_in("submitted")
    Post.objects.update(decide_by=moment)
    assert kinds(world, "approver", NOON) == {group: ["decide"]}


def test_a_post_is_to_be_published_by_its_wished_time(world, post_in):
    post = post_in("approved")
    Post.objects.filter(pk=post.pk).update(publish_at=NOON - timedelta(hours=2))
    assert kinds(world, "author", NOON) == {"overdue": ["publish"]}


def test_the_page_shows_the_groups_and_one_main_button(client_for, post_in):
    posts = [post_in("submitted") for _ in range(3)]
    Post.objects.filter(pk=posts[1].pk).update(decide_by=timezone.now() - timedelta(days=1))
    response = client_for("approver").get("/")
    page = response.content.decode()
    assert [group.code for group in response.context["groups"]][0] == "overdue"
    assert response.context["count"] == 3
    assert page.count("btn-primary") == 1
    assert page.index(f'href="/content/posts/{posts[1].pk}/"') < page.index(f'href="/content/posts/{posts[0].pk}/"')


def test_the_navigation_counts_what_waits_for_the_decision_of_this_person(client_for, post_in):
    post_in("submitted")
    post_in("second")
    post_in("approved")
    counts = {}
    for login in ("approver", "approver2", "author", "head", "auditor"):
        nav = client_for(login).get("/help/").context["ui"]["nav"]
        counts[login] = {entry["url"]: entry["count"] for entry in nav if entry["count"]}
    assert counts["approver"] == {"/content/queue/": "1"}
    assert counts["approver2"] == {"/content/queue/": "2"}
    assert counts["author"] == counts["head"] == counts["auditor"] == {}


def test_the_navigation_marks_where_one_is(client_for):
    nav = client_for("author").get("/content/posts/").context["ui"]["nav"]
    assert [entry["url"] for entry in nav if entry["current"]] == ["/content/posts/"]


@pytest.mark.parametrize(("language", "words"), [("en", "All work is done"), ("bn", "সব কাজ শেষ")])
def test_when_nothing_waits_the_page_says_so(client_for, language, words):
    page = client_for("auditor", language).get("/").content.decode()
    assert words in page
    assert page.count('class="empty"') == 1


def published(post, moment):
    Publication.objects.filter(post=post).update(published_at=moment)


def test_this_weeks_updates_are_counted_against_the_two_that_are_owed(world, post_in):
    week = week_of(NOON.date())
    sunday = datetime.combine(week.first, datetime.min.time(), DHAKA)
    for moment in (sunday, NOON, sunday - timedelta(seconds=1)):
        published(post_in("published"), moment)
    published(post_in("published", account="oth"), NOON)
    line = week_lines(world.person("author"), NOON)[0]
    assert (line.account, line.updates, line.owed, line.shape) == (world.account(), 2, 2, "ok")
    assert week_lines(world.person("author"), NOON + timedelta(days=7))[0].shape == "warn"
    assert week_lines(world.person("head"), NOON) == []


def test_the_duty_of_the_week_is_that_of_its_day(world):
    old = Parameter.objects.get(clause__edition__is_default=True, name="updates_per_week")
    Parameter.objects.filter(pk=old.pk).update(value="5")
    line = week_lines(world.person("author"), NOON)[0]
    assert (line.updates, line.owed, line.shape) == (0, 5, "warn")


def test_a_suspended_account_owes_nothing(world):
    type(world.account()).objects.filter(handle="dist").update(status="suspended")
    assert week_lines(world.person("author"), NOON) == []


def queries(client):
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/").status_code == 200
    return len(caught)


def test_a_person_on_many_teams_with_much_work_asks_as_often(client_for, world, post_in, account_in):
    client, person, head = client_for("author"), world.person("author2"), world.person("head")
    post_in("approved", text=BLOCKED[:20])
    few = queries(client)
    for _ in range(6):
        account = account_in("active")
        add_member(account=account, person=person, may_write=True, may_approve=False, by=head)
        post_in("approved")
        post_in("returned")
    assert len(week_lines(world.person("author"), timezone.now())) == 7
    assert queries(client) == few <= 15


def test_the_head_of_an_office_with_more_accounts_is_asked_as_often(client_for, world, account_in):
    client = client_for("head")
    few = queries(client)
    for _ in range(4):
        account_in("active")
    page = client.get("/").content.decode()
    assert page.count("duties never stated") == 6
    assert queries(client) == few <= 22, "what a head's offices owe is asked, too"


def test_the_page_says_when_reminders_were_last_sent(client_for):
    assert "have not been sent yet" in client_for("author").get("/").content.decode()
    run_all()
    page = client_for("author").get("/")
    assert abs(page.context["last_sweep"] - timezone.now()) < timedelta(minutes=1)
    assert "have not been sent yet" not in page.content.decode()


def test_at_most_five_unread_notices_stand_beside_the_work(client_for, post_in):
    for _ in range(7):
        post_in("approved")
    Notice.objects.update(not_before=timezone.now())  # as if their minute of undo were over
    notices = client_for("author").get("/").context["notices"]
    assert len(notices) == 5
    assert [notice.pk for notice in notices] == sorted((notice.pk for notice in notices), reverse=True)


def test_who_left_the_team_has_no_work_of_it_and_another_writer_goes_on(post_in, world):
    post_in("returned")
    end_role(role=Role.objects.get(person=world.person("author")), by=world.person("administrator"))
    assert work_groups(world.person("author"), timezone.now()) == []
    (group,) = work_groups(world.person("author2"), timezone.now())
    assert [item.kind for item in group.items] == ["returned"]


def test_what_became_of_a_post_is_told_to_who_writes_for_the_account_today(post_in, world):
    post = post_in("submitted")
    end_role(role=Role.objects.get(person=world.person("author")), by=world.person("administrator"))
    return_post(post=post, by=world.person("approver"), version=post.version, seen=1, reason="তারিখটি ঠিক করুন।")
    told = Notice.objects.filter(kind="post_returned").values_list("recipient__email", flat=True)
    assert list(told) == ["author2@test.example"]
