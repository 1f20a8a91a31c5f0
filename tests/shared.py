"""What the workers of a run make once for all: the first that needs it makes it, the last that leaves ends it."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Make = Callable[[Path], Any]


@contextmanager
def shared(
    request: pytest.FixtureRequest, name: str, make: Make, end: Callable[[Any], None] | None = None
) -> Iterator[Any]:
    """What `make` returned, as JSON holds it; `make` gets a new folder that stays for the whole run."""
    folder = _folder(request, name)
    yield taken(folder, make)
    with _note(folder) as note:
        note["users"] -= 1
        if not note["users"] and end:
            end(note["said"])


def taken(folder: Path, make: Make) -> Any:
    """What `make` returned, for one more user; whoever does not leave again keeps it until the folder goes."""
    folder.mkdir(exist_ok=True)
    with _note(folder) as note:
        if not note.get("users"):
            made = folder / f"made-{note.get('times', 0)}"
            made.mkdir()
            note |= {"said": make(made), "times": note.get("times", 0) + 1}
        note["users"] = note.get("users", 0) + 1
        return note["said"]


def _folder(request: pytest.FixtureRequest, name: str) -> Path:
    """Where the note of it lies: in SHARED where tests.run gives one to all its runs, else in this run's own folder."""
    if given := os.environ.get("SHARED"):
        return Path(given) / name
    base = request.getfixturevalue("tmp_path_factory").getbasetemp()
    return (base.parent if hasattr(request.config, "workerinput") else base) / f"shared-{name}"


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
