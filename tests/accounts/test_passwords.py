"""A new password: the way by mail tells nothing and leaks nothing, every change is in the audit trail."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as installed
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from accounts.services.passwords import validate_first_password
from accounts.sign_in import InvitedOnlyAdapter
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.management.demo.people import PASSWORD, PEOPLE
from govsocial.notifications.models import Notice
from govsocial.notifications.services import MAX_ATTEMPTS, deliver_due
from tests.access_objects import PASSPHRASE
from tests.notifications.test_delivery import RefusingBackend
from tests.world import World

ASK = reverse("account_reset_password")
KNOWN, UNKNOWN, NEW = "author@test.example", "stranger@test.example", "এক নতুন দীর্ঘ বাক্য"


@pytest.fixture(autouse=True)
def _known_password(world: World, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = world.person("author")
    person.set_password(PASSPHRASE)
    person.save()


def ask(email: str = KNOWN, **extra: Any) -> Any:
    return Client().post(ASK, {"email": email}, **extra)


def link_in_mail() -> str:
    return "/sign-in" + re.search(r"/password/reset/key/\S+", mail.outbox[-1].body)[0]


def signed_in() -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": KNOWN, "password": PASSPHRASE})
    assert client.get("/").status_code == 200
    return client


# Asking --------------------------------------------------------------------------------------------------------------


def test_a_mail_server_that_is_down_fails_nobody_and_tells_nothing(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert [(ask(email).status_code, ask(email).content) for email in (KNOWN, UNKNOWN)] == [(302, b"")] * 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due()
    assert [message.to for message in mail.outbox] == [[KNOWN]], "it comes when the server is back"


def test_an_unknown_address_costs_the_same_steps_and_leaves_nothing() -> None:
    for email in (KNOWN, UNKNOWN):
        ask(email)  # the limits' counters stand
    Notice.objects.all().delete()
    steps = []
    for email in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        steps.append([query["sql"].split('"')[:2] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert ["INSERT OR IGNORE INTO ", "notifications_notice"] in steps[0]
    steps[1].remove(["DELETE FROM ", "notifications_notice"])
    assert steps[0] == steps[1]
    assert not Notice.objects.exclude(address=KNOWN).exists()


def test_the_mail_names_the_portal_and_not_the_host_that_was_asked(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask(HTTP_HOST="evil.example")
    deliver_due()
    letter = mail.outbox[0]
    assert settings.PORTAL_URL + link_in_mail() in letter.body
    assert "evil.example" not in letter.subject + letter.body


@pytest.mark.parametrize(("language", "words"), [("bn", "নতুন পাসওয়ার্ড"), ("en", "Choose a new password")])
def test_the_mail_is_in_the_persons_language_and_marked_in_the_trial(settings: Any, language: str, words: str) -> None:
    settings.DEMO = True
    Person.objects.filter(email=KNOWN).update(language=language)
    ask()
    deliver_due()
    subject = mail.outbox[0].subject
    assert words in subject
    assert subject.startswith("[")


def test_asking_again_at_once_sends_one_mail_and_later_another() -> None:
    now = timezone.now().replace(second=10)
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(3):
            ask()
        clock.shift(timedelta(minutes=2))
        ask()
        deliver_due()
    assert len(mail.outbox) == 2


def test_a_disabled_person_gets_no_mail() -> None:
    Person.objects.filter(email=KNOWN).update(is_active=False)
    assert ask().status_code == 302
    assert not Notice.objects.exists()


def test_the_link_stands_in_the_mail_alone(client_for: Any) -> None:
    ask()
    notice = Notice.objects.get()
    client = client_for("author")
    token = notice.url.rstrip("/").split("-")[-1]
    for page in ("/", reverse("dashboard:notice_list")):
        response = client.get(page)
        assert token not in response.content.decode()
        assert response.context["ui"]["notices"] == 0
    assert client.submit(reverse("dashboard:notice_open", args=[notice.pk])).status_code == 404
    client.submit(reverse("dashboard:notices_read"))
    assert deliver_due() == "1 sent, 0 failed"
    assert Notice.objects.get().url == ""


@pytest.mark.parametrize("end", ["refused", "disabled", "withdrawn"])
def test_a_link_that_is_never_mailed_is_emptied_too(settings: Any, monkeypatch: Any, end: str) -> None:
    ask()
    if end == "refused":
        settings.EMAIL_BACKEND = f"{RefusingBackend.__module__}.RefusingBackend"
        monkeypatch.setattr(RefusingBackend, "refuses", "test.example")
        Notice.objects.update(attempts=MAX_ATTEMPTS - 1)
    if end == "disabled":
        Person.objects.filter(email=KNOWN).update(is_active=False)
    if end == "withdrawn":
        change_password(signed_in())
    deliver_due()
    notice = Notice.objects.get()
    assert (notice.url, notice.mailed_at, notice.given_up_at is not None) == ("", None, True)


def test_limits_count_the_address_the_proxy_writes(settings: Any) -> None:
    settings.LOOPBACK = False
    request = RequestFactory().post(ASK, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    assert InvitedOnlyAdapter(request).get_client_ip(request) == "203.0.113.9"


def test_one_place_that_asks_too_often_stops_nobody_elsewhere(settings: Any) -> None:
    settings.LOOPBACK = settings.SECURE_SSL_REDIRECT = False
    place = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert {ask(f"p{number}@test.example", **place).status_code for number in range(20)} == {302}
    assert ask("last@test.example", **place).status_code == 429
    assert ask("last@test.example", **place | {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}).status_code == 302


# Setting -------------------------------------------------------------------------------------------------------------


def change_password(client: Client) -> None:
    body = {"oldpassword": PASSPHRASE, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), body).status_code == 302


def reset_password() -> None:
    ask()
    deliver_due()
    client = Client()
    form = client.get(link_in_mail(), follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302


def last_entry(world: World) -> Entry:
    return Entry.objects.about(world.person("author")).first()


def test_a_changed_password_is_in_the_audit_trail_without_the_password(world: World) -> None:
    change_password(signed_in())
    entry = last_entry(world)
    assert (entry.action, entry.actor, entry.lineage) == (
        Action.PASSWORD_CHANGED,
        world.person("author"),
        world.office("DIST").lineage,
    )
    assert json.loads(entry.data) == {}
    assert entry.note == ""


def test_a_password_chosen_by_mail_is_in_the_audit_trail_and_ends_every_session(world: World) -> None:
    clients = [signed_in(), signed_in()]
    reset_password()
    assert last_entry(world).action == Action.PASSWORD_RESET
    assert {client.get("/").status_code for client in clients} == {302}


def test_a_password_that_cannot_be_recorded_is_not_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **fields: Any) -> None:
        raise RuntimeError

    client = signed_in()
    monkeypatch.setattr("accounts.services.passwords.record", fail)
    client.raise_request_exception = False
    body = {"oldpassword": PASSPHRASE, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), body).status_code == 500
    assert world.person("author").check_password(PASSPHRASE)


# Words everybody would try -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "Bangladesh-2026-Government",
        "cabinet-division-1971!",
        "GovernmentOfficer12345",
        "বাংলাদেশ-সরকার-২০২৬",
        "গণপ্রজাতন্ত্রী বাংলাদেশ সরকার",
        "মন্ত্রিপরিষদ বিভাগ ১২৩৪৫",
        "জেলা প্রশাসকের কার্যালয় ২০২৬",  # her own office
        "district-office-1234567",
        "জনাব-author-author-2026",  # her own name
        "বাংলা\u200cদেশ সরকার ২০২৬ ২০২৬",
    ],
)
def test_words_of_the_place_are_no_password(world: World, password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, world.person("author"))
    assert "password_of_context_words" in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("password", [PASSPHRASE, NEW, PASSWORD, "bangladesh-correct-horse", "সরকারি বাগানে কাঠবিড়ালি"])
def test_a_sentence_of_ones_own_passes(world: World, password: str) -> None:
    assert validate_password(password, world.person("author")) is None


def test_who_joins_may_not_take_the_name_of_the_office(world: World) -> None:
    person = Person(email="new@test.example", name_bn="নতুন জন")
    with pytest.raises(ValidationError):
        validate_first_password("পাশের জেলা পাশের জেলা ১২৩", person, world.office("OTH"))
    assert validate_first_password("পাশের জেলা পাশের জেলা ১২৩", person, world.office("FAR")) is None


def test_the_demos_first_administrator_can_be_made(world: World) -> None:
    first = PEOPLE[0]
    person = Person(email=first.email, name_bn=first.name_bn, name_en=first.name_en)
    assert validate_first_password(PASSWORD, person, world.office("GOB")) is None


def test_the_rule_is_one_of_the_installation() -> None:
    names = {row["NAME"] for row in installed.AUTH_PASSWORD_VALIDATORS}
    assert "accounts.passwords.ContextWordsValidator" in names
