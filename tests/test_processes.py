"""The whole thing as it runs: broker, worker, mail server, `manage.py start`, and the demo."""

import json
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psutil
import pytest

from content.models.post import Asked
from govsocial.management.commands.start import COMMANDS
from tests.races.databases import copy_of, templates_of
from tests.races.processes import Sink, Site, family, free_port, kill, listens, mail_sink, until
from tests.races.web import Browser, portal

SOON = 20  # seconds in which a worker that was woken has mailed; the next sweep of beat would come after 60


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An installation on SQLite with its own copy of the small country."""
    with templates_of(request, "sqlite") as templates:
        yield from copy_of(request, templates.country, tmp_path)


@pytest.fixture
def sink(site: Site) -> Iterator[Sink]:
    with mail_sink(site, delay=0.2) as sink:
        yield sink


@contextmanager
def redis(site: Site) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Debian's Redis on a free port: its address and its process."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    port = free_port()
    options = f"--port {port} --bind 127.0.0.1 --save '' --maxmemory-policy noeviction --dir {site.var}".split()
    with site.running("redis-server", *[option.strip("'") for option in options]) as process:
        until(lambda: listens(port), 15, "Redis listens")
        yield f"redis://127.0.0.1:{port}/0", process


def worker(site: Site, pool: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """The worker: in a deployment it forks (prefork), in the trial it has threads."""
    return site.running(*COMMANDS["worker"].format(workers=1, pool=pool).split())


def ids(sink: Sink) -> set[str]:
    return {mail["id"] for mail in sink.mails()}


def test_a_notice_is_mailed_within_seconds_and_survives_a_killed_worker(site: Site, sink: Sink):
    """An approver hears of a waiting post at once; a worker that dies in the middle loses nobody's mail."""
    with redis(site) as (url, _redis):
        site = site.with_(REDIS_URL=url, EMAIL_URL=sink.email_url)
        with worker(site, "prefork") as first:
            site.act("notices", count=2)
            until(lambda: len(ids(sink)) == 2, SOON, "the woken worker mails")
            site.act("notices", count=20)  # the two of before are mailed, and twenty more under other keys
            until(lambda: len(sink.mails()) >= 4, SOON, "the worker is in the middle of it")
            kill(first)
        in_between = len(ids(sink))
        assert in_between < 20
        with worker(site, "prefork"):
            site.act("wake")
            until(lambda: site.act("counts")["due"] == 0, SOON, "the next sweep mails the rest")
    site.act("sweep", later_minutes=6)  # the row that the killed worker held
    everything = site.act("counts")
    assert everything["mailed"] == everything["notices"]
    assert len(ids(sink)) == 20
    assert len(sink.mails()) <= 21


def test_without_redis_people_go_on_and_the_mail_follows(site: Site, sink: Sink):
    """The broker is gone: signing in, writing and sending for approval work; cron's sweep mails the approvers."""
    author = site.act("set_password", login="author")
    site.act("notices", count=0)
    with redis(site) as (url, process):
        site = site.with_(REDIS_URL=url, EMAIL_URL=sink.email_url)
        with portal(site) as port:
            kill(process)
            browser = Browser(port)
            browser.sign_in(**author)
            page = "/content/posts/new/"
            account = re.search(r'<option value="(\d+)"', browser.send("GET", page)[2])[1]
            typed = {"account": account, "text": "শীতের পিঠা উৎসব", "purpose": "4-ga", "source": "অফিস আদেশ"}
            status, draft, said = browser.send("POST", page, browser.hidden(page, 'name="purpose"') | typed)
            assert status == 302, said[:500]
            started = time.monotonic()
            fields = browser.hidden(draft, 'name="version"') | {"version": "1", "asked": Asked.values}
            status, _location, said = browser.send("POST", draft, fields)
            assert status == 302, said[:500]
            assert time.monotonic() - started < 10
    assert sink.mails() == []
    site.manage("run_due_jobs")
    assert {to for mail in sink.mails() for to in mail["to"]} == {"approver@test.example", "approver2@test.example"}


def test_the_broker_in_a_folder_wakes_the_worker(site: Site, sink: Sink):
    """The trial has no Redis, and mails as quickly."""
    site = site.with_(EMAIL_URL=sink.email_url)
    with worker(site, "threads"):
        site.act("notices", count=2)
        until(lambda: len(ids(sink)) == 2, SOON, "the woken worker mails")


