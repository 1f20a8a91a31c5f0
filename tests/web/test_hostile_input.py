"""Whatever is sent, no page fails, none is slow, and nothing that was typed runs as a script."""

import time

import pytest
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import get_language

from accounts.views.imports import tried
from govsocial.dashboard import context
from tests.conftest import read_once
from tests.web.fields import FORMS, PARAMETERS, WITHOUT_FORM, fields_of, valid
from tests.web.hostile import BYTES, CHOSEN, HOSTILE, MARKUP, SHORT, TEXTS, encoded
from tests.web.pages import FORMS_ONLY, PAGES, address
from tests.web.test_headers import is_page, read

pytestmark = pytest.mark.both_databases
SLOW = 5  # seconds
REFUSED = {value for value in BYTES if b"\0" in value}  # in an address: 400, and no page is asked
MARKED = set(MARKUP)
FORM = "application/x-www-form-urlencoded"
EACH_MAKE = {
    "account_login",
    "accounts:person_invite",
    "content:post_create",
    "content:post_publish",
    "workdays:holiday_add",
}


def attempt(client, path, fields, *values):
    """Send a form, follow where it leads, and take everything back."""
    sent = (path, {name: value[:60] for name, value in fields.items() if value in values})
    with transaction.atomic():
        started = time.monotonic()
        try:
            response = client.post(path, encoded({**fields, "idem": client.key()}), content_type=FORM)
            leads = response.status_code == 302 and response.url.startswith("/")
            shown = client.get(response.url) if leads else response
        except Exception as error:
            error.add_note(f"sent: {sent}")
            raise
        took = time.monotonic() - started
        transaction.set_rollback(True)
    for answer in (response, shown):
        assert answer.status_code < 500, (sent, answer.status_code)
        assert took < SLOW, (sent, took)
        if MARKED & set(values) and is_page(answer):
            assert read(answer).wrong == [], sent


@pytest.fixture(autouse=True)
def _quick(monkeypatch, settings):
    """Thousands of requests: quick hashing, no copies of contexts, people and the frame of the pages read once."""
    monkeypatch.setattr("django.contrib.auth.middleware.auth.get_user", read_once(auth.get_user, {}))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(context, "_frame", once_for_each(context._frame))


def once_for_each(frame):
    """A page's frame made once for each person and language; the address it leads back to is that of each request."""
    made = {}

    def kept(request):
        key = (getattr(getattr(request, "user", None), "pk", None), get_language())
        made[key] = made.get(key) or frame(request)
        here = request.get_full_path() if request.method == "GET" else "/"
        return {**made[key], "here": getattr(request, "here", here)}

    return kept


@pytest.fixture
def opened(client_for, world):
    def do(name):
        login, path = address(name, world)
        return client_for(login), path

    return do


def test_every_form_of_the_portal_is_tried():
    pages = {name for name in PAGES if name in FORMS or name in WITHOUT_FORM}
    assert set(FORMS) | WITHOUT_FORM == pages | set(FORMS_ONLY)


@pytest.mark.parametrize("name", FORMS)
def test_no_hostile_field_breaks_a_form(opened, world, name):
    """All of the list on one form of each make; a fifth of it, another fifth for each, on the others."""
    start, step = (0, 1) if name in EACH_MAKE else (list(FORMS).index(name) % 5, 5)
    send_all(*opened(name), name, world, HOSTILE[start::step], CHOSEN[start::step])


@pytest.mark.soak
@pytest.mark.parametrize("name", FORMS)
def test_no_hostile_field_breaks_any_form(opened, world, name):
    send_all(*opened(name), name, world, HOSTILE, HOSTILE)


def send_all(client, path, name, world, values, singly):
    """Each value in all fields at once, in the fields of free text alone, and in each other field."""
    text, other = fields_of(name)
    usual = valid(name, world, path)
    for value in values:
        if value in TEXTS and text:
            attempt(client, path, {**usual, **dict.fromkeys(text, value)}, value)
        else:
            attempt(client, path, dict.fromkeys([*text, *other], value), value)
        if value in MARKUP and text and text != ["extra"]:
            attempt(client, path, {**usual, **dict.fromkeys(text, value)}, value)
    for fields in combined(name, other, singly):
        try:
            attempt(client, path, {**usual, **fields}, *fields.values())
        except Exception:  # whichever it was, is named by the field that fails alone
            for field, value in fields.items():
                attempt(client, path, {**usual, field: value}, value)
            raise


def combined(name, fields, values):
    """Each value in each field: what the fields refuse together, a different value in each; what one takes, alone."""
    for turn in range(len(values)):
        each = {field: values[(turn + place) % len(values)] for place, field in enumerate(fields)}
        taken = {field for field, value in each.items() if takes(FORMS[name].base_fields[field], value)}
        if refused := {field: value for field, value in each.items() if field not in taken}:
            yield refused
        yield from ({field: each[field]} for field in taken)


