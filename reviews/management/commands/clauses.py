"""`manage.py clauses --json`: every clause of every edition with its check, or why it has none."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from reviews.clause_list import clause_rows


class Command(BaseCommand):
    help = "List every clause: edition, id, force, who decides, level, period, check, reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON list instead of a line for each")

    @translation.override("en")
    def handle(self, *args: Any, **options: Any) -> None:
        rows = clause_rows()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(
                f"{row['edition']:9} {row['id']:18} {row['force']:10} {row['check'] or '- ' + row['reason']}"
            )
