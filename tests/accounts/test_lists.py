"""Lists that an account keeps: official accounts followed, and Viber contacts that few may see (edition np-2075)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Attestation, OfficialAccount, Peer, ViberContact
from accounts.models.official_account import ActiveSpan
from accounts.platforms import address_key
from accounts.services import contacts as services
from accounts.task_list import account_tasks
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from tests.accounts.test_duty_checks import ask, follow, stated
from tests.world import World

pytestmark = pytest.mark.both_databases
PEER = {"name": "পাশের জেলা", "url": "https://www.facebook.com/next.district"}
CONTACT = {"number": "+৯৭৭ (৯৮০) ০০০-০০০১", "identity": "একজন নাগরিক"}
STORED = "+9779800000001"


@pytest.fixture
def viber(world: World) -> OfficialAccount:
    follow(world, "np-2075")
    OfficialAccount.objects.filter(handle="dist").update(platform="viber")
    return world.account()


def peers(world: World) -> str:
    return reverse("accounts:peer_add", args=[world.account().pk])


def contacts(world: World) -> str:
    return reverse("accounts:contact_add", args=[world.account().pk])


def actions(world: World) -> list[str]:
    return [entry.action for entry in Entry.objects.about(world.account())]


def test_the_team_lists_whom_the_account_follows_and_everybody_who_sees_it_reads_it(
    world: World, client_for: Any
) -> None:
    assert client_for("author").submit(peers(world), PEER).status_code == 302
    page = client_for("auditor").get(peers(world)).content.decode()
    assert PEER["name"] in page and "1 entry" in page and "Add to list" not in page
    assert actions(world)[0] == "peer.added"


def test_who_is_followed_is_listed_once_until_it_is_taken_from_the_list(world: World, client_for: Any) -> None:
    client = client_for("author")
    assert [client.submit(peers(world), PEER).status_code for _ in range(2)] == [302, 409]
    end = reverse("accounts:peer_end", args=[Peer.objects.get().pk])
    assert [client.submit(end).status_code for _ in range(2)] == [302, 409]
    assert client.submit(peers(world), PEER).status_code == 302
    assert Peer.objects.count() == 2 and Peer.objects.present().count() == 1
    assert actions(world)[:2] == ["peer.added", "peer.ended"]


def test_a_form_sent_twice_lists_once(world: World, client_for: Any) -> None:
    client = client_for("author")
    key = client.key()
    assert [client.submit(peers(world), PEER, key=key).status_code for _ in range(2)] == [302, 302]
    assert Peer.objects.count() == 1


@pytest.mark.parametrize(("login", "status"), [("officer", 403), ("supervisor", 403), ("oth_head", 404)])
def test_others_change_no_list(world: World, client_for: Any, login: str, status: int) -> None:
    assert client_for(login).submit(peers(world), PEER).status_code == status
    row = Peer.objects.create(account=world.account(), by=world.person("head"), **PEER)
    assert client_for(login).submit(reverse("accounts:peer_end", args=[row.pk])).status_code == status
    assert Peer.objects.present().count() == 1


@pytest.mark.parametrize("status", ["applied", "closed"])
def test_a_page_that_does_not_run_keeps_no_list(world: World, viber: OfficialAccount, status: str) -> None:
    OfficialAccount.objects.filter(pk=viber.pk).update(status=status)
    by, account = world.person("author"), world.account()
    with pytest.raises(RuleError, match="wrong_state"):
        services.add_peer(account=account, note="", by=by, **PEER)
    with pytest.raises(RuleError, match="wrong_state"):
        services.add_contact(account=account, number=STORED, identity="ক", note="", by=by)


def test_a_contact_is_kept_with_whose_it_is_and_the_trail_holds_neither(
    world: World, viber: OfficialAccount, client_for: Any
) -> None:
    client = client_for("author")
    assert client.submit(contacts(world), CONTACT).status_code == 302
    assert client.submit(contacts(world), {**CONTACT, "number": STORED}).status_code == 409
    row = ViberContact.objects.get()
    assert (row.number, row.identity) == (STORED, CONTACT["identity"])
    assert STORED not in client.get(contacts(world)).content.decode()
    assert client.submit(reverse("accounts:contact_show", args=[viber.pk])).status_code == 302
    assert STORED in client.get(contacts(world)).content.decode()
    assert STORED not in client_for("head").get(contacts(world)).content.decode()
    assert not any(STORED in f"{entry.note}{entry.data}" for entry in Entry.objects.all())


@pytest.mark.parametrize("number", ["", "12", "টেলিফোন", "+1234567890123456", "01700<b>"])
def test_a_number_is_a_number(world: World, viber: OfficialAccount, client_for: Any, number: str) -> None:
    assert client_for("author").submit(contacts(world), {**CONTACT, "number": number}).status_code == 422
    assert not ViberContact.objects.exists()


def test_the_database_keeps_no_number_without_its_owner(world: World, viber: OfficialAccount) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ViberContact.objects.create(account=viber, number=STORED, identity="", by=world.person("head"))


@pytest.mark.parametrize(
    ("login", "status"),
    [
        *[(login, 200) for login in ("author", "approver", "head", "administrator")],
        *[(login, 404) for login in ("officer", "supervisor", "auditor", "cabinet", "oth_head", "upz_head", "nobody")],
    ],
)
def test_few_see_the_numbers(world: World, viber: OfficialAccount, client_for: Any, login: str, status: int) -> None:
    client = client_for(login)
    assert client.get(contacts(world)).status_code == status
    page = client.get(reverse("accounts:official_account_detail", args=[viber.pk]))
    assert (contacts(world) in page.content.decode()) == (status == 200)


def test_who_had_the_numbers_shown_is_entered_once_a_day(world: World, viber: OfficialAccount, client_for: Any) -> None:
    for login in ("author", "author", "administrator"):
        client_for(login).submit(reverse("accounts:contact_show", args=[viber.pk]))
    assert client_for("auditor").submit(reverse("accounts:contact_show", args=[viber.pk])).status_code == 404
    looks = Entry.objects.about(viber).filter(action="contacts.seen")
    assert {entry.actor for entry in looks} == {world.person("author"), world.person("administrator")}
    assert len(looks) == 2


def test_a_page_on_another_platform_has_no_contacts(world: World, client_for: Any) -> None:
    assert client_for("head").get(contacts(world)).status_code == 404
    with pytest.raises(RuleError, match="wrong_platform"):
        services.add_contact(account=world.account(), number=STORED, identity="ক", note="", by=world.person("head"))


def test_an_ended_contact_is_seen_no_more(world: World, viber: OfficialAccount, client_for: Any) -> None:
    client = client_for("author")
    client.submit(contacts(world), CONTACT)
    end = reverse("accounts:contact_end", args=[ViberContact.objects.get().pk])
    assert client_for("auditor").submit(end).status_code == 404
    assert [client.submit(end).status_code for _ in range(2)] == [302, 409]
    assert CONTACT["identity"] not in client.get(contacts(world)).content.decode()


def test_contacts_are_kept_or_nobody_can_tell(world: World, viber: OfficialAccount) -> None:
    ActiveSpan.objects.update(since=timezone.now() - timedelta(days=30))
    today = timezone.localdate()
    assert ask("contacts", today, "np-2075")[viber.pk].status == "could_not_check"
    services.add_contact(account=viber, number=STORED, identity="ক", note="", by=world.person("head"))
    assert ask("contacts", today, "np-2075")[viber.pk].status == "met"
    assert ask("contacts", today - timedelta(days=1), "np-2075")[viber.pk].status == "could_not_check"
    assert set(ask("contacts", today, "np-2075")) == {viber.pk}, "only accounts on Viber"


def test_what_is_encouraged_is_met_or_does_not_apply(world: World) -> None:
    follow(world, "np-2075")
    ActiveSpan.objects.update(since=timezone.now() - timedelta(days=400))
    for clause in ("engage", "follow-relevant"):
        stated(world, clause, date(2026, 3, 1), date(2026, 6, 1), "np-2075")
        found = [ask(clause, day, "np-2075")[world.account().pk].status for day in (date(2026, 3, 1), date(2026, 6, 1))]
        assert found == ["met", "not_applicable"]
    assert Attestation.objects.count() == 2


def test_viber_has_its_own_duties(world: World, viber: OfficialAccount) -> None:
    found = {task.clause.code for task in account_tasks(viber, timezone.localdate())}
    assert {"vb-number", "vb-hours", "engage", "follow-relevant"} <= found
    assert not {"cover", "username", "verification"} & found
    assert ask("vb-hours", timezone.localdate(), "np-2075")[viber.pk].status == "breached"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://chats.viber.com/Office.Page/", "chats.viber.com/office.page"),
        ("https://invite.viber.com/?g2=AbC&lang=bn", "invite.viber.com/invite?g2=AbC"),
        ("https://invite.viber.com/?lang=bn", ""),
        ("https://viber.com", ""),
        ("https://viber.com.evil.example/office", ""),
    ],
)
def test_an_address_on_viber_has_one_form(url: str, key: str) -> None:
    assert address_key(url, "viber") == key
