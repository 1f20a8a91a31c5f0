"""Evaluating clauses: each state at its boundary, by the rules and the tree of the time, and never twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import TeamMember
from accounts.models.official_account import ActiveSpan, SingleOfficerSpan
from content.models import Publication
from govsocial.audit.models import Entry
from govsocial.rulebook.models import Clause, Edition, OfficeEdition, Parameter
from govsocial.tallies.models import Finding, Tally
from govsocial.workdays.models import HolidayRow
from govsocial.workdays.periods import parse, week_of
from reviews.services.evaluation import evaluate

pytestmark = pytest.mark.both_databases
WEEK = parse("2026-10-04")  # Sunday to Saturday, five working days
TODAY = date(2026, 10, 12)


@pytest.fixture
def account(world, few_checks):
    """DIST's account, active with its team since September; the others' accounts are out of the way."""
    start = datetime(2026, 9, 1, tzinfo=UTC)
    ActiveSpan.objects.exclude(account=world.account()).delete()
    ActiveSpan.objects.update(since=start)
    TeamMember.objects.update(since=start)
    return world.account()


def publish(post_in, at):
    post = post_in("published")
    Publication.objects.filter(post=post).update(published_at=at)


def status(clause, day=WEEK.last, account=None):
    rows = Finding.objects.filter(clause=clause, since__lte=day, subject_type="account").exclude(until__lte=day)
    rows = rows.filter(subject_id=account.pk) if account else rows
    return [row.status for row in rows]


@pytest.mark.parametrize(("updates", "word"), [(0, "breached"), (1, "breached"), (2, "met"), (3, "met")])
def test_two_updates_a_week_are_owed(account, post_in, updates, word):
    for number in range(updates):
        publish(post_in, datetime(2026, 10, 5 + number, 6, 0, tzinfo=UTC))
    evaluate(WEEK, TODAY)
    assert status("7-ka") == [word]


def test_sunday_in_dhaka_is_the_week_even_while_it_is_saturday_in_utc(account, post_in):
    publish(post_in, datetime(2026, 10, 3, 18, 30, tzinfo=UTC))  # Sunday 00:30 in Dhaka
    publish(post_in, datetime(2026, 10, 10, 17, 59, tzinfo=UTC))  # Saturday 23:59 in Dhaka
    publish(post_in, datetime(2026, 10, 10, 18, 0, tzinfo=UTC))  # the next week begins
    evaluate(WEEK, TODAY)
    assert status("7-ka") == ["met"]
    assert Finding.objects.get(clause="7-ka").facts["updates"] == 2


def test_the_first_owed_week_is_the_first_full_one(account):
    ActiveSpan.objects.update(since=datetime(2026, 10, 4, 3, 0, tzinfo=UTC))  # Sunday morning
    evaluate(WEEK, TODAY)
    evaluate(WEEK.next(), TODAY + timedelta(days=7))
    assert (status("7-ka"), status("7-ka", WEEK.next().last)) == (["not_applicable"], ["breached"])


def test_a_week_of_holidays_is_not_applicable(account):
    for number in range(4):
        HolidayRow.objects.create(on=WEEK.first + timedelta(days=number), name_bn="ছুটি", name_en="Eid", source="test")
    evaluate(WEEK, TODAY)
    assert status("7-ka") == ["not_applicable"]


def test_a_week_that_still_runs_is_not_judged_yet(account):
    evaluate(WEEK, WEEK.last)
    assert status("7-ka") == []
    assert status("5-ga") == ["met"]


def test_a_parameter_changed_in_the_middle_of_a_quarter_holds_from_its_day(account, post_in):
    clause = Clause.objects.get(edition__is_default=True, code="7-ka")
    old = Parameter.objects.get(edition__is_default=True, name="updates_per_week")
    Parameter.objects.filter(pk=old.pk).update(until=WEEK.next().first)
    fields = {name: getattr(old, name) for name in ("name", "unit", "set_by", "title_bn", "title_en", "edition")}
    Parameter.objects.create(**fields, clause=clause, value=1, since=WEEK.next().first)
    publish(post_in, datetime(2026, 10, 6, 6, 0, tzinfo=UTC))
    publish(post_in, datetime(2026, 10, 13, 6, 0, tzinfo=UTC))
    evaluate(parse("2026-27-Q2"), date(2026, 10, 20))
    assert (status("7-ka", WEEK.last), status("7-ka", WEEK.next().last)) == (["breached"], ["met"])


def test_a_team_that_was_short_for_two_days_of_an_old_week_is_in_breach_on_those_days_only(account, world):
    seat = TeamMember.objects.get(account=account, person=world.person("approver2"))
    seats = TeamMember.objects.filter(account=account)
    seats.filter(pk=seat.pk).update(until=datetime(2026, 10, 6, 4, 0, tzinfo=UTC))
    again = {"account": account, "person": seat.person, "seat": seat.seat, "may_approve": True, "may_write": False}
    TeamMember.objects.create(**again, since=datetime(2026, 10, 8, 4, 0, tzinfo=UTC))
    evaluate(WEEK, TODAY)
    found = Finding.objects.filter(clause="5-ga").order_by("since").values_list("status", "since")
    assert [row for row in found if row[1] <= WEEK.last] == [
        ("met", date(2026, 10, 4)),
        ("breached", date(2026, 10, 6)),
        ("met", date(2026, 10, 8)),
    ]


@pytest.mark.parametrize(("rule", "permitted", "word"), [("allowed", None, "met_single"), ("never", TODAY, "breached")])
def test_a_single_officer_counts_apart_where_the_rule_allows_it(account, rule, permitted, word):
    Parameter.objects.filter(name="single_officer", edition__is_default=True).update(value=rule)
    TeamMember.objects.filter(account=account).exclude(seat=1).delete()
    if permitted:
        SingleOfficerSpan.objects.create(account=account, since=permitted)
    evaluate(week_of(TODAY), TODAY)
    assert status("5-ga", TODAY) == [word]


def test_a_second_run_of_every_check_changes_nothing_and_leaves_no_entry(account, post_in, monkeypatch):
    monkeypatch.undo()
    publish(post_in, datetime(2026, 10, 6, 6, 0, tzinfo=UTC))
    evaluate(WEEK, TODAY)
    before = (Entry.objects.count(), list(Finding.objects.order_by("pk").values()), list(Tally.objects.values()))
    assert evaluate(WEEK, TODAY) == 0
    assert before == (
        Entry.objects.count(),
        list(Finding.objects.order_by("pk").values()),
        list(Tally.objects.values()),
    )


def test_an_office_that_follows_another_edition_is_not_judged_by_this_one(account, world):
    office = world.office("MIN")
    nepal = Edition.objects.get(code="np-2075")
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=nepal, since=date(2026, 10, 1))
    evaluate(WEEK, TODAY)
    assert status("7-ka") == []


def test_a_supplementary_edition_is_followed_beside_the_other(account, world):
    office = world.office("MIN")
    extra = Edition.objects.get(code="ssd-2020")
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=extra, since=date(2026, 10, 1))
    evaluate(WEEK, TODAY)
    assert status("7-ka") == ["breached"]


def test_sums_stand_at_every_office_above_and_nowhere_else(account, world):
    evaluate(WEEK, TODAY)
    found = dict(Tally.objects.filter(period=WEEK.name, clause="7-ka").values_list("office_id", "breached"))
    assert found == {world.office(code).pk: 1 for code in ("GOB", "MIN", "DIST")}


def test_the_commands_evaluate_recount_and_complain(account, world, capsys):
    call_command("evaluate", period=WEEK.name)
    assert call_command("reconcile_tallies") is None
    Tally.objects.update(breached=9)
    with pytest.raises(SystemExit):
        call_command("reconcile_tallies")
    assert f"office {world.office('DIST').pk}" in capsys.readouterr().out


def test_a_period_to_come_is_refused():
    with pytest.raises(ValueError, match="has not begun"):
        evaluate(week_of(timezone.localdate() + timedelta(days=30)), timezone.localdate())
