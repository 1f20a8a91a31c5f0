"""`manage.py seed_demo`: everything the demo shows, on any migrated database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services.offices import import_offices
from govsocial.management.demo.activity import seed_activity, seed_people
from govsocial.management.reference import DATA, load_reference


class Command(BaseCommand):
    help = "Load the reference data and the demo (sample offices, people, accounts, posts); safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOOPBACK:
            raise CommandError("Demo people have a published password: the demo is for this machine only.")
        load_reference()
        import_offices(DATA / "sample-offices.csv", sample=True)
        posts = seed_activity(seed_people())
        self.stdout.write(f"Demo ready: {posts} new posts")
