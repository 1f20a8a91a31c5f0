"""What every installation needs besides its tables: rule book, calendar, first word list, the register of offices."""

from pathlib import Path

from django.conf import settings

from accounts.services.offices import import_offices
from content.services.shipped_list import load_first_list
from govsocial.rulebook.services import load_editions
from govsocial.workdays.services import seed_calendar

DATA = Path(settings.BASE_DIR) / "accounts" / "data"


def load_reference() -> dict[str, int]:
    """Bring in what is missing; idempotent. Returns how many rows of each are new."""
    return {
        "editions": load_editions(),
        "calendar days": seed_calendar(),
        "offices": import_offices(DATA / "bd-offices.csv").created,
        "list entries": load_first_list(),
    }
