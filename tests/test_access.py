"""Nobody gets what is not theirs: every address × every kind of person × own, child, parent and other office.

The addresses come from the URLconf, what is right from access.yaml. Promises A1, A2, A4 and H7.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from django.apps import apps
from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.base import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import OfficialAccount, Person
from content.models import Post
from govsocial.audit.models import Entry
from govsocial.notifications.models import JobRun
from govsocial.web.idempotency import SALT
from tests.access_objects import PLACED, Maker, Target, people_of_ministry, places_of
from tests.conftest import FormClient, read_once
from tests.world import World

MATRIX = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text(encoding="utf-8"))
LINES: dict[str, dict[str, Any]] = MATRIX["urls"]
NOT_BUSINESS = {"sessions", "axes", "contenttypes", "web"}  # `web` holds the results of forms
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MISSING = 999_999_999
FORM = "application/x-www-form-urlencoded"
SAFE = [name for name, line in LINES.items() if line["get"] != "never"]
OF_OFFICES = [
    name for name, line in LINES.items() if line.get("object") in PLACED and not line["object"].startswith("form_")
]
CHANGING = [name for name, line in LINES.items() if line["post"] != "never"]


def members_of(listed: list[str]) -> set[str]:
    """People behind a list of people and groups."""
    groups = MATRIX["groups"]
    return {name for entry in listed for name in (members_of(groups[entry]) if entry in groups else [entry])}


EVERYBODY = sorted(members_of(["everybody"]))
OUT = members_of(["out"])


def listed(line: dict[str, Any], column: str, place: str) -> set[str]:
    """Who stands in a column of a line, at a place."""
    entry = line.get(column, [])
    return members_of(entry[place] if isinstance(entry, dict) else entry)


def wanted(line: dict[str, Any], method: str, place: str, login: str) -> int:
    """Status that a person must get; 302 for the sign-in page."""
    if line[method] == "never":
        return 302 if login in OUT and "everybody" not in f"{line['get']} {line['post']}" else 405
    if login in listed(line, method, place):
        return line.get(f"{method}_status", 200 if method == "get" else 302)
    if login in OUT:
        return line.get("anonymous", 302)
    refused = line.get("refused", 403)
    refused = refused[method] if isinstance(refused, dict) else refused
    return refused if login in listed(line, "sees", place) else 404


def patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Names of all addresses; one without a name is an error."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield ":".join([*namespaces, entry.name])
        else:
            yield from patterns(entry, (*namespaces, entry.namespace) if entry.namespace else namespaces)


Table = list[tuple[Any, ...]]


def business() -> dict[str, Table]:
    """The rows of each table that holds the office's business; of the history first, which all business leaves."""
    return dict(tables())


def tables() -> Iterator[tuple[str, Table]]:
    """Name and rows of each such table, read when it is asked for."""
    with connection.cursor() as cursor:
        for model in sorted(apps.get_models(), key=lambda model: model is not Entry):
            if model._meta.app_label not in NOT_BUSINESS:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
                yield model._meta.label, cursor.fetchall()


def by_object(names: Iterable[str]) -> list[Any]:
    """Addresses as parameters of a test; those about objects of one kind stand together, through all tests."""
    return [pytest.param(name, marks=pytest.mark.together(LINES[name].get("object", ""))) for name in names]


def same_body(response: HttpResponse) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, settings: Any, rows: "Rows") -> None:
    """Thousands of requests: no line for each refusal, no copies of contexts, quick hashing, sessions from memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sessions"}
    settings.CACHES = {**settings.CACHES, "sessions": memory}
    settings.SESSION_CACHE_ALIAS, settings.SESSION_ENGINE = "sessions", "django.contrib.sessions.backends.cached_db"
    monkeypatch.setattr("django.contrib.auth.middleware.auth.get_user", read_once(auth.get_user, rows.people))
    for name in ("django.request", "django.security.csrf", "axes"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Pages without the counts of their frame; and once the own office's were rendered, other offices' without a body.

    Rendering is most of a refusal's cost, and here only the status and the database count.
    """
    monkeypatch.setattr("govsocial.dashboard.context._frame", lambda _request: {"here": "/"})

    def at(place: str) -> None:
        if place != "own":
            monkeypatch.setattr("django.shortcuts.loader.render_to_string", lambda *_args, **_kwargs: "")

    return at


class KnownClient(FormClient):
    """One whose person is known: her session need not be read for the key of each form."""

    person = 0

    def key(self) -> str:
        return signing.Signer(salt=SALT).sign(f"{self.person}.{secrets.token_urlsafe(16)}")


Clients = dict[str, KnownClient]


