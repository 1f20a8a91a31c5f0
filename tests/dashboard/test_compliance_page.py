"""The compliance dashboard: sentence, worst offices by clause, map, trend, comparison, the same as CSV."""

import csv
import io
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office
from accounts.selectors import internal_office_ids
from govsocial.tallies.models import Evaluation, Finding
from govsocial.tallies.sums import count_live, keep_sums
from govsocial.workdays.periods import measured, quarter_of, week_of
from reviews.selectors import MOST_COMPARED
from tests.reviews.factories import below, followed

pytestmark = pytest.mark.both_databases
ONE_DAY = timedelta(days=1)
SUBJECTS = count(1_000_000)
CLAUSE = "5-gha"


def week(back=1):
    """The last whole week, or one before it."""
    found = week_of(timezone.localdate())
    for _number in range(back):
        found = found.previous()
    return found


def judged(office, clause=CLAUSE, *, period=None, edition="bd-2016", **numbers):
    """Findings of new subjects of an office over the days of a week, and the sums above them."""
    period = period or week()
    Finding.objects.bulk_create(
        Finding(
            edition=edition,
            clause=clause,
            subject_type="office",
            subject_id=next(SUBJECTS),
            office_id=office.pk,
            lineage=office.lineage,
            status=status,
            since=period.first,
            until=period.last + ONE_DAY,
            began=period.first,
        )
        for status, number in numbers.items()
        for _number in range(number)
    )
    for kept in (period, quarter_of(period.last)):
        keep_sums(kept.name, count_live(*measured(kept), internal_office_ids()))


@pytest.fixture
def page_of(client_for):
    """The page of the widest scope of somebody, or of an office; of the last whole week unless the query says other."""

    def get(query="", *, login="cabinet", office=None, language="en"):
        name, keys = ("dashboard:compliance_of", [office.pk]) if office else ("dashboard:compliance", [])
        period = "" if "period=" in query else f"&period={week().name}"
        return client_for(login, language).get(f"{reverse(name, args=keys)}?{query}{period}")

    return get


@pytest.fixture
def districts(world):
    """Twelve more district offices: the first has one in breach of twenty, the second two of twenty, and so on."""
    made = below(world.office("MIN"), "district_office", 12)
    for number, office in enumerate(made, start=1):
        judged(office, breached=number, met=20 - number)
    return made


def names(page):
    """Codes of the offices in the heat map, in order."""
    return [row.office.code for row in page.context["rows"]]


def text(page):
    return " ".join(page.content.decode().split())


def test_before_anything_was_judged_it_says_what_will_fill_it(page_of):
    page = page_of()
    assert page.context["sentence"] == "Nothing was judged in this period yet."
    assert "the nightly evaluation fills this page" in text(page)
    assert "not evaluated yet" in text(page)


def test_the_sentence_tells_how_many_have_no_breach_and_what_is_breached_most(world, page_of):
    judged(world.office("DIST"), breached=2, met=1)
    judged(world.office("DIST"), "5-ga", breached=1)
    judged(world.office("OTH"), met=3)
    sentence = page_of("by=district").context["sentence"]
    assert sentence.startswith("1 of 2 offices have no breach. Breached most often: 5(gha), ")


def test_the_sentence_of_an_office_with_nobody_below_is_about_its_duties(world, page_of):
    judged(world.office("UPZ"), breached=1, met=3)
    sentence = page_of(login="upz_head").context["sentence"]
    assert sentence.startswith("3 of 4 duties are met. Breached most often: 5(gha), ")


def test_it_says_as_of_when(world, page_of):
    judged(world.office("DIST"), met=1)
    Evaluation.objects.create(period=week().name, at=timezone.now())
    assert "as of " in text(page_of())


def test_the_worst_office_stands_first(world, page_of):
    extra = below(world.office("MIN"), "district_office", 2)
    judged(world.office("DIST"), breached=1, met=9)
    judged(world.office("OTH"), breached=2, met=2)
    judged(extra[0], met=5)
    judged(extra[1], breached=1, met=1)
    assert names(page_of("by=district")) == ["OTH", extra[1].code, "DIST", extra[0].code]


