"""The labelled functional suite of the screening engine: reads its cases and takes their markup apart."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from content.screening.terms import read_terms

MARKUP = re.compile(r"\[\[([A-Z]+(?:-[A-Z0-9]+)?)(?::(block|warn|info))?\|(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True)
class Expected:
    """A hit that must be found: from code point `start` up to, not including, `end`."""

    code: str
    severity: str
    start: int
    end: int


@dataclass(frozen=True)
class Case:
    """One text with everything that a careful approver would mark in it."""

    id: str
    functionality: str
    language: str
    text: str
    expected: tuple[Expected, ...]
    known_failure: bool


def load(path: str | Path) -> list[Case]:
    """Cases of a YAML file in its order; a code that is neither listed nor carries a severity is a KeyError."""
    return [_case(row) for row in yaml.safe_load(Path(path).read_text(encoding="utf-8"))]


def _case(row: dict[str, str | bool]) -> Case:
    text, expected = _unmarked(str(row["text"]))
    identity = str(row["id"]), str(row["functionality"]), str(row["language"])
    return Case(*identity, text, expected, known_failure=bool(row.get("known_failure")))


def _unmarked(marked: str) -> tuple[str, tuple[Expected, ...]]:
    text, last, expected = "", 0, []
    for found in MARKUP.finditer(marked):
        code, severity, inside = found.groups()
        text += marked[last : found.start()]
        expected.append(Expected(code, severity or _listed()[code], len(text), len(text) + len(inside)))
        text, last = text + inside, found.end()
    return text + marked[last:], tuple(expected)


@cache
def _listed() -> dict[str, str]:
    return {term.code: term.severity for term in read_terms(Path(__file__).with_name("terms.csv"))[0]}
