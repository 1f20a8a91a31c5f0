"""What every run of the suite needs and takes long to make: `python -m tests.premade` makes it beside the linters.

A run that comes earlier waits for it, or makes it itself.
"""

import os
import resource
from functools import partial
from pathlib import Path

from tests.races.databases import make_templates
from tests.races.processes import Site
from tests.shared import taken


def make_trial(folder: Path) -> str:
    """A trial, set up by `prepare` as `make run` does; the seconds of a processor it took stand in the file `seconds`.

    Not those of a clock: the linters run beside it.
    """
    site = Site("", folder / "var", {"DEMO": "1"})
    site.var.mkdir()
    site.copy_front()
    before = _spent()
    site.manage("prepare", timeout=300)
    (site.var / "seconds").write_text(f"{_spent() - before:.1f}")
    return str(site.var)


def _spent() -> float:
    """Seconds of processors that programs started by this one have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """The trial first: it takes longest."""
    place, server = Path(os.environ["SHARED"]), os.environ["TEST_DATABASE_URL"]
    taken(place / "trial", make_trial)
    for vendor in ("postgresql", "sqlite"):
        taken(place / f"templates-{vendor}", partial(make_templates, vendor, server))


if __name__ == "__main__":
    main()
