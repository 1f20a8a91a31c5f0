"""What a duty is that a named person states, and what fields its statement has."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = tuple[tuple[str, Promise | str], ...]


@dataclass(frozen=True)
class Answer:
    """A field that the statement holds beside its evidence; with `choices` one of them, `email` an address."""

    code: str
    label: Promise | str
    rows: int = 2
    max_length: int = 500
    choices: Choices = ()
    email: bool = False

    def shown(self, value: str) -> str:
        """The value in the reader's words."""
        return str(dict(self.choices).get(value, value))


@dataclass(frozen=True)
class Duty:
    """`parameter` of the edition gives the days for which a statement holds; "" means until something else is stated.
    `platforms` empty means every one. What is merely encouraged is never in breach."""

    edition: str
    clause: str
    subject: Literal["account", "office"]
    statement: Promise | str
    parameter: str = "attestation"
    answers: tuple[Answer, ...] = ()
    platforms: tuple[str, ...] = ()
    needs_website: bool = False
    by_head: bool = False
    encouraged: bool = False
    of_name: bool = False  # falls when the account is named anew
    refuses_passwords: bool = False
    picture: bool = False  # what was looked at is attached
    refuted_by: tuple[str, str] | None = None  # the answer, and the value with which the duty is not met
    on: Promise | str = _("Seen on")
    evidence: Promise | str = _("Evidence")
    evidence_help: Promise | str = _("What did you look at, and what did you see?")

    @property
    def code(self) -> str:
        """The duty's word in addresses: clause ids are not shared between the editions that are in this table."""
        return self.clause

    def is_met_by(self, answers: dict[str, str], name: str) -> bool:
        """Do these answers, the latest stated, meet the duty of an account with this name?"""
        if self.of_name and answers.get("name") != name:
            return False
        return self.refuted_by is None or answers.get(self.refuted_by[0]) != self.refuted_by[1]

    def is_asked_on(self, platform: str) -> bool:
        return not self.platforms or platform in self.platforms
