"""Terms of the list of prohibited content and their reading from a CSV file."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from content.screening.fold import fold

KINDS = frozenset({"word", "phrase", "prefix", "substring"})
SEVERITIES = ("block", "warn", "info")
LANGUAGES = frozenset({"bn", "en", "bn-Latn", "any"})
# The seven of clause 9 in the guideline's order, then the product's own.
CLAUSE_NINE = ("ka", "kha", "ga", "gha", "nga", "cha", "chha")
CATEGORIES = frozenset(CLAUSE_NINE) | {"personal", "unverified", "confidential", "obscene", "PII", "MARKING"}
COLUMNS = (
    "code",
    "category",
    "clause",
    "kind",
    "text",
    "language",
    "severity",
    "aliases",
    "exceptions",
    "why_bn",
    "why_en",
)
_MAY_BE_EMPTY = frozenset({"aliases", "exceptions"})
_CLAUSE = re.compile(r"[1-9][0-9]*(-[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the list: a text, its spellings, the clause it hints at and the reason shown with a hit."""

    code: str
    category: str
    clause: str
    kind: str
    text: str
    language: str
    severity: str
    aliases: tuple[str, ...]
    exceptions: tuple[str, ...]
    why_bn: str
    why_en: str
    allow_inflection: bool


def read_terms(path: str | Path) -> tuple[list[Term], list[str]]:
    """Terms of a UTF-8 CSV file and one message per row that was skipped, each naming its line in the file."""
    terms: list[Term] = []
    messages: list[str] = []
    seen: set[str] = set()
    with Path(path).open(encoding="utf-8-sig", newline="") as source:
        rows = csv.DictReader(source)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            return [], [f"line 1: missing columns: {', '.join(missing)}"]
        for row in rows:
            fault = _row_fault(row, seen)
            if fault:
                messages.append(f"line {rows.line_num}: {fault}")
                continue
            seen.add(row["code"].strip())
            terms.append(_term(row))
    return terms, messages


def allows_inflection(kind: str, forms: Iterable[str]) -> bool:
    """Whether case endings may follow: never after a key of one letter, or of two in Latin script."""
    return kind in {"word", "phrase"} and not any(_too_short(form) for form in forms)


def _too_short(form: str) -> bool:
    key = fold(form).strip()
    return len(key) < (3 if key.isascii() else 2)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _term(row: dict[str, str]) -> Term:
    cells = {name: row[name].strip() for name in COLUMNS}
    aliases, exceptions = _split(cells.pop("aliases")), _split(cells.pop("exceptions"))
    inflects = allows_inflection(cells["kind"], (cells["text"], *aliases))
    return Term(**cells, aliases=aliases, exceptions=exceptions, allow_inflection=inflects)


def _row_fault(row: dict[str, str], seen: set[str]) -> str:
    """What is wrong with a row, or an empty text."""
    if None in row or any(row[name] is None for name in COLUMNS):
        return f"the row does not have {len(COLUMNS)} cells"
    empty = [name for name in COLUMNS if name not in _MAY_BE_EMPTY and not row[name].strip()]
    if empty:
        return f"empty: {', '.join(empty)}"
    cells = {name: row[name].strip() for name in COLUMNS}
    if cells["code"] in seen:
        return f"code {cells['code']} is used twice"
    return _choice_fault(cells) or _text_fault(cells)


def _choice_fault(cells: dict[str, str]) -> str:
    choices = {"category": CATEGORIES, "kind": KINDS, "language": LANGUAGES, "severity": SEVERITIES}
    for name, allowed in choices.items():
        if cells[name] not in allowed:
            return f"unknown {name}: {cells[name]}"
    if not _CLAUSE.fullmatch(cells["clause"]):
        return f"not a clause: {cells['clause']}"
    if cells["category"] in CLAUSE_NINE and cells["clause"] != f"9-{cells['category']}":
        return f"category {cells['category']} belongs to clause 9-{cells['category']}, not {cells['clause']}"
    return ""


def _text_fault(cells: dict[str, str]) -> str:
    forms = (cells["text"], *_split(cells["aliases"]))
    for form in (*forms, *_split(cells["exceptions"])):
        if not any(char.isalnum() for char in fold(form)):
            return f"nothing to look for in: {form}"
    short = [form for form in forms if _too_short(form)]
    if short and cells["kind"] in {"prefix", "substring"}:
        return f"too short for kind {cells['kind']}: {short[0]}"
    return ""
