"""Run suites and print a line for each goal; exit code 1 when one failed."""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from bench.goals import Goals
from tests import postgres

# Name on the command line: module and whether it needs the database. In this order: "import" and "compliance" begin
# with copies of the empty database, which "queue" fills.
SUITES = {
    "screening": ("bench.screening", False),
    "import": ("bench.office_import", True),
    "compliance": ("bench.compliance", True),
    "blocks": ("bench.blocks", True),
    "queue": ("bench.queue", True),
    "decide": ("bench.decide", True),
    "search": ("bench.search", True),
    "start": ("bench.first_start", False),
}
ROWS = int(os.environ.get("BENCH_POSTS", "1000000"))


@contextmanager
def database(folder: Path) -> Iterator[None]:
    """Django set up on a migrated database of a PostgreSQL of our own, files in `folder`."""
    server = postgres.start(folder / "postgres")
    url = postgres.create(server)
    own = {"DATABASE_URL": url, "BENCH_SERVER_URL": server, "VAR_DIR": str(folder / "var"), "DEMO": "0"}
    os.environ.update(own, DJANGO_SETTINGS_MODULE="govsocial.settings", ALLOWED_HOSTS="127.0.0.1")
    try:
        django.setup()
        importlib.import_module("bench.databases").prepare()
        yield
    finally:
        postgres.stop(folder / "postgres")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--rows", type=int, default=ROWS, help=f"posts in the large database ({ROWS:,})")
    options = parser.parse_args()
    chosen = [name for name in SUITES if name in (options.suites or SUITES)]
    goals = Goals()
    plain = [name for name in chosen if not SUITES[name][1]]
    stored = [name for name in chosen if SUITES[name][1]]
    for name in plain:
        goals.suite(name)
        importlib.import_module(SUITES[name][0]).run(goals, options.rows)
    if stored:
        with tempfile.TemporaryDirectory(prefix="govsocial-bench-") as folder, database(Path(folder)):
            for name in stored:
                goals.suite(name)
                importlib.import_module(SUITES[name][0]).run(goals, options.rows)
    return goals.summary()


if __name__ == "__main__":
    sys.exit(main())
