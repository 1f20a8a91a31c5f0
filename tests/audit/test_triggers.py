"""The database refuses to change or remove an entry, whoever asks, on both databases."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from govsocial.audit.models import Entry
from govsocial.audit.services import verify
from govsocial.audit.triggers import SQLITE, drop_triggers, missing_triggers, remake_triggers
from tests.races.databases import new_database, templates_of
from tests.world import World

both = pytest.mark.both_databases
COLUMNS = [field.column for field in Entry._meta.concrete_fields]
NAMES = ", ".join(COLUMNS)
B, C = repr("b" * 64), repr("c" * 64)
LAST = "(SELECT MAX(seq) FROM audit_entry)"


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def copy_of_last(**other: str) -> str:
    """Columns of the last entry as SQL, some of them replaced."""
    return f"SELECT {', '.join(other.get(name, name) for name in COLUMNS)} FROM audit_entry WHERE seq = {LAST}"


def entry() -> Entry:
    return Entry.objects.order_by("seq").last()


REFUSED: dict[str, Any] = {
    "UPDATE": lambda: raw("UPDATE audit_entry SET note = 'x' WHERE seq = 1"),
    "UPDATE of nothing new": lambda: raw("UPDATE audit_entry SET note = note"),
    "DELETE": lambda: raw(f"DELETE FROM audit_entry WHERE seq = {LAST}"),
    "DELETE all": lambda: raw("DELETE FROM audit_entry"),
    "ORM update": lambda: Entry.objects.update(note="x"),
    "ORM bulk_update": lambda: Entry.objects.bulk_update([entry()], ["note"]),
    "save": lambda: entry().save(),
    "ORM delete": lambda: entry().delete(),
    "ORM bulk delete": lambda: Entry.objects.all().delete(),
    "ORM raw delete": lambda: Entry.objects.all()._raw_delete("default"),
    "upsert": lambda: Entry.objects.bulk_create(
        [entry()], update_conflicts=True, unique_fields=["seq"], update_fields=["note"]
    ),
}
REFUSED_BY_SQLITE = {
    "REPLACE by number": lambda: raw(
        f"INSERT OR REPLACE INTO audit_entry ({NAMES}) {copy_of_last(hash=B, previous_hash=C)}"
    ),
    "REPLACE by hash": lambda: raw(
        f"INSERT OR REPLACE INTO audit_entry ({NAMES}) {copy_of_last(seq='seq + 1', previous_hash=C)}"
    ),
    "REPLACE by predecessor": lambda: raw(
        f"INSERT OR REPLACE INTO audit_entry ({NAMES}) {copy_of_last(seq='seq + 1', hash=B)}"
    ),
    "UPDATE OR REPLACE": lambda: raw("UPDATE OR REPLACE audit_entry SET seq = 1 WHERE seq = 2"),
}
REFUSED_BY_POSTGRESQL = {
    "TRUNCATE": lambda: raw("TRUNCATE audit_entry"),
    "TRUNCATE CASCADE of people": lambda: raw("TRUNCATE accounts_person CASCADE"),
    "ON CONFLICT": lambda: raw(
        f"INSERT INTO audit_entry ({NAMES}) {copy_of_last()} ON CONFLICT (seq) DO UPDATE SET note = 'x'"
    ),
}
CASES = REFUSED | {"sqlite": REFUSED_BY_SQLITE, "postgresql": REFUSED_BY_POSTGRESQL}[connection.vendor]


@both
@pytest.mark.parametrize("call", CASES.values(), ids=CASES)
def test_entries_are_never_changed(world: World, call: Any):
    """Whoever has the application's own database account still cannot rewrite what happened."""
    before = list(Entry.objects.order_by("seq").values())
    with pytest.raises(DatabaseError, match="audit entries are never changed"), transaction.atomic():
        call()
    assert list(Entry.objects.order_by("seq").values()) == before
    assert verify().faults == ()


@both
def test_entries_outlive_the_people_they_name(world: World):
    """Deleting a person must not take her deeds along."""
    person = world.person("head")
    assert Entry.objects.filter(actor=person).exists()
    with pytest.raises(ProtectedError):
        person.delete()


@both
def test_a_missing_trigger_is_reported(world: World):
    """A history that could have been changed is not called whole."""
    assert missing_triggers() == []
    drop_triggers()
    assert missing_triggers()
    assert [fault for fault in verify().faults if "trigger" in fault] == list(verify().faults)
    assert len(verify().faults) == len(missing_triggers())
    remake_triggers()
    assert verify().faults == ()


