"""What is wrong with a form stands beside its field, nothing that was typed is lost, and nothing is stored."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import OfficialAccount, Role
from govsocial.audit.models import Head
from govsocial.workdays.models import HolidayRow
from tests.accounts.cases import CASES
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
FORMS = {case.name: case for case in CASES}
# (form, field, what was typed there)
WRONG = [
    ("accounts:person_invite", "email", "no-address"),
    ("accounts:person_invite", "email", "a" * 250 + "@test.example"),
    ("accounts:person_invite", "name_bn", ""),
    ("accounts:person_invite", "role", "king"),
    ("accounts:role_give", "email", "stranger@test.example"),
    ("accounts:role_give", "since", "৩২/১৩/২০২৬"),
    ("accounts:role_give", "until", "0000-00-00"),
    ("accounts:person_settings", "language", "xx"),
    ("accounts:official_account_apply", "goal", ""),
    ("accounts:official_account_apply", "platform", "orkut"),
    ("accounts:official_account_apply", "name", "ক" * 201),
    ("accounts:official_account_register", "url", "http://facebook.com/page"),
    ("accounts:official_account_register", "on_platform_since", "1066-10-14"),
    ("accounts:official_account_link", "url", "facebook.com/page"),
    ("accounts:official_account_decide", "reason", "ক" * 1001),
    ("accounts:official_account_suspend", "reason", "ক" * 1001),
    ("accounts:team_member_add", "person", ""),
    ("workdays:holiday_add", "on", "someday"),
    ("workdays:holiday_add", "name_en", ""),
    ("workdays:holiday_edit", "source", "x" * 201),
    ("workdays:rest_days_add", "until", "2026-12-04"),
    ("workdays:rest_days_add", "weekdays", "7"),
    ("workdays:rest_days_edit", "since", "1066-10-14"),
    ("workdays:hours_add", "closes", "১০:০০"),
    ("workdays:hours_add", "closes", "09:59"),
    ("workdays:hours_add", "opens", "25:00"),
    ("workdays:hours_edit", "until", "2015-12-31"),
    ("workdays:hours_edit", "name_bn", ""),
]


@pytest.mark.parametrize(("name", "field", "typed"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    name: str, field: str, typed: str, world: World, client_for: ClientFor
) -> None:
    case = FORMS[name]
    target = case.target(world)
    body, seq = {**target.body, field: typed}, Head.objects.get().seq
    response = client_for(case.login).submit(case.address(target), body)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="error_1_id_{field}"' in page or f'id="id_{field}_error"' in page, "the message stands at its field"
    shown = {
        "language",
        "role",
        "kind",
        "platform",
        "office",
        "person",
        "version",
        "seen",
        "decision",
        "may_write",
        "weekdays",
    }
    lost = [one for one, value in body.items() if one not in shown and f"id_{one}" in page and str(value) not in page]
    assert lost == []
    assert Head.objects.get().seq == seq


def test_a_rule_that_says_no_is_told_at_the_top_with_the_form_kept(world: World, client_for: ClientFor) -> None:
    taken = world.account("oth").url
    body = {"office": world.office("DIST").pk, "platform": "facebook", "name": "আমাদের পেজ", "url": taken}
    body |= {"on_platform_since": "২০২০-০১-৩১", "access_note": "হিসাব শাখা"}
    response = client_for("head").submit(reverse("accounts:official_account_register"), body)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert all(words in page for words in ("আমাদের পেজ", taken, "হিসাব শাখা", "২০২০-০১-৩১"))


@pytest.mark.parametrize("typed", ["২১/১১/২০২৫", "২১-১১-২০২৫", "২০২৫-১১-২১", "21/11/2025", "2025-11-21"])
@pytest.mark.parametrize("language", ["bn", "en"])
def test_dates_are_read_in_both_scripts(typed: str, language: str, world: World, client_for: ClientFor) -> None:
    day, office = date(2025, 11, 21), world.office("DIST")
    body: dict[str, Any] = {"email": "nobody@test.example", "kind": "officer", "since": typed}
    client = client_for("head", language)
    assert client.submit(reverse("accounts:role_give", args=[office.pk]), body).status_code == 302
    assert Role.objects.filter(person=world.person("nobody"), office=office, since=day).exists()
    page = {"office": office.pk, "platform": "facebook", "name": "পেজ", "url": "https://facebook.com/dated"}
    page |= {"on_platform_since": typed, "access_note": "টিম"}
    assert client.submit(reverse("accounts:official_account_register"), page).status_code == 302
    assert OfficialAccount.objects.get(url="https://facebook.com/dated").on_platform_since == day
    off = {"on": typed, "name_bn": "ছুটি", "name_en": "Dated", "source": "আদেশ"}
    assert client_for("administrator", language).submit(reverse("workdays:holiday_add"), off).status_code == 302
    assert HolidayRow.objects.get(name_en="Dated").on == day


def test_another_offices_person_or_office_cannot_be_chosen(world: World, client_for: ClientFor) -> None:
    """Promise A2: an id typed into a form by hand opens no door."""
    account = world.account()
    before = account.members.count()
    address = reverse("accounts:team_member_add", args=[account.pk])
    body = {"person": world.person("oth_author").pk, "may_write": "on"}
    assert client_for("head").submit(address, body).status_code == 422
    assert account.members.count() == before
    page = {"office": world.office("OTH").pk, "platform": "facebook", "name": "পেজ", "goal": "ক", "audience": "খ"}
    response = client_for("head").submit(reverse("accounts:official_account_apply"), {**page, "terms_note": "গ"})
    assert response.status_code == 422
    assert not OfficialAccount.objects.filter(office__code="OTH", status="applied").exists()
