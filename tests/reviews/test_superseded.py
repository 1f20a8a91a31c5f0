"""A new edition takes the old one's place on its day: what was before stays judged by the old one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import TeamMember
from accounts.models.official_account import ActiveSpan
from content.models import Publication
from govsocial.rulebook.models import Clause, Edition, OfficeEdition, Parameter
from govsocial.tallies.models import Finding, Tally
from govsocial.workdays.periods import parse, quarter_of
from reviews.services.evaluation import evaluate
from tests.reviews.factories import drafted

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("few_checks")]
OLD, NEW = parse("2026-10-04"), parse("2026-10-11")
TODAY = date(2026, 10, 20)


@pytest.fixture
def account(world, post_in):
    """DIST's account with two updates in each of two weeks; from the second on, three are owed by a new edition."""
    start = datetime(2026, 9, 1, tzinfo=UTC)
    ActiveSpan.objects.exclude(account=world.account()).delete()
    ActiveSpan.objects.update(since=start)
    TeamMember.objects.update(since=start)
    for day in (5, 6, 12, 13):
        post = post_in("published")
        Publication.objects.filter(post=post).update(published_at=datetime(2026, 10, day, 6, tzinfo=UTC))
    draft = drafted(by=world.person("keeper"), since=NEW.first)
    Parameter.objects.filter(edition=draft, name="updates_per_week").update(value=3)
    Edition.objects.filter(pk=draft.pk).update(status="in_force")  # as if confirmed in its time
    OfficeEdition.objects.create(office_id=0, lineage="/", edition=draft, since=NEW.first)
    return world.account()


def found(week, clause="7-ka"):
    rows = Finding.objects.overlapping(week.last, week.last).filter(clause=clause, subject_type="account")
    return list(rows.values_list("edition", "status"))


def test_the_old_week_is_judged_by_the_old_edition_and_the_new_one_by_the_new(account):
    evaluate(quarter_of(TODAY), TODAY)
    assert found(OLD) == [("bd-2016", "met")]
    assert found(NEW) == [("bd-2026", "breached")]
    assert evaluate(quarter_of(TODAY), TODAY) == 0


def test_no_finding_of_the_old_edition_reaches_into_the_new_ones_days(account):
    evaluate(OLD, OLD.last)
    assert Finding.objects.present().filter(edition="bd-2016", clause="5-ga").exists()
    evaluate(quarter_of(TODAY), TODAY)
    assert set(Finding.objects.present().values_list("edition", flat=True)) == {"bd-2026"}
    old = Finding.objects.filter(edition="bd-2016", clause="5-ga", subject_id=account.pk)
    assert list(old.values_list("until", flat=True)) == [NEW.first]


def test_the_sums_of_each_week_are_of_its_edition_and_the_quarter_holds_both(world, account):
    evaluate(quarter_of(TODAY), TODAY)
    rows = Tally.objects.filter(office_id=world.office("GOB").pk, clause="7-ka")
    of_week = {period: [(row.edition, row.met) for row in rows.filter(period=period.name)] for period in (OLD, NEW)}
    assert of_week == {OLD: [("bd-2016", 1)], NEW: [("bd-2026", 0)]}
    quarter = rows.filter(period=quarter_of(TODAY).name)
    assert set(quarter.values_list("edition", flat=True)) == {"bd-2016", "bd-2026"}


def test_the_dashboard_of_an_old_week_offers_the_edition_of_its_time(world, client_for, account):
    evaluate(quarter_of(TODAY), TODAY)
    address = reverse("dashboard:compliance_of", args=[world.office("MIN").pk])
    codes = {}
    for week in (OLD, NEW):
        choice = client_for("supervisor").get(f"{address}?period={week.name}").context["choice"]
        codes[week] = (choice.edition, [edition.code for edition in choice.editions])
    assert codes == {OLD: ("bd-2016", ["bd-2016"]), NEW: ("bd-2026", ["bd-2026"])}


def test_a_clause_that_is_no_must_any_more_is_never_in_breach(account):
    Clause.objects.filter(edition__code="bd-2026", code="7-ka").update(force="encouraged")
    evaluate(NEW, TODAY)
    assert found(NEW) == [("bd-2026", "not_applicable")]
    assert found(NEW, "5-gha") == [("bd-2026", "breached")]


def test_the_page_of_a_clause_says_who_is_in_breach_now(world, client_for, account):
    evaluate(quarter_of(TODAY), TODAY)
    page = client_for("supervisor").get(reverse("rulebook:clause_detail", args=["bd-2026", "5-gha"]))
    assert page.context["breaches"] == [(world.office("MIN"), 1)]
    rows = reverse("dashboard:compliance_clause", args=[world.office("MIN").pk, "5-gha"])
    assert rows in page.content.decode()
    query = f"?period={page.context['week']}&edition=bd-2026"
    assert len(client_for("supervisor").get(rows + query).context["lines"]) == 1


@pytest.mark.parametrize(("login", "numbers"), [("oth_head", [0]), ("far_supervisor", [0]), ("author", [])])
def test_it_counts_nobody_whom_the_reader_may_not_see(client_for, account, login, numbers):
    evaluate(quarter_of(TODAY), TODAY)
    page = client_for(login).get(reverse("rulebook:clause_detail", args=["bd-2026", "5-gha"]))
    assert [number for _office, number in page.context["breaches"]] == numbers


@pytest.mark.parametrize(("edition", "clause"), [("bd-2016", "5-gha"), ("bd-2026", "4-ka"), ("bd-2026", "10-ka")])
def test_where_nobody_follows_it_or_nothing_is_judged_it_says_nothing(client_for, account, edition, clause):
    page = client_for("cabinet").get(reverse("rulebook:clause_detail", args=[edition, clause]))
    assert "breaches" not in page.context
    assert "In breach now" not in page.content.decode()


def test_one_day_before_the_old_edition_still_leads(world, account):
    assert OfficeEdition.default_code(NEW.first - timedelta(days=1)) == "bd-2016"
    assert OfficeEdition.default_code(NEW.first) == "bd-2026"
