"""`manage.py check_website_links [--office CODE]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.websites import check_due, look, store_looks, watched


class Command(BaseCommand):
    help = "Look for the accounts' addresses on the offices' websites: a batch of those that are due, or one office's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", help="code: this office's website, now, whenever it was looked at last")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["office"]:
            self.stdout.write(check_due())
            return
        office = watched().filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"There is no office {options['office']} with a website and an active account.")
        seen = look(office)
        store_looks([seen])
        for pk, result in seen.results.items():
            self.stdout.write(f"account {pk}: {result.value} {seen.reason}".rstrip())
