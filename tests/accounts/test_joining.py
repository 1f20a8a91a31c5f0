"""An invited person joins once; the first administrator is the first person of all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Office, OfficeParent, Person, Role
from accounts.models.role import RoleKind
from accounts.services.people import INVITATION_DAYS, accept_invitation, create_first_administrator, invite
from govsocial.audit.actions import Action
from govsocial.audit.chain import GENESIS
from govsocial.audit.models import Entry, Head
from govsocial.audit.triggers import drop_triggers
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.notifications.services import deliver_due
from tests.access_objects import PASSPHRASE
from tests.conftest import FormClient
from tests.world import World

ADDRESS = "new.person@test.example"


@pytest.fixture
def link(world: World) -> str:
    """Address of an open invitation as an officer of DIST, taken from its mail."""
    office, by = world.office("DIST"), world.person("head")
    invite(office=office, email=f"  {ADDRESS.upper()} ", name_bn="নতুন জন", name_en="", role=RoleKind.OFFICER, by=by)
    deliver_due()
    text = next(message.body for message in mail.outbox if message.to == [ADDRESS])
    return "/join/" + text.split("/join/")[1].split()[0]


def join(link: str, password: str = PASSPHRASE, again: str = "") -> tuple[FormClient, int]:
    client = FormClient()
    return client, client.submit(link, {"password": password, "again": again or password}).status_code


def test_an_invited_person_joins_with_her_role_and_is_signed_in(link: str, world: World) -> None:
    client, status = join(link)
    person = Person.objects.get(email=ADDRESS)
    assert status == 302
    assert client.get("/").status_code == 200
    assert list(person.roles.values_list("office__code", "kind")) == [("DIST", "officer")]
    assert Entry.objects.about(person).get().action == Action.PERSON_JOINED
    assert person.check_password(PASSPHRASE)


def test_only_the_digest_of_the_token_is_kept_with_the_invitation(link: str) -> None:
    token = link.strip("/").split("/")[-1]
    assert token not in str(Invitation.objects.filter(email=ADDRESS).values().get())
    assert not Entry.objects.filter(data__contains=token).exists()


def test_an_invitation_is_used_once(link: str) -> None:
    join(link)
    _client, status = join(link)
    assert status == 410
    assert FormClient().get(link).status_code == 410
    assert Person.objects.filter(email=ADDRESS).count() == 1


def test_an_invitation_ends_after_two_weeks(link: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=INVITATION_DAYS, minutes=1)):
        assert join(link)[1] == 410
    assert not Person.objects.filter(email=ADDRESS).exists()


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", ""), ("passwordpassword", "passwordpasswor"), ("new.person@test", ""), ("", "")],
)
def test_a_weak_password_is_refused_and_the_invitation_stays(link: str, password: str, again: str) -> None:
    assert join(link, password, again)[1] == 422
    assert not Person.objects.filter(email=ADDRESS).exists()
    assert join(link)[1] == 302


def test_a_second_invitation_of_a_person_who_joined_meanwhile_is_gone(link: str, world: World) -> None:
    by, office = world.person("oth_head"), world.office("OTH")
    invite(office=office, email=ADDRESS, name_bn="নতুন জন", name_en="", role=RoleKind.OFFICER, by=by)
    token = Notice.objects.filter(kind="invitation").latest("id").url.strip("/").split("/")[-1]
    join(link)
    with pytest.raises(RuleError, match="already_here"):
        accept_invitation(token=token, password=PASSPHRASE)


def test_a_bangla_passphrase_is_one_whichever_way_it_was_typed(link: str) -> None:
    one_sign, two_signs = "সারাটা বা\u09dcি আমার", "সারাটা বা\u09a1\u09bcি আমার"  # ড় as one character, and as two
    join(link, one_sign)
    assert Person.objects.get(email=ADDRESS).check_password(two_signs)
    assert FormClient().post(reverse("account_login"), {"login": ADDRESS, "password": two_signs}).status_code == 302


# The first administrator ---------------------------------------------------------------------------------------------
FIRST = {"email": " First@Test.Example ", "name_bn": "প্রথম জন", "password": PASSPHRASE, "again": PASSPHRASE}
KEPT = {Office, OfficeParent, Head}


@pytest.fixture
def nobody_here(db: None) -> None:
    """An installation with its offices and without a single person; the test's transaction is rolled back."""
    drop_triggers()
    for model in apps.get_models():
        if model not in KEPT and model._meta.app_label in {"accounts", "content", "notifications", "audit", "web"}:
            model._base_manager.all()._raw_delete("default")
    Head.objects.update(seq=0, hash=GENESIS)


def test_the_first_person_becomes_administrator_at_the_root(nobody_here: None) -> None:
    client = FormClient()
    assert client.get(reverse("accounts:first_administrator")).status_code == 200
    assert client.submit(reverse("accounts:first_administrator"), FIRST).status_code == 302
    person = Person.objects.get()
    assert person.email == "first@test.example"
    assert list(Role.objects.values_list("office__code", "kind")) == [("GOB", "administrator")]
    assert Entry.objects.about(person).get().action == Action.PERSON_JOINED
    assert client.get("/").status_code == 200


def test_there_is_no_second_first_person(nobody_here: None) -> None:
    FormClient().submit(reverse("accounts:first_administrator"), FIRST)
    other = {**FIRST, "email": "second@test.example"}
    assert FormClient().submit(reverse("accounts:first_administrator"), other).status_code == 404
    with pytest.raises(RuleError, match="not_first"):
        create_first_administrator(email="second@test.example", name_bn="দ্বিতীয়", password=PASSPHRASE)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"email": "no"}, {"again": "another"}, {"password": "short", "again": "short"}])
def test_a_wrong_first_form_makes_nobody(nobody_here: None, wrong: dict[str, str]) -> None:
    response = FormClient().submit(reverse("accounts:first_administrator"), {**FIRST, **wrong})
    assert response.status_code == 422
    assert "প্রথম জন" in response.content.decode()
    assert not Person.objects.exists()


def test_without_offices_the_first_person_learns_what_is_missing(nobody_here: None) -> None:
    OfficeParent.objects.all()._raw_delete("default")
    Office.objects.all()._raw_delete("default")
    assert FormClient().submit(reverse("accounts:first_administrator"), FIRST).status_code == 422
    assert not Person.objects.exists()


def test_settings_are_kept_and_hold_at_once(world: World, client_for: Callable[..., FormClient]) -> None:
    client = client_for("author", "bn")
    del client.cookies["django_language"]
    assert "২০" in client.get(reverse("workdays:holiday_list")).content.decode()
    client.submit(reverse("accounts:person_settings"), {"language": "bn"})  # the box for Bangla digits is empty
    page = client.get(reverse("workdays:holiday_list")).content.decode()
    assert 'lang="bn"' in page
    assert str(timezone.localdate().year) in page.split("<h1>")[1].split("</h1>")[0]
    client.submit(reverse("accounts:person_settings"), {"language": "en", "bangla_digits": "on"})
    assert 'lang="en"' in client.get("/").content.decode()
    assert list(Person.objects.filter(pk=world.person("author").pk).values_list("language", "bangla_digits")) == [
        ("en", True)
    ]
