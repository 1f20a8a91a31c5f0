"""Fixtures of all tests: the small country, a client that fills in form keys, posts and accounts in any state."""

import gc
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
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
from tests import postgres
from tests.factories import AccountFactory, PostFactory
from tests.premade import make_trial
from tests.races.databases import fill, templates_of
from tests.shared import shared
from tests.world import TEAMS, World, build

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
    "test_bench",
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
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server of this run, or the one of TEST_DATABASE_URL."""

    def make(_folder: Path) -> list[str]:
        folder = tempfile.mkdtemp(prefix="govsocial-pg-")
        return [postgres.start(folder), folder]

    def end(made: list[str]) -> None:
        postgres.stop(made[1])
        shutil.rmtree(made[1], ignore_errors=True)

    if connection.vendor == "postgresql":
        yield os.environ["DATABASE_URL"]
        return
    with shared(request, "postgres", make, end) as made:
        yield made[0]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """The database of the tests begins as a copy of the small country, unless migrations shall not run at all."""
    if request.config.getoption("nomigrations"):
        yield
        return
    with templates_of(request, connection.vendor) as templates, ExitStack() as stack:
        if connection.vendor == "postgresql":
            connection.settings_dict["TEST"]["TEMPLATE"] = postgres.name_of(templates.country)
        else:  # a database in memory lives as long as somebody is connected
            name = connection.creation._get_test_db_name()
            fill(stack.enter_context(closing(sqlite3.connect(name, uri=True))), templates.country)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("nomigrations"):
        with django_db_blocker.unblock():
            make_index(connection)
            build()
    AccountFactory.reset_sequence(len(TEAMS), force=True)  # the addresses of its pages are taken


@pytest.fixture(scope="session")
def trial(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of a trial, once for all workers; tests take a copy."""
    with shared(request, "trial", make_trial) as var:
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
