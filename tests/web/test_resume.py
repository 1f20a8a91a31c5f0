"""Who types longer than the session lives loses nothing; another person at the same computer sees nothing."""

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from content.models import Post
from govsocial.web.resume import HELD, MAX_HELD
from tests.factories import CLEAN

PASSWORD = "এক সকালে নদীর ধারে হাঁটা"
RESUME = "/resume/"


@pytest.fixture
def body(world):
    return {"account": world.account().pk, "text": CLEAN, "purpose": "4-ga", "source": "অফিস আদেশ"}


@pytest.fixture
def expired(client_for, body):
    """A client whose form came after its session had ended; the answer to that form."""
    client = client_for("author")
    key = client.key()
    client.session.flush()
    del client.cookies[settings.SESSION_COOKIE_NAME]
    client.answer = client.submit(reverse("content:post_create"), body, key=key)
    return client


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_the_form_leads_to_the_sign_in_page_and_stores_nothing(expired):
    assert expired.answer.status_code == 302
    assert expired.answer.url == f"{reverse('account_login')}?next=%2Fresume%2F"
    assert not Post.objects.exists()


def test_the_same_person_sends_it_again_with_one_button(expired, world, body):
    sign_in(expired, world.person("author"))
    page = expired.get(RESUME)
    held = page.context["held"]
    assert CLEAN.splitlines()[0] in page.content.decode()
    assert dict(held["fields"]) == {name: str(value) for name, value in body.items()}
    assert expired.submit(held["path"], dict(held["fields"])).status_code == 302
    assert Post.objects.get().current.text == CLEAN


def test_really_signing_in_leads_to_what_was_kept(expired, world):
    person = world.person("author")
    person.set_password(PASSWORD)
    person.save()
    response = expired.post(expired.answer.url, {"login": person.email, "password": PASSWORD, "next": RESUME})
    assert response.url == RESUME
    assert CLEAN.splitlines()[0] in expired.get(RESUME).content.decode()


def test_another_person_never_sees_it_and_it_is_dropped(expired, world):
    sign_in(expired, world.person("author2"))
    response = expired.get(RESUME)
    assert response.status_code == 302
    assert CLEAN.splitlines()[0] not in response.content.decode()
    assert HELD not in expired.session
    sign_in(expired, world.person("author"))
    assert expired.get(RESUME).status_code == 302


def test_without_anything_kept_the_page_leads_to_my_work(client_for):
    assert client_for("author").get(RESUME).url == reverse("dashboard:my_work")


def test_a_form_nobody_was_given_is_not_kept(client_for, body):
    client = client_for("")
    for key in ("forged", client.key()):
        client.post(reverse("content:post_create"), {**body, "idem": key})
        assert HELD not in client.session


def test_more_than_any_form_holds_is_not_kept(client_for, body):
    client = client_for("author")
    key = client.key()
    client.session.flush()
    client.cookies.clear()
    client.submit(reverse("content:post_create"), {**body, "text": "x" * MAX_HELD}, key=key)
    assert HELD not in client.session


@pytest.mark.parametrize(
    ("idle", "rounds", "alive"),
    [
        (settings.SESSION_IDLE_SECONDS - 60, 1, True),
        (settings.SESSION_IDLE_SECONDS + 60, 1, False),
        (25 * 60, 28, True),  # 11 h 40 min of work
        (25 * 60, 30, False),  # 12 h 30 min
    ],
)
def test_a_session_ends_by_idling_or_by_age_and_the_text_is_kept(client_for, body, idle, rounds, alive):
    start = timezone.now()
    client = client_for("author")
    with time_machine.travel(start, tick=False) as clock:
        client.get("/")
        key = client.key()
        for _ in range(rounds - 1):
            clock.shift(idle)
            client.get("/")
        clock.shift(idle)
        client.submit(reverse("content:post_create"), body, key=key)
    assert Post.objects.exists() == alive
    assert (HELD in client.session) != alive


@pytest.mark.parametrize(
    ("name", "alive"), [("content:post_looking", False), ("content:post_keep", True), ("content:post_check", True)]
)
def test_what_a_page_asks_by_itself_keeps_nobody_signed_in_and_typing_does(client_for, post_in, name, alive):
    post = post_in("submitted")
    path = reverse(name, args=[post.pk] if name == "content:post_looking" else [])
    client = client_for("approver")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get(reverse("content:post_detail", args=[post.pk]))
        for _minute in range(44):
            clock.shift(60)
            client.post(path)
            clock.shift(1)
        assert client.get("/").status_code == (200 if alive else 302)


def test_a_session_that_only_a_page_asks_with_grows_old_too(client_for, post_in):
    post = post_in("submitted")
    client = client_for("approver")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(reverse("content:post_looking", args=[post.pk]))
        clock.shift(settings.SESSION_IDLE_SECONDS + 1)
        assert client.get("/").status_code == 302
