"""Goal 15: from a clean copy of the tree to the sign-in page, and the second start."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bench.goals import Goals

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND = 180, 10


def run(goals: Goals, _rows: int) -> None:
    """`make run` twice in a copy of what git knows; packages come from the caches that the machine has."""
    with tempfile.TemporaryDirectory(prefix="govsocial-start-") as folder:
        _copy_tree(Path(folder))
        first = _until(folder, "/sign-in/", 3 * FIRST)
        goals.most("first start to the sign-in page", first, FIRST, "s", "set-up included, package caches as they are")
        second = _until(folder, "/healthz", 6 * SECOND)
        goals.most("second start to /healthz", second, SECOND, "s")


def _copy_tree(folder: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def _until(folder: str, path: str, limit: float) -> float:
    """Seconds from `make run` until the path answers 200; then everything is stopped."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unset = {"DATABASE_URL", "VAR_DIR", "DEMO", "DEBUG", "MAKEFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "ALLOWED_HOSTS"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    started = time.monotonic()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=folder,
        env=kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port, path):
            if process.poll() is not None:
                raise RuntimeError(f"make run ended with code {process.returncode}")
            if time.monotonic() - started > limit:
                raise TimeoutError(f"{path} does not answer")
            time.sleep(0.2)
        return time.monotonic() - started
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def _answers(port: int, path: str) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", path)
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
