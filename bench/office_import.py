"""An import of 4,540 offices, and how far it is from the database's own COPY."""

import io
import time

from django.db import connection

from accounts.services.offices import import_offices
from bench.country import OFFICES, offices_csv
from bench.databases import fresh
from bench.goals import Goals

SECONDS = 60


def run(goals: Goals, _rows: int) -> None:
    """Import into a database without offices; then the finished rows by COPY into such a table."""
    fresh()
    source = offices_csv()
    started = time.perf_counter()
    result = import_offices(source)
    spent = time.perf_counter() - started
    if result.created != OFFICES:
        raise RuntimeError(f"{result} instead of {OFFICES} new offices")
    speed = OFFICES / spent
    goals.most(f"import of {OFFICES:,} offices", spent, SECONDS, "s", f"{speed:,.0f} rows/s")
    copied = OFFICES / _copy()
    goals.say(
        f"COPY of the same rows: {copied:,.0f} rows/s; the import reaches {100 * speed / copied:.1f} % of it "
        "(no goal: it was built for one file of offices with history and audit entries, not for bulk)"
    )


def _copy() -> float:
    """Seconds of COPY of the finished rows into a table with the offices' columns, keys and indexes."""
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY accounts_office TO STDOUT", rows)
        rows.seek(0)
        cursor.execute("CREATE TABLE bench_office (LIKE accounts_office INCLUDING ALL)")
        started = time.perf_counter()
        cursor.copy_expert("COPY bench_office FROM STDIN", rows)
        return time.perf_counter() - started
