"""`manage.py load_reference`."""

from typing import Any

from django.core.management.base import BaseCommand

from govsocial.management.reference import load_reference


class Command(BaseCommand):
    help = "Load the rule book, the working calendar, the first word list and the offices; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in load_reference().items():
            self.stdout.write(f"{name}: {count} new")
