"""The working calendar's pages: everybody reads it, its keepers change it, and what they change holds."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.workdays.models import HolidayRow
from govsocial.workdays.services import load_calendar
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
LIST, ADD = reverse("workdays:holiday_list"), reverse("workdays:holiday_add")
DAY = date(2026, 12, 3)  # a Thursday
BODY = {"on": "০৩/১২/২০২৬", "name_bn": "বিশেষ ছুটি", "name_en": "Special day", "source": "প্রজ্ঞাপন ১২"}


def works(day: date) -> bool:
    return load_calendar(day).is_working_day(day)


@pytest.fixture
def added(world: World, client_for: ClientFor) -> HolidayRow:
    assert client_for("administrator").submit(ADD, BODY).status_code == 302
    return HolidayRow.objects.get(on=DAY)


def edit(client: FormClient, row: HolidayRow, **changes: str) -> int:
    body = {**BODY, "seen": row.version, **changes}
    return client.submit(reverse("workdays:holiday_edit", args=[row.pk]), body).status_code


def test_a_day_off_that_is_added_is_no_working_day_any_more(world: World, client_for: ClientFor) -> None:
    assert works(DAY)
    client_for("administrator").submit(ADD, BODY)
    assert not works(DAY)
    row = HolidayRow.objects.get(on=DAY)
    entry = Entry.objects.about(row).get()
    assert (entry.action, entry.actor) == (Action.HOLIDAY_ADDED, world.person("administrator"))


def test_a_day_that_is_withdrawn_is_worked_after_all_and_stays_visible(
    added: HolidayRow, world: World, client_for: ClientFor
) -> None:
    assert edit(client_for("cabinet"), added, withdrawn="on") == 302
    assert works(DAY)
    assert Entry.objects.about(added).first().action == Action.HOLIDAY_CHANGED
    page = client_for("nobody", "bn").get(LIST, {"year": "2026"}).content.decode()
    assert "বিশেষ ছুটি" in page


def test_a_day_may_be_moved(added: HolidayRow, client_for: ClientFor) -> None:
    assert edit(client_for("administrator"), added, on="2026-12-06") == 302
    assert works(DAY)
    assert not works(date(2026, 12, 6))


def test_the_same_day_is_not_entered_twice(added: HolidayRow, client_for: ClientFor) -> None:
    response = client_for("administrator").submit(ADD, BODY)
    assert response.status_code == 422
    assert "প্রজ্ঞাপন ১২" in response.content.decode(), "what was typed is still there"
    assert HolidayRow.objects.filter(on=DAY).count() == 1


@pytest.mark.parametrize("login", ["head", "supervisor", "keeper", "auditor", "nobody"])
def test_others_read_the_calendar_and_find_no_way_to_change_it(
    login: str, added: HolidayRow, client_for: ClientFor
) -> None:
    client = client_for(login)
    page = client.get(LIST, {"year": "2026"})
    assert page.status_code == 200
    assert ADD not in page.content.decode()
    assert edit(client, added, name_en="Changed") == 404
    assert client.submit(ADD, {**BODY, "on": "2026-12-07"}).status_code == 404
    assert list(HolidayRow.objects.filter(on__gte=DAY, on__lte="2026-12-07").values_list("name_en", flat=True)) == [
        "Special day"
    ]


def test_a_day_that_does_not_exist_is_not_found(client_for: ClientFor) -> None:
    assert client_for("administrator").get(reverse("workdays:holiday_edit", args=[999_999])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"), [("2026", 2026), ("২০২৭", 2027), ("1066", None), ("10" * 30, None), ("²", None), ("x", None)]
)
def test_the_year_is_read_in_both_scripts_and_nonsense_shows_this_year(
    asked: str, shown: int | None, client_for: ClientFor
) -> None:
    context = client_for("nobody").get(LIST, {"year": asked}).context
    assert context["year"] == (shown or context["years"][1])
    assert {row.on.year for row in context["holidays"]} <= {context["year"]}


def test_a_year_without_known_holidays_says_who_enters_them(client_for: ClientFor) -> None:
    assert "No holidays are known" in client_for("nobody").get(LIST, {"year": "2050"}).content.decode()


def test_estimated_days_are_marked_and_every_day_names_its_source(world: World, client_for: ClientFor) -> None:
    page = client_for("nobody").get(LIST, {"year": "2027"}).content.decode()
    rows = HolidayRow.objects.filter(on__year=2027)
    assert rows.filter(estimated=True).exists()
    assert page.count("estimated</span>") == rows.filter(estimated=True, withdrawn=False).count()
    assert all(row.source for row in rows)