@pytest.fixture(scope="module")
def signed_in(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, tuple[str, int]]]:
    """A session for each kind of person, all with passwords as invited people have, and people of the ministry.

    They stay for the whole module, in a transaction that is taken back.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        Person.objects.update(password=make_password("any long passphrase"))
        people_of_ministry()
        JobRun.objects.create(name="notices", started_at=timezone.now(), finished_at=timezone.now())
        made = {}
        for login in sorted(set(EVERYBODY) - {"anonymous"}):
            client, person = Client(), World().person(login)
            client.force_login(person, backend=BACKEND)
            made[login] = client.cookies["sessionid"].value, person.pk
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def clients(signed_in: dict[str, tuple[str, int]]) -> Clients:
    """One client for each kind of person; all go through the same middleware."""
    made = {login: KnownClient() for login in EVERYBODY}
    for login, client in made.items():
        client.handler = made["anonymous"].handler
        client.cookies["django_language"] = "en"
        if login in signed_in:
            client.cookies["sessionid"], client.person = signed_in[login]
    return made


class Rows:
    """The objects of one kind at all its places, kept while the tests that follow are about the same kind."""

    def __init__(self) -> None:
        self.kind, self.rows, self.people, self.maker = "", {}, {}, Maker(World())
        self.within: transaction.Atomic | None = None

    def __getitem__(self, line: dict[str, Any]) -> dict[str, Any]:
        kind = line.get("object", "nothing")
        if kind != self.kind:
            self.forget()
            self.kind, self.within = kind, transaction.atomic()
            self.within.__enter__()
            self.rows = {place: self.maker.row(line, place) for place in places_of(line)}
        return self.rows

    def forget(self) -> None:
        if self.within:
            transaction.set_rollback(True)
            self.within.__exit__(None, None, None)
        self.kind, self.within = "", None
        self.people.clear()


@pytest.fixture(scope="module")
def rows(signed_in: dict[str, tuple[str, int]]) -> Iterator[Rows]:
    kept = Rows()
    yield kept
    kept.forget()


@pytest.fixture
def placed(rows: Rows, request: pytest.FixtureRequest) -> dict[str, Any]:
    """The objects of the test's address; they are there before the test's own transaction begins."""
    name = request.node.callspec.params["name"] if hasattr(request.node, "callspec") else "content:post_detail"
    return rows[LINES[name]]


@pytest.fixture
def target(rows: Rows, placed: dict[str, Any], db: None) -> Callable[[str, str], Target]:
    """The object of an address at a place, and a form about it."""
    return lambda name, place: rows.maker.target(name, placed[place])


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Whether pages are left unwritten: who is let in is decided before a word of a page is. Every page is written for
    its readers in test_who_may_read, in their own office."""
    written = Template._render

    def switch(on: bool) -> None:
        monkeypatch.setattr(Template, "_render", (lambda _template, _context: SafeString("")) if on else written)

    return switch


def test_every_address_stands_in_the_matrix_and_every_line_has_an_address() -> None:
    assert set(patterns(get_resolver())) == set(LINES)


@pytest.mark.parametrize("name", by_object(SAFE))
def test_who_may_read(
    name: str, clients: Clients, target: Any, bare: Callable[[str], None], unwritten: Callable[[bool], None]
) -> None:
    line, wrong = LINES[name], []
    targets = {place: target(name, place) for place in places_of(line)}
    before = business()
    for place, found in targets.items():
        bare(place)
        unwritten(place != next(iter(targets)))
        address = reverse(name, args=found.args)
        for login, client in clients.items():
            response = client.get(address)
            if response.status_code != wanted(line, "get", place, login) or leaves(response, line, place, login):
                wrong.append((place, login, response.status_code, wanted(line, "get", place, login)))
    assert not wrong, f"{name}: place, person, got, wanted: {wrong}"
    assert business() == before, f"{name}: reading changed something"


def leaves(response: HttpResponse, line: dict[str, Any], place: str, login: str) -> bool:
    """Whether a person who is not let in is sent anywhere but to the sign-in page."""
    turned_away = login in OUT and response.status_code == 302 and login not in listed(line, "get", place)
    return turned_away and not response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", by_object(CHANGING))
def test_who_may_change(
    name: str, clients: Clients, target: Any, bare: Callable[[str], None], unwritten: Callable[[bool], None]
) -> None:
    """Everybody sends a form that would do; whoever is not listed changes nothing, in no table."""
    line, wrong = LINES[name], []
    unwritten(True)
    for place in places_of(line):
        found = target(name, place)
        bare(place)
        address = reverse(name, args=found.args)
        before = business()
        allowed = listed(line, "post", place)
        for login in [one for one in EVERYBODY if one not in allowed]:
            status = send(clients, login, address, found.body)
            if status != wanted(line, "post", place, login):
                wrong.append((place, login, status, wanted(line, "post", place, login)))
        assert not changed(before), f"{name}, {place}: somebody who may not changed {changed(before)}"
        for login in sorted(allowed):
            with transaction.atomic():
                status = send(clients, login, address, found.body)
                moved = any(rows != before[table] for table, rows in tables())
                transaction.set_rollback(True)
            if status != wanted(line, "post", place, login) or not (moved or line.get("own")):
                wrong.append((place, login, status, "allowed, with an effect"))
    assert not wrong, f"{name}: place, person, got, wanted: {wrong}"


