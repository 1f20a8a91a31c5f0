"""`manage.py rulebook_docs`: write docs/rulebook.md from the shipped editions."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from govsocial.rulebook.docs import rulebook_markdown


class Command(BaseCommand):
    help = "Write docs/rulebook.md from the shipped editions and the registered checks."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "rulebook.md"
        target.write_text(rulebook_markdown(), encoding="utf-8")
        self.stdout.write(f"Written: {target.relative_to(settings.BASE_DIR)}")
