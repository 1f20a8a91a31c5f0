"""What the workers of a run make once for all: the first that needs it makes it, the last that leaves ends it."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def shared(
    request: pytest.FixtureRequest, name: str, make: Callable[[Path], Any], end: Callable[[Any], None] | None = None
) -> Iterator[Any]:
    """What `make` returned, as JSON holds it; `make` gets a new folder that stays for the whole run."""
    base = request.getfixturevalue("tmp_path_factory").getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    with _note(folder) as note:
        if not note.get("users"):
            made = folder / f"made-{note.get('times', 0)}"
            made.mkdir()
            note |= {"said": make(made), "times": note.get("times", 0) + 1}
        note["users"] = note.get("users", 0) + 1
        said = note["said"]
    yield said
    with _note(folder) as note:
        note["users"] -= 1
        if not note["users"] and end:
            end(said)


@contextmanager
def _note(folder: Path) -> Iterator[dict[str, Any]]:
    """The note of what is shared, while no other process reads or writes it."""
    with (folder / "note.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        note = json.loads(file.read() or "{}")
        yield note
        file.seek(0)
        file.truncate()
        json.dump(note, file)
