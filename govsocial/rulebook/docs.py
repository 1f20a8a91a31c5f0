"""`docs/rulebook.md`, written from the shipped editions: every clause with how it is decided, every parameter."""

import tomllib
from pathlib import Path
from typing import Any

from govsocial.rulebook.checks import checks
from govsocial.rulebook.services import EDITIONS

INTRODUCTION = """# The rule book

Written by `manage.py rulebook_docs` from `govsocial/rulebook/editions/`; edit the editions, not this file. The texts
are the portal's own words. *Check* is the function that decides a clause from the records; where there is none, the
column says who decides. Values are those shipped; an installation changes them in the browser, from a date on, with
two persons.
"""
DECIDERS = {
    "auto": "records, later",
    "attest": "attestation",
    "human": "a named person",
    "indicator": "a figure, no verdict",
    "none": "nobody here",
}


def rulebook_markdown(folder: Path = EDITIONS) -> str:
    """The whole document; the default edition first, then by name."""
    books = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    books.sort(key=lambda book: (not book["edition"].get("default", False), book["edition"]["id"]))
    return "\n".join([INTRODUCTION, *(_edition(book) for book in books)])


def _edition(book: dict[str, Any]) -> str:
    head = book["edition"]
    default = ", followed unless an office follows another" if head.get("default") else ""
    beside = f", supplements `{head['supplements']}`" if head["supplements"] else ""
    lines = [
        f"## `{head['id']}` {head['title_en']}",
        "",
        f"{head['issuer_en']}, {head['country']}, in force since {head['since']}{default}{beside}. {head['note_en']}",
        "",
        "| clause | asks | force | check | level, period |",
        "|---|---|---|---|---|",
        *(_clause(head["id"], clause) for clause in book["clause"]),
        "",
        "| parameter | clause | value | unit | set by |",
        "|---|---|---|---|---|",
        *(_parameter(row) for row in book["parameter"]),
        "",
    ]
    return "\n".join(lines)


def _clause(edition: str, clause: dict[str, Any]) -> str:
    check = checks().get((edition, clause["id"]))
    decided = f"`{check.name}`" if check else ", ".join(DECIDERS[word] for word in clause["decided_by"])
    level = f"{clause['level']}, {clause['period']}"
    cells = (f"{clause['label_en']} {clause['title_en']}", clause["text_en"], clause["force"], decided, level)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _parameter(row: dict[str, Any]) -> str:
    value = ", ".join(row["value"]) if isinstance(row["value"], list) else str(row["value"])
    cells = (f"{row['title_en']} (`{row['name']}`)", row["clause"], value, row["unit"], row["set_by"])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
