"""The archive: everything that went out, found by words and filters, shown as it looked, and read by nobody else."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from content.archive import ArchiveFilters
from content.models import Post, Publication
from content.models.states import PostState
from content.services import archive_exports
from tests.content.conftest import page
from tests.world import World

pytestmark = pytest.mark.both_databases
ARCHIVE = reverse("content:post_archive")
LIMIT = 8  # queries


@pytest.fixture
def ask(client_for: Callable[..., Any]) -> Callable[..., HttpResponse]:
    def do(login: str = "author", **query: Any) -> HttpResponse:
        return client_for(login).get(f"{ARCHIVE}?{urlencode(query)}")

    return do


@pytest.fixture
def out(post_in: Callable[..., Post]) -> Callable[..., Post]:
    """A published post with fields of it and of its publication set as the case needs."""

    def make(text: str, account: str = "dist", *, days: int = 0, post: Any = None, **publication: Any) -> Post:
        made = post_in("published", account=account, text=text)
        publication.setdefault("published_at", timezone.now() - timedelta(days=days))
        Publication.objects.filter(post=made).update(**publication)
        Post.objects.filter(pk=made.pk).update(**(post or {}))
        return made

    return make


def headlines(response: HttpResponse) -> list[str]:
    return [row.post.headline for row in response.context["page"].rows]


def test_the_newest_by_its_time_on_the_platform_stands_first(ask: Callable, out: Callable, post_in: Callable):
    for text, days in (("প্রথম", 3), ("দ্বিতীয়", 9), ("তৃতীয়", 1)):
        out(text, days=days)
    post_in("approved", text="এখনো যায়নি")
    assert headlines(ask()) == ["তৃতীয়", "প্রথম", "দ্বিতীয়"]


@pytest.mark.parametrize("state", ["corrected", "retracted", "archived"])
def test_what_followed_keeps_it_in_the_archive(state: str, ask: Callable, out: Callable):
    out("আগের", post={"status": state})
    out("অন্য")
    assert headlines(ask(state=state)) == ["আগের"]
    with override("en"):
        assert f"{PostState(state).label}</span>" in page(ask(state=state))


def test_pages_go_on_across_posts_of_one_moment(client_for: Callable, out: Callable, monkeypatch: pytest.MonkeyPatch):
    at, seen, client, url = timezone.now(), [], client_for("author"), "?q=পোস্ট"
    for number in range(5):
        out(f"পোস্ট {number}", published_at=at)
    monkeypatch.setattr("content.views.archive.page_of.__kwdefaults__", {"order": "-id", "size": 2})
    while url:
        response = client.get(f"{ARCHIVE}{url}")
        seen += headlines(response)
        url = response.context["page"].next_url
    assert seen == [f"পোস্ট {number}" for number in (4, 3, 2, 1, 0)]


FILTERS = [
    ({"q": "মেলা"}, {"text": "বই মেলার খবর"}, {"text": "অন্য খবর"}),
    ({"state": "retracted"}, {"post": {"status": "retracted"}}, {}),
    ({"important": "1"}, {"post": {"is_important": True}}, {}),
    ({"changed": "1"}, {"is_unchanged": False, "change_note": "ছবি"}, {}),
    ({"since": "২০/১১/২০২৫"}, {"published_at": "2025-11-19T18:00Z"}, {"published_at": "2025-11-19T17:59Z"}),
    ({"until": "2025-11-20"}, {"published_at": "2025-11-20T17:59Z"}, {"published_at": "2025-11-20T18:00Z"}),
    ({"q": "মেলা খবর", "important": "1"}, {"text": "মেলার খবর", "post": {"is_important": True}}, {"text": "মেলার খবর"}),
]


@pytest.mark.parametrize(("query", "fits", "other"), FILTERS, ids=[",".join(case[0]) for case in FILTERS])
def test_a_filter_keeps_what_fits(query: dict, fits: dict, other: dict, ask: Callable, out: Callable):
    wanted, unwanted = ({"text": "খবর", **fields} for fields in (fits, other))
    found, left = out(**wanted), out(**unwanted)
    shown = [row.post_id for row in ask(**query).context["page"].rows]
    assert (found.pk in shown, left.pk in shown) == (True, False)


def test_filters_by_account_platform_and_purpose(world: World, ask: Callable, out: Callable):
    out("জেলার")
    own = world.account().pk
    assert headlines(ask("supervisor", account=own)) == headlines(ask("supervisor", platform="facebook")) == ["জেলার"]
    assert headlines(ask(purpose="4-ga")) == ["জেলার"]
    for other in ({"account": own + 999}, {"platform": "x"}, {"purpose": "4-ka"}):
        assert headlines(ask(**other)) == []


def test_a_date_that_is_none_is_said_beside_its_field(ask: Callable, out: Callable):
    out("আগের")
    response = ask(since="৩১/০২/২০২৬")
    assert headlines(response) == ["আগের"]
    assert "Give a date as day/month/year." in page(response)
    assert 'value="৩১/০২/২০২৬"' in page(response)


def test_words_that_are_none_find_nothing_and_say_so(ask: Callable, out: Callable):
    out("আগের")
    assert headlines(ask(q="!!!")) == []
    assert "Nothing found" in page(ask(q="!!!"))


@pytest.mark.parametrize("few", [0, 5_000])
def test_both_ways_of_looking_find_the_same(few: int, ask: Callable, out: Callable, monkeypatch: pytest.MonkeyPatch):
    """Few posts with the words are looked up, many are met on the way."""
    for number in range(3):
        out(f"মেলার খবর {number}", days=number)
        out(f"অন্য {number}", days=number)
    monkeypatch.setattr("content.archive.FEW", few)
    assert headlines(ask(q="মেলা")) == ["মেলার খবর 0", "মেলার খবর 1", "মেলার খবর 2"]


def test_everybody_sees_the_archive_of_what_is_theirs(ask: Callable, out: Callable, world: World):
    out("জেলার"), out("পাশের", account="oth"), out("উপজেলার", account="upz")
    seen = {login: set(headlines(ask(login))) for login in ("author", "head", "upz_head", "oth_author", "officer")}
    assert seen["author"] == seen["head"] == {"জেলার"}
    assert (seen["upz_head"], seen["oth_author"], seen["officer"]) == ({"উপজেলার"}, {"পাশের"}, set())
    for login in ("supervisor", "auditor", "cabinet"):
        assert set(headlines(ask(login))) == {"জেলার", "পাশের", "উপজেলার"}
    assert headlines(ask("far_supervisor")) == headlines(ask("far_supervisor", account=world.account().pk)) == []


@pytest.mark.parametrize("login", ["author", "head", "supervisor"])
@pytest.mark.parametrize("query", [{}, {"q": "খবর"}, {"q": "খবর", "since": "2020-01-01", "important": "1"}])
def test_the_archive_costs_the_same_queries_at_any_size(login: str, query: dict, out: Callable, client_for: Callable):
    counts = []
    for more in (1, 6):
        for number in range(more):
            out(f"খবর {number}", post={"is_important": True})
        client = client_for(login)
        client.get(ARCHIVE, query)  # the first visit of a session writes its row
        with CaptureQueriesContext(connection) as captured:
            client.get(ARCHIVE, query)
        counts.append(len(captured))
    # Who oversees or heads an office has her pages looked up, besides the words.
    assert counts[0] == counts[1] <= (LIMIT + 1 if login != "author" and "q" in query else LIMIT)


def test_a_post_is_shown_as_it_went_out(client_for: Callable, out: Callable):
    post = out("মেলার খবর", is_unchanged=False, change_note="বানান ঠিক করা হয়েছে", post={"is_important": True})
    publication = Publication.objects.get(post=post)
    shown = page(client_for("author").get(reverse("content:post_archived", args=[post.pk])))
    for words in ("মেলার খবর", publication.link, publication.text_hash, "বানান ঠিক করা হয়েছে", "posted changed"):
        assert words in shown
    assert '<form method="post" action="/content' not in shown


def test_a_later_version_does_not_change_what_is_shown(client_for: Callable, out: Callable):
    post = out("মেলার খবর")
    first = post.current
    later = type(first).objects.get(pk=first.pk)
    later.pk, later.number, later.text = None, first.number + 1, "পরের লেখা"
    later.save()
    Post.objects.filter(pk=post.pk).update(current=later)
    shown = page(client_for("author").get(reverse("content:post_archived", args=[post.pk])))
    assert "মেলার খবর" in shown
    assert "পরের লেখা" not in shown


def test_correction_and_retraction_are_told(client_for: Callable, out: Callable, world: World):
    post = out("ভুল খবর", post={"status": "corrected"})
    fixed = out("ঠিক খবর", is_correction=True, post={"corrects": post})
    by, now = world.person("author"), timezone.now()
    facts = {"what": "তারিখ ভুল ছিল", "noticed_at": now, "noticed_by": by, "due_at": now, "due_why": {}}
    post.mistakes.create(**facts, state="corrected", settled_at=now, settled_by=by)
    client = client_for("author")
    assert reverse("content:post_archived", args=[fixed.pk]) in page(client.get(f"{ARCHIVE}{post.pk}/"))
    assert "তারিখ ভুল ছিল" in page(client.get(f"{ARCHIVE}{post.pk}/"))
    assert reverse("content:post_archived", args=[post.pk]) in page(client.get(f"{ARCHIVE}{fixed.pk}/"))


def test_what_never_went_out_is_not_in_the_archive(client_for: Callable, post_in: Callable):
    post = post_in("approved")
    assert client_for("author").get(reverse("content:post_archived", args=[post.pk])).status_code == 404


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_file_holds_what_the_filters_find(client_for: Callable, out: Callable):
    out("=HYPERLINK(1) মেলা", days=1), out("মেলার দ্বিতীয় দিন"), out("অন্য")
    rows = rows_of(client_for("author").get(reverse("content:post_archive_export"), {"q": "মেলা"}))
    assert [row["headline"] for row in rows] == ["মেলার দ্বিতীয় দিন", "'=HYPERLINK(1) মেলা"]
    assert rows[0]["published_at"].startswith(f"{timezone.localdate():%Y-%m-%d}T")
    assert len(rows[0]["sha256"]) == 64


def test_the_file_has_an_end(client_for: Callable, out: Callable, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive_exports, "MOST", 2)
    for number in range(3):
        out(f"খবর {number}")
    assert len(rows_of(client_for("author").get(reverse("content:post_archive_export")))) == 2
    assert rows_of(client_for("oth_author").get(reverse("content:post_archive_export"))) == []


def test_an_address_is_read_as_far_as_it_makes_sense():
    given = {"account": "১২", "platform": "none", "state": "draft", "purpose": "x", "since": "", "q": " \u0995\u09be "}
    filters = ArchiveFilters.of(given)  # type: ignore[arg-type]
    assert (filters.account, filters.platform, filters.state, filters.purpose, filters.q) == (12, "", "", "", "কা")
    assert not ArchiveFilters.of({}).is_set  # type: ignore[arg-type]
