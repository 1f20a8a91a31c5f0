"""The approver's queue: what is due first stands first; filters, the way to the next post, who looks, undo."""

from datetime import timedelta
from datetime import timezone as dt_timezone
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import TeamMember
from content.archive import NEWEST
from content.models import Decision, Post, PostLook, Publication
from content.queue_filters import ORDER
from content.services.looking import forget_looks
from govsocial.web.paging import page_of
from tests.content.conftest import page, rows
from tests.factories import REASON, fresh_post

pytestmark = pytest.mark.both_databases
QUEUE = "content:post_queue"
MOST_QUEUE, MOST_POST = 8, 17


def due(post, hours, **fields):
    """Give a waiting post another time to be decided by."""
    Post.objects.filter(pk=post.pk).update(decide_by=timezone.now() + timedelta(hours=hours), **fields)
    return fresh_post(post)


def listed(response):
    return [post.pk for post in response.context["page"].rows]


def walk(client, query=""):
    """Ids on all pages, following “next page”."""
    found, url = [], f"{reverse(QUEUE)}{query}"
    while url:
        shown = client.get(url).context["page"]
        found += [row.pk for row in shown.rows]
        url = shown.next_url and f"{reverse(QUEUE)}{shown.next_url}"
    return found


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in caught]


def test_what_is_due_first_stands_first(client_for, post_in):
    late, soon, over = (due(post_in("submitted"), hours) for hours in (30, 2, -1))
    assert listed(client_for("approver").get(reverse(QUEUE))) == [over.pk, soon.pk, late.pk]


def test_posts_due_at_one_moment_are_paged_without_loss(client_for, post_in):
    made = [post_in("submitted").pk for _ in range(60)]
    same = timezone.now() + timedelta(hours=3)
    Post.objects.filter(pk__in=made[5:55]).update(decide_by=same)
    Post.objects.filter(pk__in=made[:5]).update(decide_by=same + timedelta(hours=1))
    Post.objects.filter(pk__in=made[55:]).update(decide_by=same - timedelta(hours=1))
    assert walk(client_for("approver")) == [*made[55:], *made[5:55], *made[:5]]


def test_a_cursor_holds_the_moment_to_the_microsecond(client_for, post_in):
    made = [post_in("submitted").pk for _ in range(30)]
    start = timezone.now()
    for place, pk in enumerate(made):
        Post.objects.filter(pk=pk).update(decide_by=start + timedelta(microseconds=place))
    assert walk(client_for("approver")) == made


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "5",
        "~",
        "2026-01-01~1",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00+00:00~x",
        "9999-12-31T23:59:59+00:00~1",
        "2100-12-31T23:59:59-23:59~5",
        "0001-01-01T00:00:00+23:59~5",
        "9999-12-31T23:59:59-23:59~5",
        "১~২",
    ],
)
def test_a_bad_cursor_shows_the_first_page(client_for, post_in, cursor):
    post = post_in("submitted")
    assert listed(client_for("approver").get(reverse(QUEUE), {"after": cursor})) == [post.pk]


MOMENTS = ["2026-01-01", "1971-01-01", "2100-12-31", "0001-01-01", "9999-12-31", "2026-W01-1", "20260101", "2026-02-30"]
TIMES = ["", "T00:00:00", "T23:59:59.999999", "T24:00", "t12", " 12:00", "T12:00:60", "T1200"]
OFFSETS = ["", "Z", "+00:00", "+23:59:59", "-23:59:59.999999", "+24:00", "-00:00:00.000001", "+১২:০০"]


@pytest.mark.parametrize(
    ("rows", "order"),
    [(Post.objects.decidable_by, ORDER), (Publication.objects.visible_to, NEWEST)],
    ids=["queue", "out"],
)
def test_no_cursor_that_somebody_made_up_breaks_a_page(rf, post_in, world, rows, order):
    post_in("submitted")
    wanted = rows(world.person("approver"))
    for key, (moment, clock, offset) in enumerate(product(MOMENTS, TIMES, OFFSETS)):
        page_of(rf.get("/", {"after": f"{moment}{clock}{offset}~{key}"}), wanted, order=order)


