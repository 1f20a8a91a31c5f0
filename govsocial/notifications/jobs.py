"""The sweeps that the portal owes. Each is safe to run twice and finds everything due, whatever was missed."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from govsocial.notifications.models import JobRun

log = logging.getLogger("govsocial.jobs")


def sweeps() -> dict[str, Callable[[], str]]:
    """The sweeps by name (settings.SWEEPS); each returns a line that says what it did."""
    return {name: import_string(path) for name, path in settings.SWEEPS.items()}


def run_all() -> dict[str, str]:
    """Run every sweep; one that fails is recorded and does not stop the others. Returns a line for each."""
    said = {}
    for name, job in sweeps().items():
        started = timezone.now()
        try:
            said[name] = job()
        except Exception as error:
            log.exception("job %s failed", name)
            said[name] = f"FAILED: {type(error).__name__}"
        JobRun.objects.update_or_create(
            name=name,
            defaults={"started_at": started, "finished_at": timezone.now(), "result": said[name][:300]},
        )
    return said