IDLE = {  # a trigger that keeps its name and refuses nothing
    "sqlite": [
        "DROP TRIGGER audit_entry_no_delete",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE FUNCTION idle() RETURNS trigger AS $$BEGIN RETURN OLD; END$$ LANGUAGE plpgsql",
        "DROP TRIGGER audit_entry_no_delete ON audit_entry",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION idle()",
    ],
}


@both
def test_a_trigger_that_does_nothing_under_the_same_name_is_reported_and_remade(world: World):
    """Whoever owns the database may leave the name standing: only what it does protects the history."""
    for statement in IDLE[connection.vendor]:
        raw(statement)
    raw(f"DELETE FROM audit_entry WHERE seq = {LAST}")
    assert missing_triggers() == ["audit_entry_no_delete"]
    assert "the trigger audit_entry_no_delete is missing or was changed" in verify().faults
    remake_triggers()
    assert missing_triggers() == []
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        raw(f"DELETE FROM audit_entry WHERE seq = {LAST}")


if connection.vendor == "postgresql":

    @both
    def test_a_function_that_no_longer_refuses_is_reported_and_remade(world: World):
        """All three triggers may stand and call a body that was emptied."""
        raw("CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger AS $$BEGIN END$$ LANGUAGE plpgsql")
        assert missing_triggers() == ["audit_entry_no_delete", "audit_entry_no_truncate", "audit_entry_no_update"]
        remake_triggers()
        assert missing_triggers() == []

    @both
    def test_a_trigger_that_fires_for_replicas_only_is_missing(world: World):
        """PostgreSQL can keep a trigger that no ordinary session fires."""
        raw("ALTER TABLE audit_entry ENABLE REPLICA TRIGGER audit_entry_no_update")
        assert missing_triggers() == ["audit_entry_no_update"]
        remake_triggers()
        assert missing_triggers() == []

    @both
    def test_a_trigger_switched_off_is_missing(world: World):
        """PostgreSQL can keep a trigger and not run it."""
        raw("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        assert missing_triggers() == ["audit_entry_no_delete", "audit_entry_no_truncate", "audit_entry_no_update"]
        raw("ALTER TABLE audit_entry ENABLE TRIGGER USER")
        assert missing_triggers() == []


REMAKES_THE_TABLE = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("audit", "{last}")]
    operations = [migrations.AlterField("entry", "subject_id", models.CharField(max_length=41))]
"""
LATER_RELEASE = """
from govsocial.settings import *
MIGRATION_MODULES = {"audit": "later_audit"}
"""
ONLY_THE_MIGRATION = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from govsocial.audit.services import verify
executor = MigrationExecutor(connection)
executor.migrate([("audit", "9999_remakes_the_table")])
print(verify().faults)
"""


def test_triggers_stand_again_after_a_migration_that_remakes_the_table(request: pytest.FixtureRequest, tmp_path: Path):
    """SQLite drops a table's triggers when it is remade: an upgrade must not leave the history open to changes."""
    root = Path(__file__).resolve().parents[2]
    later = tmp_path / "later_audit"
    later.mkdir()
    (later / "__init__.py").touch()
    present_ones = sorted((root / "govsocial" / "audit" / "migrations").glob("0*.py"))
    for file in present_ones:
        (later / file.name).write_text(file.read_text())
    (later / "9999_remakes_the_table.py").write_text(REMAKES_THE_TABLE.format(last=present_ones[-1].stem))
    (tmp_path / "later_settings.py").write_text(LATER_RELEASE)
    database = tmp_path / "database.sqlite3"
    base = {name: value for name, value in os.environ.items() if name not in {"DEMO", "REDIS_URL", "EMAIL_URL"}}
    base |= {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": f"{root}{os.pathsep}{tmp_path}",
    }

    def run(settings: str, *command: str) -> str:
        env = {**base, "DJANGO_SETTINGS_MODULE": settings}
        done = subprocess.run(
            [sys.executable, *command], env=env, cwd=root, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def present() -> set[str]:
        with sqlite3.connect(database) as rows:
            return {name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}

    with templates_of(request, "sqlite") as templates:
        new_database("sqlite", "", tmp_path, like=templates.empty)
    assert present() == set(SQLITE)
    said = run("later_settings", "-c", ONLY_THE_MIGRATION)
    assert present() == set(), "the migration did not remake the table: this test proves nothing"
    assert all(f"the trigger {name} is missing" in said for name in SQLITE)
    run("later_settings", "manage.py", "migrate", "-v0")
    assert present() == set(SQLITE)
    with sqlite3.connect(database) as rows:
        (length,) = rows.execute(
            "SELECT sql LIKE '%varchar(41)%' FROM sqlite_master WHERE name = 'audit_entry'"
        ).fetchone()
    assert length, "the later migration is not in force"
