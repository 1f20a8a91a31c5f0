"""`manage.py evaluate [--period 2026-11-08] [--office CODE]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Office
from govsocial.workdays.periods import parse, week_of
from reviews.services.evaluation import evaluate


class Command(BaseCommand):
    help = "Evaluate every clause that has a check, for a week (this one unless given) or a quarter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", help="a week by its first day (2026-11-08) or a quarter (2026-27-Q2)")
        parser.add_argument("--office", help="code: only this office and those below it")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        below = Office.objects.filter(code=options["office"]).first() if options["office"] else None
        if options["office"] and below is None:
            raise CommandError(f"There is no office {options['office']}.")
        try:
            period = parse(options["period"]) if options["period"] else week_of(today)
            if period.kind not in {"week", "quarter"}:
                raise CommandError("Name a week or a quarter.")
            changed = evaluate(period, today, below=below)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{period.name}: {changed} findings changed")
