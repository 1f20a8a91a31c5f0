"""An office's own page: each clause with its state, since when, what to do next, and eight quarters."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from govsocial.rulebook.models import Edition, OfficeEdition
from govsocial.tallies.models import Evaluation, Finding
from govsocial.workdays.periods import week_of
from reviews.services.evaluation import evaluate
from reviews.services.reminders import send_reminders
from tests.reviews.factories import ExcusalFactory, breach_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def page_of(world, client_for):
    """The page of an office as somebody sees it."""

    def get(login="head", code="DIST"):
        return client_for(login).get(reverse("dashboard:office_compliance", args=[world.office(code).pk]))

    return get


@pytest.fixture
def evaluated(db):
    evaluate(week_of(timezone.localdate()), timezone.localdate())


def row_of(page, clause):
    rows = [*page.context["breached"], *page.context["others"]]
    return next(row for row in rows if row.clause.code == clause)


def test_before_the_first_evaluation_it_says_what_will_appear(page_of):
    Finding.objects.all().delete()
    Evaluation.objects.all().delete()
    page = page_of()
    assert "After the first nightly evaluation" in page.content.decode()
    assert (page.context["breached"], page.context["others"]) == ([], [])


def test_each_clause_that_is_followed_stands_once(page_of, evaluated):
    page = page_of().context
    found = [row.clause.code for name in ("breached", "others", "nothing") for row in page[name]]
    found += [clause.code for clause in page["unmeasured"]]
    assert sorted(found) == sorted(Edition.objects.get(is_default=True).clauses.values_list("code", flat=True))


def test_a_supplement_stands_beside_the_guideline(world, page_of, evaluated):
    office = world.office("MIN")
    extra = Edition.objects.get(code="ssd-2020")
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=extra, since=timezone.localdate())
    page = page_of().context
    assert "6.1" in [clause.code for clause in [*page["unmeasured"], *(row.clause for row in page["nothing"])]]


@pytest.mark.parametrize(
    ("clause", "page", "about"),
    [
        ("5-gha", "accounts:account_duty_attest", ["account", "5-gha"]),
        ("5-nga", "accounts:credentials_rotate", ["account"]),
        ("5-ga", "accounts:official_account_detail", ["account"]),
        ("7-ka", "content:post_create", []),
        ("5-nya", "accounts:office_duty_attest", ["office", "5-nya"]),
        ("5-jha", "accounts:grs_identity_record", ["office"]),
        ("circular", "reviews:circular_list", []),
    ],
)
def test_what_is_in_breach_leads_to_where_it_is_put_right(world, page_of, evaluated, clause, page, about):
    office = clause in {"5-nya", "5-jha", "circular"}
    breach_of(world.office("DIST") if office else world.account(), clause)
    keys = {"account": world.account().pk, "office": world.office("DIST").pk}
    found = row_of(page_of(), clause)
    assert found.in_breach
    assert found.lines[0].step.url == reverse(page, args=[keys.get(part, part) for part in about])


def test_it_says_since_when_and_the_worst_state_of_each_quarter(world, page_of, evaluated):
    since = timezone.localdate() - timedelta(days=400)
    breach_of(world.account(), since=since)
    found = row_of(page_of(), "5-gha")
    assert found.lines[0].finding.began == since
    assert [bool(cell.status) for cell in found.cells][:2] == [False, False]
    assert [cell.status for cell in found.cells][-4:] == ["breached"] * 4
    assert len(found.cells) == 8


def test_the_head_is_offered_to_ask_once(world, page_of, evaluated):
    breach_of(world.account())
    address = reverse("reviews:account_excusal_ask", args=[world.account().pk, "bd-2016", "5-gha"])
    assert f'href="{address}"' in page_of().content.decode()
    assert f'href="{address}"' not in page_of("author").content.decode()
    assert f'href="{address}"' not in page_of("supervisor").content.decode()
    ExcusalFactory(subject=world.account(), by=world.person("head"))
    page = page_of().content.decode()
    assert f'href="{address}"' not in page
    assert "excusal asked" in page


def test_what_is_excused_is_shown_apart_with_its_term(world, page_of, evaluated):
    people = {"by": world.person("head"), "decider": world.person("supervisor")}
    excusal = ExcusalFactory(state="granted", subject=world.account(), **people)
    page = page_of()
    assert row_of(page, "5-gha").lines[0].shape == "info"
    assert reverse("reviews:excusal_detail", args=[excusal.pk]) in page.content.decode()


def test_people_of_the_team_are_counted_and_not_named(world, page_of, evaluated):
    page = page_of("supervisor")
    line = row_of(page, "5-ta").lines[0]
    assert line.title == "4 members of teams"
    assert "Mx author" not in page.content.decode().split("<main")[1]


def test_it_shows_when_the_office_was_last_reminded(world, page_of, evaluated):
    finding = breach_of(world.account())
    clause = row_of(page_of(), "5-gha").clause
    by = world.person("cabinet")
    send_reminders(scope=world.office("GOB"), clause=clause, findings=[finding.pk], by=by)
    assert "Last reminded on" in page_of().content.decode()


@pytest.mark.parametrize(
    ("login", "status"),
    [("head", 200), ("officer", 200), ("supervisor", 200), ("auditor", 200), ("upz_head", 404), ("oth_head", 404)],
)
def test_it_is_for_the_offices_people_and_those_above(page_of, login, status):
    assert page_of(login).status_code == status


def test_its_queries_do_not_grow_with_accounts_and_clauses(world, client_for, account_in, evaluated):
    address = reverse("dashboard:office_compliance", args=[world.office("DIST").pk])
    client = client_for("head")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for _number in range(3):
        breach_of(account_in("active"))
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) <= len(before) <= 25


def test_my_work_leads_a_head_to_it_with_the_number_of_breaches(world, client_for, evaluated):
    Finding.objects.all().delete()
    breach_of(world.account())
    address = reverse("dashboard:office_compliance", args=[world.office("DIST").pk])
    page = client_for("head").get("/")
    assert page.context["headed"][0].breaches == 1
    assert f'href="{address}"' in page.content.decode()
    assert not client_for("author").get("/").context["headed"]
