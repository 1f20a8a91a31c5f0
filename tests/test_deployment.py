"""Deployment: compose file, image, variables and settings say the same, and weak values are refused."""

import json
import multiprocessing
import os
import re
import secrets
import shlex
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from govsocial.deployment import is_loopback, own_folder, own_secret, refuse_weak
from govsocial.management.commands.start import COMMANDS
from govsocial.management.demo.people import PASSWORD, PEOPLE

ROOT = Path(settings.BASE_DIR)
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE_TEXT)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = ("prepare", "web", "worker", "beat")
STRONG = {
    "hosts": ["portal.example.gov.bd"],
    "secret": secrets.token_urlsafe(64),
    "debug": False,
    "loopback": False,
    "demo": False,
    "email": "smtp://mail.example:25",
}


def production(tmp_path, **changes):
    """The process environment of a deployment, nothing inherited but the path."""
    strong = {
        "ALLOWED_HOSTS": "portal.example.gov.bd",
        "SECRET_KEY": STRONG["secret"],
        "EMAIL_URL": STRONG["email"],
        "DEBUG": "0",
        "DEMO": "0",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/deployed.sqlite3",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return strong | changes


def manage(*words, env):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)


def exampled():
    """Variables of .env.example with their values, optional ones (behind a "#") too."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE))


def read_by_settings():
    return set(re.findall(r"""env\.\w+\(\s*["'](\w+)["']""", (ROOT / "govsocial" / "settings.py").read_text("utf-8")))


# ---- docker-compose.yml and Dockerfile ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_compose_runs_the_same_commands_as_make_run(name):
    started = shlex.split(COMMANDS[name])
    composed = shlex.split(SERVICES[name]["command"])
    values = {"{workers}": r"[1-9]\d*", "{pool}": "prefork", "{bind}": r"0\.0\.0\.0:8000"}
    assert len(composed) == len(started)
    for ours, theirs in zip(started, composed, strict=True):
        assert re.fullmatch(values.get(ours) or re.escape(ours), theirs), (ours, theirs)


def test_the_readme_gives_the_same_commands_for_a_start_by_hand():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in COMMANDS.items():
        by_hand = command.format(workers=2 if name == "web" else 1, pool="prefork", bind="127.0.0.1:8000")
        assert f".venv/bin/{by_hand}\n" in readme


def test_the_readme_lists_the_demos_sign_ins():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"[\w-]+@namuna\.example", readme)) == {person.email for person in PEOPLE}
    assert f"`{PASSWORD}`" in readme


def test_compose_has_the_portals_processes_and_nothing_else():
    assert set(SERVICES) == {*COMMANDS, "prepare", "db", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_locked_down(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


def test_no_container_runs_as_root():
    assert {SERVICES["db"]["user"], SERVICES["redis"]["user"]} == {"postgres", "redis"}
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    assert not any("user" in SERVICES[name] for name in OURS)


def test_every_lasting_container_has_a_health_check():
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"prepare"}


def test_only_the_web_server_is_reachable_and_only_from_the_host_itself():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["inner"]
    assert yaml.safe_load(COMPOSE_TEXT)["networks"]["inner"] == {"internal": True}


def test_nothing_starts_before_the_database_is_prepared():
    for name in COMMANDS:
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}
    assert "migrate" in SERVICES["prepare"]["command"]
    assert "load_reference" in SERVICES["prepare"]["command"]


def test_redis_refuses_to_evict_and_asks_for_a_password():
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--requirepass") + 1].startswith("${REDIS_PASSWORD:?")


def test_no_secret_stands_in_the_compose_file():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.findall(rf"\$\{{{name}(?!:\?)", COMPOSE_TEXT) == []
    assert SERVICES["web"]["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert SERVICES["db"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_containers_never_run_the_demo_or_show_error_details():
    for name in OURS:
        assert (SERVICES[name]["environment"]["DEBUG"], SERVICES[name]["environment"]["DEMO"]) == ("0", "0")


def test_images_are_pinned_to_a_version():
    used = [SERVICES["db"]["image"], SERVICES["redis"]["image"]]
    used += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(used) == 5
    for image in used:
        assert re.fullmatch(r"\w+:\d+\.\d+(\.\d+)?(-[\w.-]+)?", image), image


def test_the_image_is_built_from_locked_packages_and_runs_the_makefiles_steps():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for step in ("npm ci --ignore-scripts", "-m govsocial.web.front", "-m govsocial.web.words", "-r requirements.txt"):
        assert step in makefile
        assert step in DOCKERFILE
    assert "manage.py collectstatic --noinput" in DOCKERFILE


def test_the_python_of_the_image_is_the_one_the_project_is_made_for():
    assert set(re.findall(r"FROM python:(\d+\.\d+)", DOCKERFILE)) == {"3.11"}


def test_the_image_gets_every_app_and_neither_keys_nor_data():
    rules = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    allowed = {line[1:] for line in rules if line.startswith("!")}
    local = {name.split(".")[0] for name in settings.INSTALLED_APPS if (ROOT / name.split(".")[0]).is_dir()}
    assert rules[0] == "*"
    assert local | {"locale", "static", "templates", "manage.py", "requirements.txt", "package-lock.json"} <= allowed
    assert allowed & {".env", "var", ".git", ".venv", "node_modules", "tests"} == set()


# ---- .env.example and requirements ----------------------------------------------------------------------------------


def test_the_example_explains_exactly_the_variables_that_are_read():
    used_by_compose = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))
    assert set(exampled()) == read_by_settings() | used_by_compose


