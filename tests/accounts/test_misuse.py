"""Reports of misuse: read by who must decide and by who reported, by nobody else; closed with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import MisuseReport, Person, Role
from accounts.selectors import misuse_waiting
from accounts.services.misuse import decide_misuse
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from tests.accounts.test_duties import refusal
from tests.factories import MISUSE, misuse_report, officer
from tests.world import K, World

pytestmark = pytest.mark.both_databases
REASON = "দুই পক্ষের কথা শোনা হয়েছে।"


def report(world: World, code: str = "DIST", by: str = "officer", **fields: Any) -> MisuseReport:
    return misuse_report(world.office(code), world.person(by), **fields)


def decide(world: World, row: MisuseReport, login: str = "supervisor", **fields: Any) -> None:
    given = {"outcome": "substantiated", "reason": REASON, "version": 1, **fields}
    decide_misuse(report=row, by=world.person(login), **given)


def detail(row: MisuseReport) -> str:
    return reverse("accounts:misuse_report_detail", args=[row.pk])


@pytest.mark.parametrize(("code", "authority"), [("DIST", "MIN"), ("UPZ", "DIST"), ("OTH", "MIN"), ("MIN", "GOB")])
def test_it_goes_to_the_nearest_office_above_with_somebody_in_charge(world: World, code: str, authority: str) -> None:
    assert report(world, code).authority == world.office(authority)


def test_without_anybody_above_it_climbs_and_at_last_is_refused(world: World) -> None:
    Role.objects.filter(person=world.person("supervisor")).update(until=date(2026, 1, 1), since=date(2025, 1, 1))
    assert report(world).authority == world.office("GOB")
    Person.objects.filter(pk=world.person("cabinet").pk).update(is_active=False)
    assert refusal(lambda: report(world)) == "nobody_above"


def test_nobody_is_judge_in_his_own_matter(world: World) -> None:
    accused = report(world, "UPZ", kind="conduct", address="UPZ_HEAD@test.example", by="head")
    assert (accused.about_person, accused.authority) == (world.person("upz_head"), world.office("MIN"))
    own = report(world, by="supervisor")
    told = Notice.objects.filter(kind="misuse_reported", subject_id=str(own.pk)).values_list("recipient", flat=True)
    assert own.authority == world.office("GOB") and list(told) == [world.person("cabinet").pk]
    officer(world.office("MIN"), K.HEAD, email="min_head@test.example")
    both = report(world, by="supervisor")
    assert both.authority == world.office("MIN") and refusal(lambda: decide(world, both)) == "not_allowed"


def test_who_is_accused_never_sees_it_even_as_the_one_in_charge(world: World, client_for: Any) -> None:
    officer_role = Role.objects.create(
        person=world.person("head"), office=world.office("UPZ"), kind=K.OFFICER, since=date(2026, 1, 1)
    )
    row = report(world, "UPZ", kind="conduct", address="head@test.example")
    assert (row.about_person, row.authority) == (officer_role.person, world.office("MIN"))
    MisuseReport.objects.filter(pk=row.pk).update(authority=world.office("DIST"))
    assert client_for("head").get(detail(row)).status_code == 404
    assert misuse_waiting(world.person("head")) == []


def test_a_page_is_recognised_by_its_address_and_the_reporter_is_not_told(world: World, client_for: Any) -> None:
    account = world.account("oth")
    row = report(world, "OTH", address=account.url.replace("https://www.", "https://m."))
    assert row.about_account == account and report(world, "UPZ", address=account.url).about_account is None
    assert account.name not in client_for("officer").get(detail(row)).content.decode()
    assert account.name in client_for("supervisor").get(detail(row)).content.decode()


def test_the_reporter_reads_the_state_and_not_the_reason(world: World, client_for: Any) -> None:
    row = report(world)
    decide(world, row, outcome="unsubstantiated")
    page = client_for("officer").get(detail(row)).content.decode()
    assert "not substantiated" in page and MISUSE["what"] in page
    assert REASON not in page and str(world.person("supervisor").name_en) not in page
    for login in ("supervisor", "auditor"):
        assert REASON in client_for(login).get(detail(row)).content.decode()
    assert Notice.objects.get(kind="misuse_decided").recipient == world.person("officer")


@pytest.mark.parametrize(
    "login", ["head", "author", "administrator", "keeper", "cabinet", "oth_head", "far_supervisor"]
)
def test_everybody_else_finds_nothing(world: World, client_for: Any, login: str) -> None:
    row, client = report(world), client_for(login)
    assert client.get(detail(row)).status_code == 404
    assert MISUSE["about"] not in client.get(reverse("accounts:misuse_report_list")).content.decode()
    address = reverse("accounts:misuse_report_decide", args=[row.pk])
    assert client.submit(address, {"outcome": "referred", "reason": REASON, "version": 1}).status_code == 404


def test_the_entry_names_neither_whom_nor_what(world: World) -> None:
    row = report(world, kind="conduct", address="author@test.example")
    decide(world, row)
    for entry in Entry.objects.filter(action__startswith="misuse."):
        assert entry.lineage == world.office("MIN").lineage
        assert MISUSE["what"] not in entry.data + entry.note and "author" not in entry.data + entry.note
    assert Entry.objects.filter(action__startswith="misuse.").count() == 2


@pytest.mark.parametrize(
    ("login", "fields", "code"),
    [
        ("auditor", {}, "not_allowed"),
        ("officer", {}, "not_allowed"),
        ("cabinet", {}, "not_allowed"),
        ("supervisor", {"outcome": "reported"}, "not_allowed"),
        ("supervisor", {"reason": "  "}, "reason_needed"),
        ("supervisor", {"version": 7}, "already_decided"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(world: World, login: str, fields: dict[str, Any], code: str) -> None:
    row = report(world)
    assert refusal(lambda: decide(world, row, login, **fields)) == code
    assert MisuseReport.objects.get().status == "reported"


@pytest.mark.parametrize("login", ["nobody", "former", "auditor"])
def test_who_holds_no_role_reports_nothing(world: World, client_for: Any, login: str) -> None:
    assert refusal(lambda: report(world, by=login)) == "not_allowed"
    address = reverse("accounts:misuse_report_make", args=[world.office("DIST").pk])
    assert client_for(login).get(address).status_code == 404


def test_the_second_to_decide_is_told_who_was_first_and_keeps_what_he_wrote(world: World, client_for: Any) -> None:
    officer(world.office("MIN"), K.HEAD, email="min_head@test.example", name_bn="মন্ত্রণালয় প্রধান")
    row = report(world)
    decide(world, row, "min_head")
    address = reverse("accounts:misuse_report_decide", args=[row.pk])
    body = {"outcome": "referred", "reason": "আমার মতামত অন্য।", "version": 1}
    response = client_for("supervisor", "bn").submit(address, body)
    page = response.content.decode()
    assert response.status_code == 409 and "মন্ত্রণালয় প্রধান" in page and "আমার মতামত অন্য।" in page
    assert MisuseReport.objects.get().status == "substantiated"


def test_it_waits_for_the_office_in_charge_until_it_is_closed(world: World) -> None:
    row = report(world)
    assert [item.kind for item in misuse_waiting(world.person("supervisor"))] == ["misuse"]
    assert misuse_waiting(world.person("head")) == misuse_waiting(world.person("officer")) == []
    decide(world, row)
    assert misuse_waiting(world.person("supervisor")) == []


def test_a_day_to_come_is_refused_and_an_outcome_without_reason_is_not_stored(world: World) -> None:
    assert refusal(lambda: report(world, happened_on=date.today() + timedelta(days=3))) == "in_future"
    row = report(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        MisuseReport.objects.filter(pk=row.pk).update(status="referred")
