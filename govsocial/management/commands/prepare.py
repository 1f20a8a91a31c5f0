"""`manage.py prepare`: database, data and static files of an installation; quick when nothing is to do."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Migrate the database, load the reference data (and the demo where DEMO=1), collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)  # database and files are their owner's alone
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Database")
            call_command("migrate", verbosity=0)
        self._say("Rule book, calendar, offices" + (", demo" if settings.DEMO else ""))
        call_command("seed_demo" if settings.DEMO else "load_reference", stdout=self.stdout)
        call_command("index_posts", stdout=self.stdout)
        self._say("Static files")
        call_command("collectstatic", interactive=False, verbosity=0)

    def _say(self, what: str) -> None:
        self.stdout.write(f"==> {what}")
        self.stdout.flush()
