"""Rows of an uploaded table as entries of the list; what is wrong with a row is said by line and column."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.csv_rows import RowError
from content.models import ProhibitedTerm
from content.screening.terms import CLAUSES, KINDS, LANGUAGES, SEVERITIES, Term, split_cell, terms_of
from content.services.entry_values import EntryValues, check_entry
from content.services.term_faults import in_words
from content.services.term_tables import Row
from govsocial.errors import RuleError
from govsocial.web.digits import to_ascii

CODE = re.compile(r"[^\W_][\w.-]{0,39}")
CHOICES = {"category": tuple(CLAUSES), "kind": KINDS, "language": LANGUAGES, "severity": SEVERITIES}
FILLED = ("code", "category", "kind", "text", "language", "severity", "why_bn", "why_en")
DAYS = ("valid_from", "valid_to")
# What a formula leaves in its cell when it could not be calculated, in Excel and in LibreOffice.
NO_VALUE = re.compile(
    r"#(N/A|NAME\?|REF!|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA)"
    r"|Err:\d{3}"
)
YES, NO = ("yes", "true", "1", "হ্যাঁ"), ("", "no", "false", "0", "না")


@dataclass(frozen=True)
class Entry:
    """One sound row: the entry it would make, or `term` that it would change."""

    line: int
    code: str
    values: EntryValues
    term: ProhibitedTerm | None = None


def entries_of(rows: Iterable[Row], errors: list[RowError]) -> Iterator[Entry]:
    """The sound rows; what is wrong with the others goes to the errors, by line and column."""
    seen: set[str] = set()
    for line, cells in rows:
        wrong = list(_cell_faults(line, cells))
        if cells["code"] and cells["code"] in seen:
            wrong.append(RowError(line, "code", _("stands twice in the file")))
        seen.add(cells["code"])
        term = None if wrong else _parsed(line, cells, wrong)
        if term is not None:
            yield Entry(line, term.code, _values(term))
        errors += wrong


def _cell_faults(line: int, cells: dict[str, str]) -> Iterator[RowError]:
    for name in FILLED:
        if not cells[name]:
            yield RowError(line, name, _("must not be empty"))
    broken = [name for name, cell in cells.items() if NO_VALUE.fullmatch(cell)]
    for name in broken:
        message = _("holds the error value %(value)s: write the text itself")
        yield RowError(line, name, message % {"value": cells[name]})
    cells = {**cells, **dict.fromkeys(broken, "")}
    for name, allowed in CHOICES.items():
        if cells[name] and cells[name] not in allowed:
            yield RowError(line, name, _("must be one of: %(values)s") % {"values": ", ".join(allowed)})
    if cells["code"] and not CODE.fullmatch(cells["code"]):
        yield RowError(line, "code", _("must have at most 40 letters, digits, dots and hyphens"))
    if cells["loose"].lower() not in YES + NO:
        yield RowError(line, "loose", _("must be yes or no"))


def _parsed(line: int, cells: dict[str, str], wrong: list[RowError]) -> Term | None:
    """The entry of a row as the engine reads it, if it can be looked for and stored."""
    row: dict[str | None, object] = {name: to_ascii(cell) if name in DAYS else cell for name, cell in cells.items()}
    row["loose"] = "yes" if cells["loose"].lower() in YES else "no"
    terms, messages = terms_of([(line, row)])
    wrong += [_fault(line, cells, message.removeprefix(f"line {line}: ")) for message in messages]
    try:
        for term in terms:
            check_entry(_values(term))
            return term
    except RuleError as error:
        wrong.append(RowError(line, str(error.facts["field"]), str(error.message)))
    return None


def _fault(line: int, cells: dict[str, str], fault: str) -> RowError:
    """A fault of `terms_of` at its column, for the reader."""
    if fault.startswith("not a clause"):
        return RowError(line, "clause", _("is not a clause such as 9-ka"))
    for name in DAYS:
        if fault.startswith(name):
            return RowError(line, name, _("is not a date such as 2020-01-31"))
    what = fault.partition(": ")[2]
    several = (name for name in ("aliases", "exceptions") if what in split_cell(cells[name]))
    return RowError(line, next(several, "text"), in_words(fault))


def _values(term: Term) -> EntryValues:
    return EntryValues(**{name: getattr(term, name) for name in EntryValues.__dataclass_fields__})
