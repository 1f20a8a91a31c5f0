"""`manage.py demo_people [--json]`: who can sign in to the demo."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from govsocial.management.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "List the demo's sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            {"email": row.email, "password": PASSWORD, "roles": list(row.roles), "office_code": row.office}
            for row in PEOPLE
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{'e-mail':<36}{'role':<16}office")
        for row in PEOPLE:
            self.stdout.write(f"{row.email:<36}{', '.join(row.roles):<16}{row.office}")
        self.stdout.write(f"\nPassword for all of them: {PASSWORD}")
