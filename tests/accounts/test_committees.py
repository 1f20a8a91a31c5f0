"""Committees: formed by the head under an order, one of a kind, with a chair; decisions are added, never changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Committee, CommitteeDecision, CommitteeMember
from accounts.services import committees as services
from govsocial.notifications.models import Notice
from tests.accounts.test_duties import refusal
from tests.factories import committee
from tests.world import World

pytestmark = pytest.mark.both_databases
TODAY = timezone.localdate


def formed(world: World, **fields: Any) -> Committee:
    return committee(world.office("DIST"), world.person("head"), **fields)


def add(world: World, row: Committee, login: str = "head", **fields: Any) -> CommitteeMember:
    given = {"person": None, "name": "নতুন সদস্য", "post": "", "role": "member", "since": TODAY(), **fields}
    return services.add_committee_member(committee=row, by=world.person(login), **given)


def decided(world: World, row: Committee, login: str = "head", **fields: Any) -> CommitteeDecision:
    given = {"on": TODAY(), "text": "প্রতি মাসে সভা", "seen": 0, **fields}
    return services.record_committee_decision(committee=row, by=world.person(login), **given)


def act(name: str, pk: int) -> str:
    return reverse(f"accounts:{name}", args=[pk])


def test_one_committee_of_a_kind_stands_at_a_time(world: World) -> None:
    row = formed(world)
    assert refusal(lambda: formed(world)) == "formed_already"
    formed(world, kind="media")
    services.dissolve_committee(committee=row, reason="নতুন আদেশ", by=world.person("head"), version=1)
    assert formed(world).pk != row.pk
    assert Committee.objects.get(pk=row.pk).members.count() == 2


@pytest.mark.parametrize("login", ["author", "supervisor", "administrator", "oth_head", "former", "auditor"])
def test_only_the_head_forms_and_keeps_it(world: World, login: str) -> None:
    row, by = formed(world), world.person(login)
    given = {"office": world.office("DIST"), "kind": "media", "order_number": "১", "formed_on": TODAY()}
    assert refusal(lambda: services.form_committee(by=by, **given)) == "not_allowed"
    assert refusal(lambda: add(world, row, login)) == "not_allowed"
    assert refusal(lambda: decided(world, row, login)) == "not_allowed"
    assert refusal(lambda: services.end_committee_member(member=row.members.first(), by=by)) == "not_allowed"
    dissolve = {"committee": row, "reason": "কারণ", "version": 1}
    assert refusal(lambda: services.dissolve_committee(by=by, **dissolve)) == "not_allowed"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "nobody_named"),
        ({"role": "chair"}, "seat_taken"),
        ({"since": date(2020, 1, 1)}, "bad_dates"),
        ({"since": date(2099, 1, 1)}, "in_future"),
    ],
)
def test_a_seat_that_cannot_be_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    row = formed(world)
    assert refusal(lambda: add(world, row, **fields)) == code


def test_a_person_of_the_portal_sits_once_and_is_told(world: World) -> None:
    row, author = formed(world), world.person("author")
    member = add(world, row, person=author)
    assert str(member) == str(author) and Notice.objects.get(kind="committee_joined").recipient == author
    assert refusal(lambda: add(world, row, person=author)) == "seat_taken"
    services.end_committee_member(member=member, by=world.person("head"))
    assert refusal(lambda: services.end_committee_member(member=member, by=world.person("head"))) == "already_ended"
    assert add(world, row, person=author, role="secretary").until is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"seen": 3}, "stated_meanwhile"),
        ({"on": date(2020, 1, 1)}, "bad_dates"),
        ({"on": date(2099, 1, 1)}, "in_future"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    row = formed(world)
    assert refusal(lambda: decided(world, row, **fields)) == code
    assert not CommitteeDecision.objects.exists()


def test_without_a_chair_nothing_is_decided(world: World) -> None:
    row = formed(world, members=0)
    assert refusal(lambda: decided(world, row)) == "no_chair"


def test_decisions_are_numbered_and_the_second_writer_keeps_what_he_wrote(world: World, client_for: Any) -> None:
    row = formed(world)
    assert [decided(world, row).number, decided(world, row, seen=1).number] == [1, 2]
    body = {"on": TODAY().isoformat(), "text": "আমার লেখা সিদ্ধান্ত", "seen": 1}
    response = client_for("head").submit(act("committee_decision_record", row.pk), body)
    assert response.status_code == 409 and "আমার লেখা সিদ্ধান্ত" in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeDecision.objects.create(committee=row, number=2, on=TODAY(), text="আবার", by=world.person("head"))


def test_a_dissolved_committee_does_nothing_more(world: World, client_for: Any) -> None:
    row, member = formed(world), CommitteeMember.objects.last()
    client, why = client_for("head"), {"reason": "নতুন আদেশ", "version": 1}
    assert client.submit(act("committee_dissolve", row.pk), {"version": 1}).status_code == 422
    assert client.submit(act("committee_dissolve", row.pk), why).status_code == 302
    assert client.submit(act("committee_dissolve", row.pk), why).status_code == 409
    added = {"role": "member", "name": "ক", "since": TODAY().isoformat()}
    assert client.submit(act("committee_member_add", row.pk), added).status_code == 409
    assert client.submit(act("committee_member_end", member.pk)).status_code == 409
    page = client.get(act("committee_detail", row.pk)).content.decode()
    assert "dissolved on" in page and "Record decision" not in page


def test_the_page_shows_those_who_sat_and_who_sits(world: World, client_for: Any) -> None:
    row = formed(world)
    services.end_committee_member(member=row.members.last(), by=world.person("head"))
    page = client_for("author", "bn").get(act("committee_detail", row.pk)).content.decode()
    assert "সদস্য 0" in page and "প্রাক্তন সদস্য" in page and "<form method" not in page.split("<main")[1].split("</main")[0]
    assert client_for("oth_head").get(act("committee_detail", row.pk)).status_code == 404


def test_an_order_of_a_day_to_come_is_refused(world: World, client_for: Any) -> None:
    body = {"kind": "media", "order_number": "৭", "formed_on": (TODAY() + timedelta(days=2)).isoformat()}
    assert client_for("head").submit(act("committee_form", world.office("DIST").pk), body).status_code == 422
    assert not Committee.objects.exists()
