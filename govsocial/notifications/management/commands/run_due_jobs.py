"""`manage.py run_due_jobs`: what beat and the workers do, by hand or from cron, without a broker."""

from typing import Any

from django.core.management.base import BaseCommand

from govsocial.notifications import jobs


class Command(BaseCommand):
    help = "Run every sweep that is due (notices by mail and all other jobs) once, without a broker."

    def handle(self, *args: Any, **options: Any) -> None:
        said = jobs.run_all()
        for name, line in said.items():
            self.stdout.write(f"{name}: {line}")
        if any(line.startswith("FAILED") for line in said.values()):
            raise SystemExit(1)