def test_the_chosen_clause_sorts_and_stands_first(world, page_of):
    judged(world.office("DIST"), breached=9)
    judged(world.office("DIST"), "5-ga", met=5)
    judged(world.office("OTH"), met=9)
    judged(world.office("OTH"), "5-ga", breached=1, met=4)
    page = page_of("by=district&clause=5-ga")
    assert page.context["found"].clauses[0].code == "5-ga"
    assert names(page) == ["OTH", "DIST"]
    assert [row.cells[0].words for row in page.context["rows"]] == ["4/5", "5/5"]
    assert names(page_of("by=district")) == ["DIST", "OTH"]


def test_an_unknown_clause_is_no_clause(world, page_of):
    judged(world.office("DIST"), breached=1)
    page = page_of("by=district&clause=99-x")
    assert page.status_code == 200
    assert page.context["found"].clause is None


def test_the_worst_ten_are_shown_and_all_on_request(districts, page_of):
    page = page_of("by=district")
    assert names(page) == [office.code for office in reversed(districts[2:])]
    assert page.context["hidden"] == 2
    assert "Show all 12 offices" in text(page)
    every = page_of("by=district&all=1")
    assert names(every) == [office.code for office in reversed(districts)]
    assert "Show the worst only" in text(every)


def test_offices_without_anything_to_judge_are_counted_apart(districts, page_of):
    assert "2 offices have nothing to judge" in text(page_of("by=district"))


def test_it_compares_by_groups_that_there_are(world, page_of):
    judged(world.office("UPZ"), breached=1)
    page = page_of()
    assert page.context["choice"].groups == ["ministry", "district", "upazila", "below"]
    assert names(page_of("by=upazila")) == ["UPZ"]
    assert names(page_of("by=below")) == ["MIN"]
    assert page_of("by=nothing").context["choice"].group == "ministry"


def test_a_group_too_large_for_a_page_is_not_offered(world, page_of):
    below(world.office("DIST"), "upazila_office", MOST_COMPARED)
    assert "upazila" not in page_of().context["choice"].groups


def test_another_guideline_can_be_chosen_where_somebody_follows_it(world, page_of):
    office = world.office("MIN")
    judged(world.office("DIST"), breached=1)
    assert 'name="edition"' not in text(page_of())
    followed(office, "ssd-2020", since=week().first)
    page = page_of("edition=ssd-2020")
    assert page.context["choice"].edition == "ssd-2020"
    assert names(page) == []
    assert page_of("edition=nobody").context["choice"].edition == "bd-2016"


def test_a_quarter_counts_each_subject_once_by_its_worst_week(world, page_of):
    quarter = quarter_of(date(2026, 9, 30))
    first, second = week_of(date(2026, 9, 6)), week_of(date(2026, 9, 13))
    judged(world.office("DIST"), breached=1, period=first)
    subject = Finding.objects.get()
    subject.pk, subject.status, subject.since, subject.until = None, "met", second.first, second.last + ONE_DAY
    subject.save()
    judged(world.office("DIST"), met=1, period=second)
    row = page_of(f"by=district&period={quarter.name}").context["rows"][0]
    assert (row.total.shade, row.total.words) == ("m3", "1/2")


@pytest.mark.parametrize("wrong", ["2199-01-06", "2026-11", "2026-27", "x", "", "২০২৬-২৭-Q9"])
def test_a_period_to_come_or_of_another_kind_is_this_week(page_of, wrong):
    assert page_of(f"period={wrong}").context["choice"].period == week(0)


def test_a_period_may_be_named_in_bangla_digits(page_of):
    assert page_of("period=২০২৫-২৬-Q1").context["choice"].period == quarter_of(date(2025, 9, 1))


def test_the_periods_to_choose_from_hold_the_chosen_one(page_of):
    page = page_of("period=2019-20-Q1")
    assert 'value="2019-20-Q1" selected' in text(page)


def test_the_way_up_ends_where_the_persons_sight_ends(world, page_of):
    office = world.office("DIST")
    assert [one.code for one in page_of(office=office).context["above"]] == ["GOB", "MIN"]
    assert [one.code for one in page_of(login="supervisor", office=office).context["above"]] == ["MIN"]
    assert page_of(login="head", office=office).context["above"] == []


