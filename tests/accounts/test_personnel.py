"""Job descriptions and orientations: who writes them, that every version stays, and who is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import JobDescription, Orientation
from accounts.services.personnel import describe_job, record_orientation
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from tests.accounts.test_duties import refusal
from tests.world import World

pytestmark = pytest.mark.both_databases


def describe(world: World, login: str = "head", about: str = "author", **fields: Any) -> JobDescription:
    given = {"office": world.office("DIST"), "on": timezone.localdate(), "text": "খসড়া লেখা", "seen": 0, **fields}
    return describe_job(person=world.person(about), by=world.person(login), **given)


def orient(world: World, login: str = "head", about: str = "author", **fields: Any) -> Orientation:
    given = {"on": timezone.localdate(), "held_by": "দপ্তর প্রধান", "subject": "নির্দেশিকা", **fields}
    return record_orientation(office=world.office("DIST"), person=world.person(about), by=world.person(login), **given)


def page(name: str, world: World, about: str = "author") -> str:
    return reverse(f"accounts:{name}", args=[world.office("DIST").pk, world.person(about).pk])


def test_every_version_of_a_job_description_stays(world: World, client_for: Any) -> None:
    client, address = client_for("head"), page("job_description_write", world)
    for number, text in enumerate(["প্রথম বিবরণ", "দ্বিতীয় বিবরণ"]):
        assert client.submit(address, {"on": "২০২৬-০১-০৫", "text": text, "seen": number}).status_code == 302
    assert list(JobDescription.objects.values_list("number", "text")) == [(2, "দ্বিতীয় বিবরণ"), (1, "প্রথম বিবরণ")]
    shown = client_for("author").get(address).content.decode()
    assert "প্রথম বিবরণ" in shown and "<textarea" not in shown
    assert Notice.objects.filter(kind="job_described", recipient=world.person("author")).count() == 2


@pytest.mark.parametrize("write", [describe, orient])
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"login": "author"}, "not_allowed"),
        ({"login": "supervisor"}, "not_allowed"),
        ({"login": "oth_head"}, "not_allowed"),
        ({"login": "former"}, "not_allowed"),
        ({"about": "oth_author"}, "not_of_office"),
        ({"about": "former"}, "not_of_office"),
        ({"on": date(2099, 1, 1)}, "in_future"),
    ],
)
def test_what_cannot_be_recorded_is_refused(world: World, write: Any, fields: dict[str, Any], code: str) -> None:
    assert refusal(lambda: write(world, **fields)) == code
    assert not JobDescription.objects.exists() and not Orientation.objects.exists()


def test_who_comes_second_is_told_who_was_first_and_keeps_what_she_wrote(world: World, client_for: Any) -> None:
    describe(world, "administrator")
    body = {"on": timezone.localdate().isoformat(), "text": "আমার লেখা", "seen": 0}
    response = client_for("head", "bn").submit(page("job_description_write", world), body)
    assert response.status_code == 409
    assert world.person("administrator").name_bn in response.content.decode()
    assert "আমার লেখা" in response.content.decode() and JobDescription.objects.count() == 1


def test_an_orientation_of_a_day_is_recorded_once(world: World) -> None:
    orient(world)
    assert refusal(lambda: orient(world, "administrator")) == "recorded_already"
    orient(world, on=timezone.localdate() - timedelta(days=1))
    entry = Entry.objects.filter(action="person.oriented").latest("seq")
    assert entry.actor == world.person("head") and "নির্দেশিকা" in entry.data


@pytest.mark.parametrize("name", ["job_description_write", "orientation_record", "hand_over_record"])
def test_a_person_is_found_at_her_own_office_only(world: World, client_for: Any, name: str) -> None:
    elsewhere = reverse(f"accounts:{name}", args=[world.office("OTH").pk, world.person("author").pk])
    for login in ("head", "oth_head", "administrator", "author"):
        assert client_for(login).get(elsewhere).status_code == 404
    gone = page(name, world, "former")
    shown = client_for("head").get(gone)
    assert shown.status_code == 200 and 'name="idem"' not in shown.content.decode().split("<main")[1]


def test_the_people_list_leads_there_for_the_head_and_for_oneself(world: World, client_for: Any) -> None:
    office = reverse("accounts:office_detail", args=[world.office("DIST").pk])
    mine, others = page("hand_over_record", world), page("hand_over_record", world, "approver")
    links = {login: client_for(login).get(office).content.decode() for login in ("head", "author")}
    assert mine in links["head"] and others in links["head"]
    assert mine in links["author"] and others not in links["author"]
