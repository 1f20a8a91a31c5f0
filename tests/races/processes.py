"""Real processes for tests: an installation of its own, acts done at the same instant, mail that arrives somewhere."""

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SOAK = os.environ.get("SOAK") == "1"
# What the surrounding run may have set must not reach an installation that a test makes for itself.
OWN_SETTINGS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "DEMO", "PORT")


def sized(test: Callable[..., None]) -> Callable[..., None]:
    """A test that has its full size in `make soak`, where SOAK=1 is set, and a small one in the suite."""
    return pytest.mark.soak(test) if SOAK else test


@dataclass(frozen=True)
class Site:
    """An installation: a database and a folder of its own."""

    url: str
    var: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        base = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        path = os.path.dirname(sys.executable) + os.pathsep + base.get("PATH", "")
        own = {"VAR_DIR": str(self.var), "PATH": path, "PYTHONPATH": str(ROOT)}
        own |= {"DATABASE_URL": self.url} if self.url else {}
        return {**base, **own, "DJANGO_SETTINGS_MODULE": "govsocial.settings", **self.extra}

    @property
    def vendor(self) -> str:
        return self.url.split(":", 1)[0] or "sqlite"

    def with_(self, **extra: str) -> "Site":
        return Site(self.url, self.var, {**self.extra, **extra})

    def python(self, *args: str, check: bool = True, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *args]
        done = subprocess.run(
            command, check=False, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=timeout
        )
        assert done.returncode == 0 or not check, f"{args} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def manage(self, *args: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return self.python("manage.py", *args, **options)

    def command(self, *args: str) -> None:
        """A command of manage.py for its effect on the installation, without a start of Python."""
        answer = herd(self.vendor).ask(self, command=args)
        assert answer is None, answer[0]["crash"]

    def at_once(self, act: str, processes: int = 1, **argument: Any) -> list[Any]:
        """Do one of tests.races.acts in so many processes at the same instant; what each of them returned."""
        results = herd(self.vendor).ask(self, act=act, processes=processes, argument=argument)
        crashed = [result["crash"] for result in results if isinstance(result, dict) and "crash" in result]
        assert not crashed, crashed[0]
        return results

    def act(self, act: str, **argument: Any) -> Any:
        """Do an act once, in one process."""
        return self.at_once(act, 1, **argument)[0]

    def copy_front(self) -> None:
        """The built style sheet and font, which the pages name."""
        shutil.copytree(ROOT / "var" / "front", self.var / "front", dirs_exist_ok=True)

    @contextlib.contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """A program in a process group of its own, which is gone afterwards; its output stands in var/<program>.log."""
        log = self.var / f"{Path(command[0]).name}-{time.monotonic_ns()}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                command, env=self.env, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, text=True, start_new_session=True
            )
        process.log = log
        try:
            yield process
        finally:
            kill(process)


class Herd:
    """The process of tests.races.together, which forks for each act; it ends when this one does."""

    def __init__(self, vendor: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="govsocial-herd-"))
        site = Site("" if vendor == "sqlite" else f"{vendor}:///nothing-is-connected-here", self.folder)
        command = [sys.executable, "-m", "tests.races.together"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, env=site.env, cwd=ROOT, text=True, start_new_session=True, **pipes)
        atexit.register(self.end)

    def ask(self, site: Site, **wish: Any) -> Any:
        """Have an act or a command done for an installation; the lists of results, or what went wrong."""
        answer = self.folder / "answer.json"
        answer.unlink(missing_ok=True)
        order = {"command": None, "env": site.env, "answer": str(answer), **wish}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], 300)
        if not ready or not self.process.stdout.readline() or not answer.exists():
            self.end()
            herd.cache_clear()
            raise AssertionError(f"{wish} was not done in time, or its process died")
        return json.loads(answer.read_text(encoding="utf-8"))

    def end(self) -> None:
        kill(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def herd(vendor: str) -> Herd:
    """One for all tests of this process on a kind of database: what is loaded may ask which one it is."""
    return Herd(vendor)


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """A program and all that it started, and what those started."""
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill(process: subprocess.Popen[str]) -> None:
    """End a program and all that it started with signal 9, as a power cut would."""
    for member in family(process):
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait for something to become true; return it. Fails with `what` when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


@dataclass(frozen=True)
class Sink:
    """A mail server that keeps what it was given."""

    port: int
    file: Path

    @property
    def email_url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def mails(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


@contextlib.contextmanager
def mail_sink(site: Site, *, delay: float = 0.0) -> Iterator[Sink]:
    """Run a mail server in its own process; `delay` seconds pass before it takes a mail."""
    sink = Sink(free_port(), site.var / f"mails-{time.monotonic_ns()}.jsonl")
    with site.running(sys.executable, "-m", "tests.races.sink", str(sink.port), str(sink.file), str(delay)):
        until(lambda: listens(sink.port), 15, "the mail sink listens")
        yield sink
