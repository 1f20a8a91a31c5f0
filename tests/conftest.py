"""Fixtures of all tests: the small country, a client that fills in form keys, posts and accounts in any state."""

import gc
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from accounts.models import OfficialAccount
from content.models import Post
from govsocial.rulebook.checks import Check, checks_on
from govsocial.web.idempotency import SALT
from tests.factories import AccountFactory, PostFactory
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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        build()


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
