"""Numbers that an office publishes itself: screening takes them for nobody's personal data while they are recorded."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.mobile_numbers import grouped, mobile
from accounts.models import OfficeNumber
from accounts.selectors import published_numbers
from accounts.services import office_numbers as services
from accounts.services.moves import move_office
from content.services.screening import screen_text
from govsocial.audit.models import Entry
from tests.accounts.test_duties import refusal
from tests.content.conftest import form_of
from tests.factories import fresh_post, published_number
from tests.world import World

pytestmark = pytest.mark.both_databases
STORED = "01712345678"
TYPED = "+৮৮ ০১৭১২-৩৪৫৬৭৮"
TEXT = "বন্যার খবর\n\nকন্ট্রোল রুমে কল করুন: ০১৭১২ ৩৪৫৬৭৮।"
SENT = {"number": TYPED, "purpose": "কন্ট্রোল রুম", "since": "2026-01-01"}


def recorded(world: World, code: str = "DIST", **fields: Any) -> OfficeNumber:
    return published_number(world.office(code), world.person("administrator"), **fields)


def end(row: OfficeNumber, world: World, login: str = "head") -> None:
    services.end_number(number=row, by=world.person(login))


def add_page(world: World, code: str = "DIST") -> str:
    return reverse("accounts:office_number_add", args=[world.office(code).pk])


def end_page(row: OfficeNumber) -> str:
    return reverse("accounts:office_number_end", args=[row.pk])


def office_page(world: World, code: str = "DIST") -> str:
    return reverse("accounts:office_detail", args=[world.office(code).pk])


def alarms(world: World, code: str, text: str = TEXT) -> list[str]:
    return [hit.term.code for hit in screen_text(text, world.office(code).lineage).hits]


def actions(world: World) -> list[str]:
    return [entry.action for entry in Entry.objects.about(world.office("DIST"))]


@pytest.mark.parametrize(
    "typed",
    [
        STORED,
        "০১৭১২৩৪৫৬৭৮",
        TYPED,
        "+880 1712-345678",
        "8801712345678",
        "00880 1712 345 678",
        "\u202a+88 01712–345678\u202c",
    ],
)
def test_a_number_is_kept_as_eleven_digits_however_it_was_typed(typed: str) -> None:
    assert mobile(typed) == STORED and grouped(STORED) == "01712-345678"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "01212345678",
        "01012345678",
        "0171234567",
        "017123456789",
        "+9771712345678",
        "+01712345678",
        "০২-৯৫৪০৩৬২",
        "333",
        "01712345678x",
        "०१७१२३४५६७८",
        "১৬১২২",
    ],
)
def test_what_is_no_mobile_number_of_the_country_is_refused(world: World, client_for: Any, typed: str) -> None:
    assert mobile(typed) == ""
    given = {"office": world.office("DIST"), "purpose": "ক", "since": timezone.localdate(), "by": world.person("head")}
    assert refusal(lambda: services.add_number(number=typed, **given)) == "bad_number"
    assert client_for("head").submit(add_page(world), {**SENT, "number": typed}).status_code == 422
    assert not OfficeNumber.objects.exists()


def test_the_head_records_a_number_and_everybody_reads_it_in_their_digits(world: World, client_for: Any) -> None:
    assert client_for("head").submit(add_page(world), SENT).status_code == 302
    row = OfficeNumber.objects.get()
    assert (row.number, row.lineage, row.recorded_by) == (STORED, world.office("DIST").lineage, world.person("head"))
    bangla = client_for("oth_author", "bn").get(office_page(world)).content.decode()
    assert "০১৭১২-৩৪৫৬৭৮" in bangla and "কন্ট্রোল রুম" in bangla and end_page(row) not in bangla
    english = client_for("head").get(office_page(world)).content.decode()
    assert "01712-345678" in english and end_page(row) in english
    entry = Entry.objects.about(world.office("DIST")).first()
    assert (entry.action, entry.note) == ("office_number.added", "01712-345678 · কন্ট্রোল রুম")


def test_an_office_without_numbers_says_so(world: World, client_for: Any) -> None:
    page = client_for("author").get(office_page(world)).content.decode()
    assert "No number was recorded yet." in page and add_page(world) not in page


@pytest.mark.parametrize("login", ["author", "supervisor", "cabinet", "auditor", "oth_head", "upz_head", "former"])
def test_others_neither_record_nor_end_a_number(world: World, client_for: Any, login: str) -> None:
    row, by = recorded(world), world.person(login)
    given = {"office": world.office("DIST"), "purpose": "ক", "since": timezone.localdate(), "by": by}
    assert refusal(lambda: services.add_number(number="01812345678", **given)) == "not_allowed"
    assert refusal(lambda: services.end_number(number=row, by=by)) == "not_allowed"
    client = client_for(login)
    assert client.get(add_page(world)).status_code == client.submit(add_page(world), SENT).status_code == 404
    assert client.submit(end_page(row)).status_code == 404
    assert OfficeNumber.objects.present().count() == 1


def test_a_number_is_recorded_once_for_an_office_until_it_is_ended(world: World, client_for: Any) -> None:
    client = client_for("head")
    assert [client.submit(add_page(world), SENT).status_code for _ in range(2)] == [302, 409]
    recorded(world, "OTH")  # another office may publish the same
    end(OfficeNumber.objects.first(), world)
    assert client.submit(add_page(world), SENT).status_code == 302
    assert OfficeNumber.objects.count() == 3
    assert actions(world)[:3] == ["office_number.added", "office_number.ended", "office_number.added"]


def test_a_form_sent_twice_records_once(world: World, client_for: Any) -> None:
    client = client_for("head")
    key = client.key()
    assert [client.submit(add_page(world), SENT, key=key).status_code for _ in range(2)] == [302, 302]
    assert OfficeNumber.objects.count() == 1 and actions(world).count("office_number.added") == 1


def test_who_ends_it_second_is_told_and_the_row_stays(world: World, client_for: Any) -> None:
    row = recorded(world)
    assert client_for("head").submit(end_page(row)).status_code == 302
    late = client_for("administrator").submit(end_page(row))
    assert late.status_code == 409 and "before you" in late.content.decode()
    kept = OfficeNumber.objects.get()
    assert kept.ended_by == world.person("head") and actions(world).count("office_number.ended") == 1
    assert "01712-345678" not in client_for("head").get(add_page(world)).content.decode()


def test_a_number_is_not_published_from_a_day_to_come(world: World, client_for: Any) -> None:
    client, today = client_for("head"), timezone.localdate()
    late = {**SENT, "since": (today + timedelta(days=1)).isoformat()}
    assert client.submit(add_page(world), late).status_code == 422
    assert client.submit(add_page(world), {**SENT, "since": today.isoformat()}).status_code == 302


def test_screening_takes_it_for_nobodys_while_it_is_published(world: World) -> None:
    assert alarms(world, "DIST") == ["PII-MOBILE"]
    row = recorded(world)
    assert alarms(world, "DIST") == []
    assert alarms(world, "DIST", f"{TEXT} আমার নম্বর ০১৮১২৩৪৫৬৭৮") == ["PII-MOBILE"]
    end(row, world)
    assert alarms(world, "DIST") == ["PII-MOBILE"]


def test_offices_below_profit_and_those_beside_and_above_do_not(world: World) -> None:
    recorded(world)
    assert [alarms(world, code) for code in ("DIST", "UPZ")] == [[], []]
    assert [alarms(world, code) for code in ("OTH", "MIN", "FAR")] == [["PII-MOBILE"]] * 3
    recorded(world, "GOB", number="01812345678")
    assert published_numbers(world.office("UPZ").lineage) == {STORED, "01812345678"}
    assert not screen_text("কল ০১৮১২৩৪৫৬৭৮").hits


def test_an_office_that_moves_takes_its_numbers_along(world: World) -> None:
    row, office = recorded(world), world.office("DIST")
    to, by = world.office("FAR"), world.person("administrator")
    move_office(office=office, to=to, reason="প্রজ্ঞাপন", seen=office.parent_id, by=by)
    row.refresh_from_db()
    assert row.lineage == world.office("DIST").lineage and alarms(world, "UPZ") == []


def test_only_a_text_with_a_number_asks_for_them_and_once(world: World, django_assert_num_queries: Any) -> None:
    place = world.office("UPZ").lineage
    screen_text(TEXT, place)  # the engine is made ready
    with django_assert_num_queries(1):
        screen_text("পিঠা উৎসব, ফোন ০২-৯৫৪০৩৬২", place)
    with django_assert_num_queries(2):
        screen_text(f"{TEXT} অথবা ০১৮১২৩৪৫৬৭৮", place)


def test_a_draft_is_screened_again_when_it_is_sent_after_a_number_came_or_went(
    world: World, post_in: Any, client_for: Any
) -> None:
    row, post = recorded(world), post_in("draft", text=TEXT)
    send = reverse("content:post_submit", args=[post.pk])
    assert not post.current.screening.hits.exists()
    end(row, world)
    assert client_for("author").submit(send, form_of("submit", post)).status_code == 302
    assert [hit.term_code for hit in fresh_post(post).current.screening.hits.all()] == ["PII-MOBILE"]


@pytest.mark.parametrize("broken", [{"purpose": ""}, {"ended_at": timezone.now()}])
def test_the_database_keeps_no_row_that_says_too_little(world: World, broken: dict[str, Any]) -> None:
    row = recorded(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeNumber.objects.filter(pk=row.pk).update(**broken)