def test_every_variable_of_the_settings_reaches_the_containers():
    set_by_image = {"VAR_DIR", "PORT"}
    assert set(SERVICES["web"]["environment"]) == read_by_settings() - set_by_image


def test_the_example_copied_as_it_stands_is_refused_outside_this_machine():
    example = exampled()
    assert is_loopback(example["ALLOWED_HOSTS"].split(","))
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_weak(**STRONG | {"secret": example["SECRET_KEY"], "email": example["EMAIL_URL"]})
    assert "SECRET_KEY" in str(refused.value)
    assert "EMAIL_URL" in str(refused.value)


def test_the_example_holds_no_usable_secret():
    example = exampled()
    assert {example[name] for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")} == {""}
    assert (example["DEBUG"], example["DEMO"]) == ("0", "0")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_to_one_version(name):
    lines = [line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert len(wanted) > 10
    pinned = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][0-9A-Za-z.]*")
    assert [line for line in wanted if not pinned.fullmatch(line)] == []


def test_the_lock_of_the_front_end_holds_every_package_that_npm_ci_asks_for():
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in locked.items():
        optional = {peer for peer, meta in package.get("peerDependenciesMeta", {}).items() if meta.get("optional")}
        asked = {*package.get("dependencies", {}), *package.get("peerDependencies", {})} - optional
        places = {place.rsplit("node_modules/", 1)[-1] for place in locked}
        assert asked <= places, name


# ---- weak values ----------------------------------------------------------------------------------------------------


def test_a_strong_set_of_values_passes():
    assert refuse_weak(**STRONG) is None


@pytest.mark.parametrize(
    ("variable", "weak"),
    [
        ("ALLOWED_HOSTS", {"hosts": []}),
        ("ALLOWED_HOSTS", {"hosts": ["*"]}),
        ("ALLOWED_HOSTS", {"hosts": ["portal.example.gov.bd", "*"]}),
        ("SECRET_KEY", {"secret": ""}),
        ("SECRET_KEY", {"secret": "abcdefghij" * 4 + "abcdefghi"}),
        ("SECRET_KEY", {"secret": "abcdefghi" * 10}),
        ("DEBUG", {"debug": True}),
        ("DEMO", {"demo": True}),
        ("EMAIL_URL", {"email": ""}),
    ],
)
def test_one_weak_value_is_refused_and_only_its_variable_is_named(variable, weak):
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_weak(**STRONG | weak)
    assert re.findall(r"([A-Z_]+): ", str(refused.value)) == [variable]


def test_the_shortest_allowed_key_passes():
    assert refuse_weak(**STRONG | {"secret": "abcdefghij" * 5}) is None


def test_everything_weak_is_named_at_once():
    weak = {"hosts": ["*"], "secret": "x", "debug": True, "loopback": False, "demo": True, "email": ""}
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_weak(**weak)
    named = re.findall(r"([A-Z_]+): ", str(refused.value))
    assert named == ["ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "DEMO", "EMAIL_URL"]


def test_this_machine_alone_may_run_with_anything():
    assert refuse_weak(hosts=["localhost"], secret="", debug=True, loopback=True, demo=True, email="") is None


@pytest.mark.parametrize(
    ("hosts", "answer"),
    [
        (["localhost", "127.0.0.1", "[::1]"], True),
        (["localhost", "portal.example.gov.bd"], False),
        (["*"], False),
        ([], False),
        (["localhost.example.gov.bd"], False),
    ],
)
def test_what_counts_as_this_machine(hosts, answer):
    assert is_loopback(hosts) is answer


# ---- the installation's own folder ----------------------------------------------------------------------------------


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("before", [0o755, 0o777, 0o750, 0o700, 0o500])
def test_the_own_folder_is_open_to_its_owner_alone(tmp_path, before):
    new, old = tmp_path / "new" / "var", tmp_path / "old"
    old.mkdir()
    old.chmod(before)
    for path in (new, old):
        own_folder(path)
    assert (mode(new), mode(old)) == (0o700, 0o500 if before == 0o500 else 0o700)


def test_a_folder_of_another_owner_or_for_all_stays_as_it_is(tmp_path, monkeypatch):
    shared, volume = tmp_path / "shared", tmp_path / "volume"
    for path, wide in ((shared, 0o1777), (volume, 0o755)):
        path.mkdir()
        path.chmod(wide)
    own_folder(shared)
    monkeypatch.setattr("os.geteuid", lambda: volume.stat().st_uid + 1)
    own_folder(volume)
    assert (mode(shared), mode(volume)) == (0o1777, 0o755)


def test_a_volume_that_forbids_it_is_no_failure(tmp_path, monkeypatch):
    def refuse(path, mode):
        raise PermissionError

    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    own_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_make_creates_the_folder_for_its_owner_alone():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"mkdir .*?\bvar\b", makefile) == ["mkdir -p -m 700 var"] * 2


# ---- the installation's own key -------------------------------------------------------------------------------------


def test_the_own_key_is_strong_stays_and_is_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "secret_key"
    first = own_secret(path)
    assert own_secret(path) == first
    assert refuse_weak(**STRONG | {"secret": first}) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


def _make_key(barrier, path, said):
    barrier.wait()
    said.put(own_secret(path))


def test_processes_that_start_at_once_have_the_same_key(tmp_path):
    fork = multiprocessing.get_context("fork")
    for turn in range(20):
        barrier, said = fork.Barrier(4), fork.Queue()
        starts = [fork.Process(target=_make_key, args=(barrier, tmp_path / f"{turn}", said)) for _ in range(4)]
        for process in starts:
            process.start()
        keys = {said.get(timeout=20) for _ in starts}
        for process in starts:
            process.join()
        assert len(keys) == 1
        assert len(keys.pop()) > 50


# ---- the settings as shipped ----------------------------------------------------------------------------------------


def test_the_shipped_production_settings_pass_djangos_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=production(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_weak_start_fails_and_names_the_variables(tmp_path):
    done = manage("check", env=production(tmp_path, SECRET_KEY="weak", ALLOWED_HOSTS="*"))
    assert done.returncode != 0
    assert "ALLOWED_HOSTS: " in done.stderr
    assert "SECRET_KEY: " in done.stderr
    assert "EMAIL_URL: " not in done.stderr


def test_no_key_of_its_own_is_made_outside_this_machine(tmp_path):
    done = manage("check", env=production(tmp_path, SECRET_KEY=""))
    assert done.returncode != 0
    assert "SECRET_KEY: " in done.stderr
    assert not (tmp_path / "secret_key").exists()


def test_the_trials_starter_refuses_a_deployment(tmp_path):
    done = manage("start", env=production(tmp_path))
    assert done.returncode != 0
    assert "To deploy, see README" in done.stderr


def test_the_demo_refuses_a_deployment(tmp_path):
    done = manage("seed_demo", env=production(tmp_path))
    assert done.returncode != 0
    assert "for this machine only" in done.stderr


@pytest.fixture
def web(tmp_path):
    """The composed web command on a free port, with production settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = shlex.split(SERVICES["web"]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{port}"))
    env = production(tmp_path, HOME=str(tmp_path))
    with (tmp_path / "web.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    yield port
    process.terminate()
    process.wait(timeout=30)


def probe_web(port, tmp_path, **changes):
    """Run the composed health check against the port; its exit status."""
    check = [word.replace("8000", port) for word in SERVICES["web"]["healthcheck"]["test"][1:]]
    return subprocess.run(check, env=production(tmp_path, **changes), check=False, capture_output=True).returncode


def test_the_composed_web_server_answers_its_health_check(web, tmp_path):
    until = time.monotonic() + 20
    while probe_web(web, tmp_path) and time.monotonic() < until:
        time.sleep(0.2)
    assert probe_web(web, tmp_path) == 0, (tmp_path / "web.log").read_text()
    assert probe_web(web, tmp_path, ALLOWED_HOSTS="another.example") != 0
