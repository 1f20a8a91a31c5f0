"""Do an act in many processes at once: `python -m tests.races.together ACT PROCESSES JSON` prints their results.

The processes are forked after Django is set up and before any connection exists, so fifty of them start in a second;
`meet()` inside an act lets all of them go on at the same instant.
"""

import json
import multiprocessing
import sys
import traceback
from functools import partial
from typing import Any

import django
from django.db import connections

PATIENCE = 120  # seconds


def main(act: str, processes: int, argument: dict[str, Any]) -> list[Any]:
    django.setup()
    # after setup: they need the models
    from tests.races import acts, compliance_acts, districts, list_acts, lock_acts, looks, rivals

    places = (acts, lock_acts, looks, districts, compliance_acts, list_acts, rivals)
    call = next(found for place in places if (found := getattr(place, act, None)))
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(processes), context.SimpleQueue()
    meet = partial(barrier.wait, PATIENCE)
    children = [
        context.Process(target=_child, args=(call, number, meet, results, argument)) for number in range(processes)
    ]
    for child in children:
        child.start()
    found = dict(results.get() for _ in children)
    for child in children:
        child.join(PATIENCE)
    return [found[number] for number in range(processes)]


def _child(act: Any, number: int, meet: Any, results: Any, argument: dict[str, Any]) -> None:
    try:
        results.put((number, act(number, meet, **argument)))
    except BaseException:
        results.put((number, {"crash": traceback.format_exc()}))
    finally:
        connections.close_all()


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))))
