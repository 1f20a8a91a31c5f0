"""What every answer carries, and that no page holds a script, a style or a handler of its own."""

import json
import re
from html.parser import HTMLParser

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.pages import FORMS_ONLY, PAGES, STATUS, address, url_names

ERRORS = {400: "/offices/search/?q=%00", 404: "/nothing/", 405: "/language/", 302: "/offices/"}


class Markup(HTMLParser):
    """Collects what a strict content policy forbids, and what the language of a page is."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.language = ""
        self.outside: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "style" or "style" in given or (tag == "script" and "src" not in given):
            self.wrong.append(f"<{tag} {attrs}>")
        self.wrong += [f"<{tag} {name}>" for name in given if name.startswith("on")]
        led = [str(given.get(name, "")).strip().lower() for name in ("href", "src", "action", "formaction")]
        self.wrong += [value for value in led if value.startswith(("javascript:", "data:text"))]
        loads = {"script": "src", "img": "src", "link": "href", "iframe": "src", "form": "action"}
        if tag in loads and not str(given.get(loads[tag], "/")).startswith(("/", "?", "data:")):
            self.outside.append(f"<{tag} {attrs}>")


def read(response):
    markup = Markup()
    markup.feed(response.content.decode())
    return markup


def is_page(response):
    return response.headers.get("Content-Type", "").startswith("text/html") and response.content


def check_policy(text):
    policy = dict(part.strip().split(" ", 1) for part in text.split(";") if part)
    assert "unsafe" not in text
    assert policy["default-src"] == policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


def check_headers(response):
    policy = response.headers["Content-Security-Policy"]
    if not is_page(response) and policy.endswith("sandbox"):
        assert policy == "default-src 'none'; sandbox", "what somebody uploaded is stored, never run"
    else:
        check_policy(policy)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_every_address_of_the_portal_is_looked_at_here():
    assert sorted(url_names()) == sorted([*PAGES, *FORMS_ONLY])


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_headers_its_language_and_nothing_inline(client_for, world, name, language):
    login, path = address(name, world)
    response = client_for(login, language).get(path)
    assert response.status_code == STATUS.get(name, 200)
    check_headers(response)
    assert response.headers["Content-Language"] == language
    if is_page(response):
        markup = read(response)
        assert (markup.wrong, markup.outside, markup.language) == ([], [], language)


@pytest.mark.parametrize("name", FORMS_ONLY)
def test_answers_to_refused_forms_have_them_too(client_for, world, name):
    login, path = address(name, world)
    for response in (client_for(login).submit(path), client_for(login).get(path)):
        check_headers(response)
        if is_page(response):
            assert (read(response).wrong, read(response).outside) == ([], [])


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("login", ["", "author"])
def test_error_pages_have_them_too(client_for, status, login):
    response = client_for(login).get(ERRORS[status])
    assert response.status_code == (status if (login, status) != ("author", 302) else 200)
    check_headers(response)
    if is_page(response):
        assert (read(response).wrong, read(response).outside) == ([], [])


def test_pages_that_load_htmx_tell_it_to_write_no_style_of_its_own_and_to_run_no_text(client_for, world):
    loading = 0
    for name in PAGES:
        login, path = address(name, world)
        head = client_for(login).get(path).getvalue().decode("utf-8", "replace").split("</head>")[0]
        if "/htmx" in head:
            loading += 1
            config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", head)[1])
            assert (config["includeIndicatorStyles"], config["allowEval"]) == (False, False), name
    assert loading


KEPT_BY_NOBODY = "private, no-cache"


@pytest.mark.parametrize("name", PAGES)
def test_what_somebody_signed_in_is_shown_stays_hers(client_for, world, name):
    login, path = address(name, world)
    kept = client_for(login).get(path).headers.get("Cache-Control", "")
    assert {"private", "no-cache"} <= set(kept.split(", ")) or not login


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/healthz"])
def test_a_public_page_is_kept_as_anybody_likes(client_for, path):
    assert "Cache-Control" not in client_for("").get(path).headers
    assert client_for("author").get(path).headers["Cache-Control"] == KEPT_BY_NOBODY


def test_error_pages_of_somebody_signed_in_are_hers_too(client_for):
    assert client_for("author").get("/nothing/").headers["Cache-Control"] == KEPT_BY_NOBODY


def test_at_the_end_of_a_session_the_browser_drops_what_it_keeps(client_for):
    client = client_for("author")
    assert "Clear-Site-Data" not in client.get("/").headers
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/sign-in/").headers


def test_who_was_idle_too_long_leaves_nothing_behind_either(client_for):
    client = client_for("author")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/")
        clock.shift(settings.SESSION_IDLE_SECONDS + 61)
        assert client.get("/").headers["Clear-Site-Data"] == '"cache"'


def test_nothing_is_framed(client_for):
    assert client_for("author").get("/").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("wish", ["bn", "en"])
def test_the_language_is_kept_in_a_cookie_no_script_reads(client_for, wish):
    client = client_for("author", "bn" if wish == "en" else "en")
    response = client.post("/language/", {"language": wish, "next": "/help/"})
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (response.url, cookie.value, cookie["httponly"], cookie["samesite"]) == ("/help/", wish, True, "Lax")
    assert read(client.get("/help/")).language == wish


@pytest.mark.parametrize("wish", ["", "fr", "en-us", "../bn", "\0"])
def test_an_unknown_language_changes_nothing(client_for, wish):
    response = client_for("author").post("/language/", {"language": wish})
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"]
)
def test_after_the_language_nobody_is_led_elsewhere(client_for, target):
    assert client_for("author").post("/language/", {"language": "en", "next": target}).url == "/"


def test_bangla_comes_first_whatever_the_browser_wishes(db):
    page = Client().get("/help/", headers={"Accept-Language": "en-GB"})
    assert (page.headers["Content-Language"], read(page).language) == ("bn", "bn")


def test_without_a_cookie_a_page_is_in_the_persons_own_language(client_for, world):
    person = world.person("author")
    type(person).objects.filter(pk=person.pk).update(language="en")
    client = client_for("author")
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert read(client.get("/help/")).language == "en"


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client_for):
    client = client_for("")
    for name, cookie in client.get("/sign-in/").cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    assert settings.SESSION_COOKIE_HTTPONLY
