"""`manage.py reconcile_tallies`: count again, print what differs."""

from typing import Any

from django.core.management.base import BaseCommand

from govsocial.tallies.models import Tally
from govsocial.workdays.periods import parse
from reviews.services.nightly import recount


class Command(BaseCommand):
    help = "Recount every kept period from the findings; print each difference; non-zero exit where there is any."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        names = sorted(Tally.objects.order_by().values_list("period", flat=True).distinct())
        for name in names:
            for line in recount(parse(name)):
                wrong += 1
                self.stdout.write(line)
        self.stdout.write(f"{len(names)} periods, {wrong} differences")
        if wrong:
            raise SystemExit(1)
