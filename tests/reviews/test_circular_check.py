"""The check of clause `circular`: met, breached, not applicable; the end of the term; what held at the time."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from govsocial.rulebook.checks import Question, followers, parameters_on
from govsocial.rulebook.models import Parameter
from govsocial.workdays.periods import week_of
from reviews.compliance import circulars_acknowledged
from reviews.models import Addressee, Circular
from reviews.services.circulars import acknowledge
from tests.reviews.factories import CircularFactory, followed

pytestmark = pytest.mark.both_databases
DHAKA = timezone.get_default_timezone()


@pytest.fixture
def circular(world):
    return CircularFactory(office=world.office("MIN"), by=world.person("supervisor"))


def at(day, hour=12, minute=0):
    return datetime.combine(day, time(hour, minute), DHAKA)


def issued(circular, moment):
    Circular.objects.filter(pk=circular.pk).update(issued_at=moment)


def ask(day):
    rules = parameters_on("bd-2016", day)
    return Question("bd-2016", "circular", week_of(day), day, rules, followers("bd-2016", day))


def states(world, day):
    codes = {world.office(code).pk: code for code in ("GOB", "MIN", "DIST", "UPZ", "OTH", "FAR")}
    return {codes[found.office_id]: found.status for found in circulars_acknowledged(ask(day))}


def done(world, circular, code, login):
    row = Addressee.objects.select_related("circular", "office").get(circular=circular, office__code=code)
    acknowledge(addressee=row, by=world.person(login))


@pytest.fixture
def today():
    return timezone.localdate()


def test_met_when_acknowledged_and_nothing_is_owed_before_the_term_ends(world, circular, today):
    done(world, circular, "DIST", "head")
    assert states(world, today) == {"DIST": "met", "OTH": "not_applicable", "UPZ": "not_applicable"}


def test_breached_when_the_term_has_passed(world, circular, today):
    issued(circular, at(today - timedelta(days=20)))
    done(world, circular, "DIST", "head")
    assert states(world, today) == {"DIST": "met", "OTH": "breached", "UPZ": "breached"}


@pytest.mark.parametrize(
    ("hour", "minute", "days", "state"),
    [
        (0, 0, 7, "not_applicable"),
        (23, 59, 7, "not_applicable"),
        (0, 0, 8, "breached"),
        (23, 59, 8, "breached"),
    ],
)
def test_the_term_is_counted_in_days_of_dhaka(world, circular, today, hour, minute, days, state):
    """At half past midnight in Dhaka it is still the day before in UTC."""
    issued(circular, at(today - timedelta(days=days), hour, minute))
    assert states(world, today)["UPZ"] == state


def test_an_old_day_is_judged_by_what_was_acknowledged_then(world, circular, today):
    issued(circular, at(today - timedelta(days=20)))
    done(world, circular, "DIST", "head")
    assert states(world, today)["DIST"] == "met"
    assert states(world, today - timedelta(days=1))["DIST"] == "breached"
    assert states(world, today - timedelta(days=15))["DIST"] == "not_applicable"
    assert states(world, today - timedelta(days=21)) == {}


def test_the_term_is_the_one_of_the_day(world, circular, today):
    issued(circular, at(today - timedelta(days=10)))
    row = Parameter.objects.get(edition__code="bd-2016", name="circular_acknowledgement")
    Parameter.objects.filter(pk=row.pk).update(until=today)
    Parameter.objects.create(
        edition=row.edition,
        clause=row.clause,
        name=row.name,
        value=14,
        unit=row.unit,
        set_by=row.set_by,
        title_bn=row.title_bn,
        title_en=row.title_en,
        since=today,
    )
    assert states(world, today - timedelta(days=1))["UPZ"] == "breached"
    assert states(world, today)["UPZ"] == "not_applicable"


def test_one_that_is_overdue_outweighs_one_that_was_acknowledged(world, circular, today):
    issued(circular, at(today - timedelta(days=20)))
    second = CircularFactory(office=world.office("MIN"), by=world.person("supervisor"))
    done(world, second, "DIST", "head")
    found = {row.office_id: row for row in circulars_acknowledged(ask(today))}[world.office("DIST").pk]
    assert (found.status, found.facts) == ("breached", {"overdue": 1, "circular": circular.pk})


def test_an_office_that_follows_another_edition_is_not_judged_by_this_one(world, circular, today):
    followed(world.office("DIST"), "np-2075", since=today - timedelta(days=30))
    assert set(states(world, today)) == {"OTH"}


def test_it_asks_one_question_of_the_database(world, circular, today, django_assert_num_queries):
    question = ask(today)
    with django_assert_num_queries(1):
        assert len(list(circulars_acknowledged(question))) == 3
