"""Signing in: guessing is stopped, nothing tells who is here, sessions end, the language stays."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from govsocial.notifications.services import deliver_due
from tests.access_objects import PASSPHRASE
from tests.conftest import FormClient
from tests.world import World

SIGN_IN = reverse("account_login")
KNOWN, UNKNOWN = "author@test.example", "stranger@test.example"
MINUTES = round(settings.AXES_COOLOFF_TIME * 60)
CSRF = re.compile(rb'value="[^"]{64}"')


@pytest.fixture(autouse=True)
def _known_password(world: World, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for login in ("author", "head"):
        person = world.person(login)
        person.set_password(PASSPHRASE)
        person.save()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 22, 4, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def attempt(login: str = KNOWN, password: str = "wrong", client: Client | None = None, **extra: Any) -> HttpResponse:
    return (client or Client()).post(SIGN_IN, {"login": login, "password": password}, **extra)


def guess(times: int, login: str = KNOWN, **extra: Any) -> None:
    for _ in range(times):
        attempt(login, **extra)


def test_the_right_password_leads_to_my_work_whichever_way_the_address_is_written() -> None:
    for login in (KNOWN, KNOWN.upper(), f" {KNOWN} "):
        response = attempt(login, PASSPHRASE)
        assert (response.status_code, response.headers["Location"]) == (302, "/"), login


def test_signing_in_leads_to_the_page_that_was_asked_for_and_never_to_another_site() -> None:
    wanted = reverse("accounts:office_list")
    assert attempt(KNOWN, PASSPHRASE, QUERY_STRING=f"next={wanted}").headers["Location"] == wanted
    assert attempt(KNOWN, PASSPHRASE, QUERY_STRING="next=//evil.example/").headers["Location"] == "/"


def test_the_right_password_works_after_nine_wrong_ones() -> None:
    guess(9)
    assert attempt(KNOWN, PASSPHRASE).status_code == 302
    guess(9)
    assert attempt(KNOWN, PASSPHRASE).status_code == 302, "a success begins the count anew"


def test_the_tenth_wrong_password_stops_signing_in_and_says_for_how_long(clock: time_machine.Traveller) -> None:
    guess(9)
    client = Client()
    client.cookies["django_language"] = "en"
    assert attempt(client=client).status_code == 429
    locked = attempt(KNOWN, PASSPHRASE, client=client)
    assert locked.status_code == 429
    assert f"{MINUTES} minutes" in locked.content.decode()
    assert KNOWN in locked.content.decode(), "the address typed is still there"
    clock.shift(timedelta(minutes=MINUTES, seconds=5))
    assert attempt(KNOWN, PASSPHRASE).status_code == 302


def test_the_lock_speaks_bangla_with_its_digits() -> None:
    guess(10)
    page = attempt().content.decode()
    assert "১৫" in page
    assert 'lang="bn"' in page


def test_a_guesser_locks_nobody_else_out() -> None:
    """Only this address from this place: the person herself signs in from hers, and a colleague from here."""
    guess(10, REMOTE_ADDR="203.0.113.9")
    assert attempt(KNOWN, PASSPHRASE, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert attempt(KNOWN, PASSPHRASE, REMOTE_ADDR="198.51.100.7").status_code == 302
    assert attempt("head@test.example", PASSPHRASE, REMOTE_ADDR="203.0.113.9").status_code == 302


@pytest.mark.parametrize("written", [KNOWN.upper(), f"  {KNOWN}  "])
def test_writing_the_address_otherwise_gives_no_further_tries(written: str) -> None:
    guess(5)
    guess(5, written)
    assert attempt(KNOWN, PASSPHRASE).status_code == 429


def test_wrong_password_and_unknown_address_look_the_same() -> None:
    answers = []
    for login in (KNOWN, UNKNOWN):
        response = attempt(login)
        answers.append((response.status_code, CSRF.sub(b"", response.content).replace(login.encode(), b"")))
    assert answers[0] == answers[1]
    assert [attempt(login).status_code for login in (KNOWN, UNKNOWN) for _ in range(9)][-9:] == [200] * 8 + [429]


def test_a_disabled_person_is_answered_like_anybody_with_a_wrong_password() -> None:
    wrong = attempt(KNOWN)
    Person.objects.filter(email=KNOWN).update(is_active=False)
    client = Client()
    right = attempt(KNOWN, PASSPHRASE, client=client)
    assert (right.status_code, CSRF.sub(b"", right.content)) == (200, CSRF.sub(b"", wrong.content))
    assert "_auth_user_id" not in client.session
    guess(8)
    assert attempt(KNOWN, PASSPHRASE).status_code == 429, "her tries are counted too"


def test_a_password_reset_answers_the_same_for_a_known_and_an_unknown_address() -> None:
    answers = [Client().post(reverse("account_reset_password"), {"email": email}) for email in (KNOWN, UNKNOWN)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    deliver_due()
    assert [message.to for message in mail.outbox] == [[KNOWN]]


def test_the_link_of_a_password_reset_works_once() -> None:
    Client().post(reverse("account_reset_password"), {"email": KNOWN})
    deliver_due()
    link = "/sign-in/password/reset/key/" + mail.outbox[0].body.split("/password/reset/key/")[1].split()[0]
    client, new = Client(), "এক নতুন দীর্ঘ বাক্য"
    form = client.get(link, follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": "short", "password2": "short"}).status_code == 200
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert attempt(KNOWN, new).status_code == 302
    assert attempt(KNOWN, PASSPHRASE).status_code == 200
    assert Client().get(link, follow=True).context["token_fail"] is True


def test_nobody_signs_up(db: None) -> None:
    body = {"email": UNKNOWN, "password1": PASSPHRASE, "password2": PASSPHRASE}
    assert FormClient().submit(reverse("account_signup"), body).status_code == 405
    assert not Person.objects.filter(email=UNKNOWN).exists()


# Sessions ------------------------------------------------------------------------------------------------------------


def signed_in() -> Client:
    client = Client()
    assert attempt(KNOWN, PASSPHRASE, client=client).status_code == 302
    assert client.get("/").status_code == 200
    return client


def test_a_session_ends_after_half_an_hour_of_rest(clock: time_machine.Traveller) -> None:
    client = signed_in()
    clock.shift(timedelta(minutes=29))
    assert client.get("/").status_code == 200
    clock.shift(timedelta(minutes=29))
    assert client.get("/").status_code == 200, "each visit begins the half hour anew"
    clock.shift(timedelta(minutes=30, seconds=1))
    assert client.get("/").headers["Location"].startswith(SIGN_IN)


def test_a_session_ends_after_twelve_hours_whatever_one_does(clock: time_machine.Traveller) -> None:
    client = signed_in()
    for _ in range(28):
        clock.shift(timedelta(minutes=25))
        assert client.get("/").status_code == 200
    clock.shift(timedelta(minutes=21))
    assert client.get("/").headers["Location"].startswith(SIGN_IN)


def test_signing_in_changes_the_session_and_signing_out_ends_it() -> None:
    client = Client()
    client.get(SIGN_IN)
    session = client.session
    session["mark"] = 1
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    attempt(KNOWN, PASSPHRASE, client=client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != planted
    client.post(reverse("account_logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get("/").status_code == 302


def test_a_new_password_ends_the_sessions_elsewhere() -> None:
    here, elsewhere, new = signed_in(), signed_in(), "এক নতুন দীর্ঘ বাক্য"
    body = {"oldpassword": PASSPHRASE, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), body).status_code == 302
    assert elsewhere.get("/").status_code == 302
    assert here.get("/").status_code == 200


# Language ------------------------------------------------------------------------------------------------------------


def test_the_language_switch_is_remembered_before_and_after_signing_in() -> None:
    client = Client(headers={"accept-language": "en"})
    assert 'lang="bn"' in client.get(SIGN_IN).content.decode(), "Bangla first, whatever the browser wishes"
    response = client.post(reverse("web:language"), {"language": "en", "next": SIGN_IN})
    assert (response.status_code, response.headers["Location"]) == (302, SIGN_IN)
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert 'lang="en"' in client.get(SIGN_IN).content.decode()
    attempt(KNOWN, PASSPHRASE, client=client)
    page = client.get("/")
    assert 'lang="en"' in page.content.decode()
    assert page.headers["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["", "xx", "en<script>", "en-GB"])
def test_an_unknown_language_changes_nothing(language: str) -> None:
    client = Client()
    assert "django_language" not in client.post(reverse("web:language"), {"language": language}).cookies
    client.cookies["django_language"] = language
    assert 'lang="bn"' in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_the_language_switch_leads_to_no_other_site(to: str) -> None:
    assert Client().post(reverse("web:language"), {"language": "en", "next": to}).headers["Location"] == "/"


def test_digits_follow_the_language_and_the_persons_wish(world: World, client_for: Callable[..., FormClient]) -> None:
    address = reverse("workdays:holiday_list") + "?year=2026"
    heading = re.compile(r"<h1>(.*?)</h1>")
    assert "২০২৬" in heading.findall(client_for("author", "bn").get(address).content.decode())[0]
    assert "2026" in heading.findall(client_for("author", "en").get(address).content.decode())[0]
    Person.objects.filter(email=KNOWN).update(bangla_digits=False)
    assert "2026" in heading.findall(client_for("author", "bn").get(address).content.decode())[0]
