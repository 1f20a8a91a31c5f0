"""What the clauses say of duties: met, breached, not applicable, could not check; and on which day that turns."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.compliance import ACKNOWLEDGED
from accounts.duties import DUTIES
from accounts.models import (
    Acknowledgement,
    Attestation,
    CredentialRotation,
    GrsIdentity,
    Office,
    OfficialAccount,
    TeamMember,
    WebsiteCheck,
)
from accounts.models.official_account import ActiveSpan
from govsocial.rulebook.checks import Outcome, Question, checks, followers, parameters_on
from govsocial.rulebook.models import Edition, OfficeEdition, Parameter
from govsocial.tallies.models import Finding
from govsocial.workdays.periods import week_of
from reviews.services.evaluation import evaluate
from tests.world import World

pytestmark = pytest.mark.both_databases
DAY = timedelta(days=1)
LONG_AGO = date(2026, 1, 1)


def ask(clause: str, day: date, edition: str = "bd-2016") -> dict[int, Outcome]:
    """What a check answers, by subject."""
    rules, whose = parameters_on(edition, day), followers(edition, day)
    question = Question(edition, clause, week_of(day), day, rules, whose)
    return {outcome.subject_id: outcome for outcome in checks()[edition, clause].run(question)}


def active_since(day: date) -> None:
    ActiveSpan.objects.update(since=timezone.make_aware(timezone.datetime(day.year, day.month, day.day)))


def stated(world: World, clause: str, on: date, until: date, edition: str = "bd-2016", of: str = "account") -> None:
    account = world.account()
    Attestation.objects.create(
        office=account.office,
        account=account if of == "account" else None,
        edition=edition,
        clause=clause,
        number=Attestation.objects.count() + 1,
        on=on,
        until=until,
        evidence="দেখা হয়েছে",
        by=world.person("head"),
    )


def follow(world: World, edition: str, code: str = "DIST") -> None:
    office = world.office(code)
    row = Edition.objects.get(code=edition)
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=row, since=LONG_AGO)


@pytest.fixture(autouse=True)
def _running(db: None) -> None:
    active_since(LONG_AGO)


@pytest.mark.parametrize("clause", ["5-kha", "5-gha", "5-chha"])
def test_a_statement_is_met_from_its_day_until_it_is_asked_again(world: World, clause: str) -> None:
    stated(world, clause, date(2026, 3, 1), date(2026, 5, 30))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 29), date(2026, 5, 30)]
    found = [ask(clause, day)[world.account().pk].status for day in days]
    assert found == ["breached", "met", "met", "breached"]
    assert ask(clause, days[1])[world.account("oth").pk].status == "breached"


def test_the_first_statement_still_holds_its_days_when_a_second_came(world: World) -> None:
    stated(world, "5-gha", date(2026, 3, 1), date(2026, 5, 30))
    stated(world, "5-gha", date(2026, 6, 10), date(2026, 9, 8))
    found = [ask("5-gha", day)[world.account().pk].status for day in (date(2026, 3, 1), date(2026, 6, 5))]
    assert [*found, ask("5-gha", date(2026, 6, 10))[world.account().pk].status] == ["met", "breached", "met"]


@pytest.mark.parametrize("edition", ["np-2075"])
@pytest.mark.parametrize("clause", ["logo", "cover", "bio"])
def test_duties_of_another_edition_are_asked_of_those_who_follow_it(world: World, edition: str, clause: str) -> None:
    assert ask(clause, date(2026, 3, 1), edition) == {}
    follow(world, edition)
    account, below = world.account(), world.account("upz")
    stated(world, clause, date(2026, 2, 1), date(2026, 4, 1), edition)
    found = ask(clause, date(2026, 3, 1), edition)
    assert {pk: outcome.status for pk, outcome in found.items()} == {account.pk: "met", below.pk: "breached"}
    assert account.pk not in ask("5-gha", date(2026, 3, 1))


def test_a_cover_is_not_asked_of_a_channel_without_one(world: World) -> None:
    follow(world, "np-2075")
    OfficialAccount.objects.filter(handle="dist").update(platform="youtube")
    assert set(ask("cover", date(2026, 3, 1), "np-2075")) == {world.account("upz").pk}


def test_an_account_that_is_not_active_owes_nothing(world: World, account_in: Any) -> None:
    waiting = account_in("preparing")
    ActiveSpan.objects.filter(account=world.account()).update(until=timezone.now() - 30 * DAY)
    day = timezone.localdate()
    for clause in ("5-gha", "5-nga", "5-ja"):
        assert set(ask(clause, day)) == {world.account("upz").pk, world.account("oth").pk} - {waiting.pk}


SITE = "https://dist.gov.bd"


def looked(world: World, result: str, at: str, website: str = SITE) -> None:
    """A look of the machine, at a moment in local time."""
    moment = timezone.make_aware(timezone.datetime.fromisoformat(at))
    reason = "timeout" if result == "could_not_check" else ""
    WebsiteCheck.objects.create(account=world.account(), website=website, at=moment, result=result, reason=reason)


def linked(world: World, day: date) -> str:
    return ask("5-ja", day)[world.account().pk].status


@pytest.fixture
def attested(world: World) -> None:
    """DIST and OTH have a website; DIST's page was seen to name it, from 1 March on."""
    Office.objects.filter(code__in=["DIST", "OTH"]).update(website=SITE)
    stated(world, "5-ja", date(2026, 3, 1), date(2027, 3, 1))


