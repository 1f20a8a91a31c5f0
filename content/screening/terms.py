"""Entries of the list of prohibited content, and their reading from a CSV file."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from content.screening.fold import fold
from content.screening.patterns import pattern_fault

REGEX = "regex"
KINDS = ("word", "phrase", "prefix", "substring", REGEX)
SEVERITIES = ("block", "warn", "info")
LANGUAGES = ("bn", "en", "bn-Latn", "any")
# The seven of clause 9 in the guideline's order, then the product's own; each with the clause it hints at.
CLAUSES = {
    "ka": "9-ka",
    "kha": "9-kha",
    "ga": "9-ga",
    "gha": "9-gha",
    "nga": "9-nga",
    "cha": "9-cha",
    "chha": "9-chha",
    "personal": "6-ga",
    "unverified": "6-kha",
    "confidential": "2.1-ga",
    "obscene": "9-nga",
}
CATEGORIES = (*CLAUSES, "PII", "MARKING")
NEEDED = ("code", "category", "kind", "text", "language", "severity", "aliases", "exceptions")
OPTIONAL = ("clause", "why_bn", "why_en", "source", "loose", "valid_from", "valid_to")
COLUMNS = (*NEEDED, *OPTIONAL)
TEXT_MAX = 200
CELL_MAX = 2**24  # characters; a longer text is then a fault of its row, not of the file
_MAY_BE_EMPTY = {"aliases", "exceptions", *OPTIONAL}
_CLAUSE = re.compile(r"[a-z]?[1-9][0-9]*(\.[0-9]+)?(-[a-z]+)?")
_YES, _NO = {"1", "yes", "true"}, {"", "0", "no", "false"}


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: a text, its spellings, the clause it hints at and the reason shown with a hit.

    `scope` is the lineage of the office whose subtree the entry concerns, "/" for all; the days are inclusive.
    """

    code: str
    category: str
    kind: str
    text: str
    language: str = "any"
    severity: str = "warn"
    aliases: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    clause: str = ""
    why_bn: str = ""
    why_en: str = ""
    source: str = ""
    loose: bool = False
    shadow: bool = False
    scope: str = "/"
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.text, *self.aliases)

    @property
    def allow_inflection(self) -> bool:
        """Whether case endings may follow: never after a key of one letter, or of two in Latin script."""
        return self.kind in {"word", "phrase"} and not any(_too_short(form) for form in self.forms)


def read_terms(path: str | Path) -> tuple[list[Term], list[str]]:
    """Terms of a UTF-8 CSV file and one message per row that was skipped, each naming its line in the file."""
    before = csv.field_size_limit(CELL_MAX)
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as source:
            return _read(csv.DictReader(source))
    finally:
        csv.field_size_limit(before)


def _read(rows: "csv.DictReader[str]") -> tuple[list[Term], list[str]]:
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        return [], [f"line 1: missing columns: {', '.join(missing)}"]
    return terms_of((rows.line_num, row) for row in rows)


def terms_of(rows: Iterable[tuple[int, Mapping[str | None, object]]]) -> tuple[list[Term], list[str]]:
    """Terms of numbered rows (a cell by its column's name), and one message per row that was skipped."""
    terms: list[Term] = []
    messages: list[str] = []
    seen: set[str] = set()
    for number, row in rows:
        cells = {name: str(row.get(name) or "").strip() for name in COLUMNS}
        fault = "the row has more cells than the header" if row.get(None) else _row_fault(cells, seen)
        if fault:
            messages.append(f"line {number}: {fault}")
            continue
        seen.add(cells["code"])
        terms.append(_term(cells))
    return terms, messages


def split_cell(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several texts."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def term_fault(term: Term) -> str:
    """Why an entry cannot be looked for, or an empty text."""
    for form in (*term.forms, *term.exceptions):
        if not any(char.isalnum() for char in fold(form)):
            return f"nothing to look for in: {form}"
        if len(form) > TEXT_MAX:
            return f"longer than {TEXT_MAX} characters: {form[:40]}…"
    if term.kind == REGEX:
        return next(filter(None, map(pattern_fault, term.forms)), "")
    short = [form for form in term.forms if _too_short(form)]
    if short and term.kind in {"prefix", "substring"}:
        return f"too short for kind {term.kind}: {short[0]}"
    return ""


def _too_short(form: str) -> bool:
    key = fold(form).strip()
    return len(key) < (3 if key.isascii() else 2)


def _term(cells: Mapping[str, str]) -> Term:
    return Term(
        code=cells["code"],
        category=cells["category"],
        kind=cells["kind"],
        text=cells["text"],
        language=cells["language"],
        severity=cells["severity"],
        aliases=split_cell(cells["aliases"]),
        exceptions=split_cell(cells["exceptions"]),
        clause=cells["clause"] or CLAUSES.get(cells["category"], ""),
        why_bn=cells["why_bn"],
        why_en=cells["why_en"],
        source=cells["source"],
        loose=cells["loose"].lower() in _YES,
        valid_from=_day(cells["valid_from"]),
        valid_to=_day(cells["valid_to"]),
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _row_fault(cells: Mapping[str, str], seen: set[str]) -> str:
    """What is wrong with a row, or an empty text."""
    empty = [name for name in COLUMNS if name not in _MAY_BE_EMPTY and not cells[name]]
    if empty:
        return f"empty: {', '.join(empty)}"
    if cells["code"] in seen:
        return f"code {cells['code']} is used twice"
    return next(_cell_faults(cells), "") or term_fault(_term(cells))


def _cell_faults(cells: Mapping[str, str]) -> Iterator[str]:
    choices = {"category": CLAUSES, "kind": KINDS, "language": LANGUAGES, "severity": SEVERITIES}
    for name, allowed in choices.items():
        if cells[name] not in allowed:
            yield f"unknown {name}: {cells[name]}"
    if cells["clause"] and not _CLAUSE.fullmatch(cells["clause"]):
        yield f"not a clause: {cells['clause']}"
    if cells["loose"].lower() not in _YES | _NO:
        yield f"loose is yes or no: {cells['loose']}"
    for name in ("valid_from", "valid_to"):
        try:
            _day(cells[name])
        except ValueError:
            yield f"{name} is not a day like 2026-11-08: {cells[name]}"
