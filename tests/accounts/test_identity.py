"""What the head decides of an account (settings, name) and what is recorded of it (user name, verification)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.duties import DUTIES
from accounts.models import Attestation, OfficialAccount
from accounts.models.official_account import ActiveSpan
from accounts.services.duties import attest
from accounts.task_list import account_tasks
from govsocial.audit.models import Entry, Head
from govsocial.errors import RuleError
from govsocial.rulebook.models import Parameter
from tests.accounts.test_duty_checks import ask, follow
from tests.world import World

pytestmark = pytest.mark.both_databases
DAY = timedelta(days=1)
LONG_AGO = date(2026, 1, 1)
DUTY = {duty.code: duty for duty in DUTIES}
SHEET = {"display": "সবার জন্য", "comments": "খোলা", "membership": "নেই", "access": "টিমের চারজন", "privacy": "প্রকাশ্য"}
ANSWERS: dict[str, dict[str, str]] = {
    "5-cha": SHEET,
    "5-ka": {"verdict": "office"},
    "name": {},
    "username": {"email": "dc@dist.gov.bd", "official": "yes"},
    "verification": {"stage": "applied"},
}
NEPAL = ("name", "username", "verification")


def state(world: World, code: str, login: str = "head", **fields: Any) -> Attestation:
    seen = Attestation.objects.filter(account=world.account(), clause=code).count()
    given = {"on": timezone.localdate(), "evidence": "সভার সিদ্ধান্ত ৩", "link": "", "answers": ANSWERS[code]}
    given |= {"seen": seen, **fields}
    return attest(duty=DUTY[code], subject=world.account(), by=world.person(login), **given)


def refusal(call: Any) -> str:
    head = Head.objects.get().seq
    with pytest.raises(RuleError) as error, transaction.atomic():
        call()
    assert Head.objects.get().seq == head, "what is refused leaves nothing"
    return error.value.code


def task(world: World, code: str) -> str:
    return next(row.state for row in account_tasks(world.account(), timezone.localdate()) if row.clause.code == code)


def status(world: World, code: str, day: date | None = None) -> str:
    edition = DUTY[code].edition
    return ask(code, day or timezone.localdate(), edition)[world.account().pk].status


def address(world: World, code: str) -> str:
    return reverse("accounts:account_duty_attest", args=[world.account().pk, code])


def body(code: str, **fields: Any) -> dict[str, Any]:
    given = {"on": timezone.localdate().isoformat(), "evidence": "সভার সিদ্ধান্ত ৩", "seen": 0}
    return {**given, **ANSWERS[code], **fields}


@pytest.fixture
def nepal(world: World) -> None:
    follow(world, "np-2075")


@pytest.fixture(autouse=True)
def _running(db: None) -> None:
    since = timezone.make_aware(timezone.datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day))
    ActiveSpan.objects.update(since=since)
    OfficialAccount.objects.update(activated_at=since)


@pytest.mark.parametrize("code", ["5-cha", "5-ka"])
def test_what_the_head_decided_holds_until_it_changes(world: World, client_for: Any, code: str) -> None:
    assert (task(world, code), status(world, code)) == ("open", "breached")
    assert client_for("head").submit(address(world, code), body(code)).status_code == 302
    row = Attestation.objects.get()
    assert (row.number, row.until, row.by) == (1, None, world.person("head"))
    assert (task(world, code), status(world, code)) == ("done", "met")
    assert status(world, code, row.on + 4000 * DAY) == "met" and status(world, code, row.on - DAY) == "breached"
    entry = Entry.objects.about(world.account()).first()
    assert entry.action == "duty.attested" and "সভার সিদ্ধান্ত" in entry.note


@pytest.mark.parametrize("code", ["5-cha", "5-ka"])
@pytest.mark.parametrize(
    ("login", "answer"), [("author", 403), ("officer", 403), ("supervisor", 403), ("oth_head", 404)]
)
def test_nobody_else_decides(world: World, client_for: Any, code: str, login: str, answer: int) -> None:
    assert client_for(login).submit(address(world, code), body(code)).status_code == answer
    assert not Attestation.objects.exists()


@pytest.mark.parametrize("code", ["name"])
def test_the_team_does_not_decide_in_nepal_either(world: World, nepal: None, code: str) -> None:
    assert refusal(lambda: state(world, code, "author")) == "not_allowed"


@pytest.mark.parametrize("code", ["5-cha", "5-ka"])
def test_a_closed_page_has_nothing_to_decide(world: World, code: str) -> None:
    OfficialAccount.objects.filter(handle="dist").update(status="closed")
    assert refusal(lambda: state(world, code)) == "wrong_state"


@pytest.mark.parametrize("code", ["5-cha", "5-ka"])
def test_who_is_second_is_told_and_a_form_sent_twice_is_stored_once(world: World, client_for: Any, code: str) -> None:
    client = client_for("head")
    key = client.key()
    for _ in range(2):
        assert client.submit(address(world, code), body(code), key=key).status_code == 302
    assert Attestation.objects.count() == 1
    assert client.submit(address(world, code), body(code)).status_code == 409


def test_a_sheet_has_five_settings_and_a_reason(world: World, client_for: Any) -> None:
    for field in [*SHEET, "evidence"]:
        assert client_for("head").submit(address(world, "5-cha"), body("5-cha", **{field: " "})).status_code == 422
    assert not Attestation.objects.exists()


def test_a_sheet_refuses_a_password(world: World) -> None:
    answers = {**SHEET, "access": "password: Nodi#Teesta7"}
    assert refusal(lambda: state(world, "5-cha", answers=answers)) == "looks_like_password"


def test_each_version_of_a_sheet_stays_and_says_what_it_changed(world: World, client_for: Any) -> None:
    state(world, "5-cha")
    state(world, "5-cha", answers={**SHEET, "comments": "আপাতত বন্ধ"})
    page = client_for("author").get(address(world, "5-cha")).content.decode()
    assert "<del>খোলা</del> <ins>আপাতত বন্ধ</ins>" in page and page.count("<del>") == 1
    assert "version 2" in page and "version 1" in page


def test_the_oldest_version_on_a_page_is_compared_with_one_before_it(world: World, client_for: Any) -> None:
    for number in range(27):
        state(world, "5-cha", answers={**SHEET, "comments": f"পাঠ {number}"})
    page = client_for("head").get(address(world, "5-cha")).content.decode()
    assert page.count("<del>") == 25 and "<del>পাঠ 1</del>" in page


def test_a_decision_about_the_name_falls_with_the_name(world: World) -> None:
    state(world, "5-ka")
    OfficialAccount.objects.filter(handle="dist").update(name="জেলা প্রশাসক")
    assert (task(world, "5-ka"), status(world, "5-ka")) == ("unmet", "breached")
    state(world, "5-ka")
    assert (task(world, "5-ka"), status(world, "5-ka")) == ("done", "met")


def test_an_exception_needs_the_banner(world: World) -> None:
    assert refusal(lambda: state(world, "5-ka", answers={"verdict": "exception"})) == "no_banner"
    state(world, "5-ka", answers={"verdict": "exception"}, link="https://www.facebook.com/banner")
    assert status(world, "5-ka") == "met"


def test_an_unknown_decision_is_refused(world: World, client_for: Any) -> None:
    assert client_for("head").submit(address(world, "5-ka"), body("5-ka", verdict="maybe")).status_code == 422


def test_the_page_of_the_name_shows_the_hint(world: World, client_for: Any) -> None:
    OfficialAccount.objects.filter(handle="dist").update(name="জেলা প্রশাসক Mx author")
    page = client_for("author").get(address(world, "5-ka")).content.decode()
    assert "Stands for a post: জেলা প্রশাসক" in page and "Mx author" in page


@pytest.mark.parametrize("code", ["name", "username"])
def test_in_nepal_name_and_user_name_are_recorded(world: World, nepal: None, code: str) -> None:
    assert (task(world, code), status(world, code)) == ("open", "breached")
    state(world, code, "head" if code == "name" else "author")
    assert (task(world, code), status(world, code)) == ("done", "met")
    assert world.account("oth").pk not in ask(code, timezone.localdate(), "np-2075")


def test_a_user_name_that_is_not_official_does_not_meet_the_duty(world: World, nepal: None, client_for: Any) -> None:
    answers = {"email": "dcoffice@gmail.com", "official": "no"}
    assert client_for("author").submit(address(world, "username"), body("username", **answers)).status_code == 302
    assert (task(world, "username"), status(world, "username")) == ("unmet", "breached")
    assert "mail service for everybody" in client_for("author").get(address(world, "username")).content.decode()
    assert client_for("author").submit(address(world, "username"), body("username", email="x")).status_code == 422


@pytest.mark.parametrize("code", ["username", "verification"])
def test_it_is_asked_on_platforms_that_have_it(world: World, nepal: None, client_for: Any, code: str) -> None:
    OfficialAccount.objects.filter(handle="dist").update(platform="youtube")
    assert world.account().pk not in ask(code, timezone.localdate(), "np-2075")
    assert client_for("author").get(address(world, code)).status_code == 404


@pytest.mark.parametrize(("days", "found"), [(89, "not_applicable"), (90, "breached"), (400, "breached")])
def test_verification_is_applied_for_within_the_days_of_the_parameter(
    world: World, nepal: None, days: int, found: str
) -> None:
    assert status(world, "verification", LONG_AGO + days * DAY) == found
    Parameter.objects.filter(name="verification_after").update(value=days + 1)
    assert status(world, "verification", LONG_AGO + days * DAY) == "not_applicable"


def test_an_application_counts_from_its_day_whatever_became_of_it(world: World, nepal: None) -> None:
    on = timezone.localdate() - 9 * DAY
    state(world, "verification", "author", on=on)
    assert [status(world, "verification", day) for day in (on - DAY, on)] == ["breached", "met"]
    state(world, "verification", "author", answers={"stage": "refused"})
    assert (status(world, "verification"), task(world, "verification")) == ("met", "done")


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        (["refused"], "wrong_order"),
        (["applied", "applied"], "wrong_order"),
        (["applied", "verified", "applied"], "wrong_order"),
        (["verified", "refused", "refused"], "wrong_order"),
    ],
)
def test_stages_follow_one_another(world: World, nepal: None, stages: list[str], code: str) -> None:
    for stage in stages[:-1]:
        state(world, "verification", "author", answers={"stage": stage})
    assert refusal(lambda: state(world, "verification", "author", answers={"stage": stages[-1]})) == code


def test_a_stage_does_not_lie_before_the_last(world: World, nepal: None) -> None:
    state(world, "verification", "author")
    before = {"on": timezone.localdate() - DAY, "answers": {"stage": "verified"}}
    assert refusal(lambda: state(world, "verification", "author", **before)) == "before_last"


def test_the_task_says_when_verification_is_due(world: World, nepal: None) -> None:
    assert task(world, "verification") == "overdue"
    OfficialAccount.objects.filter(handle="dist").update(activated_at=timezone.now())
    assert task(world, "verification") == "open"