@pytest.mark.usefixtures("attested")
def test_the_link_to_the_website_before_any_look(world: World) -> None:
    found = ask("5-ja", date(2026, 3, 1))
    names = {name: found[world.account(name).pk].status for name in ("dist", "oth", "upz")}
    assert names == {"dist": "could_not_check", "oth": "breached", "upz": "not_applicable"}


@pytest.mark.usefixtures("attested")
@pytest.mark.parametrize(
    ("result", "status"), [("found", "met"), ("not_found", "breached"), ("could_not_check", "could_not_check")]
)
def test_a_look_holds_from_its_day_for_a_week(world: World, result: str, status: str) -> None:
    looked(world, result, "2026-03-10T00:00:00")
    days = [date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 18)]
    assert [linked(world, day) for day in days] == ["could_not_check", status, status, "could_not_check"]


@pytest.mark.usefixtures("attested")
def test_the_latest_look_of_the_present_website_decides(world: World) -> None:
    looked(world, "not_found", "2026-03-10T09:00:00")
    looked(world, "found", "2026-03-10T23:59:59")
    looked(world, "not_found", "2026-03-11T00:00:00")
    looked(world, "found", "2026-03-11T10:00:00", website="https://old.gov.bd")
    assert [linked(world, date(2026, 3, day)) for day in (10, 11)] == ["met", "breached"]


@pytest.mark.usefixtures("attested")
def test_a_link_that_was_seen_does_not_take_the_place_of_the_attested_one(world: World) -> None:
    looked(world, "found", "2026-02-28T10:00:00")
    looked(world, "found", "2027-02-28T10:00:00")
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2027, 2, 28), date(2027, 3, 1)]
    assert [linked(world, day) for day in days] == ["breached", "met", "met", "breached"]


@pytest.mark.usefixtures("attested")
def test_a_look_holds_for_the_interval_of_the_day(world: World) -> None:
    looked(world, "found", "2026-03-10T10:00:00")
    Parameter.objects.filter(edition__code="bd-2016", name="link_check").update(value="quarter")
    days = [date(2026, 3, 10) + 92 * DAY, date(2026, 3, 10) + 93 * DAY]
    assert [linked(world, day) for day in days] == ["met", "could_not_check"]


def test_letterheads_are_asked_of_offices_with_an_account(world: World) -> None:
    stated(world, "5-nya", date(2026, 3, 1), date(2027, 3, 1), of="office")
    found = ask("5-nya", date(2027, 2, 28))
    offices = {
        world.office(code).pk: status for code, status in [("DIST", "met"), ("UPZ", "breached"), ("OTH", "breached")]
    }
    assert {pk: outcome.status for pk, outcome in found.items()} == offices
    assert ask("5-nya", date(2027, 3, 1))[world.office("DIST").pk].status == "breached"


def test_a_statement_about_an_account_is_none_about_its_office(world: World) -> None:
    stated(world, "5-nya", date(2026, 3, 1), date(2027, 3, 1), of="account")
    assert ask("5-nya", date(2026, 3, 2))[world.office("DIST").pk].status == "breached"


@pytest.mark.parametrize(
    ("changed", "day", "status"),
    [
        ([], LONG_AGO + 89 * DAY, "met"),
        ([], LONG_AGO + 90 * DAY, "breached"),
        ([date(2026, 6, 1)], date(2026, 6, 1) + 89 * DAY, "met"),
        ([date(2026, 6, 1)], date(2026, 6, 1) + 90 * DAY, "breached"),
        ([date(2026, 6, 1), date(2026, 7, 1)], date(2026, 6, 1) + 90 * DAY, "met"),
        ([date(2026, 6, 1)], date(2026, 5, 31), "breached"),
    ],
)
def test_credentials_are_changed_within_the_interval(world: World, changed: list[date], day: date, status: str) -> None:
    account, by = world.account(), world.person("author")
    for on in changed:
        CredentialRotation.objects.create(account=account, on=on, second_factor=True, by=by)
    assert ask("5-nga", day)[account.pk].status == status


