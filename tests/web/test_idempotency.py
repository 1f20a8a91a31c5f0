"""A form is done once: the same key gives the first result, a forged or borrowed one gives nothing."""

import hashlib

import pytest
from django.core import signing
from django.urls import reverse

from accounts.models.role import RoleKind
from accounts.services.people import invite
from content.models import Post
from govsocial.notifications.models import Notice
from govsocial.web.idempotency import SALT, body_digest, key_id, key_owner
from govsocial.web.models import FormResult
from tests.access_objects import PASSPHRASE
from tests.conftest import FormClient
from tests.factories import CLEAN

OTHER = "অন্য পাঠ, যা প্রথমবার পাঠানো হয়নি।"


@pytest.fixture
def body(world):
    return {"account": world.account().pk, "text": CLEAN, "purpose": "4-ga", "source": "অফিস আদেশ"}


@pytest.fixture
def path():
    return reverse("content:post_create")


def test_a_resent_form_gives_the_first_result_and_says_so(client_for, path, body):
    client = client_for("author")
    key = client.key()
    first = client.submit(path, body, key=key)
    again = [client.submit(path, body, key=key) for _ in range(5)]
    assert {response.url for response in again} == {first.url}
    assert Post.objects.count() == 1
    assert 'role="status"' in client.get(first.url).content.decode()


def test_the_stored_result_names_the_person_and_not_the_key(client_for, world, path, body):
    client = client_for("author")
    key = client.key()
    response = client.submit(path, body, key=key)
    stored = FormResult.objects.get()
    assert (stored.key, stored.person, stored.location) == (key_id(key), world.person("author"), response.url)
    assert key not in stored.key


def test_a_result_keeps_neither_token_nor_password(world):
    """Who reads the database learns no address that is a key, and cannot try out passwords on a digest."""
    link = reverse("accounts:join", args=[invite_somebody(world)])
    client = FormClient()
    typed = {"password": PASSPHRASE, "again": PASSPHRASE}
    assert client.submit(link, typed).status_code == 302
    stored = FormResult.objects.values().get()
    assert (stored["view"], stored["location"]) == ("accounts:join", "/")
    assert not any(part in str(stored) for part in (link, link.split("/")[2], PASSPHRASE))
    assert stored["digest"] not in {guess_of(link, typed), guess_of(link, {})}


def invite_somebody(world):
    by, office = world.person("head"), world.office("DIST")
    invite(office=office, email="new@test.example", name_bn="নতুন", name_en="", role=RoleKind.OFFICER, by=by)
    return Notice.objects.get(kind="invitation").url.split("/")[2]


def guess_of(path, fields):
    """What somebody without the portal's key can compute from a guess."""
    digest = hashlib.sha256(path.encode())
    for name, value in sorted(fields.items()):
        digest.update(repr((name, [value])).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("name", ["password", "again", "password1", "password2", "oldpassword"])
def test_no_password_is_part_of_a_digest(name, rf):
    assert body_digest(rf.post("/", {name: "one", "a": "b"})) == body_digest(rf.post("/", {name: "two", "a": "b"}))


def test_a_digest_needs_the_portals_key(rf, settings):
    first = body_digest(rf.post("/", {"a": "b"}))
    assert first == body_digest(rf.post("/", {"a": "b"}))
    settings.SECRET_KEY = "another"
    assert first != body_digest(rf.post("/", {"a": "b"}))


def test_another_content_under_a_used_key_is_offered_as_a_new_change(client_for, path, body):
    client = client_for("author")
    key = client.key()
    first = client.submit(path, body, key=key)
    response = client.submit(path, {**body, "text": OTHER}, key=key)
    page = response.content.decode()
    assert response.status_code == 409
    assert OTHER in page
    assert first.url in page
    fresh = response.context["new_idem"]
    assert fresh != key
    fields = dict(response.context["fields"])
    assert client.submit(response.context["path"], fields, key=fresh).status_code == 302
    assert sorted(Post.objects.values_list("current__text", flat=True)) == sorted([CLEAN, OTHER])


def test_the_token_against_forgery_is_no_part_of_the_content(client_for, path, body):
    client = client_for("author")
    key = client.key()
    client.submit(path, {**body, "csrfmiddlewaretoken": "a"}, key=key)
    assert client.submit(path, {**body, "csrfmiddlewaretoken": "b"}, key=key).status_code == 302


def test_the_same_key_at_another_address_is_another_content(client_for, path, body):
    client = client_for("author")
    key = client.key()
    client.submit(path, body, key=key)
    post = Post.objects.get()
    response = client.submit(reverse("content:post_submit", args=[post.pk]), {"version": 1}, key=key)
    assert response.status_code == 409
    assert Post.objects.get().status == "draft"


def test_a_form_with_errors_keeps_its_key_for_the_next_try(client_for, path, body):
    client = client_for("author")
    key = client.key()
    refused = client.submit(path, {**body, "text": ""}, key=key)
    assert refused.status_code == 422
    assert f'name="idem" value="{key}"' in refused.content.decode()
    assert not FormResult.objects.exists()
    assert client.submit(path, body, key=key).status_code == 302


def test_the_key_of_another_person_does_nothing(client_for, path, body):
    borrowed = client_for("author2").key()
    response = client_for("author").submit(path, body, key=borrowed)
    assert response.status_code == 409
    assert response.context["other_person"]
    assert CLEAN not in response.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "1.abc",
        ":",
        signing.Signer(salt="other").sign("1.abc"),
        signing.Signer(salt=SALT).sign("nobody.abc"),
        signing.Signer(salt=SALT).sign("১.abc")[:-1],
        "\0",
        "ক" * 5000,
    ],
)
def test_a_forged_key_is_refused(client_for, path, body, key):
    assert key_owner(key) is None
    response = client_for("author").post(path, {**body, "idem": key})
    assert response.status_code == 400
    assert not Post.objects.exists()


def test_a_form_without_a_key_is_refused(client_for, path, body):
    assert client_for("author").post(path, body).status_code == 400
    assert not Post.objects.exists()


def test_each_page_gives_a_key_of_its_own_to_the_person_who_asked(client_for, world, path):
    client = client_for("author")
    keys = {client.get(path).content.decode().split('name="idem" value="')[1].split('"')[0] for _ in range(3)}
    assert len(keys) == 3
    assert {key_owner(key) for key in keys} == {world.person("author").pk}
