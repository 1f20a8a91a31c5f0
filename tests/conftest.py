"""Fixtures of all tests: the small country, a client that fills in form keys, posts and accounts in any state."""

import gc
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from accounts.models import OfficialAccount
from content.models import Post
from content.search_index import make_index
from govsocial.rulebook.checks import Check, checks_on
from govsocial.web.idempotency import SALT
from tests.factories import AccountFactory, PostFactory
from tests.races.processes import Site
from tests.shared import shared
from tests.world import World, build

FORBID_SKIPS = os.environ.get("FORBID_SKIPS") == "1"

# Looking for unreachable cycles after every 700 new objects takes a tenth of the whole run: models and templates stay.
gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where skipping is forbidden, a skipped test is a failed one."""
    report = yield
    if FORBID_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, but skipping is forbidden: {report.longrepr}"
    return report


# What takes longest begins first, so that no worker is left alone with it in the end.
LONGEST = (
    "browser",
    "test_processes",
    "races",
    "test_access",
    "test_hostile_input",
    "test_terms_migration",
    "test_evaluation",
    "test_headers",
    "test_superseded",
    "test_excusals",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, file by file; within a file, what needs the same objects stands together."""

    def turn(item: pytest.Item) -> tuple[int, str]:
        parts, marker = {*item.path.parts, item.path.stem}, item.get_closest_marker("together")
        place = next((at for at, name in enumerate(LONGEST) if name in parts), len(LONGEST))
        return place, marker.args[0] if marker else ""

    items.sort(key=turn)


@pytest.fixture(scope="session")
def kept_databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of this run lies as files, where it is SQLite: `empty`, and `country` with the small country.

    Installations that tests make for themselves begin with a copy of one of them.
    """
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, kept_databases: Path, pytestconfig: pytest.Config
) -> None:
    with django_db_blocker.unblock():
        make_index(connection)  # the migration did it, where migrations ran
        whole = connection.vendor == "sqlite" and not pytestconfig.getoption("nomigrations")
        if whole:
            keep(kept_databases / "empty")
        build()
        if whole:
            keep(kept_databases / "country")


def keep(file: Path) -> None:
    """Write the test database, which is in memory, to a file."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)


@pytest.fixture(scope="session")
def trial(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of a trial, set up by `prepare` as `make run` does, once for all workers; tests take a copy.

    How many seconds it took stands in the file `seconds`.
    """

    def make(folder: Path) -> str:
        site = Site("", folder / "var", {"DEMO": "1"})
        site.var.mkdir()
        site.copy_front()
        started = time.monotonic()
        site.manage("prepare", timeout=300)
        (site.var / "seconds").write_text(f"{time.monotonic() - started:.1f}")
        return str(site.var)

    with shared(request, "trial", make) as var:
        yield Path(var)


@pytest.fixture(autouse=True)
def _mail_in_memory(settings: Any) -> None:
    """Mails stay in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def world(db: None) -> World:
    return World()


class FormClient(Client):
    """Django's client that adds the one-time key of the signed-in person, as the pages do."""

    def key(self) -> str:
        person = self.session.get("_auth_user_id", "0") if self.cookies else "0"
        return signing.Signer(salt=SALT).sign(f"{person}.{secrets.token_urlsafe(16)}")

    def submit(
        self, path: str, data: dict[str, Any] | None = None, *, key: str | None = None, **extra: Any
    ) -> HttpResponse:
        return self.post(path, {**(data or {}), "idem": key or self.key()}, **extra)


def read_once(get_user: Callable[[HttpRequest], Any], people: dict[str, Any]) -> Callable[[HttpRequest], Any]:
    """Who is behind a session, with her roles and seats, read once while the objects are the same.

    Between two requests nothing differs: what was refused changed nothing, what was let in is taken back.
    """

    def kept(request: HttpRequest) -> Any:
        session = request.COOKIES.get("sessionid", "")
        if session not in people:
            people[session] = get_user(request)
            if people[session].is_authenticated:
                assert isinstance(people[session].present_roles + people[session].present_seats, list)
        return copy(people[session])

    return kept


@pytest.fixture
def few_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Evaluations ask the checks of a few clauses only: as right as all of them, and quick."""

    def chosen(day: date) -> dict[tuple[str, str], Check]:
        return {
            key: check for key, check in checks_on(day).items() if check.clause in {"5-ga", "5-gha", "7-ka", "logo"}
        }

    monkeypatch.setattr("reviews.services.evaluation.checks_on", chosen)


@pytest.fixture
def client_for(world: World) -> Callable[..., FormClient]:
    """A client signed in as one of the country's people ("" for nobody), in English unless said."""

    def make(login: str, language: str = "en") -> FormClient:
        client = FormClient()
        if login:
            client.force_login(world.person(login), backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["django_language"] = language
        return client

    return make


@pytest.fixture
def post_in(world: World) -> Callable[..., Post]:
    """A post of an account of the country in a state, written by its author, decided by its approver."""

    def make(state: str, account: str = "dist", **fields: Any) -> Post:
        prefix = "" if account == "dist" else f"{account}_"
        fields = {"author": world.person(f"{prefix}author"), "approver": world.person(f"{prefix}approver"), **fields}
        return PostFactory(state=state, account=world.account(account), **fields)

    return make


@pytest.fixture
def account_in(world: World) -> Callable[..., OfficialAccount]:
    """A new official account of DIST (or another office) in a state."""

    def make(state: str, code: str = "DIST", team: bool = True) -> OfficialAccount:
        prefix = "" if code == "DIST" else f"{code.lower()}_"
        seats = [(world.person(f"{prefix}author"), True, False)]
        seats += [(world.person(f"{prefix}approver"), False, True), (world.person(f"{prefix}approver2"), True, True)]
        return AccountFactory(
            state=state,
            office=world.office(code),
            head=world.person(f"{prefix}head"),
            decider=world.person("supervisor"),
            team=seats if team and state != "applied" else (),
        )

    return make
