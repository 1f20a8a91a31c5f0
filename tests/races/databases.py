"""Databases that tests begin with: SQLite files and a real PostgreSQL, migrated once and then copied."""

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
    """Made once for all workers."""
    server = server_of(request, vendor)
    make = partial(make_templates, vendor, server)
    with shared(request, f"templates-{vendor}", make, partial(drop_all, server)) as urls:
        yield Templates(*urls)


def make_templates(vendor: str, server: str, folder: Path) -> list[str]:
    """DATABASE_URLs of the two templates, newly made."""
    empty = Site(new_database(vendor, server, folder), folder)
    empty.command("migrate", "-v0")
    (folder / "country").mkdir()
    country = Site(new_database(vendor, server, folder / "country", like=empty.url), folder)
    country.act("build_world")
    return [empty.url, country.url]


def server_of(request: pytest.FixtureRequest, vendor: str) -> str:
    """DATABASE_URL of the server where databases of this kind are made; empty where they are files."""
    return request.getfixturevalue("postgres_url") if vendor == "postgresql" else ""


def new_database(vendor: str, server: str, folder: Path, like: str | None = None) -> str:
    """DATABASE_URL of a fresh database, empty or a copy of another one."""
    if vendor == "postgresql":
        return postgres.create(server, like=like)
    file = folder / "database.sqlite3"
    if like:
        with closing(sqlite3.connect(file)) as copy:
            fill(copy, like)
    return f"sqlite:///{file}"


def fill(database: sqlite3.Connection, like: str) -> None:
    """Copy what the file of a DATABASE_URL holds into an open database, which may be in memory."""
    with closing(sqlite3.connect(like.removeprefix("sqlite:///"))) as source:
        source.backup(database)


def copy_of(request: pytest.FixtureRequest, like: str, folder: Path) -> Iterator[Site]:
    """An installation with its own copy of a database."""
    vendor = like.split(":", 1)[0]
    server = server_of(request, vendor)
    url = new_database(vendor, server, folder, like=like)
    yield Site(url, folder)
    drop_all(server, [url])


def drop_all(server: str, urls: list[str]) -> None:
    """Remove databases on the server; those that are files go with their folder."""
    for url in urls:
        if url.startswith("postgresql"):
            postgres.drop(url, server)
