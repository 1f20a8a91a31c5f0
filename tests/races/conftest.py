"""Installations for tests that run many processes, each on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.races.databases import Templates, copy_of, drop_all, new_database, server_of, templates_of
from tests.races.processes import SOAK, Site
from tests.shared import shared


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def templates(request: pytest.FixtureRequest) -> Iterator[Templates]:
    with templates_of(request, request.param) as found:
        yield found


@pytest.fixture
def site(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Site]:
    """An installation with its own copy of the small country."""
    yield from copy_of(request, templates.country, tmp_path)


@pytest.fixture
def empty_site(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Site]:
    """An installation where nobody is yet: the tables, and the root office."""
    for site in copy_of(request, templates.empty, tmp_path):
        site.act("build_root")
        yield site


@pytest.fixture(scope="session")
def districts(request: pytest.FixtureRequest, templates: Templates) -> Iterator[tuple[str, list[int]]]:
    """DATABASE_URL of a database with districts that are in breach, and the districts. Not changed by tests."""
    vendor = templates.country.split(":", 1)[0]
    server = server_of(request, vendor)

    def make(folder: Path) -> tuple[str, list[int]]:
        site = Site(new_database(vendor, server, folder, like=templates.country), folder)
        return site.url, site.act("districts", count=24 if SOAK else 5)

    with shared(request, f"districts-{vendor}", make, lambda made: drop_all(server, made[:1])) as made:
        yield made[0], made[1]


@pytest.fixture
def country(
    request: pytest.FixtureRequest, districts: tuple[str, list[int]], tmp_path: Path
) -> Iterator[tuple[Site, list[int]]]:
    """An installation with its own copy of the districts, and their ids."""
    like, offices = districts
    for site in copy_of(request, like, tmp_path):
        yield site, offices