def takes(field, value):
    """Whether a value gets past its field: refused by none, it reaches further into the portal."""
    try:
        field.clean(value.decode("utf-8", "replace") if isinstance(value, bytes) else value)
    except ValidationError:
        return False
    except Exception:
        return True  # not by intention: it goes alone, and the request says what happens
    return True


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_hostile_parameter_breaks_a_page(opened, name):
    """Each value in each parameter, another one in each other; one of each kind alone, so that nothing stops it.

    All on PostgreSQL, which refuses more; on SQLite a half, the other half on the next page.
    """
    client, path = opened(name)
    queries = [*turns(PARAMETERS[name]), *alone(PARAMETERS[name])]
    for query in queries if connection.vendor == "postgresql" else queries[list(PARAMETERS).index(name) % 2 :: 2]:
        said = {parameter: value[:60] for parameter, value in query.items()}
        response = client.get(f"{path}?{encoded(query).decode()}")
        assert response.status_code in ({400} if REFUSED & set(query.values()) else {200, 302}), said
        if MARKED & set(query.values()) and is_page(response):
            assert read(response).wrong == [], said


def turns(parameters):
    """Queries with a hostile value in every parameter, each a different one; none that is refused before a page is."""
    values = [value for value in SHORT if value not in REFUSED]
    for turn in range(len(values)):
        yield {name: values[(turn + 5 * place) % len(values)] for place, name in enumerate(parameters)}


def alone(parameters):
    """Queries of one parameter: what is refused at once, and where there are several, a value of each kind."""
    kinds = [value for value in (*CHOSEN, "NaN") if value not in REFUSED] if len(parameters) > 1 else []
    return [{name: value} for name in parameters for value in (*sorted(REFUSED), *kinds)]


@pytest.mark.parametrize(
    "path", ["/content/posts/{}/", "/offices/{}/", "/join/{}/", "/rule-book/{}/", "/rule-book/bd-2016/{}/", "/{}"]
)
def test_no_hostile_address_breaks_a_page(client_for, path):
    client = client_for("author")
    for value in SHORT:
        part = encoded({"": value}).decode()[1:].replace("+", "%20")
        response = client.get(path.format(part))
        assert response.status_code in {200, 301, 302, 400, 404, 410}, value[:60]
        if is_page(response):
            assert read(response).wrong == [], value


@pytest.mark.parametrize(
    "cookie",
    [
        f'{settings.SESSION_COOKIE_NAME}="\\000aaaaaaaaaaaa"',
        f'{settings.SESSION_COOKIE_NAME}="\\377\\376aaaaaaaaaa"',
        f"{settings.SESSION_COOKIE_NAME}={'a' * 7000}",
        f"{settings.LANGUAGE_COOKIE_NAME}=../../x",
        'messages="\\000:1:x"',
        "messages=[[1]]:x:y",
        f'{settings.CSRF_COOKIE_NAME}="\\000"',
        "=;;=\x7f",
    ],
)
def test_no_hostile_cookie_breaks_a_page(client_for, cookie):
    for path in ("/", "/help/", "/sign-in/"):
        client = client_for("")
        client.cookies.clear()
        assert client.get(path, headers={"Cookie": cookie}).status_code in {200, 302, 400}


@pytest.mark.parametrize(
    "header", ["User-Agent", "Accept-Language", "X-Forwarded-For", "Referer", "HX-Current-URL", "Accept"]
)
def test_no_hostile_header_breaks_signing_in(client_for, header):
    for number, value in enumerate([*BYTES, *MARKUP, "x" * 4000]):
        text = value.decode("latin-1") if isinstance(value, bytes) else value.encode().decode("latin-1")
        data = {"login": f"a{number}@test.example", "password": "x"}
        response = client_for("").post("/sign-in/", data, headers={header: text[:4000]})
        assert response.status_code == (400 if "\0" in text else 200), value


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data", f"{FORM}; charset=utf-16", "x"]
)
def test_no_body_of_another_kind_breaks_a_form(client_for, kind):
    for body in (b"{", b"\x00\xff", b'{"text": "\\ud800"}', b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"):
        for path in ("/content/posts/new/", "/content/posts/check/", "/sign-in/", "/accounts/import/"):
            response = client_for("administrator").generic("POST", path, body, content_type=kind)
            assert response.status_code in {200, 302, 400}, (path, body)


@pytest.mark.parametrize(
    "value", [*BYTES, *MARKUP, *TEXTS, b"\xef\xbb\xbf", b"a,b\n" * 1000, b'"' * 999, b"\x1f\x8b\x08", b"PK\x03\x04"]
)
def test_no_hostile_file_breaks_the_import(client_for, value):
    raw = value if isinstance(value, bytes) else value.encode()
    head = b"office,platform,name,url,since,members\n"
    client = client_for("administrator")
    for content in (raw, head + raw, head + b",".join([raw[:5000]] * 6)):
        file = SimpleUploadedFile("odd\u202e.csv", content)
        body = {"step": "write", "file": file, "tried": tried(content)}
        response = client.submit(reverse("accounts:official_account_import"), body)
        assert response.status_code == (302 if content == head else 422)
        assert not is_page(response) or read(response).wrong == []


def test_more_fields_or_bytes_than_any_form_has_are_refused(client_for):
    client = client_for("author")
    for fields in (
        {str(number): 1 for number in range(600)},
        {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
    ):
        assert client.submit("/content/posts/new/", fields).status_code == 400
