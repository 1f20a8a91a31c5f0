"""Databases for tests that run many processes: SQLite files and a real PostgreSQL, copied instead of migrated."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests import postgres
from tests.races.processes import Site
from tests.shared import shared


@dataclass(frozen=True)
class Templates:
    """DATABASE_URLs of databases that tests copy and do not change: the bare tables, and the small country."""

    empty: str
    country: str


@contextmanager
def templates_of(request: pytest.FixtureRequest, vendor: str) -> Iterator[Templates]:
    """On SQLite those of the run itself, where they were kept; else they are made, once for all workers."""
    if vendor == "postgresql":
        request.getfixturevalue("postgres_url")
    elif any("db" in item.fixturenames for item in request.session.items):
        request.getfixturevalue("django_db_setup")
    kept = request.getfixturevalue("kept_databases")
    if vendor == "sqlite" and any(kept.iterdir()):
        yield Templates(*(f"sqlite:///{kept / name}" for name in ("empty", "country")))
        return

    def make(folder: Path) -> list[str]:
        empty = Site(new_database(request, vendor, folder), folder)
        empty.command("migrate", "-v0")
        (folder / "country").mkdir()
        country = Site(new_database(request, vendor, folder / "country", like=empty.url), folder)
        country.act("build_world")
        return [empty.url, country.url]

    with shared(request, f"templates-{vendor}", make, partial(drop_all, request)) as urls:
        yield Templates(*urls)


def new_database(request: pytest.FixtureRequest, vendor: str, folder: Path, like: str | None = None) -> str:
    """DATABASE_URL of a fresh database, empty or a copy of another one."""
    if vendor == "postgresql":
        return postgres.create(request.getfixturevalue("postgres_url"), like=like)
    file = folder / "database.sqlite3"
    if like:
        with (
            closing(sqlite3.connect(like.removeprefix("sqlite:///"))) as source,
            closing(sqlite3.connect(file)) as copy,
        ):
            source.backup(copy)
    return f"sqlite:///{file}"


def copy_of(request: pytest.FixtureRequest, like: str, folder: Path) -> Iterator[Site]:
    """An installation with its own copy of a database."""
    url = new_database(request, like.split(":", 1)[0], folder, like=like)
    yield Site(url, folder)
    drop_all(request, [url])


def drop_all(request: pytest.FixtureRequest, urls: list[str]) -> None:
    """Remove databases on the server; those that are files go with their folder."""
    for url in urls:
        if url.startswith("postgresql"):
            postgres.drop(url, request.getfixturevalue("postgres_url"))
