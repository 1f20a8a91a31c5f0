"""Celery's part: it wakes the sweep, nothing more. No data travels in a task."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from govsocial.notifications import jobs

log = logging.getLogger("govsocial.notifications")


@shared_task(ignore_result=True)
def run_due_jobs() -> None:
    """Run every sweep (beat: each minute)."""
    jobs.run_all()


def wake() -> None:
    """Ask a worker to look at the outbox now. Without a broker nothing is lost: the next sweep finds it."""
    try:
        run_due_jobs.apply_async(expires=55, retry=False)
    except (OperationalError, OSError, ValueError):  # ValueError: the folder broker reads a file another one writes
        log.warning("no broker: the next sweep will find it")