def send(clients: Clients, login: str, address: str, body: dict[str, Any]) -> int:
    """Submit a form as the page would: one who is not let in holds a key that was given to nobody."""
    key = clients["anonymous" if login in OUT else login].key()
    sent = {**rewound(body), "idem": key}
    if any(hasattr(value, "seek") for value in body.values()):
        return clients[login].post(address, sent).status_code
    return clients[login].post(address, urlencode(sent, doseq=True), content_type=FORM).status_code


def rewound(body: dict[str, Any]) -> dict[str, Any]:
    for value in body.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return body


def changed(before: dict[str, Table]) -> list[str]:
    return [table for table, rows in tables() if rows != before[table]]


@pytest.mark.parametrize("name", by_object(OF_OFFICES))
def test_another_offices_object_looks_like_none(name: str, clients: Clients, target: Any) -> None:
    line = LINES[name]
    first, *rest = target(name, "other").args
    theirs, nobodys = (reverse(name, args=[pk, *rest]) for pk in (first, MISSING))
    for method in ("get", "post"):
        for login in ("author", "far_supervisor", "nobody"):
            if line[method] == "never" or wanted(line, method, "other", login) != 404:
                continue
            ask = clients[login].get if method == "get" else clients[login].submit
            real, none = ask(theirs), ask(nobodys)
            assert (real.status_code, same_body(real)) == (none.status_code, same_body(none)), (name, method, login)


@pytest.mark.parametrize("name", by_object(LINES))
def test_other_methods_do_nothing(name: str, clients: Clients, target: Any, bare: Callable[[str], None]) -> None:
    """HEAD is a GET without a body; PUT, PATCH and DELETE do nothing; a form's address is not opened by a GET."""
    line, found = LINES[name], target(name, "own")
    address, before = reverse(name, args=found.args), business()
    may = listed(line, "post" if line["get"] == "never" else "get", "own")
    client = clients[min(may - OUT or {"administrator"})]
    get = client.get(address)
    head = client.head(address)
    assert (head.status_code, head.getvalue()) == (get.status_code, b"")
    if line["get"] == "never":
        assert get.status_code == 405
    done = {200, 302} if line.get("own") else set()  # allauth's own pages answer a PUT as a GET
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(address).status_code in {403, 404, 405} | done, method
        assert clients["anonymous"].generic(method.upper(), address).status_code in {302, 403, 404, 405} | done, method
    assert client.options(address).status_code in {200, 404, 405} | done
    assert business() == before, f"{changed(before)} changed by a method that changes nothing"


@pytest.mark.parametrize("name", by_object(CHANGING))
def test_a_forged_form_is_refused(name: str, target: Any, bare: Callable[[str], None]) -> None:
    """No token, or a token on a request from another site: 403 for the very person who may, and nothing changes."""
    line, found = LINES[name], target(name, "own")
    address = reverse(name, args=found.args)
    may = sorted(listed(line, "post", "own") - OUT) or ["administrator"]
    client = FormClient(enforce_csrf_checks=True)
    client.force_login(World().person(may[0]), backend=BACKEND)
    before = business()
    assert client.submit(address, rewound(found.body)).status_code == 403
    token = "a" * 32
    client.cookies["csrftoken"] = token
    signed = {"headers": {"x-csrftoken": token, "origin": "https://evil.example"}}
    assert client.submit(address, rewound(found.body), **signed).status_code == 403
    assert business() == before
    signed["headers"]["origin"] = "http://testserver"
    assert client.submit(address, rewound(found.body), **signed).status_code != 403, "the token itself is good"


def test_the_auditor_may_change_nothing_but_own_settings() -> None:
    business_of_offices = [name for name in CHANGING if not LINES[name].get("own")]
    for name in business_of_offices:
        assert all("auditor" not in listed(LINES[name], "post", place) for place in places_of(LINES[name])), name


def test_no_page_shows_another_offices_words(clients: Clients, target: Any) -> None:
    """A word that only OTH's account and post hold stands in no page that others may open; its own people see it."""
    canary = "ক্যানারি৭৩১"
    post = target("content:post_detail", "other").args[0]
    Post.objects.filter(pk=post).update(headline=canary)
    OfficialAccount.objects.filter(office__code="OTH").update(name=canary)
    pages = [name for name in SAFE if "object" not in LINES[name] or LINES[name]["object"].startswith("form_")]
    addresses = [reverse(name) for name in pages] + [f"{reverse('accounts:office_search')}?q={canary}"]
    addresses.append(reverse("accounts:office_detail", args=[World().office("OTH").pk]))
    for login in ("author", "head", "upz_head", "far_supervisor", "nobody"):
        for address in addresses:
            page = clients[login].get(address).getvalue().decode()
            assert canary not in re.sub(r'value="[^"]*"', "", page), (login, address)  # what was searched for stays
    assert canary in clients["oth_approver"].get(reverse("content:post_queue")).content.decode()
    assert canary in clients["oth_author"].get(reverse("accounts:official_account_list")).content.decode()