def test_an_odd_offset_names_the_same_moment(client_for, post_in):
    first, second = due(post_in("submitted"), 1), due(post_in("submitted"), 2)
    zone = dt_timezone(timedelta(hours=23, minutes=59, seconds=59))
    cursor = f"{first.decide_by.astimezone(zone).isoformat()}~{first.pk}"
    assert listed(client_for("approver").get(reverse(QUEUE), {"after": cursor})) == [second.pk]


def test_the_next_page_keeps_the_filters(client_for, post_in):
    for _ in range(26):
        post_in("submitted")
    shown = client_for("approver").get(reverse(QUEUE), {"hits": "clean"}).context["page"]
    assert parse_qs(urlsplit(shown.next_url).query)["hits"] == ["clean"]


def test_filters_choose_by_account_platform_hits_time_and_second_word(client_for, post_in, world):
    clean, second, passed = post_in("submitted"), post_in("second"), post_in("submitted")
    Post.objects.filter(pk=passed.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    client, account = client_for("approver2"), world.account()
    chosen = {
        "hits=clean": [clean.pk, passed.pk],
        "hits=found": [second.pk],
        "only=second": [second.pk],
        "only=passed": [passed.pk],
        f"account={account.pk}": [clean.pk, second.pk, passed.pk],
        f"account={account.pk + 99}": [],
        "platform=facebook": [clean.pk, second.pk, passed.pk],
        "platform=x": [],
        "hits=clean&only=passed": [passed.pk],
        "hits=nonsense&account=x&only=1": [clean.pk, second.pk, passed.pk],
    }
    found = {query: listed(client.get(f"{reverse(QUEUE)}?{query}")) for query in chosen}
    assert found == chosen


def test_rows_say_what_is_special(client_for, post_in):
    second, passed = post_in("second"), post_in("submitted")
    Post.objects.filter(pk=passed.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    shown = page(client_for("approver2").get(reverse(QUEUE)))
    assert "second approval" in shown
    assert "time passed" in shown
    assert second.headline in shown


def test_queue_and_post_ask_as_often_for_many_as_for_few(client_for, post_in):
    post = post_in("submitted")
    client, paths = client_for("approver"), [reverse(QUEUE), reverse("content:post_detail", args=[post.pk])]
    few = [len(queries(client, path)) for path in paths]
    for _ in range(29):
        post_in("submitted")
    many = [len(queries(client, path)) for path in paths]
    assert few == many
    assert many[0] <= MOST_QUEUE
    assert many[1] <= MOST_POST


def test_a_post_shows_its_place_and_the_way_to_its_neighbours(client_for, post_in):
    first, middle, last = (due(post_in("submitted"), hours) for hours in (1, 2, 3))
    shown = client_for("approver").get(reverse("content:post_detail", args=[middle.pk])).context
    assert (shown["place"], shown["waiting"]) == (2, 3)
    assert (shown["previous"], shown["next"]) == (first.pk, last.pk)
    assert [row.pk for row in shown["queue"]] == [first.pk, middle.pk, last.pk]


def test_a_decision_leads_to_the_post_that_is_due_next(send, post_in):
    first, middle, last = (due(post_in("submitted"), hours) for hours in (1, 2, 3))
    response = send("approver", "approve", middle, next="queue", queue="?hits=clean")
    assert response.url == f"{reverse('content:post_detail', args=[last.pk])}?hits=clean"
    assert send("approver", "return", last, next="queue").url == reverse("content:post_detail", args=[first.pk])
    assert send("approver", "reject", first, next="queue").url == reverse(QUEUE)


def test_the_page_after_a_decision_offers_to_undo_it(client_for, send, post_in):
    decided, following = post_in("submitted"), post_in("submitted")
    client = client_for("approver")
    send("approver", "approve", decided, next="queue")
    for path in (reverse("content:post_detail", args=[following.pk]), reverse(QUEUE)):
        assert reverse("content:post_undo", args=[decided.pk]) in page(client.get(path))
    Decision.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert reverse("content:post_undo", args=[decided.pk]) not in page(client.get(reverse(QUEUE)))


@pytest.mark.parametrize("left", [True, False])
def test_who_left_the_team_reads_no_more_of_what_she_decided(client_for, send, post_in, world, left):
    post = post_in("submitted")
    send("approver", "return", post)
    if left:
        TeamMember.objects.filter(person=world.person("approver")).update(until=timezone.now())
    send("author", "edit", fresh_post(post), text="একেবারে নতুন খসড়া")
    client = client_for("approver")
    assert client.get(reverse("content:post_detail", args=[post.pk])).status_code == (404 if left else 200)
    assert ("একেবারে নতুন খসড়া" in page(client.get(reverse(QUEUE)))) != left


def test_a_decision_that_was_undone_says_so(client_for, send, post_in):
    post = post_in("submitted")
    send("approver", "approve", post)
    Decision.objects.update(undone_at=timezone.now())
    assert "undone" in page(client_for("approver").get(reverse(QUEUE)))


@pytest.mark.parametrize(
    ("fields", "reason", "clause"),
    [
        ({"what_for": "facts"}, f"Facts to check: {REASON}", ""),
        ({"what_for": "needless"}, f"Not needed: {REASON}", "6-gha"),
        ({"what_for": "wording", "words": "পিঠা উৎসব"}, f"Wording “পিঠা উৎসব”: {REASON}", ""),
        ({"what_for": "other", "words": "পিঠা"}, f"“পিঠা”: {REASON}", ""),
        ({}, REASON, ""),
    ],
)
def test_a_return_says_what_it_is_about(send, post_in, fields, reason, clause):
    post = post_in("submitted")
    assert send("approver", "return", post, **fields).status_code == 302
    decision = Decision.objects.get()
    assert (decision.reason, decision.clause) == (reason, clause)


@pytest.mark.parametrize(
    "fields", [{"what_for": "nonsense"}, {"reason": "কম", "what_for": "facts"}, {"words": "ক" * 201}]
)
def test_a_chosen_word_is_no_reason_by_itself(send, post_in, fields):
    post = post_in("submitted")
    before = rows()
    assert send("approver", "return", post, **fields).status_code == 422
    assert rows() == before


def test_the_loser_of_a_race_is_offered_the_next_post(send, post_in):
    first, following = due(post_in("submitted"), 1), due(post_in("submitted"), 2)
    send("approver", "return", first)
    response = send("approver2", "approve", first)
    assert response.status_code == 409
    assert reverse("content:post_detail", args=[following.pk]) in page(response)


@pytest.mark.parametrize("view", ["as", "plain", "diff", "nonsense", ""])
def test_a_post_is_looked_at_in_three_ways(client_for, post_in, view):
    post = post_in("submitted")
    response = client_for("approver").get(reverse("content:post_detail", args=[post.pk]), {"view": view})
    assert response.context["view"] == (view if view in {"plain", "diff"} else "as")


def test_the_checks_name_a_post_with_the_same_text(client_for, post_in):
    old, new = post_in("approved"), post_in("submitted")
    shown = client_for("approver2").get(reverse("content:post_detail", args=[new.pk])).context
    assert [post.pk for post in shown["same"]] == [old.pk]
    assert ("warn", "") in [(check["kind"], check["clause"]) for check in shown["checks"]]
    Post.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=91))
    shown = client_for("approver2").get(reverse("content:post_detail", args=[new.pk])).context
    assert ("warn", "") not in [(check["kind"], check["clause"]) for check in shown["checks"]]


