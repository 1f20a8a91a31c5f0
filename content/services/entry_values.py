"""What an entry of the list says, and whether it can be looked for and stored."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from content.models import ProhibitedTerm
from content.models.prohibited import LISTED, Language, Severity, TermKind
from content.screening.fold import fold
from content.screening.terms import CLAUSES, Term, term_fault
from content.services.term_faults import in_words
from govsocial.errors import RuleError

SPELLINGS_MAX = 50
WHY_MAX, SOURCE_MAX = 400, 200


@dataclass(frozen=True)
class EntryValues:
    """What an entry says. An empty clause is the category's; both days are inclusive."""

    category: str
    kind: str
    text: str
    language: str
    severity: str
    why_bn: str
    why_en: str
    aliases: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    loose: bool = False
    source: str = ""
    clause: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @classmethod
    def of(cls, term: ProhibitedTerm) -> "EntryValues":
        found = {field.name: getattr(term, field.name) for field in fields(cls)}
        return cls(**{**found, "aliases": tuple(term.aliases), "exceptions": tuple(term.exceptions)})

    def columns(self) -> dict[str, Any]:
        """The row's columns, the match key among them."""
        found = {**asdict(self), "aliases": list(self.aliases), "exceptions": list(self.exceptions)}
        return {**found, "clause": self.clause or CLAUSES[self.category], "match_key": match_key(self.kind, self.text)}


def match_key(kind: str, text: str) -> str:
    """The text folded; a pattern stays as it is, since a capital says something else in it."""
    return text if kind == TermKind.REGEX else fold(text).strip()


def check_entry(values: EntryValues) -> None:
    """Refuse what cannot be looked for or stored; the refusal names the field. Raises bad_entry."""
    for field, message in _faults(values):
        raise RuleError("bad_entry", message, field=field)


def check_alike(office: Office, values: EntryValues, but: ProhibitedTerm | None = None) -> None:
    """Refuse a second entry that says the same in one office's list. Raises duplicate."""
    key = match_key(values.kind, values.text)
    alike = ProhibitedTerm.objects.alike(office=office, category=values.category, kind=values.kind, match_key=key)
    found = alike.exclude(pk=but.pk if but else 0).first()
    if found:
        message = _("This text stands in the list already, with the same kind and category: %(code)s.")
        raise RuleError("duplicate", message % {"code": found.code}, field="text", term=found)


def differences(term: ProhibitedTerm, values: EntryValues) -> dict[str, Any]:
    """Columns whose value would change, with the new value."""
    columns = values.columns()
    columns.pop("match_key")
    return {name: value for name, value in columns.items() if getattr(term, name) != value}


def same_values() -> RuleError:
    return RuleError("same_values", _("Nothing differs from the entry as it is."))


def _faults(values: EntryValues) -> Iterator[tuple[str, str | Promise]]:
    choices = {"category": LISTED, "kind": TermKind.values, "language": Language.values, "severity": Severity.values}
    for name, allowed in choices.items():
        if getattr(values, name) not in allowed:
            yield name, _("Choose one of the values.")
            return
    for name, most in (("why_bn", WHY_MAX), ("why_en", WHY_MAX), ("source", SOURCE_MAX)):
        if len(getattr(values, name)) > most:
            yield name, _("Too long.")
    for name in ("why_bn", "why_en"):
        if not getattr(values, name).strip():
            yield name, _("Say in both languages why the entry stands in the list.")
    for name in ("aliases", "exceptions"):
        if len(getattr(values, name)) > SPELLINGS_MAX:
            yield name, _("Too many lines.")
        if any("|" in form for form in getattr(values, name)):
            yield name, _("Leave out “|”: it parts spellings from one another in files.")
    if values.valid_from and values.valid_to and values.valid_to < values.valid_from:
        yield "valid_to", _("The last day is before the first.")
    fault = term_fault(_as_term(values))
    if fault:
        yield "text", in_words(fault)


def _as_term(values: EntryValues) -> Term:
    return Term(
        code="",
        category=values.category,
        kind=values.kind,
        text=values.text,
        aliases=values.aliases,
        exceptions=values.exceptions,
    )
