"""`manage.py import_offices FILE [--dry-run]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.csv_rows import ImportRefused
from accounts.services.offices import import_offices


class Command(BaseCommand):
    help = "Bring offices from a CSV file into the register, by code. Nothing is written when any row is bad."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    @translation.override("en")  # a terminal may not show Bangla
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = import_offices(options["file"], dry_run=options["dry_run"])
        except ImportRefused as refused:
            raise CommandError(f"Nothing was written.\n{refused}") from None
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from None
        prefix = "Would import" if options["dry_run"] else "Imported"
        self.stdout.write(f"{prefix}: {result.created} new, {result.changed} changed, {result.unchanged} unchanged")
        if result.left_in_place:
            self.stdout.write(f"Left where they are, though the file names another parent: {result.left_in_place}")
