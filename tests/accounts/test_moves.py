"""Moving an office: today's matters go along, what is over stays with the offices of its time, in sums too."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from accounts.models import Office, OfficeParent, OfficialAccount, Role
from accounts.models.official_account import ActiveSpan
from accounts.models.role import RoleKind
from accounts.permissions import has_role_over
from accounts.selectors import moved_since, places_on
from accounts.services.moves import move_office, place_rows
from accounts.services.offices import import_offices
from content.models import Post
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.models import Edition, OfficeEdition
from govsocial.tallies.models import Finding, Tally
from govsocial.tallies.services import Key, State, store
from govsocial.workdays.periods import parse
from reviews.services.evaluation import evaluate, keep_clause_sums
from reviews.services.nightly import recount
from tests.world import OFFICES

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("few_checks")]
TODAY = date(2026, 11, 18)  # Wednesday; the week began on 15 November
SUNDAY, OLD = date(2026, 11, 15), parse("2026-11-08")


@pytest.fixture(autouse=True)
def _wednesday(world):
    ActiveSpan.objects.update(since=datetime(2026, 7, 1, tzinfo=UTC))
    Role.objects.update(since=date(2026, 7, 1))
    with time_machine.travel(datetime(2026, 11, 18, 6, 0, tzinfo=UTC), tick=False):
        yield


def move(world, code="DIST", to="FAR", by="administrator", seen=None):
    office = world.office(code)
    seen = seen or office.parent_id
    return move_office(office=office, to=world.office(to), reason="প্রজ্ঞাপন ১২", seen=seen, by=world.person(by))


def refused(world, *args, **kwargs):
    with pytest.raises(RuleError) as error, transaction.atomic():
        move(world, *args, **kwargs)
    return error.value.code


def path(world, *codes):
    return "/" + "".join(f"{world.office(code).pk}/" for code in codes)


def wrong_sums():
    names = Tally.objects.order_by().values_list("period", flat=True).distinct()
    return [line for name in names for line in recount(parse(name))]


def breaches(world, code, period):
    found = Tally.objects.filter(office_id=world.office(code).pk, period=period, clause="7-ka")
    return sum(found.values_list("breached", flat=True))


def test_everything_below_goes_along(world, post_in):
    post_in("submitted", "upz")
    move(world)
    assert world.office("UPZ").lineage == path(world, "GOB", "FAR", "DIST", "UPZ")
    assert {world.account("upz").lineage, Post.objects.get().lineage} == {world.office("UPZ").lineage}
    assert has_role_over(world.person("far_supervisor"), world.office("UPZ"), RoleKind.SUPERVISOR)
    assert not has_role_over(world.person("supervisor"), world.office("UPZ"), RoleKind.SUPERVISOR)


def test_the_move_holds_from_the_weeks_first_day(world):
    move(world)
    rows = OfficeParent.objects.filter(office=world.office("DIST")).order_by("since")
    assert [(row.parent.code, row.until) for row in rows] == [("MIN", SUNDAY), ("FAR", None)]
    places = places_on(OLD.last)
    assert moved_since(places) == {world.office("DIST").lineage: path(world, "GOB", "MIN", "DIST")}
    assert places[world.office("UPZ").lineage] == path(world, "GOB", "MIN", "DIST", "UPZ")
    assert places_on(SUNDAY) == {}


def test_a_second_move_in_one_week_takes_the_place_of_the_first(world):
    move(world)
    move(world, to="OTH")
    rows = OfficeParent.objects.filter(office=world.office("DIST")).order_by("since")
    assert [(row.parent.code, row.since) for row in rows] == [("MIN", date(2016, 1, 1)), ("OTH", SUNDAY)]


def test_a_closed_week_stays_with_the_old_ministry_and_the_open_quarter_goes_along(world):
    evaluate(OLD, TODAY)
    evaluate(parse("2026-11-15"), TODAY)
    move(world)
    assert (breaches(world, "MIN", OLD.name), breaches(world, "FAR", OLD.name)) == (3, 0)
    assert (breaches(world, "MIN", "2026-11-15"), breaches(world, "FAR", "2026-11-15")) == (1, 2)
    assert (breaches(world, "MIN", "2026-27-Q2"), breaches(world, "FAR", "2026-27-Q2")) == (1, 2)
    assert wrong_sums() == []


def test_judging_the_closed_week_again_after_the_move_changes_nothing(world):
    evaluate(OLD, TODAY)
    before = list(Finding.objects.filter(until__lte=SUNDAY).order_by("pk").values())
    move(world)
    evaluate(OLD, TODAY)
    assert breaches(world, "MIN", OLD.name) == 3
    evaluate(OLD, TODAY, below=world.office("MIN"))  # the office that went is no longer below it
    assert breaches(world, "MIN", OLD.name) == 3
    assert (
        list(Finding.objects.filter(until__lte=SUNDAY, pk__in=[row["id"] for row in before]).order_by("pk").values())
        == before
    )
    assert wrong_sums() == []


def test_a_breach_that_goes_along_began_when_it_began(world):
    evaluate(OLD, TODAY)
    move(world)
    row = Finding.objects.get(clause="7-ka", subject_id=world.account().pk, until=None)
    assert (row.lineage, row.since, row.began) == (world.office("DIST").lineage, SUNDAY, OLD.first)


def test_an_old_week_is_judged_by_the_edition_that_was_followed_then(world):
    nepal = Edition.objects.get(code="np-2075")
    far = world.office("FAR")
    OfficeEdition.objects.create(office_id=far.pk, lineage=far.lineage, edition=nepal, since=date(2026, 1, 1))
    move(world)
    evaluate(OLD, TODAY)
    evaluate(parse("2026-11-15"), TODAY)
    rows = Finding.objects.filter(subject_type="account", subject_id=world.account().pk)
    assert rows.filter(edition="bd-2016", clause="5-ga").get().until == SUNDAY
    assert rows.filter(edition="np-2075").earliest("since").since == SUNDAY


def test_sums_are_kept_for_an_office_that_gets_its_first_below_it(world):
    evaluate(OLD, TODAY)
    assert not Tally.objects.filter(office_id=world.office("OTH").pk).exists()
    move(world, "UPZ", "OTH")
    import_offices((OFFICES + "NEW,UPZ,union_office,ইউনিয়ন,Union,,,\n").encode())
    assert breaches(world, "OTH", OLD.name) == 1
    assert (breaches(world, "OTH", "2026-27-Q2"), breaches(world, "UPZ", OLD.name)) == (2, 1)
    assert wrong_sums() == []


def test_sums_stay_right_through_random_moves_and_changes(world):
    chance, key = random.Random(5), Key("bd-2016", "7-ka", "account")
    words = ("met", "breached", "excused", "not_applicable")
    for number in range(25):
        with time_machine.travel(datetime(2026, 9, 2, 6, 0, tzinfo=UTC) + timedelta(days=3 * number)):
            today = date(2026, 9, 2) + timedelta(days=3 * number)
            rows = OfficialAccount.objects.select_related("office")
            states = {row.pk: State(chance.choice(words), row.office_id, row.lineage) for row in rows}
            since = today - timedelta(days=chance.randrange(5))
            with transaction.atomic():
                store(key, states, max(since, today - timedelta(days=(today.weekday() + 1) % 7)), None)
            keep_clause_sums("bd-2016", "7-ka", since, today, changed=True)
            code = chance.choice(["DIST", "UPZ", "OTH", "FAR"])
            target = chance.choice(
                [office.code for office in Office.objects.exclude(lineage__contains=f"/{world.office(code).pk}/")]
            )
            if target != world.office(code).parent.code:
                move(world, code, target)
            assert wrong_sums() == []


@pytest.mark.parametrize(
    ("kwargs", "code"),
    [
        ({"by": "head"}, "not_allowed"),
        ({"by": "supervisor"}, "not_allowed"),
        ({"code": "GOB", "to": "FAR", "seen": 1}, "is_root"),
        ({"to": "MIN"}, "no_change"),
        ({"to": "DIST"}, "into_itself"),
        ({"to": "UPZ"}, "into_itself"),
        ({"seen": 10**6}, "moved_meanwhile"),
    ],
)
def test_what_is_refused(world, kwargs, code):
    assert refused(world, **kwargs) == code
    assert world.office("DIST").parent.code == "MIN"


def test_who_moves_it_second_is_told(world):
    seen = world.office("DIST").parent_id
    move(world)
    assert refused(world, to="OTH", seen=seen) == "moved_meanwhile"
    assert Entry.objects.about(world.office("DIST")).first().lineage == path(world, "GOB", "FAR", "DIST")


def test_a_row_written_while_an_office_moved_is_put_right(world, post_in):
    post_in("draft")
    Post.objects.update(lineage="/9/9/")
    assert place_rows() == 1
    assert Post.objects.get().lineage == world.office("DIST").lineage
    assert place_rows() == 0


def test_the_form_finds_the_new_place_and_moves_the_office(world, client_for):
    client = client_for("administrator")
    page = f"/offices/{world.office('DIST').pk}/move/"
    assert [office.code for office in client.get(page, {"q": "Far"}).context["found"]] == ["FAR"]
    body = {"to": world.office("FAR").pk, "reason": "প্রজ্ঞাপন", "seen": world.office("MIN").pk}
    assert client.submit(page, body).status_code == 302
    assert world.office("DIST").parent.code == "FAR"
    late = client.submit(page, {**body, "to": world.office("OTH").pk})
    assert late.status_code == 422
    assert "stands below Far Ministry" in late.content.decode()


def test_a_closed_week_judged_again_keeps_the_sums_of_an_office_that_has_none_below_it_any_more(world):
    last = parse("2026-11-08")
    evaluate(last, TODAY)
    move(world, "UPZ", "OTH")  # OTH gets its first, DIST keeps none
    Finding.objects.filter(clause="7-ka").delete()
    evaluate(last, TODAY)
    assert breaches(world, "DIST", last.name) == 2
    assert wrong_sums() == []
