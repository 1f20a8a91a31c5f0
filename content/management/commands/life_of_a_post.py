"""`manage.py life_of_a_post`: write docs/life-of-a-post.md from the table of states."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from content.life import life_markdown


class Command(BaseCommand):
    help = "Write docs/life-of-a-post.md from the table of states."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "life-of-a-post.md"
        target.write_text(life_markdown(), encoding="utf-8")
        self.stdout.write(f"Written: {target.relative_to(settings.BASE_DIR)}")