# ---- the trial ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(trial: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A trial of its own; in `seconds` beside the database, how long its setting up took."""
    var = tmp_path_factory.mktemp("demo") / "var"
    shutil.copytree(trial, var)
    return Site("", var, {"DEMO": "1"})


def rows(site: Site) -> dict[str, int]:
    """How many rows each table of the trial has."""
    with closing(sqlite3.connect(site.var / "govsocial.sqlite3")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in names}


def test_the_demo_is_quick_and_comes_once(demo: Site, capsys: pytest.CaptureFixture[str]):
    """`make setup` twice must neither double the demo nor overwrite what a visitor changed."""
    seconds = float((demo.var / "seconds").read_text())
    with capsys.disabled():
        print(f"\n  prepare with the demo in {seconds} s ", end="")
    assert seconds < 40
    before = rows(demo)
    assert before["content_post"] >= 10
    assert before["accounts_office"] > 637
    demo.manage("seed_demo")
    assert rows(demo) == before
    demo.manage("verify_audit")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_the_trial_keeps_is_its_owners_alone(demo: Site):
    """Other people on the machine read neither the database nor the key, however open the folder was before."""
    files = [demo.var / "govsocial.sqlite3", demo.var / "secret_key"]
    assert [mode(path) for path in files] == [0o600, 0o600]
    demo.var.chmod(0o755)
    demo.manage("check")
    assert mode(demo.var) == 0o700


def demo_people(demo: Site) -> list[dict[str, object]]:
    return json.loads(demo.manage("demo_people", "--json").stdout)


def test_the_list_of_demo_people(demo: Site):
    """Its shape is what other programs read."""
    people = demo_people(demo)
    assert all(set(person) == {"email", "password", "roles", "office_code"} for person in people)
    roles = [role for person in people for role in person["roles"]]
    assert set(roles) == {"author", "approver", "head", "supervisor", "cabinet", "auditor", "administrator"}
    district = [person for person in people if person["office_code"] == "SMP-DIST"]
    assert sum(person["roles"] == ["approver"] for person in district) >= 2
    outsiders = [person for person in people if person["roles"] == ["author"] and person not in district]
    assert outsiders


def start(demo: Site, port: int) -> AbstractContextManager[subprocess.Popen[str]]:
    return demo.running(sys.executable, "manage.py", "start", "--port", str(port))


def answers(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.status


def test_start_serves_and_stops_without_a_trace(demo: Site):
    """One command, one address, the sign-ins on the screen; Ctrl-C ends all of it."""
    port = free_port()
    with start(demo, port) as trial:
        until(lambda: listens(port), 30, "the portal listens")
        assert answers(port, "/healthz") == 200
        people = demo_people(demo)
        said = until(lambda: (text := trial.log.read_text()) and "Ctrl-C" in text and text, 5, "it says where")
        assert f"http://127.0.0.1:{port}/" in said
        assert all(str(person["email"]) in said and str(person["password"]) in said for person in people)
        for person in people:
            Browser(port).sign_in(str(person["email"]), str(person["password"]))
        until(lambda: len(family(trial)) >= 6, 20, "web with two, worker with one, and beat")
        members = family(trial)
        masks = {Path(f"/proc/{member.pid}/status").read_text().split("Umask:")[1].split()[0] for member in members}
        assert masks == {"0077"}, "what they write is their owner's alone"
        trial.send_signal(signal.SIGINT)
        assert trial.wait(10) == 0, "Ctrl-C is no failure that make would report"
        gone, left = psutil.wait_procs(members, timeout=1)
        assert not left, [member.cmdline() for member in left]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_a_taken_port_is_said_clearly(demo: Site):
    """Not a traceback, but which port to take instead."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo.manage("start", "--port", str(port), check=False)
    assert done.returncode != 0
    assert f"PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_demo_never_leaves_this_machine(demo: Site):
    """Its password is published."""
    outside: Callable[..., Site] = demo.with_
    strong = "".join(chr(33 + number) for number in range(60)).replace("$", "S")
    done = outside(DEMO="0", ALLOWED_HOSTS="portal.gov.bd", SECRET_KEY=strong, EMAIL_URL="smtp://127.0.0.1").manage(
        "seed_demo", check=False
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
