"""Texts and QR codes for letterhead, e-mail and press notes (clause 5-nya)."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.blocks import blocks, codes
from accounts.models import Office
from tests.world import World

pytestmark = pytest.mark.both_databases


def page(world: World, client_for: Any, login: str = "head", code: str = "DIST") -> Any:
    return client_for(login).get(reverse("accounts:office_block", args=[world.office(code).pk]))


def test_every_text_shows_each_active_account_beside_the_website_in_both_languages(world: World) -> None:
    office, account = world.office("DIST"), world.account()
    office.website = "https://dist.example"
    made = blocks(office, [account], world.person("head"))
    assert [(block.code, block.language) for block in made] == [
        (code, language) for code in ("letterhead", "signature", "press") for language in ("bn", "en")
    ]
    for block in made:
        assert "https://dist.example" in block.text and account.url in block.text
        assert ("ফেসবুক" in block.text, "Facebook" in block.text) == (block.language == "bn", block.language == "en")
        assert block.code == "press" or (office.name_bn if block.language == "bn" else office.name_en) in block.text


def test_an_office_without_a_website_shows_its_accounts_alone(world: World) -> None:
    text = blocks(world.office("DIST"), [world.account()], world.person("head"))[0].text
    assert world.account().url in text and "ওয়েবসাইট" not in text


def test_the_signature_is_that_of_the_one_who_looks(world: World, client_for: Any) -> None:
    assert world.person("author").name_bn in page(world, client_for, "author").content.decode()
    assert world.person("head").name_bn not in page(world, client_for, "author").content.decode()


def test_an_english_signature_has_no_designation_in_bangla(world: World) -> None:
    head = world.person("head")
    head.designation = "জেলা প্রশাসক"
    bangla, english = blocks(world.office("DIST"), [world.account()], head)[2:4]
    assert "জেলা প্রশাসক" in bangla.text and "জেলা প্রশাসক" not in english.text
    head.designation = "Deputy Commissioner"
    assert "Deputy Commissioner" in blocks(world.office("DIST"), [world.account()], head)[3].text


def test_each_code_is_a_drawing_without_style_or_script(world: World, client_for: Any) -> None:
    [code] = codes([world.account()])
    assert re.fullmatch(r"<svg [^<]*><g [^<]*>(<path [^<]*/>)+</g></svg>", code.svg)
    assert "style=" not in code.svg and world.account().url not in code.svg
    text = page(world, client_for).content.decode()
    assert text.count('class="segno"') == 1 and re.search("<h1[^>]*>Blocks for letterhead", text)


def test_the_duty_leads_to_the_blocks(world: World, client_for: Any) -> None:
    duty = reverse("accounts:office_duty_attest", args=[world.office("DIST").pk, "5-nya"])
    assert (
        reverse("accounts:office_block", args=[world.office("DIST").pk])
        in client_for("head").get(duty).content.decode()
    )


def test_an_office_without_an_active_account_is_told_so(world: World, client_for: Any) -> None:
    assert "no active account" in page(world, client_for, "supervisor", "MIN").content.decode()


@pytest.mark.parametrize("login", ["oth_head", "upz_head", "nobody", "far_supervisor"])
def test_the_page_is_for_those_who_see_the_duties(world: World, client_for: Any, login: str) -> None:
    assert page(world, client_for, login).status_code == 404
    assert Office.objects.filter(code="DIST").exists()
