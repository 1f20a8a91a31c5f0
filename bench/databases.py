"""The databases of a run and the servers on them: the country once, then a small and a large copy with posts."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection

from bench import country, posts
from bench.goals import Goals
from govsocial.management.commands.start import COMMANDS
from govsocial.rulebook.services import load_editions
from govsocial.workdays.services import seed_calendar
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
SMALL = 5_000


def prepare() -> None:
    """Tables, reference data without offices, and static files."""
    call_command("migrate", verbosity=0)
    load_editions()
    seed_calendar()
    call_command("collectstatic", interactive=False, verbosity=0)


def use(url: str) -> None:
    """Let this process's Django work on another database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = urlsplit(url).path.lstrip("/")


@cache
def pair(goals: Goals, rows: int) -> dict[int, str]:
    """URLs of the small and the large database by number of posts; made once a run."""
    base = os.environ["DATABASE_URL"]
    use(base)
    country.build()
    made = {}
    for size in (SMALL, rows):
        connection.close()
        started = time.monotonic()
        made[size] = postgres.create(os.environ["BENCH_SERVER_URL"], like=base)
        posts.load(made[size], size)
        goals.say(f"{size:,} posts loaded in {time.monotonic() - started:.0f} s")
    return made


def fresh() -> str:
    """Switch to a copy of the migrated database that nothing was written to; returns its URL."""
    base = os.environ["DATABASE_URL"]
    connection.close()
    url = postgres.create(os.environ["BENCH_SERVER_URL"], like=base)
    use(url)
    return url


def bare() -> tuple[str, str]:
    """A database of the bare project and the Cookie header of its user."""
    url = postgres.create(os.environ["BENCH_SERVER_URL"])
    made = subprocess.run(
        [sys.executable, "-m", "bench.bare"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    return url, made.stdout.strip()


@contextmanager
def served(application: str, url: str) -> Iterator[int]:
    """The trial's own gunicorn command for an application on a database; yields the port."""
    port = _free_port()
    command = COMMANDS["web"].format(workers=2, bind=f"127.0.0.1:{port}").replace("govsocial.wsgi", application)
    parts = [sys.executable, "-m", *command.split(), "--keep-alive", "300"]
    process = subprocess.Popen(parts, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")
