"""Lists of posts: as many queries for thirty rows as for three, and no row twice or missed while others are added."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Decision, Post
from content.models.states import PostState
from govsocial.notifications.models import Notice
from govsocial.notifications.services import notify
from tests.content.conftest import page
from tests.factories import BLOCKED

pytestmark = pytest.mark.both_databases
PAGE = 25
POST_PAGE = 20  # queries: 17 while it waits; what followed a publication asks for three more
# page: (who looks, state of the posts, most queries)
LISTS = {
    "content:post_list": ("author", "submitted", 8),
    "content:post_queue": ("approver", "submitted", 8),
    "dashboard:notice_list": ("approver", "submitted", 8),
    "dashboard:my_work": ("approver", "submitted", 15),
}


def queries(client, path):
    """All queries of one request, session and signed-in person included."""
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path)
    assert response.status_code == 200
    return [query["sql"] for query in caught]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_database_as_often_for_thirty_rows_as_for_three(client_for, post_in, name):
    login, state, most = LISTS[name]
    client, path = client_for(login), reverse(name)
    for _ in range(3):
        post_in(state)
    few = queries(client, path)
    for _ in range(27):
        post_in(state)
    many = queries(client, path)
    assert len(many) == len(few), [sql[:300] for sql in many]
    assert len(many) <= most, [sql[:300] for sql in many]


@pytest.mark.parametrize("state", [state.value for state in PostState])
@pytest.mark.parametrize("login", ["author", "approver2"])
def test_a_post_asks_as_often_with_thirty_others_waiting(client_for, post_in, state, login):
    post = post_in(state)
    client, path = client_for(login), reverse("content:post_detail", args=[post.pk])
    few = queries(client, path)
    post_in("submitted")
    numbered(28)
    many = queries(client, path)
    assert len(many) == len(few), [sql[:300] for sql in many]
    assert len(many) <= POST_PAGE, [sql[:300] for sql in many]


def test_a_post_asks_as_often_with_twenty_hits_as_with_one(client_for, post_in):
    one, twenty = post_in("draft", text=BLOCKED), post_in("draft", text="\n".join([BLOCKED] * 20))
    client = client_for("author")
    paths = [reverse("content:post_submit", args=[post.pk]) for post in (one, twenty)]
    few, many = (queries(client, path) for path in paths)
    assert len(few) == len(many) <= 15


def walk(client, path, between=lambda: None):
    """Ids on all pages, following “next page”; `between` happens while somebody reads a page."""
    found, url = [], path
    for _ in range(20):
        shown = client.get(url).context["page"]
        found += [row.pk for row in shown.rows]
        if not shown.next_url:
            return found
        url = path + shown.next_url
        between()
    raise AssertionError("the list does not end")


def numbered(count):
    """Bare rows of waiting posts, quickly: only the order matters here."""
    first = Post.objects.order_by("pk").last()
    return Post.objects.bulk_create(
        Post(**{f.attname: getattr(first, f.attname) for f in Post._meta.concrete_fields if not f.primary_key})
        for _ in range(count)
    )


@pytest.mark.parametrize("name", ["content:post_list", "content:post_queue"])
def test_every_post_stands_on_exactly_one_page_while_others_are_added(client_for, post_in, name):
    post_in("submitted")
    numbered(60)
    there = sorted(Post.objects.values_list("pk", flat=True))
    found = walk(client_for("approver"), reverse(name), between=lambda: numbered(3))
    assert len(found) == len(set(found))
    assert set(there) <= set(found)


def test_every_notice_stands_on_exactly_one_page_while_others_arrive(client_for, world, post_in):
    post, person = post_in("draft"), world.person("author2")
    facts = {"url": "/", "facts": {"headline": "শিরোনাম"}}

    def arrive(count=3):
        stage = Notice.objects.count()
        for number in range(count):
            notify("post_returned", post, [person], stage=f"{stage}-{number}", **facts)

    arrive(60)
    there = set(Notice.objects.filter(recipient=person).values_list("pk", flat=True))
    found = walk(client_for("author2"), reverse("dashboard:notice_list"), between=arrive)
    assert sorted(found) == sorted(set(found))
    assert there <= set(found)


def test_a_filter_stays_on_the_next_page(client_for, post_in):
    post_in("draft")
    post_in("submitted")
    numbered(30)
    response = client_for("approver").get(reverse("content:post_list"), {"state": "submitted"})
    following = response.context["page"].next_url
    assert "state=submitted" in following
    second = client_for("approver").get(reverse("content:post_list") + following)
    assert {row.status for row in second.context["page"].rows} == {"submitted"}
    assert second.context["page"].first_url == "?state=submitted"


@pytest.mark.parametrize("cursor", ["-1", "x", "²", "৯৯", "1e9", "9" * 40, " 1", "0x10", "%00"])
def test_a_cursor_nobody_gave_shows_the_first_page(client_for, post_in, cursor):
    post = post_in("submitted")
    response = client_for("approver").get(reverse("content:post_list"), {"after": cursor})
    assert [row.pk for row in response.context["page"].rows] == [post.pk]


def test_the_queue_is_oldest_first_with_hits_counted(client_for, post_in):
    first, second = post_in("submitted"), post_in("second")
    response = client_for("approver2").get(reverse("content:post_queue"))
    listed = response.context["page"].rows
    assert [post.pk for post in listed] == [first.pk, second.pk]
    assert listed[1].blocks == second.current.screening.hits.filter(severity="block").count()
    assert len(re.findall(r"btn-primary", page(response))) == 1


def test_the_queue_shows_ones_last_five_decisions(client_for, post_in):
    for _ in range(6):
        post_in("approved")
    Decision.objects.update(at=F("at") - timedelta(minutes=2))  # none can be undone any more
    response = client_for("approver").get(reverse("content:post_queue"))
    times = [decision.at for decision in response.context["recent"]]
    assert len(times) == 5
    assert times == sorted(times, reverse=True)
    assert times[0] <= timezone.now()