@pytest.mark.parametrize(
    ("login", "code", "status"),
    [
        ("supervisor", "MIN", 200),
        ("supervisor", "UPZ", 200),
        ("supervisor", "FAR", 404),
        ("supervisor", "GOB", 404),
        ("auditor", "FAR", 404),
        ("head", "DIST", 200),
        ("head", "OTH", 404),
        ("author", "DIST", 404),
    ],
)
def test_a_scope_is_seen_from_above_and_by_its_head(world, page_of, login, code, status):
    assert page_of(login=login, office=world.office(code)).status_code == status


def test_it_begins_at_the_widest_scope_of_the_person(page_of):
    assert page_of(login="supervisor").context["choice"].office.code == "MIN"
    assert page_of(login="officer").status_code == 404


def standings(page):
    return [(one.place, one.office.code) for one in page.context["standings"]]


def test_equal_shares_have_the_same_place_and_little_data_has_none(world, page_of):
    made = below(world.office("MIN"), "district_office", 4)
    for office, numbers in zip(made, [(1, 19), (0, 20), (1, 19), (0, 9)], strict=True):
        judged(office, breached=numbers[0], met=numbers[1])
    found = standings(page_of("by=district"))
    assert found == [(1, made[1].code), (2, made[0].code), (2, made[2].code), (None, made[3].code)]
    assert "little data" in text(page_of("by=district"))


def test_the_best_ten_are_ranked_and_all_on_request(districts, page_of):
    page = page_of("by=district")
    assert standings(page) == [(place, office.code) for place, office in enumerate(districts[:10], start=1)]
    assert page.context["unranked"] == 2
    assert len(standings(page_of("by=district&all=1"))) == 12


def test_offices_of_different_kinds_are_not_ranked(world, page_of):
    below(world.office("MIN"), "directorate")
    judged(world.office("DIST"), met=20)
    judged(world.office("OTH"), met=20)
    assert standings(page_of("by=below", office=world.office("MIN"))) == []
    assert len(standings(page_of("by=district"))) == 2


def test_an_arrow_tells_the_change_against_the_period_before(world, page_of):
    for office, before, now in (("DIST", 10, 15), ("OTH", 10, 5)):
        judged(world.office(office), met=before, breached=20 - before, period=week(2))
        judged(world.office(office), met=now, breached=20 - now)
    found = {one.office.code: (one.arrow, one.points) for one in page_of("by=district").context["standings"]}
    assert found == {"DIST": ("↑", 25), "OTH": ("↓", 25)}


def test_what_to_look_at_first_says_how_many_more_than_before(world, page_of):
    for clause, before, now in ((CLAUSE, 1, 3), ("5-ga", 2, 1), ("5-ka", 2, 2)):
        judged(world.office("DIST"), clause, breached=before, period=week(2))
        judged(world.office("DIST"), clause, breached=now)
    found = {one.clause.code: one.more for one in page_of().context["concerns"]}
    assert found == {CLAUSE: 2, "5-ka": 0, "5-ga": -1}
    assert all(words in text(page_of()) for words in ("2 more than before", "1 fewer than before", "as before"))


def test_marks_on_the_map_tell_without_colour_and_the_worst_bear_their_names(world, page_of):
    made = [*below(world.office("MIN"), "district_office", 4), world.office("DIST")]
    for number, (office, breached) in enumerate(zip(made, (20, 3, 0, 1, None), strict=True)):
        Office.objects.filter(pk=office.pk).update(latitude=None if number == 3 else 23.5, longitude=90 + number / 10)
        if breached is not None:
            judged(office, breached=breached, met=20 - breached)
    points = page_of("by=district").context["points"]
    found = {point.office.code: (len(point.shape.split()), bool(point.name)) for point in points}
    worst, some, none, _nowhere, silent = (office.code for office in made)
    assert found == {worst: (3, True), some: (4, True), none: (0, False), silent: (0, False)}
    assert points[0].office.code == silent  # below all others


