"""The sweeps that the portal owes. Each is safe to run twice and finds everything due, whatever was missed."""

import logging
from collections.abc import Callable

from django.utils import timezone

from govsocial.notifications.models import JobRun

log = logging.getLogger("govsocial.jobs")
JOBS: dict[str, Callable[[], str]] = {}


def register(name: str, job: Callable[[], str]) -> None:
    """Add a sweep; it returns a line that says what it did."""
    JOBS[name] = job


def run_all() -> dict[str, str]:
    """Run every sweep; one that fails is recorded and does not stop the others. Returns a line for each."""
    said = {}
    for name, job in JOBS.items():
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