def looking(client_for, login, post):
    return client_for(login).post(reverse("content:post_looking", args=[post.pk]))


def test_who_looks_is_told_who_else_does(client_for, post_in, world):
    post = post_in("submitted")
    assert world.person("approver").name_en not in page(looking(client_for, "approver", post))
    assert world.person("approver").name_en in page(looking(client_for, "approver2", post))
    PostLook.objects.update(seen_at=timezone.now() - timedelta(minutes=2, seconds=1))
    assert page(looking(client_for, "approver2", post)).strip() == ""
    assert PostLook.objects.count() == 2


@pytest.mark.parametrize("login", ["author", "oth_approver", "auditor", "nobody"])
def test_nobody_else_looks(client_for, post_in, login):
    assert looking(client_for, login, post_in("submitted")).status_code == 404
    assert not PostLook.objects.exists()


def test_a_decided_post_is_looked_at_by_nobody(client_for, post_in):
    assert looking(client_for, "approver2", post_in("approved")).status_code == 404


def test_looks_of_yesterday_are_forgotten(client_for, post_in):
    looking(client_for, "approver", post_in("submitted"))
    assert forget_looks() == "0 looks forgotten"
    PostLook.objects.update(seen_at=timezone.now() - timedelta(days=1, minutes=1))
    assert forget_looks() == "1 looks forgotten"
