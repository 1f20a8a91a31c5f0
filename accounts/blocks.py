"""Texts and QR codes that show an office's accounts beside its web address (clause 5-nya)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person

LANGUAGES = ("bn", "en")
BANGLA_LETTER = re.compile(r"[\u0980-\u09ff]")
QR_UNIT, QR_BORDER = 4, 4  # pixels of a module; modules of white around it, as readers need them


@dataclass(frozen=True)
class Block:
    """A text to copy: where it goes, in which language."""

    code: str
    title: Promise | str
    language: str
    text: str


@dataclass(frozen=True)
class Code:
    """The QR code of an account's address."""

    account: OfficialAccount
    svg: SafeString


def blocks(office: Office, accounts: Sequence[OfficialAccount], signing: Person) -> list[Block]:
    """Letterhead, e-mail signature (of the one who looks) and press note, each in Bangla and in English."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            addresses = _addresses(office, accounts)
            sentence = gettext("News of the office also stands on its official pages:")
            texts = {
                "letterhead": [office.name, *addresses],
                "signature": [signing.name, *_designation(signing, language), office.name, " | ".join(addresses)],
                "press": [sentence, *addresses],
            }
        found += [Block(code, TITLES[code], language, "\n".join(lines)) for code, lines in texts.items()]
    return sorted(found, key=lambda block: list(TITLES).index(block.code))


TITLES = {"letterhead": _("Letterhead"), "signature": _("E-mail signature"), "press": _("Press note")}


def codes(accounts: Sequence[OfficialAccount]) -> list[Code]:
    """Black on white in both themes, or phones can't read it."""
    return [Code(account, _svg(account.url)) for account in accounts if account.url]


def _designation(person: Person, language: str) -> list[str]:
    """It is known in one language only: a signature in English goes without one in Bangla letters."""
    fits = language == "bn" or not BANGLA_LETTER.search(person.designation)
    return [person.designation] if person.designation and fits else []


def _addresses(office: Office, accounts: Sequence[OfficialAccount]) -> list[str]:
    website = [f"{gettext('Website')}: {office.website}"] if office.website else []
    return [*website, *(f"{account.get_platform_display()}: {account.url}" for account in accounts)]


def _svg(address: str) -> SafeString:
    made = segno.make(address, error="m", micro=False)
    # Nothing of the address stands in the drawing: it is squares alone.
    drawing = made.svg_inline(scale=QR_UNIT, border=QR_BORDER, dark="#000", light="#fff")
    return mark_safe(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308
