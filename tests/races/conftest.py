"""Databases of their own for tests that run many processes: SQLite files and a real PostgreSQL."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import postgres
from tests.races.processes import SOAK, Site


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server of this run, or the one of TEST_DATABASE_URL."""
    folder = tempfile.mkdtemp(prefix="govsocial-pg-")
    try:
        yield postgres.start(folder)
    finally:
        postgres.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """DATABASE_URL of a database that was migrated and holds the small country. Not changed by tests."""
    folder = tmp_path_factory.mktemp(f"template-{request.param}")
    site = Site(new_database(request, request.param, folder), folder)
    site.manage("migrate", "-v0")
    site.act("build_world")
    yield site.url
    if request.param == "postgresql":
        postgres.drop(site.url, request.getfixturevalue("postgres_url"))


@pytest.fixture
def site(request: pytest.FixtureRequest, databases: str, tmp_path: Path) -> Iterator[Site]:
    """An installation with its own copy of the small country, on SQLite and on PostgreSQL."""
    vendor = databases.split(":", 1)[0]
    url = new_database(request, vendor, tmp_path, like=databases)
    yield Site(url, tmp_path)
    if vendor == "postgresql":
        postgres.drop(url, request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def districts(
    request: pytest.FixtureRequest, databases: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[int]]]:
    """DATABASE_URL of a database with districts that are in breach, and the districts. Not changed by tests."""
    folder = tmp_path_factory.mktemp("districts")
    site = Site(new_database(request, databases.split(":", 1)[0], folder, like=databases), folder)
    yield site.url, site.act("districts", count=24 if SOAK else 5)
    if site.url.startswith("postgresql"):
        postgres.drop(site.url, request.getfixturevalue("postgres_url"))


@pytest.fixture
def country(
    request: pytest.FixtureRequest, districts: tuple[str, list[int]], tmp_path: Path
) -> Iterator[tuple[Site, list[int]]]:
    """An installation with its own copy of the districts, and their ids."""
    like, offices = districts
    site = Site(new_database(request, like.split(":", 1)[0], tmp_path, like=like), tmp_path)
    yield site, offices
    if like.startswith("postgresql"):
        postgres.drop(site.url, request.getfixturevalue("postgres_url"))


@pytest.fixture
def empty_site(request: pytest.FixtureRequest, databases: str, tmp_path: Path) -> Iterator[Site]:
    """An installation where nobody is yet: the tables, and the root office."""
    vendor = databases.split(":", 1)[0]
    site = Site(new_database(request, vendor, tmp_path), tmp_path)
    site.manage("migrate", "-v0")
    site.act("build_root")
    yield site
    if vendor == "postgresql":
        postgres.drop(site.url, request.getfixturevalue("postgres_url"))