def test_on_the_map_north_is_up_and_east_is_right(world, page_of):
    for code, latitude, longitude in (("DIST", 25.0, 89.0), ("OTH", 22.0, 92.0)):
        Office.objects.filter(code=code).update(latitude=latitude, longitude=longitude)
        judged(world.office(code), met=1)
    points = {point.office.code: point for point in page_of("by=district").context["points"]}
    assert points["DIST"].y < points["OTH"].y
    assert points["DIST"].x < points["OTH"].x


def test_the_trend_leaves_out_weeks_in_which_nothing_was_judged(world, page_of):
    judged(world.office("DIST"), met=3, breached=1, period=week(4))
    assert "A trend appears when two weeks were evaluated." in text(page_of(f"period={week(4).name}"))
    judged(world.office("DIST"), met=1, breached=1)
    stops = page_of().context["stops"]
    assert [(stop.week, stop.figure.met_share) for stop in stops] == [(week(4), 75), (week(1), 50)]


def test_a_figure_equals_the_rows_behind_it(world, page_of, client_for):
    judged(world.office("DIST"), breached=3, met=8)
    judged(world.office("UPZ"), breached=2, excused=1)
    row = page_of("by=district").context["rows"][0]
    cells = [cell for cell in row.cells if cell.words]
    assert [(cell.shade, cell.words) for cell in cells] == [("m3", "57%")]  # of fourteen 8 met, 5 in breach, 1 excused
    behind = client_for("cabinet").get(cells[0].url)
    assert len(behind.context["page"].rows) == 5
    excused = client_for("cabinet").get(f"{cells[0].url}&state=excused")
    assert len(excused.context["page"].rows) == 1


def test_figures_of_all_clauses_add_up_to_the_first_column(world, page_of):
    for number, clause in enumerate((CLAUSE, "5-ga", "5-ka"), start=1):
        judged(world.office("UPZ"), clause, breached=number, met=2)
    for group in ("district", "upazila"):  # kept sums, and an office with nobody below
        row = page_of(f"by={group}").context["rows"][0]
        assert row.total.words == "50%"
        assert sorted(cell.words for cell in row.cells if cell.words) == ["2/3", "2/4", "2/5"]


def test_a_cell_without_a_breach_leads_nowhere(world, page_of):
    judged(world.office("DIST"), met=4)
    row = page_of("by=district").context["rows"][0]
    assert [cell.url for cell in row.cells] == [""] * len(row.cells)


def read_csv(page):
    """Rows of a downloaded file below its header, by column."""
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))


def test_the_file_holds_every_office_and_clause_in_ascii_digits(districts, page_of):
    page = page_of("by=district&format=csv", language="bn")
    rows = read_csv(page)
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="compliance-{week().name}.csv"' in page.headers["Content-Disposition"]
    assert len({row["office"] for row in rows}) == 13  # the scope itself and twelve districts
    mine = next(row for row in rows if row["office"] == districts[2].code and row["clause"] == CLAUSE)
    assert (mine["period"], mine["edition"], mine["breached"], mine["met"]) == (week().name, "bd-2016", "3", "17")
    assert page.content.decode("utf-8-sig").isascii()


@pytest.mark.parametrize("code", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_file_is_a_formula(world, page_of, code):
    Office.objects.filter(code="OTH").update(code=code)
    judged(Office.objects.get(code=code), breached=1)
    offices = {row["office"] for row in read_csv(page_of("by=district&format=csv"))}
    assert offices == {"GOB", f"'{code}"}


def test_its_queries_are_few_and_do_not_grow_with_offices_and_clauses(world, client_for):
    judged(world.office("UPZ"), breached=1)
    judged(world.office("OTH"), breached=1)
    address = f"{reverse('dashboard:compliance')}?by=district&all=1&clause={CLAUSE}&period={week().name}"
    client = client_for("cabinet")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for office in below(world.office("MIN"), "district_office", 9):
        for clause in (CLAUSE, "5-ga", "5-ka", "7-ka"):
            judged(office, clause, breached=1)
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) <= len(before) <= 15


def test_a_narrower_scope_takes_no_more_than_its_way_up(world, client_for):
    for office in below(world.office("DIST"), "upazila_office", 3):
        judged(office, breached=1)
    address = f"{reverse('dashboard:compliance_of', args=[world.office('DIST').pk])}?period={week().name}"
    client = client_for("cabinet")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) <= 17
