"""Goals 1, 2 and 4: the approval queue, the list of posts and the archive, small and large, near and far, by office
level."""

from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from bench.country import BUSY, HEADED, QUIET, SUPERVISED, person, sign_in
from bench.databases import SMALL, bare, pair, served, use
from bench.goals import Figure, Goals
from bench.visits import ROUNDS, Target, medians
from content.archive import NEWEST
from content.models import Post, Publication
from content.queue_filters import ORDER
from govsocial.web.paging import PAGE_SIZE, cursor_of

DEEP = 1_000
GROWTH, OF_BARE, QUERIES, SCOPED = 1.3, 3, 8, 1.5


def run(goals: Goals, rows: int) -> None:
    """Serve both sizes and the bare page, ask in turn, compare."""
    urls = pair(goals, rows)
    bare_url, bare_cookie = bare()
    with ExitStack() as stack:
        port = stack.enter_context(served("bench.bare.wsgi", bare_url))
        targets = [Target("bare", port, "/", bare_cookie)]
        counts: dict[str, int] = {}
        for size, url in urls.items():
            use(url)
            port = stack.enter_context(served("govsocial.wsgi", url))
            of_size = pages_of(port, "small" if size == SMALL else "large")
            counts |= {target.name: _queries(target) for target in of_size}
            targets += of_size
        times = medians(targets)
    goals.say(f"sizes {SMALL:,} and {rows:,} posts; bare {times['bare']:.1f} ms, median of {ROUNDS}")
    _judge(goals, times, counts)


def pages_of(port: int, size: str) -> list[Target]:
    """What is asked for on one server."""
    pages = []
    approver, head = person("approver1", BUSY), person("head", HEADED)
    queue, listing = reverse("content:post_queue"), reverse("content:post_list")
    archive = reverse("content:post_archive")
    waiting, visible = Post.objects.decidable_by(approver), Post.objects.visible_to(approver)
    out = Publication.objects.visible_to(approver)
    wanted = [
        ("queue, first page", approver, queue),
        ("queue, far page", approver, f"{queue}{_after(waiting, ORDER)}"),
        ("list, first page", approver, listing),
        ("list, far page", approver, f"{listing}{_after(visible, '-id')}"),
        ("archive, first page", approver, archive),
        ("archive, far page", approver, f"{archive}{_after(out, NEWEST)}"),
        ("queue of a head", head, queue),
    ]
    supervisors = {level: person("supervisor", code) for level, code in SUPERVISED.items()}
    wanted += [(f"queue of a supervisor, {level}", who, queue) for level, who in supervisors.items()]
    wanted += [(f"list of a supervisor, {level}", who, listing) for level, who in supervisors.items()]
    wanted += [(f"archive of a supervisor, {level}", who, archive) for level, who in supervisors.items()]
    if size == "large":
        quiet = person("approver1", QUIET)
        wanted += [("queue of one account among thousands", quiet, queue)]
        wanted += [("list of one account among thousands", quiet, listing)]
        wanted += [("archive of one account among thousands", quiet, archive)]
    cookies: dict[Person, str] = {}
    for name, who, path in wanted:
        cookie = cookies.setdefault(who, sign_in(who))
        few = PAGE_SIZE if "thousands" not in name else 1
        pages.append(Target(f"{size} {name}", port, path, cookie, few))
    return pages


def _after(rows: QuerySet[Any], order: str) -> str:
    """Query string of page 1,000, or of the last full page where there are fewer."""
    ids = list(rows.order_by(*order.split()).values_list("pk", flat=True)[: DEEP * PAGE_SIZE])
    full = (len(ids) // PAGE_SIZE - 1) * PAGE_SIZE
    return "?" + urlencode({"after": cursor_of(rows.get(pk=ids[full - 1]), order)})


def _queries(target: Target) -> int:
    """Queries of the page, asked twice: the first visit of a session writes its row."""
    client = Client(HTTP_COOKIE=target.cookie, SERVER_NAME="127.0.0.1")
    client.get(target.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(target.path)
    return len(captured)


def _judge(goals: Goals, times: dict[str, float], counts: dict[str, int]) -> None:
    """A line for each page of the large database: against the bare page, its queries, growth, and scope."""
    for name, queries in counts.items():
        size, page = name.split(" ", 1)
        if size != "large":
            continue
        found, near = times[name], times.get(f"small {page}")
        figures = [Figure(found / times["bare"], OF_BARE, "x bare"), Figure(queries, QUERIES, "queries")]
        note = f"{found:.1f} ms"
        if near:
            figures.append(Figure(found / near, GROWTH, "x small"))
            note += f", small {near:.1f} ms"
        goals.all_most(page, figures, note)
    head = times["large queue of a head"]
    for level in SUPERVISED:
        found = times[f"large queue of a supervisor, {level}"]
        goals.most(f"queue scoped to one {level}, of a head's queue", found / head, SCOPED)