def test_an_old_change_is_not_made_young_by_a_new_activation(world: World) -> None:
    account = world.account()
    CredentialRotation.objects.create(account=account, on=date(2026, 1, 5), second_factor=True, by=world.person("head"))
    ActiveSpan.objects.filter(account=account).update(until=timezone.now() - 100 * DAY)
    ActiveSpan.objects.create(account=account, since=timezone.now() - 10 * DAY)
    assert ask("5-nga", timezone.localdate())[account.pk].status == "breached"


def test_each_day_is_judged_by_the_interval_of_its_time(world: World) -> None:
    """Changed in the middle of a quarter: 90 days before, 30 from 1 March on."""
    old = Parameter.objects.get(edition__code="bd-2016", name="credential_rotation")
    Parameter.objects.filter(pk=old.pk).update(until=date(2026, 3, 1))
    old.pk, old.value, old.since, old.until = None, 30, date(2026, 3, 1), None
    old.save(force_insert=True)
    found = [ask("5-nga", day)[world.account().pk].status for day in (date(2026, 2, 28), date(2026, 3, 1))]
    assert found == ["met", "breached"]


def test_the_grs_knows_the_office_from_the_day_it_was_recorded(world: World) -> None:
    office = world.office("DIST")
    GrsIdentity.objects.create(
        office=office, number=1, code="GRS-1", contact="অনিক", since=date(2026, 3, 1), by=world.person("head")
    )
    assert [ask("5-jha", day)[office.pk].status for day in (date(2026, 2, 28), date(2026, 3, 1))] == ["breached", "met"]
    assert world.office("FAR").pk not in ask("5-jha", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("edition", "clause"), [(edition, clause) for edition, clauses in ACKNOWLEDGED.items() for clause in clauses]
)
def test_members_of_teams_acknowledge_what_their_office_follows(world: World, edition: str, clause: str) -> None:
    if edition != "bd-2016":
        follow(world, edition)
    Acknowledgement.objects.all().delete()
    TeamMember.objects.update(since=timezone.now() - 400 * DAY)
    ActiveSpan.objects.update(since=timezone.now() - 400 * DAY)
    author, on = world.person("author"), date(2026, 3, 1)
    Acknowledgement.objects.create(person=author, edition=edition, on=on, until=on + 365 * DAY)
    found = ask(clause, on, edition)
    assert found[author.pk].status == "met" and found[author.pk].office_id == world.office("DIST").pk
    assert found[world.person("approver").pk].status == "breached"
    assert {world.person(login).pk for login in ("head", "officer")}.isdisjoint(found)
    assert ask(clause, on - DAY, edition)[author.pk].status == "breached"
    assert ask(clause, on + 364 * DAY, edition)[author.pk].status == "met"
    assert ask(clause, on + 365 * DAY, edition)[author.pk].status == "breached"


def test_a_person_on_two_teams_counts_once_and_one_who_left_not_at_all(world: World, account_in: Any) -> None:
    account_in("active")  # a second account with the author on its team
    day = timezone.localdate()
    assert list(ask("5-ta", day)).count(world.person("author").pk) == 1
    TeamMember.objects.filter(person=world.person("author2")).update(until=timezone.now() - 2 * DAY)
    assert world.person("author2").pk not in ask("5-ta", day)


@pytest.mark.parametrize(
    "clause", sorted({duty.clause for duty in DUTIES if duty.edition == "bd-2016"} | {"5-nga", "5-jha", "5-ta"})
)
def test_a_check_asks_the_same_number_of_queries_for_more_accounts(world: World, account_in: Any, clause: str) -> None:
    day = timezone.localdate()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask(clause, day)
        return len(asked)

    queries()
    few = queries()
    for _ in range(4):
        account_in("active")
    assert queries() == few <= 4


def test_an_evaluation_stores_what_the_checks_said_and_a_second_one_changes_nothing(world: World) -> None:
    today = timezone.localdate()
    stated(world, "5-gha", today, today + 90 * DAY)
    evaluate(week_of(today), today)
    found = Finding.objects.present().filter(clause="5-gha", subject_id=world.account().pk)
    assert [(row.status, row.since) for row in found] == [("met", today)]
    assert Finding.objects.present().filter(clause="5-ta", subject_type="person").exists()
    assert evaluate(week_of(today), today) == 0
