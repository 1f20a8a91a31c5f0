"""Goals 5, 6 and 7: the compliance dashboard over a whole nation, its tallies, and a night's evaluation."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office, Person
from accounts.selectors import internal_office_ids
from bench import nation
from bench.country import sign_in
from bench.databases import ROOT, bare, fresh, served, use
from bench.goals import Figure, Goals
from bench.nation import LARGE, SMALL, VIEWER
from bench.visits import ROUNDS, Target, medians
from govsocial.rulebook.models import Edition
from govsocial.tallies.models import COUNTED, Evaluation, Finding
from govsocial.tallies.sums import count_live, keep_sums
from govsocial.workdays.periods import Period, measured, quarter_of, week_of
from reviews.figures import Ask, figures
from reviews.selectors import compared, judged_clauses
from reviews.services.nightly import recount

WEEKS, QUARTERS = 12, 4
OF_BARE = {"week": 3, "quarter": 4}
GROWTH, TALLY_ROWS, QUERIES, OF_RECOUNT = 1.3, 1_000, 15, 100
STEP_SECONDS, NIGHT_MB = 10, 500
EDITION = "bd-2016"


def run(goals: Goals, _rows: int) -> None:
    """Make both nations, serve them beside the bare page, ask in turn; then count by hand what the tallies say."""
    urls = {size: _nation(goals, size) for size in (SMALL, LARGE)}
    bare_url, bare_cookie = bare()
    reads: dict[str, tuple[int, Counter[str]]] = {}
    with ExitStack() as stack:
        targets = [Target("bare", stack.enter_context(served("bench.bare.wsgi", bare_url)), "/", bare_cookie)]
        for size, url in urls.items():
            use(url)
            pages = _pages(stack.enter_context(served("govsocial.wsgi", url)), size)
            reads |= {page.name: _reads(page) for page in pages}
            targets += pages
        times = medians(targets)
    goals.say(f"{SMALL:,} and {LARGE:,} offices; bare {times['bare']:.1f} ms, median of {ROUNDS}")
    _judge(goals, times, reads)
    _compare(goals, week_of(timezone.localdate()), "district")
    _compare(goals, quarter_of(timezone.localdate()), "ministry")


def _nation(goals: Goals, size: int) -> str:
    """A database with everything evaluated, a past, and the tallies of its weeks and quarters."""
    url = fresh()
    nation.build(size)
    first = _night(url, "first")
    goals.say(_told(f"{size:,} offices, everything evaluated for the first time", first))
    nation.age()
    started, internal = time.perf_counter(), internal_office_ids()
    for period in _periods():
        keep_sums(period.name, count_live(*measured(period), internal))
        Evaluation.objects.update_or_create(period=period.name, defaults={"at": timezone.now()})
    spent = time.perf_counter() - started
    number = f"{Finding.objects.count():,} findings, {len(internal):,} offices with others below"
    goals.say(f"{number}: tallies of {WEEKS} weeks and {QUARTERS} quarters in {spent:.0f} s")
    nation.pass_a_day()
    night = _night(url, "ordinary")
    goals.say(_told(f"{size:,} offices, an ordinary night", night))
    if size == LARGE:
        goals.most("slowest step of an ordinary night", night["slowest"], STEP_SECONDS, "s", night["which"])
        goals.most("memory of an evaluation", max(first["peak_mb"], night["peak_mb"]), NIGHT_MB, "MB")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return url


def _periods() -> list[Period]:
    """The weeks and quarters up to today."""
    weeks, quarters = [week_of(timezone.localdate())], [quarter_of(timezone.localdate())]
    while len(weeks) < WEEKS:
        weeks.append(weeks[-1].previous())
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].previous())
    return [*weeks, *quarters]


def _night(url: str, kind: str) -> dict[str, Any]:
    """What an evaluation took that ran in a process of its own."""
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "--no-imports",
        "--command",
        f"from bench.night import {kind} as n; n()",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def _told(what: str, night: dict[str, Any]) -> str:
    asked = night["answers"]
    return (
        f"{what}: {night['seconds']:.0f} s, {night['steps']} steps, {asked:,} answers of checks "
        f"({asked / night['seconds']:,.0f}/s), {night['changed']:,} changed, slowest step {night['slowest']:.1f} s, "
        f"{night['peak_mb']:.0f} MB {night['result']}"
    )


def _pages(port: int, size: int) -> list[Target]:
    """The dashboard of the whole nation: of this week by district, of this quarter by ministry."""
    cookie, page = sign_in(Person.objects.get(email=VIEWER)), reverse("dashboard:compliance")
    quarter = quarter_of(timezone.localdate()).name
    wanted = {
        "week": (f"{page}?by=district", 64),
        "quarter": (f"{page}?by=ministry&period={quarter}", 60),
        "week, all": (f"{page}?by=district&all=1", 64),
        "quarter, all": (f"{page}?by=ministry&period={quarter}&all=1", 60),
    }
    return [Target(f"{size} {name}", port, path, cookie, rows) for name, (path, rows) in wanted.items()]


def _reads(target: Target) -> tuple[int, Counter[str]]:
    """Queries of a page, and how many rows of tallies and findings it reads; the first visit writes its session."""
    client = Client(HTTP_COOKIE=target.cookie, SERVER_NAME="127.0.0.1")
    client.get(target.path)
    with CaptureQueriesContext(connection) as captured, _counted() as rows:
        client.get(target.path)
    return len(captured), rows


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    """Rows that statements return, by the table they read from."""
    rows: Counter[str] = Counter()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        for table in ("tallies_tally", "tallies_finding"):
            if f'FROM "{table}"' in sql:
                rows[table] += max(context["cursor"].cursor.rowcount, 0)
        return result

    with connection.execute_wrapper(note):
        yield rows


def _judge(goals: Goals, times: dict[str, float], reads: dict[str, tuple[int, Counter[str]]]) -> None:
    for name, bound in OF_BARE.items():
        found, near = times[f"{LARGE} {name}"], times[f"{SMALL} {name}"]
        queries, rows = reads[f"{LARGE} {name}"]
        parts = [Figure(found / times["bare"], bound, "x bare"), Figure(found / near, GROWTH, "x small")]
        parts += [Figure(rows["tallies_tally"], TALLY_ROWS, "tallies read"), Figure(queries, QUERIES, "queries")]
        note = f"{found:.1f} ms, {rows['tallies_finding']} groups of findings read"
        goals.all_most(f"dashboard of a {name}", parts, note)
        every, (_queries, of_all) = times[f"{LARGE} {name}, all"], reads[f"{LARGE} {name}, all"]
        goals.say(
            f"every row instead of the worst ten: {every:.1f} ms, {of_all['tallies_tally']:,} tallies, one a cell"
        )


def _compare(goals: Goals, period: Period, group: str) -> None:
    """The same figures from the tallies and from the findings; and every tally of the period counted again."""
    root = Office.objects.get(parent=None)
    offices = {root.pk, *(office.pk for office in compared(root, group)[0])}
    codes = [clause.code for clause in judged_clauses(Edition.objects.get(code=EDITION), period.first)]
    reading, counting = [], []
    for _run in range(5):
        started = time.perf_counter()
        kept = figures(EDITION, Ask([period], offices, codes))[period.name]
        reading.append(time.perf_counter() - started)
    for _run in range(3):
        started = time.perf_counter()
        live = count_live(*measured(period), offices, edition=EDITION)
        counting.append(time.perf_counter() - started)
    counted = {
        (office, clause): {name: counts[name] for name in COUNTED} for (_e, clause, office), counts in live.items()
    }
    wrong = sum(counted.get(key) != kept[key].counts if key in kept else True for key in {*kept, *counted})
    read, count = statistics.median(reading), statistics.median(counting)
    goals.most(f"tallies of a {period.kind} that differ from a recount", wrong + len(recount(period)), 0, "rows")
    note = f"{len(kept):,} figures of {len(offices)} offices: {read * 1000:.1f} ms, counted {count * 1000:,.0f} ms"
    goals.least(
        f"reading the tallies of a {period.kind}, times faster than counting", count / read, OF_RECOUNT, note=note
    )
