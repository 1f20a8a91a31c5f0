"""Open invitations: seen and taken back by whoever may invite; a newer one replaces; none outlives who gave it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Person, Role
from accounts.models.role import RoleKind
from accounts.services.people import accept_invitation, give_role, invite, withdraw_invitation
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.notifications.services import deliver_due
from tests.access_objects import PASSPHRASE
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
ADDRESS = "new.person@test.example"


def offer(world: World, by: str = "head", code: str = "DIST", role: RoleKind = RoleKind.OFFICER) -> Invitation:
    who = {"email": ADDRESS, "name_bn": "নতুন জন", "name_en": ""}
    return invite(office=world.office(code), role=role, by=world.person(by), **who)


def token_of(invitation: Invitation) -> str:
    notice = Notice.objects.get(kind="invitation", subject_id=str(invitation.pk))
    return notice.url.strip("/").split("/")[-1]


def office_page(client: FormClient, world: World, code: str = "DIST") -> str:
    return client.get(reverse("accounts:office_detail", args=[world.office(code).pk])).content.decode()


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(RuleError) as error:
        call()
    return error.value.code


def test_open_invitations_are_listed_for_whoever_may_invite(world: World, client_for: ClientFor) -> None:
    offer(world)
    for login, sees in (("head", True), ("administrator", True), ("officer", False), ("auditor", False)):
        assert (ADDRESS in office_page(client_for(login), world)) is sees, login
    assert ADDRESS not in office_page(client_for("oth_head"), world, "OTH")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert ADDRESS not in office_page(client_for("head"), world), "an expired one is not open"


def test_what_was_taken_back_opens_no_door_and_sends_no_mail(world: World, client_for: ClientFor) -> None:
    made = offer(world)
    token, head = token_of(made), client_for("head")
    response = head.submit(reverse("accounts:invitation_withdraw", args=[made.pk]))
    assert response.status_code == 302
    shown = office_page(head, world)
    assert shown.count(ADDRESS) == 1, "in the message, not in the list"
    assert FormClient().get(reverse("accounts:join", args=[token])).status_code == 410
    assert refusal(lambda: accept_invitation(token=token, password=PASSPHRASE)) == "invitation_gone"
    assert Entry.objects.about(made).first().action == Action.INVITATION_WITHDRAWN
    deliver_due()
    assert not [message for message in mail.outbox if message.to == [ADDRESS]]


def test_who_takes_back_second_learns_who_was_first(world: World, client_for: ClientFor) -> None:
    made = offer(world)
    address = reverse("accounts:invitation_withdraw", args=[made.pk])
    client_for("head").submit(address)
    response = client_for("administrator", "bn").submit(address)
    assert response.status_code == 409
    assert world.person("head").name_bn in response.content.decode()
    assert Entry.objects.about(made).filter(action=Action.INVITATION_WITHDRAWN).count() == 1


def test_an_accepted_invitation_is_not_taken_back(world: World, client_for: ClientFor) -> None:
    made = offer(world)
    accept_invitation(token=token_of(made), password=PASSPHRASE)
    assert client_for("head").submit(reverse("accounts:invitation_withdraw", args=[made.pk])).status_code == 409
    assert refusal(lambda: withdraw_invitation(invitation=made, by=world.person("head"))) == "already_accepted"
    assert Invitation.objects.get(pk=made.pk).withdrawn_at is None
    assert Person.objects.filter(email=ADDRESS).exists()


@pytest.mark.both_databases
def test_inviting_again_replaces_the_open_invitation(world: World) -> None:
    first = offer(world)
    first_token = token_of(first)
    second, elsewhere = offer(world), offer(world, "oth_head", "OTH")
    assert refusal(lambda: accept_invitation(token=first_token, password=PASSPHRASE)) == "invitation_gone"
    assert list(Invitation.objects.unanswered()) == [second, elsewhere], "another office's offer is its own"
    deliver_due()
    assert len([message for message in mail.outbox if message.to == [ADDRESS]]) == 2
    assert [entry.action for entry in Entry.objects.about(first)] == [
        Action.INVITATION_WITHDRAWN,
        Action.PERSON_INVITED,
    ]


def test_a_head_takes_back_no_role_that_he_may_not_give(world: World, client_for: ClientFor) -> None:
    made = offer(world, "administrator", role=RoleKind.AUDITOR)
    address = reverse("accounts:invitation_withdraw", args=[made.pk])
    assert address not in office_page(client_for("head"), world)
    assert address in office_page(client_for("administrator"), world)
    assert client_for("head").submit(address).status_code == 403
    assert refusal(lambda: offer(world)) == "not_allowed"
    assert list(Invitation.objects.unanswered()) == [made]


@pytest.mark.parametrize("lost", ["role", "sign-in"])
def test_an_invitation_ends_with_the_right_of_who_gave_it(lost: str, world: World) -> None:
    head, made = world.person("head"), offer(world)
    link = reverse("accounts:join", args=[token_of(made)])
    if lost == "role":
        Role.objects.filter(person=head).update(until=timezone.localdate())
    else:
        Person.objects.filter(pk=head.pk).update(is_active=False)
    assert FormClient().get(link).status_code == 410
    assert FormClient().submit(link, {"password": PASSPHRASE, "again": PASSPHRASE}).status_code == 410
    assert not Person.objects.filter(email=ADDRESS).exists()


def test_a_role_that_was_narrowed_since_is_not_given(world: World) -> None:
    """An administrator who is head only by the time the link is used could not give this role any more."""
    person, office, today = world.person("officer"), world.office("DIST"), timezone.localdate()
    kind = RoleKind.ADMINISTRATOR
    give_role(person=person, office=office, kind=kind, by=world.person("administrator"), since=today, until=None)
    token = token_of(offer(world, "officer", role=RoleKind.HEAD))
    Role.objects.filter(person=person, kind=kind).update(kind=RoleKind.HEAD)
    assert refusal(lambda: accept_invitation(token=token, password=PASSPHRASE)) == "invitation_gone"


@pytest.mark.parametrize(("name", "field"), [("person_invite", "role"), ("role_give", "kind")])
def test_forms_offer_the_roles_that_may_be_given(name: str, field: str, world: World, client_for: ClientFor) -> None:
    below_root = {"officer", "head", "supervisor", "auditor", "administrator"}
    for login, code, kinds in (
        ("head", "DIST", {"officer"}),
        ("administrator", "DIST", below_root),
        ("administrator", "GOB", {*below_root, "cabinet", "keeper"}),
    ):
        response = client_for(login).get(reverse(f"accounts:{name}", args=[world.office(code).pk]))
        assert {value for value, _label in response.context["form"].fields[field].choices} == kinds, (login, code)


def test_who_invited_is_told_that_it_worked(world: World, client_for: ClientFor) -> None:
    head, address = client_for("head"), reverse("accounts:person_invite", args=[world.office("DIST").pk])
    response = head.submit(address, {"email": ADDRESS, "name_bn": "নতুন জন", "role": "officer"})
    page = head.get(response.headers["Location"]).content.decode()
    assert ADDRESS in page.split('role="status">')[1].split("</p>")[0]
