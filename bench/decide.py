"""Goal 8: approve and return through their forms, small and large."""

import secrets
import statistics
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from bench.country import BUSY, person, sign_in
from bench.databases import SMALL, pair, served, use
from bench.goals import Goals
from content.models import Post
from content.models.states import PostState
from govsocial.web.idempotency import SALT

ACTIONS = ("approve", "return")
QUERIES, GROWTH = 12, 1.2
ROUNDS, WARM_UP = 40, 5
CSRF = "b" * 32
STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def run(goals: Goals, rows: int) -> None:
    """Decide waiting posts in turn on both sizes; each post is decided once."""
    urls = pair(goals, rows)
    times: dict[tuple[int, str], list[float]] = {(size, action): [] for size in urls for action in ACTIONS}
    work = {}
    with ExitStack() as stack:
        for size, url in urls.items():
            use(url)
            approver = person("approver1", BUSY)
            cookie, posts = sign_in(approver), _waiting(approver)
            if size == rows:
                _count(goals, approver, cookie, posts)
            port = stack.enter_context(served("govsocial.wsgi", url))
            work[size] = (HTTPConnection("127.0.0.1", port, timeout=60), approver, cookie, posts)
        for number in range(ROUNDS + WARM_UP):
            for (size, action), found in times.items():
                spent = _post(*work[size], action)
                if number >= WARM_UP:
                    found.append(spent)
    for action in ACTIONS:
        small, large = (statistics.median(times[size, action]) for size in (SMALL, rows))
        note = f"{small:.1f} → {large:.1f} ms, {SMALL:,} and {rows:,} posts, median of {ROUNDS}"
        goals.most(f"{action}, large of small", large / small, GROWTH, note=note)


def _waiting(approver: Person) -> list[tuple[int, int]]:
    """Ids of posts to decide with the number of their version, used up from the end."""
    rows = Post.objects.decidable_by(approver).filter(status=PostState.SUBMITTED)
    wanted = len(ACTIONS) * (ROUNDS + WARM_UP + 1)
    return list(rows.order_by("-id").values_list("pk", "current__number")[:wanted])


def _form(approver: Person, seen: int) -> dict[str, object]:
    key = signing.Signer(salt=SALT).sign(f"{approver.pk}.{secrets.token_urlsafe(16)}")
    return {"idem": key, "version": 2, "seen": seen, "reason": "যাচাই করে দেখা হয়েছে, যেতে পারে।"}


def _count(goals: Goals, approver: Person, cookie: str, posts: list[tuple[int, int]]) -> None:
    """Statements of one request, and how many of them the frame of every request needs."""
    client = Client(HTTP_COOKIE=cookie, SERVER_NAME="127.0.0.1")
    client.get(reverse("web:help"))
    for action in ACTIONS:
        post, seen = posts.pop()
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(reverse(f"content:post_{action}", args=[post]), _form(approver, seen))
        if answer.status_code != 302:
            raise RuntimeError(f"{action} answered {answer.status_code}")
        found = [query["sql"] for query in captured if query["sql"].startswith(STATEMENTS)]
        goals.most(f"{action}, whole request", len(found), QUERIES, "queries", f"{len(captured)} with savepoints")


def _post(link: HTTPConnection, approver: Person, cookie: str, posts: list[tuple[int, int]], action: str) -> float:
    """Milliseconds of one decision."""
    post, seen = posts.pop()
    path = reverse(f"content:post_{action}", args=[post])
    headers = {
        "Cookie": f"{cookie}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    started = time.perf_counter()
    link.request("POST", path, urlencode(_form(approver, seen)), headers)
    response = link.getresponse()
    response.read()
    spent = (time.perf_counter() - started) * 1000
    if response.status != 302:
        raise RuntimeError(f"{path} answered {response.status}")
    return spent
