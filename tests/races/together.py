"""Do an act in many processes at once, each a fork of one that has loaded the portal and holds no connection.

`python -m tests.races.together` is told on each line of its input what to do, and where to write the results. It forks
for each line and takes the settings of that line's installation, so that nothing is loaded anew for each act and fifty
processes start in a second; `meet()` inside an act lets all of them go on at the same instant.
"""

import json
import multiprocessing
import os
import sys
import traceback
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import global_settings, settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections

PATIENCE = 120  # seconds


def call_of(act: str) -> Any:
    """The act of this name: one of tests.races, or a command of manage.py."""
    # after setup: they need the models
    from tests.races import (
        acts,
        after_acts,
        compliance_acts,
        decided_acts,
        districts,
        list_acts,
        lock_acts,
        looks,
        rivals,
    )

    places = (acts, lock_acts, looks, districts, compliance_acts, list_acts, rivals, after_acts, decided_acts)
    return next((found for place in places if (found := getattr(place, act, None))), None)


def run(act: str, processes: int, argument: dict[str, Any]) -> list[Any]:
    """What each of the processes returned."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(processes), context.SimpleQueue()
    meet = partial(barrier.wait, PATIENCE)
    children = [
        context.Process(target=_child, args=(call_of(act), number, meet, results, argument))
        for number in range(processes)
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


def take(env: dict[str, str]) -> None:
    """Become a process of the installation with this environment: its settings are read, as at the start of one."""
    for alias in [one.alias for one in connections.all(initialized_only=True)]:
        assert connections[alias].connection is None, "nothing may be connected before the fork"
        del connections[alias]
    os.environ.clear()
    os.environ.update(env)
    before = set(vars(sys.modules.pop("govsocial.settings")))
    now = vars(import_module("govsocial.settings"))
    for name in filter(str.isupper, before | set(now)):
        if name in now or hasattr(global_settings, name):
            setattr(settings, name, now.get(name, getattr(global_settings, name, None)))
        else:
            delattr(settings, name)
    for handler in (connections, caches):
        handler.__dict__.pop("settings", None)
        handler._settings = None
    assert str(settings.VAR_DIR) == env["VAR_DIR"]


def obey(order: dict[str, Any]) -> None:
    """In a process of its own: do what is asked, and write what came of it."""
    try:
        os.setsid()
        take(order["env"])
        if order["command"]:
            call_command(*order["command"])
            said: Any = None
        else:
            said = run(order["act"], order["processes"], order["argument"])
    except BaseException:
        said = [{"crash": traceback.format_exc()}]
    Path(order["answer"]).write_text(json.dumps(said), encoding="utf-8")


def main() -> None:
    django.setup()
    call_of("")
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            obey(json.loads(line))
            os._exit(0)
        os.waitpid(child, 0)
        print("done", flush=True)


if __name__ == "__main__":
    main()
