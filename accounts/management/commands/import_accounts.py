"""`manage.py import_accounts FILE --by EMAIL [--dry-run]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.csv_rows import ImportRefused
from accounts.models import Person
from accounts.services.account_import import import_accounts
from govsocial.errors import RuleError


class Command(BaseCommand):
    help = "Register existing official accounts with their teams from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="e-mail of the administrator who imports")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    @translation.override("en")  # a terminal may not show Bangla
    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["by"].lower()).first()
        if person is None:
            raise CommandError("Nobody has this e-mail address.")
        try:
            count = import_accounts(options["file"], by=person, dry_run=options["dry_run"])
        except (ImportRefused, RuleError, OSError) as error:
            raise CommandError(f"Nothing was written.\n{error}") from None
        self.stdout.write(f"{'Would register' if options['dry_run'] else 'Registered'}: {count} accounts")
