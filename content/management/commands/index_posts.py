"""`manage.py index_posts`: what the search finds posts by, for those that are not indexed yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from content.services.search import index_older


class Command(BaseCommand):
    help = "Index posts for the search: those that are missing, or with --anew all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="index every post again")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index_older(anew=options['anew'])} posts indexed")
