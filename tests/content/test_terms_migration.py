"""Data of the migration to the list in the browser: entries stay in force, in the national list; nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
BEFORE = """
import json, sys
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

def migrated(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate([*executor.loader.graph.leaf_nodes(), *targets] if not targets else list(targets))
    return executor.loader.project_state(list(targets) or executor.loader.graph.leaf_nodes()).apps

before = ("content", "0006_why_decided_by"), ("accounts", "0011_attested_pictures")
if sys.argv[1] == "before":
    migrated(*before)
    sys.exit()
apps = MigrationExecutor(connection).loader.project_state(list(before)).apps
term = apps.get_model("content", "ProhibitedTerm").objects
if sys.argv[1] == "root":
    apps.get_model("accounts", "Office").objects.create(code="GOB", name_bn="সরকার", kind="government", lineage="/1/")
apps.get_model("content", "Ruleset").objects.create(checksum="x", activated_at="2026-01-02T00:00:00Z")
said = {"category": "ka", "clause": "9-ka", "kind": "word", "language": "bn", "severity": "warn"}
said |= {"why_bn": "কারণ", "why_en": "Reason", "aliases": ["ক খ"]}
term.create(code="ka-001", text="শব্দ\\u200cটি", **said)
term.create(code="ka-002", text="পুরোনো", is_active=False, **said)
rows = migrated().get_model("content", "ProhibitedTerm").objects.order_by("code").select_related("office")
names = ("code", "match_key", "status", "lineage", "aliases", "version")
found = [[*(getattr(row, name) for name in names), row.office.code, row.created_at.year] for row in rows]
print(json.dumps(found))
"""


def run(url, folder, step):
    """What a step of the upgrade prints, in a process of its own."""
    env = {name: value for name, value in os.environ.items() if name not in {"DEMO", "REDIS_URL", "EMAIL_URL"}}
    env |= {"VAR_DIR": str(folder), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "govsocial.settings"}
    done = subprocess.run(
        [sys.executable, "-c", BEFORE, step], env=env, cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """An installation as it was before the upgrade, on a new database of the kind that the tests run on."""
    folder = tmp_path_factory.mktemp("before")
    is_postgres = connection.vendor == "postgresql"
    url = postgres.create(os.environ["DATABASE_URL"]) if is_postgres else f"sqlite:///{folder / 'portal.sqlite3'}"
    run(url, folder, "before")
    return url


@pytest.fixture
def upgrade(tmp_path, before):
    """What the list holds after an upgrade of a copy."""
    if connection.vendor == "postgresql":
        url = postgres.create(os.environ["DATABASE_URL"], like=before)
    else:
        url = f"sqlite:///{shutil.copy(before.removeprefix('sqlite:///'), tmp_path)}"
    return lambda offices: json.loads(run(url, tmp_path, offices).splitlines()[-1])


@pytest.mark.both_databases
def test_the_entries_there_are_become_the_national_list(upgrade):
    assert upgrade("root") == [
        ["ka-001", "শব্দটি", "active", "/1/", ["ক খ"], 1, "GOB", 2026],
        ["ka-002", "পুরোনো", "retired", "/1/", ["ক খ"], 1, "GOB", 2026],
    ]


def test_without_offices_the_shipped_list_waits_for_them(upgrade):
    assert upgrade("none") == []
