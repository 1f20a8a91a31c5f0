"""Goals 1 and 2 once more, in blocks that the database reads instead of milliseconds.

Blocks are the same on every machine, whatever else it does: the suite measures them with fewer posts than the goals ask
for, where a time would say nothing.
"""

import json
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.databases import SMALL, pair, use
from bench.goals import Figure, Goals
from bench.queue import GROWTH, QUERIES, pages_of
from bench.visits import Target

AMONG = " of one account among thousands"
APART = 3  # rows of an account that rarely posts lie in a block each


def run(goals: Goals, rows: int) -> None:
    """An approver's queue, list and archive, first and far page, small and large; and those of one with few posts."""
    small, large = ({target.name.split(" ", 1)[1]: _blocks(target) for target in own} for own in _pages(goals, rows))
    for page, (near, _queries) in small.items():
        blocks, queries = large[page]
        figures = [Figure(blocks / near, GROWTH, "x small"), Figure(queries, QUERIES, "queries")]
        goals.all_most(page, figures, f"{near} → {blocks} blocks")
    for page in ("queue", "list", "archive"):
        (busy, _queries), (quiet, _queries) = large[f"{page}, first page"], large[f"{page}{AMONG}"]
        goals.most(f"{page}{AMONG}, of a busy one's", quiet / busy, APART, note=f"{quiet} of {busy} blocks")


def _pages(goals: Goals, rows: int) -> Iterator[list[Target]]:
    """What an approver asks for on each size, while this process works on its database."""
    for size, url in pair(goals, rows).items():
        use(url)
        found = pages_of(0, "small" if size == SMALL else "large")
        yield [target for target in found if target.name.endswith((" page", AMONG))]


def _blocks(target: Target) -> tuple[int, int]:
    """Blocks that the page's statements read, from memory or disk, and how many statements there are."""
    client = Client(HTTP_COOKIE=target.cookie, SERVER_NAME="127.0.0.1")
    client.get(target.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(target.path)
    found = 0
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
            (said,) = cursor.fetchone()
            plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
            found += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return found, len(captured)
