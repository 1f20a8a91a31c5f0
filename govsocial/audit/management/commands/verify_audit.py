"""`manage.py verify_audit [--anchor FILE] [--write-anchor FILE]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from govsocial.audit.services import verify


class Command(BaseCommand):
    help = "Recompute the audit chain. Prints its count and head, or names the first bad entry and exits non-zero."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, help="file with heads kept outside: one JSON {seq, hash} a line")
        parser.add_argument("--write-anchor", type=Path, help="append the present head to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(_read_anchors(options["anchor"]))
        if verdict.faults:
            raise CommandError("Audit chain BROKEN: " + "; ".join(verdict.faults))
        if options["write_anchor"]:
            with options["write_anchor"].open("a", encoding="utf-8") as file:
                file.write(json.dumps({"seq": verdict.count, "hash": verdict.head}) + "\n")
        self.stdout.write(f"Audit chain whole: {verdict.count} entries, head {verdict.head}")


def _read_anchors(path: Path | None) -> dict[int, str]:
    if path is None:
        return {}
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {int(row["seq"]): str(row["hash"]) for row in rows if int(row["seq"]) > 0}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"The anchor file cannot be read: {error}") from error
