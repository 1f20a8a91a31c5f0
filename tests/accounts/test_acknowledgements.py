"""Members of a team are asked once a year to acknowledge what their office follows; every official may (5-ta)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Acknowledgement
from accounts.services.duties import acknowledge
from accounts.task_list import acknowledgements_waiting, pledges
from govsocial.audit.models import Entry
from govsocial.dashboard.my_work import work_groups
from govsocial.errors import RuleError
from govsocial.rulebook.models import Edition, OfficeEdition
from tests.world import World

pytestmark = pytest.mark.both_databases
NOW = timezone.now


def edition(code: str = "bd-2016") -> Edition:
    return Edition.objects.get(code=code)


def follow(world: World, code: str, office: str = "DIST") -> None:
    row = world.office(office)
    since = timezone.localdate() - timedelta(days=9)
    OfficeEdition.objects.create(office_id=row.pk, lineage=row.lineage, edition=edition(code), since=since)


@pytest.fixture(autouse=True)
def _nobody_yet(db: None) -> None:
    Acknowledgement.objects.all().delete()


def test_an_acknowledgement_holds_for_a_year_and_is_entered(world: World) -> None:
    row = acknowledge(person=world.person("author"), edition=edition())
    assert row.until == timezone.localdate() + timedelta(days=365)
    entry = Entry.objects.about(world.person("author")).first()
    assert (entry.action, entry.actor) == ("edition.acknowledged", world.person("author"))


@pytest.mark.parametrize("login", ["head", "officer", "auditor", "cabinet"])
def test_any_official_may(world: World, login: str) -> None:
    assert acknowledge(person=world.person(login), edition=edition()).person == world.person(login)


@pytest.mark.parametrize(
    ("login", "code"), [("nobody", "bd-2016"), ("former", "bd-2016"), ("author", "cg-2017"), ("author", "np-2075")]
)
def test_nobody_acknowledges_what_no_office_of_theirs_follows(
    world: World, client_for: Any, login: str, code: str
) -> None:
    with pytest.raises(RuleError, match="not_allowed"):
        acknowledge(person=world.person(login), edition=edition(code))
    assert client_for(login).submit(f"/acknowledgements/{code}/give/").status_code == 404
    assert not Acknowledgement.objects.exists()


def test_once_a_day_is_enough(world: World, client_for: Any) -> None:
    client = client_for("author")
    assert client.submit("/acknowledgements/bd-2016/give/").status_code == 302
    assert client.submit("/acknowledgements/bd-2016/give/").status_code == 409
    assert Acknowledgement.objects.count() == 1


def test_a_member_of_a_team_is_asked_until_she_did_and_again_before_the_year_is_over(world: World) -> None:
    person, now = world.person("author"), NOW()

    def asked(days: int = 0) -> list[bool]:
        items = acknowledgements_waiting(person, now + timedelta(days=days))
        return [item.due_at is not None for item in items]

    assert asked() == [False]
    acknowledge(person=person, edition=edition())
    assert (asked(), asked(350), asked(351), asked(366)) == ([], [], [True], [True])
    groups = work_groups(person, now + timedelta(days=366))
    assert [(group.code, [item.kind for item in group.items]) for group in groups] == [("overdue", ["acknowledgement"])]


@pytest.mark.parametrize("login", ["officer", "supervisor", "auditor", "nobody"])
def test_who_sits_on_no_team_is_not_asked(world: World, login: str) -> None:
    assert acknowledgements_waiting(world.person(login), NOW()) == []


def test_each_edition_that_the_office_follows_is_acknowledged_apart(world: World) -> None:
    follow(world, "ssd-2020")
    person = world.person("author")
    assert [pledge.edition.code for pledge in pledges(person, timezone.localdate())] == ["bd-2016", "ssd-2020"]
    acknowledge(person=person, edition=edition("ssd-2020"))
    states = {pledge.edition.code: pledge.state for pledge in pledges(person, timezone.localdate())}
    assert states == {"bd-2016": "open", "ssd-2020": "done"}


def test_another_guideline_takes_the_place_of_the_default_one(world: World) -> None:
    follow(world, "cg-2017")
    follow(world, "np-2075", "UPZ")
    codes = {
        login: [pledge.edition.code for pledge in pledges(world.person(login), timezone.localdate())]
        for login in ("author", "upz_author", "oth_author")
    }
    assert codes == {"author": ["cg-2017"], "upz_author": ["np-2075"], "oth_author": ["bd-2016"]}


def test_the_page_shows_the_conditions_and_what_was_given(world: World, client_for: Any) -> None:
    client = client_for("author", "bn")
    page = client.get("/acknowledgements/").content.decode()
    assert "৫(ট)(অ)" in page and "btn-primary" in page
    client.submit("/acknowledgements/bd-2016/give/")
    assert "btn-primary" not in client.get("/acknowledgements/").content.decode()
    assert "কোনো দপ্তরে আপনার দায়িত্ব নেই" in client_for("nobody", "bn").get("/acknowledgements/").content.decode()
