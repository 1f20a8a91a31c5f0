"""`manage.py screen`: texts by line in, hits by line out."""

import csv
import json
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Office
from content.screening.engine import EVERYWHERE, Engine
from content.screening.terms import read_terms
from content.services.screening import Published, current_engine

EDITIONS = Path(settings.BASE_DIR) / "govsocial" / "rulebook" / "editions"


class Command(BaseCommand):
    """Screen texts by the active list, or by that of a file alone; then no database is needed.

    Reads lines {"id", "text"} and writes {"id", "hits": [{"term", "category", "severity", "start", "end", "view"}]} for
    each, in order; offsets are code points of the text as given, end exclusive. A line that cannot be read is named on
    standard error, gets no hits, and makes the exit status 1. Exit status 2: no list to screen by.
    """

    help = "Screen texts: JSON lines with id and text in, JSON lines with id and hits out."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--terms", metavar="FILE.csv", help="screen by this list alone")
        parser.add_argument("--in", dest="source", metavar="FILE.jsonl", help="default: standard input")
        parser.add_argument("--out", dest="target", metavar="FILE.jsonl", help="default: standard output")
        parser.add_argument("--office", metavar="CODE", help="with the additions that hold for this office")

    def handle(self, **options: Any) -> None:
        engine, place = self._engine(options)
        published, bad = Published(place), 0
        source, target = options["source"], options["target"]
        with _opened(source, "rb", sys.stdin.buffer) as source, _opened(target, "w", sys.stdout) as target:
            for number, line in enumerate(source, 1):
                if not line.strip():
                    continue
                row, fault = _row(line)
                if fault:
                    bad += 1
                    self.stderr.write(f"line {number}: {fault}")
                hits = list(_hits(engine, row["text"], place, published)) if not fault else []
                target.write(json.dumps({"id": row.get("id"), "hits": hits}) + "\n")
        if bad:
            raise CommandError(f"{bad} lines could not be read", returncode=1)

    def _engine(self, options: dict[str, Any]) -> tuple[Engine, str]:
        if not options["terms"]:
            office = (
                Office.objects.filter(code=options["office"])
                if options["office"]
                else Office.objects.filter(parent=None)
            )
            place = office.values_list("lineage", flat=True).first()
            if place is None and options["office"]:
                raise CommandError(f"there is no office {options['office']}", returncode=2)
            return current_engine()[1], place or EVERYWHERE
        try:
            terms, faults = read_terms(options["terms"])
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"the list cannot be read: {error}", returncode=2) from None
        engine = Engine(terms, _law())
        for fault in (*faults, *(f"{code}: {why}" for code, why in engine.faults)):
            self.stderr.write(f"skipped: {fault}")
        if len(terms) == len(engine.faults):
            raise CommandError("no entry of the list is left", returncode=2)
        return engine, EVERYWHERE


def _opened(path: str | None, mode: str, standard: IO[Any]) -> AbstractContextManager[IO[Any]]:
    """A file, or the standard stream where none is named. Raises CommandError."""
    if not path:
        return nullcontext(standard)
    try:
        return Path(path).open(mode, encoding=None if "b" in mode else "utf-8")
    except OSError as error:
        raise CommandError(str(error), returncode=2) from None


def _row(line: bytes) -> tuple[dict[str, Any], str]:
    """The line's object, and what is wrong with it."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # of the encoding, or of the JSON
        return {}, str(error)
    if not isinstance(row, dict):
        return {}, "not an object"
    return row, "" if isinstance(row.get("text"), str) else "no text"


def _hits(engine: Engine, text: str, place: str, published: Published) -> Iterator[dict[str, Any]]:
    for hit in engine.screen(text, place, published).hits:
        yield {
            "term": hit.term.code,
            "category": hit.category,
            "severity": hit.severity,
            "start": hit.start,
            "end": hit.end,
            "view": hit.view,
        }


def _law() -> list[str]:
    """What the shipped editions say about posts."""
    clauses = [row for path in EDITIONS.glob("*.toml") for row in tomllib.loads(path.read_text("utf-8"))["clause"]]
    return [row[name] for row in clauses if row["level"] == "post" for name in ("text_bn", "text_en")]
