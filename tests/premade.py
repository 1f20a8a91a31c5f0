"""What every run of the suite needs and takes long to make: `python -m tests.premade` makes it beside the linters.

A run that comes earlier waits for it, or makes it itself.
"""

import os
import time
from functools import partial
from pathlib import Path

from tests.races.databases import make_templates
from tests.races.processes import Site
from tests.shared import taken


def make_trial(folder: Path) -> str:
    """A trial, set up by `prepare` as `make run` does; how many seconds it took stands in the file `seconds`."""
    site = Site("", folder / "var", {"DEMO": "1"})
    site.var.mkdir()
    site.copy_front()
    started = time.monotonic()
    site.manage("prepare", timeout=300)
    (site.var / "seconds").write_text(f"{time.monotonic() - started:.1f}")
    return str(site.var)


def main() -> None:
    """The trial first: how long it takes is measured, and later the machine is busier."""
    place, server = Path(os.environ["SHARED"]), os.environ["TEST_DATABASE_URL"]
    taken(place / "trial", make_trial)
    for vendor in ("postgresql", "sqlite"):
        taken(place / f"templates-{vendor}", partial(make_templates, vendor, server))


if __name__ == "__main__":
    main()
