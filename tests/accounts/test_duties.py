"""Duties are stated by a named person, with evidence, until they are asked again; every statement is kept."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.duties import DUTIES
from accounts.duty_work import duties_waiting
from accounts.models import Attestation, CredentialRotation, GrsIdentity, Office, OfficialAccount
from accounts.services.duties import attest, record_grs_identity, record_rotation
from accounts.task_list import account_tasks, office_tasks
from govsocial.audit.models import Entry, Head
from govsocial.errors import RuleError
from govsocial.rulebook.models import Edition, OfficeEdition, Parameter
from tests.factories import picture
from tests.world import World

pytestmark = pytest.mark.both_databases
DUTY = {duty.code: duty for duty in DUTIES}
DAY = timedelta(days=1)
BD_DUTIES = {"5-ka", "5-kha", "5-gha", "5-nga", "5-cha", "5-chha", "5-ja"}
NP_DUTIES = {"logo", "cover", "bio", "name", "username", "verification", "engage", "follow-relevant"}
PAGE = {"purpose": "সেবার তথ্য", "audience": "জেলার নাগরিক", "users": "তথ্য টিম"}


def today() -> date:
    return timezone.localdate()


def state(world: World, code: str = "5-gha", login: str = "head", **fields: Any) -> Attestation:
    duty = DUTY[code]
    subject = world.account() if duty.subject == "account" else world.office("DIST")
    given = {"on": today(), "evidence": "পেজ দেখা হয়েছে", "link": "", "answers": {}, "seen": 0, **fields}
    given.setdefault("picture", ContentFile(picture(), name="a.png") if duty.picture else None)
    return attest(duty=duty, subject=given.pop("subject", subject), by=world.person(login), **given)


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", picture())


def refusal(call: Any) -> str:
    head = Head.objects.get().seq
    with pytest.raises(RuleError) as error, transaction.atomic():
        call()
    assert Head.objects.get().seq == head, "what is refused leaves nothing"
    return error.value.code


def tasks(world: World, name: str = "dist") -> dict[str, str]:
    return {task.clause.code: task.state for task in account_tasks(world.account(name), today())}


@pytest.mark.parametrize(("code", "days"), [("5-gha", 90), ("5-chha", 365), ("5-kha", 365)])
def test_a_statement_holds_for_the_days_of_its_parameter(world: World, code: str, days: int) -> None:
    row = state(world, code, on=today() - DAY)
    assert (row.number, row.until) == (1, today() - DAY + timedelta(days=days))
    assert tasks(world)[code] == "done"
    entry = Entry.objects.about(world.account()).first()
    assert (entry.action, entry.actor) == ("duty.attested", world.person("head"))


def test_a_changed_parameter_changes_later_statements_only(world: World) -> None:
    first = state(world)
    Parameter.objects.filter(edition__code="bd-2016", name="picture_attestation").update(value=30)
    second = state(world, seen=1)
    assert (first.until, second.until) == (today() + timedelta(days=90), today() + timedelta(days=30))


def test_it_is_asked_again_on_the_day_it_runs_out_and_the_history_stays(world: World) -> None:
    row = state(world)
    account = world.account()
    before = {task.clause.code: task.state for task in account_tasks(account, row.until - DAY)}
    after = {task.clause.code: task.state for task in account_tasks(account, row.until)}
    assert (before["5-gha"], after["5-gha"]) == ("done", "overdue")
    state(world, seen=1, evidence="আবার দেখা হয়েছে")
    assert [row.evidence for row in Attestation.objects.order_by("number")] == ["পেজ দেখা হয়েছে", "আবার দেখা হয়েছে"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"on": date(2099, 1, 1)}, "in_future"),
        ({"on": date(2020, 1, 1)}, "expired"),
        ({"seen": 1}, "stated_meanwhile"),
        ({"seen": 7}, "stated_meanwhile"),
        ({"login": "officer"}, "not_allowed"),
        ({"login": "oth_head"}, "not_allowed"),
        ({"login": "administrator"}, "not_allowed"),
        ({"login": "former"}, "not_allowed"),
        ({"code": "logo"}, "not_owed"),
        ({"code": "5-nya", "login": "author"}, "not_allowed"),
    ],
)
def test_what_cannot_be_stated_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    assert refusal(lambda: state(world, **fields)) == code
    assert not Attestation.objects.exists()


@pytest.mark.parametrize("in_state", ["applied", "closed", "refused"])
def test_only_a_page_that_runs_has_duties(world: World, account_in: Any, in_state: str) -> None:
    account = account_in(in_state)
    assert refusal(lambda: state(world, subject=account)) == "wrong_state"
    assert account_tasks(account, today()) == []


def test_who_comes_second_is_told_who_was_first_and_keeps_what_he_wrote(world: World, client_for: Any) -> None:
    address = reverse("accounts:account_duty_attest", args=[world.account().pk, "5-gha"])
    body = {"on": today().isoformat(), "evidence": "প্রথম প্রমাণক", "seen": 0}
    assert client_for("author").submit(address, {**body, "picture": upload()}).status_code == 302
    late = {**body, "evidence": "দ্বিতীয় প্রমাণক", "picture": upload()}
    response = client_for("head", "bn").submit(address, late)
    page = response.content.decode()
    assert response.status_code == 409
    assert world.person("author").name_bn in page and "দ্বিতীয় প্রমাণক" in page
    assert Attestation.objects.get().evidence == "প্রথম প্রমাণক"


def test_the_database_holds_one_statement_of_each_number(world: World) -> None:
    row = state(world)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_three_statements_of_a_page_are_fields_and_all_are_needed(world: World, client_for: Any) -> None:
    address = reverse("accounts:account_duty_attest", args=[world.account().pk, "5-kha"])
    body = {"on": today().isoformat(), "evidence": "ব্যানার দেখা হয়েছে", "seen": 0, **PAGE}
    client = client_for("author")
    assert client.submit(address, {**body, "users": " "}).status_code == 422
    assert client.submit(address, body).status_code == 302
    assert Attestation.objects.get().answers == PAGE
    assert PAGE["purpose"] in client.get(address).content.decode()


def test_a_link_to_evidence_is_https_only(world: World, client_for: Any) -> None:
    address = reverse("accounts:account_duty_attest", args=[world.account().pk, "5-gha"])
    body = {"on": today().isoformat(), "evidence": "পেজ", "seen": 0, "link": "javascript:alert(1)"}
    assert client_for("author").submit(address, body).status_code == 422
    assert not Attestation.objects.exists()


def test_a_page_owes_the_duties_of_the_edition_its_office_follows(world: World) -> None:
    Office.objects.filter(code="OTH").update(website="https://oth.example")
    assert set(tasks(world)) == BD_DUTIES
    assert (tasks(world)["5-ja"], tasks(world, "oth")["5-ja"]) == ("not_owed", "open")
    office = world.office("OTH")
    edition = Edition.objects.get(code="np-2075")
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=edition, since=today())
    assert set(tasks(world, "oth")) == NP_DUTIES
    assert set(tasks(world)) == BD_DUTIES


def test_a_cover_is_asked_of_platforms_that_have_one(world: World) -> None:
    office = world.office("OTH")
    edition = Edition.objects.get(code="np-2075")
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=edition, since=today())
    OfficialAccount.objects.filter(handle="oth").update(platform="youtube")
    assert set(tasks(world, "oth")) == {"logo", "bio", "name", "engage", "follow-relevant"}
    account = world.account("oth")
    assert refusal(lambda: state(world, "cover", "oth_head", subject=account)) == "not_owed"


def test_an_office_owes_nothing_before_it_has_an_account(world: World) -> None:
    assert {task.clause.code: task.state for task in office_tasks(world.office("DIST"), today())} == {
        "5-jha": "open",
        "5-nya": "open",
    }
    assert office_tasks(world.office("FAR"), today()) == []


@pytest.mark.parametrize(
    ("login", "status"), [("officer", 200), ("auditor", 200), ("nobody", 404), ("oth_head", 404), ("upz_head", 404)]
)
def test_what_an_office_owes_is_its_own_and_those_aboves_matter(
    world: World, client_for: Any, login: str, status: int
) -> None:
    office, client = world.office("DIST"), client_for(login)
    assert client.get(reverse("accounts:office_duty_attest", args=[office.pk, "5-nya"])).status_code == status
    page = client.get(reverse("accounts:office_detail", args=[office.pk])).content.decode()
    assert ('id="duties"' in page) == (status == 200)


def test_a_rotation_is_logged_without_any_password(world: World) -> None:
    account, by = world.account(), world.person("author")
    row = record_rotation(account=account, on=today(), second_factor=True, note="নিয়মিত", by=by)
    assert {field.name for field in CredentialRotation._meta.fields} == {
        *("id", "account", "on", "second_factor", "note", "by", "at")
    }
    assert (row.by, row.second_factor, tasks(world)["5-nga"]) == (by, True, "done")


@pytest.mark.parametrize(
    ("login", "fields", "code"),
    [
        ("author", {"note": "পাসওয়ার্ড: নদী১২৩"}, "looks_like_password"),
        ("author", {"on": date(2099, 1, 1)}, "in_future"),
        ("officer", {}, "not_allowed"),
        ("upz_head", {}, "not_allowed"),
        ("supervisor", {}, "not_allowed"),
    ],
)
def test_a_rotation_that_cannot_be_is_refused(world: World, login: str, fields: dict[str, Any], code: str) -> None:
    given = {"on": today(), "second_factor": True, "note": "", **fields}
    assert refusal(lambda: record_rotation(account=world.account(), by=world.person(login), **given)) == code
    assert not CredentialRotation.objects.exists()


def test_a_password_in_the_note_is_stored_nowhere(world: World, client_for: Any) -> None:
    address = reverse("accounts:credentials_rotate", args=[world.account().pk])
    response = client_for("author").submit(address, {"on": today().isoformat(), "note": "password: Nodi#Teesta7"})
    assert response.status_code == 422
    assert not CredentialRotation.objects.exists()
    assert not Entry.objects.filter(note__contains="Teesta7").exists()
    assert not Entry.objects.filter(data__contains="Teesta7").exists()


def test_one_rotation_a_day_and_the_second_is_told_who(world: World) -> None:
    given = {"account": world.account(), "on": today(), "second_factor": False, "note": ""}
    record_rotation(by=world.person("author"), **given)
    assert refusal(lambda: record_rotation(by=world.person("head"), **given)) == "recorded_already"


@pytest.mark.parametrize(
    ("login", "fields", "code"),
    [
        ("head", {"code": "", "url": ""}, "nothing_given"),
        ("head", {"url": "https://grs.gov.bd.evil.example/x"}, "wrong_host"),
        ("head", {"url": "https://grs.gov.bd@evil.example/"}, "wrong_host"),
        ("head", {"seen": 1}, "stated_meanwhile"),
        ("author", {}, "not_allowed"),
        ("administrator", {}, "not_allowed"),
    ],
)
def test_a_grs_identity_that_cannot_be_is_refused(world: World, login: str, fields: dict[str, Any], code: str) -> None:
    given = {"code": "GRS-1", "url": "", "contact": "অনিক", "seen": 0, **fields}
    assert refusal(lambda: record_grs_identity(office=world.office("DIST"), by=world.person(login), **given)) == code
    assert not GrsIdentity.objects.exists()


def test_a_new_grs_identity_takes_the_place_of_the_old_which_is_kept(world: World, client_for: Any) -> None:
    address = reverse("accounts:grs_identity_record", args=[world.office("DIST").pk])
    client = client_for("head")
    for number, url in enumerate(["https://www.grs.gov.bd/office/1", "https://grs.gov.bd/office/2"]):
        assert client.submit(address, {"url": url, "contact": "অনিক", "seen": number}).status_code == 302
    assert list(GrsIdentity.objects.values_list("number", flat=True)) == [2, 1]
    assert 'value="https://grs.gov.bd/office/2"' in client.get(address).content.decode()


def duties_asked_again(person: Any, now: Any) -> list[Any]:
    """Without those that were never stated: they have no day."""
    return [item for item in duties_waiting(person, now) if item.due_at]


def test_the_head_is_asked_again_two_weeks_before_and_after_the_day(world: World) -> None:
    Attestation.objects.all().delete()  # those of the small country may be of the day before
    row, head, now = state(world), world.person("head"), timezone.now()
    assert duties_asked_again(head, now) == []
    assert [item.kind for item in duties_asked_again(head, now + timedelta(days=76))] == ["duty"]
    assert duties_asked_again(head, now + timedelta(days=75)) == []
    late = duties_asked_again(head, now + timedelta(days=91))[0]
    assert timezone.localdate(late.due_at) == row.until
    assert duties_asked_again(world.person("author"), now + timedelta(days=91)) == []
    assert duties_asked_again(world.person("oth_head"), now + timedelta(days=70)) == []


# The attached picture ------------------------------------------------------------------------------------------------


def test_a_picture_is_asked_for_and_kept_without_its_name(world: World) -> None:
    assert refusal(lambda: state(world, picture=None)) == "no_picture"
    row = state(world, picture=ContentFile(picture("JPEG"), name="../../secret.php"))
    assert row.picture.name.startswith("attested/")
    assert "secret" not in row.picture.name
    entry = Entry.objects.about(world.account()).first()
    assert hashlib.sha256(row.picture.read()).hexdigest() in entry.data


def test_what_is_no_picture_is_said_on_the_form_and_nothing_is_lost(world: World, client_for: Any) -> None:
    client = client_for("head")
    body = {"on": today().isoformat(), "evidence": "দেখা হয়েছে", "seen": 0}
    file = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")
    page = client.submit(
        reverse("accounts:account_duty_attest", args=[world.account().pk, "5-gha"]), {**body, "picture": file}
    )
    assert page.status_code == 422
    assert "not a picture that can be read" in page.content.decode()
    assert "দেখা হয়েছে" in page.content.decode()
    assert not Attestation.objects.exists()


def test_the_picture_is_shown_to_those_who_see_the_account(world: World, client_for: Any) -> None:
    address = reverse("accounts:attested_picture", args=[state(world).pk])
    sent = client_for("supervisor").get(address)
    assert (sent.status_code, sent["Content-Type"], sent["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert client_for("oth_head").get(address).status_code == 404
    Attestation.objects.get().picture.delete(save=False)
    assert client_for("head").get(address).status_code == 404
