"""The real portal with its demo on a loopback port, and Chromium pages of its people."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright

from govsocial.management.demo.people import DOMAIN, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "var" / "screenshots"


# Playwright's own clock takes over all timers of all pages of a browser, and waits for them without a limit.
INTERVALS = """(() => {
  const kept = new Map(), start = setInterval, stop = clearInterval;
  window.setInterval = (act, every) => {
    const number = start(act, every);
    kept.set(number, { act, every, left: every });
    return number;
  };
  window.clearInterval = (number) => {
    stop(number);
    kept.delete(number);
  };
  window.later = (seconds) => kept.forEach((one) => {
    for (one.left -= seconds * 1000; one.left <= 0; one.left += one.every) one.act();
  });
})()"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def portal(trial: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the portal, started the way `make run` does, with a copy of the fresh demo data."""
    var, port = tmp_path_factory.mktemp("portal") / "var", free_port()
    shutil.copytree(trial, var)
    env = {**os.environ, "VAR_DIR": str(var), "PORT": str(port), "DEMO": "1"}
    for name in ("DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)
    command = [str(Path(sys.executable).parent / "gunicorn"), "govsocial.wsgi", "--worker-class", "gthread"]
    command += ["--threads", "4", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{base}/healthz")
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, so that nothing is downloaded."""
    # From here on an event loop runs in this process: Django would take every later test for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    # A process for graphics only costs time here, and others have seen new pages wait for it without end.
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


@dataclass
class Visit:
    """One person's browser; notes what a page must never do."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def sign_in(self, login: str) -> None:
        self.go("/sign-in/")
        self.page.fill("#id_login", f"{login}@{DOMAIN}")
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button[type=submit]")
        assert self.page.url == f"{self.base}/", self.page.url

    def press(self, name: str, exact: bool = True) -> None:
        """Press the one visible button of this name; where it leads to a page, wait until its scripts have run."""
        self.page.get_by_role("button", name=name, exact=exact).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def text(self) -> str:
        return self.page.inner_text("main")

    def hurry(self) -> None:
        """From the next page on, what a script does at intervals it also does when `later` says so."""
        self.page.add_init_script(INTERVALS)

    def later(self, seconds: int) -> None:
        self.page.evaluate("(seconds) => later(seconds)", seconds)

    def unfold(self) -> None:
        self.page.evaluate("document.querySelectorAll('main details').forEach((part) => (part.open = true))")

    def keep(self, name: str) -> None:
        """A screenshot for people to look at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def overflow(self) -> int:
        """CSS pixels by which the page is too wide."""
        return max(0, int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth")))

    def check_width(self) -> None:
        assert not self.overflow(), f"{self.page.url} is {self.overflow()} px too wide"


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """Session cookies of the people who have signed in through the page, by login."""
    return {}


@pytest.fixture
def visit(chromium: Browser, portal: str, signed_in: dict[str, Any]) -> Iterator[Callable[..., Visit]]:
    """Open a browser for one person. At the end: no console errors, no request to any other host, no broken answer.

    Everybody signs in through the page once, and keeps the session in the browsers that follow. They begin at the
    portal's first page, or without `start` with an empty one.
    """
    opened: list[tuple[Any, Visit, str]] = []

    def session(login: str) -> list[Any]:
        forget_ended()
        if login and login not in signed_in:
            context = chromium.new_context()
            context.set_default_timeout(10_000)
            Visit(context.new_page(), portal).sign_in(login)
            signed_in[login] = sessions(context)
            context.close()
        return signed_in.get(login, [])

    def forget_ended() -> None:
        for context, _one, login in opened:
            if not sessions(context):
                signed_in.pop(login, None)

    def sessions(context: Any) -> list[Any]:
        return [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]

    def make(
        login: str = "",
        *,
        language: str = "bn",
        width: int = 360,
        script: bool = True,
        start: bool = True,
        **options: Any,
    ) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script, **options)
        context.add_cookies([*session(login), {"name": "django_language", "value": language, "url": portal}])
        context.set_default_timeout(10_000)
        one = watched(Visit(context.new_page(), portal))
        opened.append((context, one, login))
        if login and start:
            one.go("/")
        return one

    yield make
    forget_ended()
    for context, _one, _login in opened:
        context.close()
    assert [complaint for _context, one, _login in opened for complaint in one.complaints] == []


def watched(one: Visit) -> Visit:
    """Note what its page does that no page may do."""
    one.page.on("console", lambda message: _note(one, _is_fault(message), f"console: {message.text}"))
    one.page.on("pageerror", lambda error: _note(one, True, f"script: {error}"))
    one.page.on("request", lambda call: _note(one, not _is_local(call.url, one.base), f"request: {call.url}"))
    one.page.on("response", lambda answer: _note(one, answer.status >= 500, f"{answer.status}: {answer.url}"))
    return one


def _note(visit: Visit, wrong: bool, what: str) -> None:
    if wrong:
        visit.complaints.append(what)


def _is_fault(message: ConsoleMessage) -> bool:
    """Chromium also writes a line for each answer with a status of 400 or more, which pages may have."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


def _is_local(url: str, base: str) -> bool:
    return url.startswith((base, "data:"))
