"""What a person may do ends with the role, the seat or the account: at the next request of a live session (A3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount, Person, Role, TeamMember
from accounts.services.moves import move_office
from content.models import Post
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]


def test_a_disabled_person_is_signed_out_at_the_next_request(world: World, client_for: ClientFor) -> None:
    client = client_for("author")
    assert client.get("/").status_code == 200
    Person.objects.filter(pk=world.person("author").pk).update(is_active=False)
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/")


def test_a_disabled_persons_form_is_refused(
    world: World, client_for: ClientFor, account_in: Callable[..., OfficialAccount]
) -> None:
    client, account = client_for("head"), account_in("active")
    client.get("/")
    key = client.key()
    Person.objects.filter(pk=world.person("head").pk).update(is_active=False)
    address = reverse("accounts:official_account_close", args=[account.pk])
    response = client.submit(address, {"reason": "বন্ধ", "version": account.version}, key=key)
    assert response.headers["Location"].startswith("/sign-in/")
    assert OfficialAccount.objects.get(pk=account.pk).status == "active"


@pytest.mark.parametrize("login", ["supervisor", "auditor", "administrator", "head"])
def test_a_role_that_ended_opens_nothing_any_more(login: str, world: World, client_for: ClientFor) -> None:
    client, person = client_for(login), world.person(login)
    address = reverse("accounts:official_account_detail", args=[world.account().pk])
    assert client.get(address).status_code == 200
    Role.objects.filter(person=person).update(until=timezone.localdate())
    assert client.get(address).status_code == 404
    close = reverse("accounts:official_account_close", args=[world.account().pk])
    assert client.submit(close, {"reason": "বন্ধ", "version": 99}).status_code == 404


@pytest.mark.parametrize("how", ["seat", "role"])
def test_an_approver_without_seat_or_role_decides_nothing_more(
    how: str, world: World, client_for: ClientFor, post_in: Callable[..., Post]
) -> None:
    post, client, person = post_in("submitted"), client_for("approver"), world.person("approver")
    body = {"version": post.version, "seen": 1}
    assert client.get(reverse("content:post_detail", args=[post.pk])).status_code == 200
    if how == "seat":
        TeamMember.objects.filter(person=person).update(until=timezone.now())
    else:
        Role.objects.filter(person=person).update(until=timezone.localdate())
    assert client.submit(reverse("content:post_approve", args=[post.pk]), body).status_code == 404
    assert Post.objects.get(pk=post.pk).status == "submitted"
    assert client.get(reverse("content:post_queue")).status_code == 200
    assert post.headline not in client.get(reverse("content:post_queue")).content.decode()


def test_an_author_without_a_role_writes_nothing_more(world: World, client_for: ClientFor) -> None:
    client, account = client_for("author"), world.account()
    body = {"account": account.pk, "text": "পাঠ", "purpose": "4-ga", "source": "আদেশ"}
    assert client.submit(reverse("content:post_create"), body).status_code == 302
    Role.objects.filter(person=world.person("author")).update(until=timezone.localdate())
    before = Post.objects.count()
    assert client.submit(reverse("content:post_create"), {**body, "text": "আরও"}).status_code == 422
    assert Post.objects.count() == before


def test_a_role_that_begins_tomorrow_opens_nothing_today(world: World, client_for: ClientFor) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    address = reverse("accounts:role_give", args=[world.office("DIST").pk])
    client_for("administrator").submit(address, {"email": "nobody@test.example", "kind": "head", "since": tomorrow})
    assert Role.objects.filter(person=world.person("nobody")).exists()
    invite = reverse("accounts:person_invite", args=[world.office("DIST").pk])
    assert client_for("nobody").get(invite).status_code == 404


def test_with_a_moved_office_its_old_supervisor_loses_sight_and_the_new_one_has_it(
    world: World, client_for: ClientFor, post_in: Callable[..., Post]
) -> None:
    post, office = post_in("submitted"), world.office("DIST")
    pages = [
        reverse("content:post_detail", args=[post.pk]),
        reverse("accounts:official_account_detail", args=[world.account().pk]),
        reverse("dashboard:office_compliance", args=[world.office("UPZ").pk]),
    ]
    old, new = client_for("supervisor"), client_for("far_supervisor")
    assert [(old.get(page).status_code, new.get(page).status_code) for page in pages] == [(200, 404)] * 3
    to, by = world.office("FAR"), world.person("administrator")
    move_office(office=office, to=to, reason="প্রজ্ঞাপন ১২", seen=office.parent_id, by=by)
    assert [(old.get(page).status_code, new.get(page).status_code) for page in pages] == [(404, 200)] * 3
