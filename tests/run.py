"""The whole suite: `python -m tests.run [--lint | --soak [NAME]]`. Called by `make test`, `make lint`, `make soak`."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REPORTS = ROOT / "var" / "test-reports"
LINTS = {
    "format": [BIN / "ruff", "format", "--check", "-q", "."],
    "linter": [BIN / "ruff", "check", "-q", "."],
    "types": [BIN / "mypy", "."],
    "layers": [BIN / "lint-imports", "--no-logo"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def environment(**extra: str) -> dict[str, str]:
    """The caller's environment without the trial's switches: tests decide for themselves.

    What Python has compiled is kept: hundreds of processes begin here, and each would compile the portal anew.
    """
    dropped = {"DEMO", "PORT", "DEBUG", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    return {**{name: value for name, value in os.environ.items() if name not in dropped}, **extra}


def lint() -> list[str]:
    """Run every check of the source; returns the names of those that failed."""
    failed = []
    for name, command in LINTS.items():
        parts = [str(part) for part in command]
        done = subprocess.run(parts, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode:
            print(done.stdout[-8000:], done.stderr[-8000:], flush=True)
            failed.append(name)
    return failed


def suite(name: str, *arguments: str, **extra: str) -> dict[str, int]:
    """One pytest run; returns how many tests passed, failed, were skipped or broken."""
    print(f"==> tests on {name}", flush=True)
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    options = [f"--junitxml={report}", "--dist=worksteal", "--durations=8", "--instafail"]
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    code = subprocess.run(command, cwd=ROOT, env=environment(**extra), check=False).returncode
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if report.is_file():
        for case in ET.parse(report).getroot().iter("testcase"):
            kinds = {child.tag for child in case}
            outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
            counts[outcome] += 1
    if code and not counts["failed"]:
        counts["failed"] = 1  # the run itself broke
    return counts


@contextmanager
def server() -> Iterator[str]:
    """DATABASE_URL of a PostgreSQL that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="govsocial-pg-") as folder:
        url = postgres.start(folder)
        try:
            yield url
        finally:
            postgres.stop(folder)


def everything() -> int:
    """Linters, then all tests on SQLite and the marked ones on PostgreSQL; the last line sums both."""
    started = time.monotonic()
    with server() as url, tempfile.TemporaryDirectory(prefix="govsocial-shared-") as shared:
        given = {"TEST_DATABASE_URL": url, "SHARED": shared, "DJANGO_SETTINGS_MODULE": "govsocial.settings"}
        made = subprocess.Popen([sys.executable, "-m", "tests.premade"], cwd=ROOT, env=environment(**given))
        try:
            failed = lint()
            runs = [
                suite("PostgreSQL", "-n", "2", "-m", "both_databases and not soak", **given, DATABASE_URL=url),
                suite("SQLite", "-n", "2", "-m", "not soak", **given),
            ]
        finally:
            made.kill()
            made.wait()
    total = {outcome: sum(run[outcome] for run in runs) for outcome in ("passed", "failed", "skipped")}
    total["failed"] += len(failed)
    words = ", ".join(f"{count} {outcome}" for outcome, count in total.items() if count)
    print(f"=== {words} in {time.monotonic() - started:.2f}s ===", flush=True)
    return 1 if total["failed"] or not total["passed"] else 0


def soak(name: str) -> int:
    """What is marked soak, one process, on both databases; `name` selects tests as pytest's -k does."""
    with server() as url:
        chosen = ["-m", "soak", "-v", "--timeout=3600", *(["-k", name] if name else [])]
        counts = suite("soak", *chosen, TEST_DATABASE_URL=url, SOAK="1")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    REPORTS.mkdir(parents=True, exist_ok=True)
    options = sys.argv[1:]
    if "--lint" in options:
        raise SystemExit(1 if lint() else 0)
    if "--soak" in options:
        raise SystemExit(soak(" ".join(option for option in options if option != "--soak")))
    raise SystemExit(everything())
