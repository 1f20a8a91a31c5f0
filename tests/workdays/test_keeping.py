"""Keeping rest days and office hours: what is entered holds, who is second is told, nobody closes all offices."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.urls import reverse

from accounts.services.calendar import keep_calendar
from govsocial.audit.models import Entry, Head
from govsocial.errors import RuleError
from govsocial.workdays.models import HolidayRow, HoursRule, RestDay
from govsocial.workdays.services import load_calendar
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
LIST = reverse("workdays:holiday_list")
SATURDAY = date(2026, 12, 5)
MONDAY = date(2026, 12, 7)
OPENED = {"since": "০৫/১২/২০২৬", "until": "০৫/১২/২০২৬", "weekdays": ["4"]}
WINTER = {
    "name_bn": "শীতের অফিস সময়",
    "name_en": "Winter hours",
    "since": "2026-12-01",
    "until": "2026-12-31",
    "opens": "১০:০০",
    "closes": "16:30",
}


def page_of(row: RestDay | HoursRule | HolidayRow) -> str:
    names = {RestDay: "rest_days_edit", HoursRule: "hours_edit", HolidayRow: "holiday_edit"}
    return reverse(f"workdays:{names[type(row)]}", args=[row.pk])


def test_a_saturday_that_is_opened_is_a_working_day(world: World, client_for: ClientFor) -> None:
    assert not load_calendar(SATURDAY).is_working_day(SATURDAY)
    assert client_for("administrator").submit(reverse("workdays:rest_days_add"), OPENED).status_code == 302
    assert load_calendar(SATURDAY).is_working_day(SATURDAY)
    row = RestDay.objects.get(since=SATURDAY)
    entry = Entry.objects.about(row).get()
    assert (entry.action, entry.actor) == ("rest_days.added", world.person("administrator"))
    assert '"weekdays":[4]' in entry.data


def test_other_office_hours_hold_for_their_time_and_can_be_taken_back(world: World, client_for: ClientFor) -> None:
    client = client_for("cabinet")
    assert client.submit(reverse("workdays:hours_add"), WINTER).status_code == 302
    assert load_calendar(MONDAY).hours_on(MONDAY) == (time(10), time(16, 30))
    row = HoursRule.objects.get(name_en="Winter hours")
    assert client.submit(page_of(row), {**WINTER, "withdrawn": "on", "seen": 1}).status_code == 302
    assert load_calendar(MONDAY).hours_on(MONDAY) == (time(9), time(17))
    assert [entry.action for entry in Entry.objects.about(row)] == ["hours.changed", "hours.added"]
    assert "শীতের অফিস সময়" in client_for("nobody", "bn").get(LIST).content.decode(), "it stays visible"


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_rows_that_hold_are_shown_as_they_are(language: str, world: World, client_for: ClientFor) -> None:
    page = client_for("nobody", language).get(LIST).content.decode()
    assert ("শুক্রবার, শনিবার" if language == "bn" else "Friday, Saturday") in page
    assert all(f'href="{address}"' not in page for address in map(page_of, RestDay.objects.all()))


def test_the_form_stands_in_the_readers_digits_and_comes_back_unchanged(world: World, client_for: ClientFor) -> None:
    row, seq = HoursRule.objects.first(), Head.objects.get().seq
    page = client_for("administrator", "bn").get(page_of(row)).content.decode()
    assert 'value="০৯:০০"' in page
    assert 'value="২০১৬-০১-০১"' in page
    body = {"name_bn": row.name_bn, "name_en": row.name_en, "since": "২০১৬-০১-০১", "opens": "০৯:০০", "closes": "১৭:০০"}
    assert client_for("administrator").submit(page_of(row), {**body, "seen": row.version}).status_code == 302
    fresh = HoursRule.objects.get(pk=row.pk)
    assert (fresh.since, fresh.opens, fresh.closes, fresh.version) == (row.since, row.opens, row.closes, 2)
    assert Head.objects.get().seq == seq + 1


@pytest.mark.parametrize("model", [RestDay, HoursRule, HolidayRow])
def test_who_comes_second_is_told_who_was_first_and_keeps_what_he_typed(
    model: type, world: World, client_for: ClientFor
) -> None:
    row = model.objects.order_by("pk").last()
    bodies = {
        RestDay: ({**OPENED, "since": "2026-12-04"}, {**OPENED, "since": "2026-12-03"}),
        HoursRule: ({**WINTER, "name_en": "First"}, {**WINTER, "since": "2026-12-02", "name_en": "Second"}),
        HolidayRow: tuple(
            {"on": day, "name_bn": "ছুটি", "name_en": "Day", "source": "আদেশ"} for day in ("2026-12-07", "2026-12-08")
        ),
    }[model]
    first, second = client_for("administrator"), client_for("cabinet")
    assert first.submit(page_of(row), {**bodies[0], "seen": 1}).status_code == 302
    stands, seq = model.objects.filter(pk=row.pk).values().get(), Head.objects.get().seq
    late = second.submit(page_of(row), {**bodies[1], "seen": 1})
    page = late.content.decode()
    assert late.status_code == 409
    assert world.person("administrator").name_en in page
    typed = [value for value in bodies[1].values() if isinstance(value, str)]
    assert all(value in page for value in typed)
    assert (model.objects.filter(pk=row.pk).values().get(), Head.objects.get().seq) == (stands, seq)
    assert 'name="seen" value="2"' in page
    assert second.submit(page_of(row), {**bodies[1], "seen": 2}).status_code == 302


@pytest.mark.parametrize("row", [HolidayRow, RestDay, HoursRule])
@pytest.mark.parametrize("login", ["head", "keeper", "supervisor", "auditor", "nobody", "former"])
def test_the_service_itself_asks_who_may(row: type, login: str, world: World) -> None:
    """Whatever calls it: a page, a command, a later interface."""
    seq, stored = Head.objects.get().seq, row.objects.first()
    with pytest.raises(RuleError) as refused:
        keep_calendar(row=stored, seen=stored.version, by=world.person(login))
    assert refused.value.code == "not_allowed"
    assert Head.objects.get().seq == seq


def test_two_rows_of_one_beginning_are_refused_with_the_form_kept(world: World, client_for: ClientFor) -> None:
    client = client_for("administrator")
    client.submit(reverse("workdays:rest_days_add"), OPENED)
    again = client.submit(reverse("workdays:rest_days_add"), OPENED)
    assert again.status_code == 422
    assert "০৫/১২/২০২৬" in again.content.decode()
    assert RestDay.objects.filter(since=SATURDAY).count() == 1


@pytest.mark.parametrize("since", ["2026-01-01", "2098-01-01"])
def test_a_calendar_in_which_no_office_ever_opens_is_refused(since: str, world: World, client_for: ClientFor) -> None:
    """Else nobody could send a post any more: its deadline would never come."""
    before = list(RestDay.objects.values())
    body = {"since": since, "weekdays": [str(day) for day in range(7)]}
    response = client_for("administrator").submit(reverse("workdays:rest_days_add"), body)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert list(RestDay.objects.values()) == before
    row = HoursRule.objects.first()
    row.withdrawn = True
    with pytest.raises(RuleError) as refused:
        keep_calendar(row=row, seen=row.version, by=world.person("administrator"))
    assert refused.value.code == "never_open"
