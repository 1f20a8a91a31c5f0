"""An evaluation in a process of its own: `manage.py shell --command "from bench.night import ..."`."""

import json
import resource
import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from govsocial.tallies.models import Night
from govsocial.workdays.periods import week_of
from reviews.services import evaluation, nightly

_run_step, _store = evaluation.run_step, evaluation.store
_spent: list[tuple[float, str]] = []
_changed: list[int] = []
_answers: list[int] = []


def first() -> None:
    """The latest whole week and today, where nothing was ever evaluated."""
    today = timezone.localdate()
    for step in [*evaluation.steps_of_end(week_of(today).previous(), today), *evaluation.steps_of_day(today, today)]:
        _timed_step(step, today)
    _tell("")


def ordinary() -> None:
    """A whole night: yesterday again, today, and the last two weeks."""
    Night.objects.create(day=timezone.localdate() - timedelta(days=1), finished_at=timezone.now())
    nightly.run_step = _timed_step
    started = time.perf_counter()
    result = nightly.go_on(seconds=float("inf"))
    rest = time.perf_counter() - started - sum(spent for spent, _step in _spent)
    _tell(f"({result}; {rest:.0f} s of it counting them again)")


def _timed_step(step: evaluation.Step, today: Any) -> int:
    started = time.perf_counter()
    _changed.append(_run_step(step, today))
    _spent.append((time.perf_counter() - started, f"{step.check.clause} of {step.day}"))
    return _changed[-1]


def _counting_store(key: Any, states: dict[int, Any], *days: Any, **options: Any) -> int:
    _answers.append(len(states))
    return _store(key, states, *days, **options)


def _tell(result: str) -> None:
    slowest, which = max(_spent)
    found = {
        "seconds": sum(spent for spent, _step in _spent),
        "steps": len(_spent),
        "answers": sum(_answers),
        "changed": sum(_changed),
        "slowest": slowest,
        "which": which,
        "result": result,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


evaluation.store = _counting_store
