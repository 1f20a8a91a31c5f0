"""Which edition an office follows: its own choice, what stands above it, supplements beside; with its history."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.rulebook.checks import editions_followed
from govsocial.rulebook.models import Edition, OfficeEdition
from reviews.services.editions import follow_edition, stop_following
from tests.reviews.factories import drafted, followed

pytestmark = pytest.mark.both_databases
ONE_DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def follow(world):
    def do(office, code, since, by="keeper"):
        edition = Edition.objects.get(code=code)
        return follow_edition(office=world.office(office), edition=edition, since=since, by=world.person(by))

    return do


def follows(world, office, day):
    lineage = world.office(office).lineage
    return list(editions_followed([lineage], day)[lineage])


def refusal(service, *args, **given):
    with pytest.raises(RuleError) as refused:
        service(*args, **given)
    return refused.value.code


def test_an_office_and_those_below_follow_its_choice_and_others_do_not(world, follow, today):
    follow("DIST", "np-2075", today + ONE_DAY)
    assert follows(world, "UPZ", today) == ["bd-2016"]
    days = {office: follows(world, office, today + ONE_DAY) for office in ("DIST", "UPZ", "MIN", "OTH")}
    assert days == {"DIST": ["np-2075"], "UPZ": ["np-2075"], "MIN": ["bd-2016"], "OTH": ["bd-2016"]}


def test_a_choice_below_wins_over_one_above(world, follow, today):
    follow("MIN", "np-2075", today)
    follow("UPZ", "bd-2016", today)
    assert [follows(world, office, today) for office in ("DIST", "UPZ")] == [["np-2075"], ["bd-2016"]]


def test_a_supplement_is_followed_beside_the_edition(world, follow, today):
    follow("MIN", "ssd-2020", today)
    follow("DIST", "np-2075", today)
    assert follows(world, "OTH", today) == ["bd-2016", "ssd-2020"]
    assert follows(world, "UPZ", today) == ["np-2075", "ssd-2020"]


def test_another_choice_ends_the_one_before_and_keeps_it_in_the_history(world, follow, today):
    followed(world.office("DIST"), "np-2075", since=today - timedelta(days=30))
    follow("DIST", "cg-2017", today)
    rows = OfficeEdition.objects.filter(office_id=world.office("DIST").pk).order_by("since")
    assert [(row.edition.code, row.until) for row in rows] == [("np-2075", today), ("cg-2017", None)]
    assert follows(world, "DIST", today - ONE_DAY) == ["np-2075"]


@pytest.mark.parametrize("days", [-1, -400])
def test_the_past_is_not_changed(follow, today, days):
    assert refusal(follow, "DIST", "np-2075", today + timedelta(days=days)) == "bad_day"


def test_an_edition_is_not_followed_before_its_first_day_nor_as_a_draft(world, follow, today):
    drafted(by=world.person("keeper"))
    assert refusal(follow, "DIST", "bd-2026", today + timedelta(days=20)) == "wrong_state"
    Edition.objects.filter(code="bd-2026").update(status="in_force")
    assert refusal(follow, "DIST", "bd-2026", today) == "bad_day"


def test_the_same_choice_twice_and_one_before_a_later_one_are_refused(follow, today):
    follow("DIST", "np-2075", today + timedelta(days=5))
    assert refusal(follow, "DIST", "np-2075", today) == "already_follows"
    assert refusal(follow, "DIST", "cg-2017", today) == "bad_day"


@pytest.mark.parametrize("login", ["head", "supervisor", "cabinet", "administrator"])
def test_only_a_keeper_chooses(world, follow, today, login):
    assert refusal(follow, "DIST", "np-2075", today, by=login) == "not_allowed"
    row = followed(world.office("DIST"), since=today - ONE_DAY)
    given = {"row": row, "office": world.office("DIST"), "until": today, "by": world.person(login)}
    assert refusal(stop_following, **given) == "not_allowed"


def test_a_choice_that_ends_gives_way_to_what_stands_above(world, today):
    row = followed(world.office("DIST"), "np-2075", since=today - ONE_DAY)
    given = {"row": row, "office": world.office("DIST"), "by": world.person("keeper")}
    assert refusal(stop_following, until=today - ONE_DAY, **given) == "bad_day"
    stop_following(until=today + ONE_DAY, **given)
    assert follows(world, "DIST", today) == ["np-2075"]
    assert follows(world, "DIST", today + ONE_DAY) == ["bd-2016"]
    assert refusal(stop_following, until=today + ONE_DAY, **given) == "already_ended"


def test_the_office_is_told_and_the_change_recorded(world, follow, today):
    follow("DIST", "ssd-2020", today)
    assert list(Notice.objects.filter(kind="edition_followed").values_list("address", flat=True)) == [
        "head@test.example"
    ]
    entry = Entry.objects.about(world.office("DIST")).first()
    assert (entry.action, entry.actor) == (Action.EDITION_FOLLOWED, world.person("keeper"))


def test_the_page_shows_what_is_followed_and_who_may_changes_it(world, client_for, today):
    office = world.office("DIST")
    address = reverse("rulebook:office_edition", args=[office.pk])
    edition = Edition.objects.get(code="np-2075")
    assert edition.title_en not in client_for("head").get(address).content.decode()
    body = {"edition": edition.pk, "since": today.isoformat()}
    assert client_for("head").submit(address, body).status_code == 404
    assert client_for("keeper").submit(address, body).status_code == 302
    assert client_for("keeper").submit(address, body).status_code == 422
    page = client_for("head").get(address).content.decode()
    assert edition.title_en in page
    row = OfficeEdition.objects.get(office_id=office.pk)
    end = reverse("rulebook:office_edition_end", args=[row.pk])
    assert end not in page
    assert client_for("keeper").submit(end, {"until": today.isoformat()}).status_code == 422
    assert client_for("keeper").submit(end, {"until": (today + ONE_DAY).isoformat()}).status_code == 302
    assert client_for("keeper").submit(end, {"until": (today + ONE_DAY).isoformat()}).status_code == 409
