"""Database triggers that refuse to change or remove an audit entry, on SQLite and PostgreSQL."""

from django.db import connection, transaction

TABLE = "audit_entry"
REFUSAL = "audit entries are never changed"

SQLITE = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
# INSERT OR REPLACE removes a row without firing the trigger on DELETE.
SQLITE[f"{TABLE}_no_replace"] = (
    f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE NEW.seq = seq OR NEW.hash = hash OR NEW.previous_hash = previous_hash) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
POSTGRES_BODY = f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END"
POSTGRES_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger AS $${POSTGRES_BODY}$$ LANGUAGE plpgsql"
)
POSTGRES = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {TABLE}_refuse()"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE")
}
# What stands in the database, as statements. PostgreSQL may keep a trigger that calls another body or never fires.
PRESENT_IN_SQLITE = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"
PRESENT_IN_POSTGRES = (
    "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger "
    f"JOIN pg_proc ON pg_proc.oid = tgfoid AND prosrc = $body${POSTGRES_BODY}$body$ "
    f"WHERE tgrelid = to_regclass('{TABLE}') AND tgenabled IN ('O', 'A')"
)


def remake_triggers() -> None:
    """Create what is missing and replace what was changed. Runs after every migrate: a SQLite table remake drops
    triggers without a word."""
    with transaction.atomic(), connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        wrong = missing_triggers()
        if wrong and connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for name in wrong:
            cursor.execute(_drop(name))
            cursor.execute(_wanted()[name])


def drop_triggers() -> None:
    """Remove the triggers: only for tests that flush the tables."""
    with connection.cursor() as cursor:
        for name in _wanted():
            cursor.execute(_drop(name))


def missing_triggers() -> list[str]:
    """Names of the triggers that are not in the database as they should be: gone, switched off, or doing another thing
    under the same name."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT_IN_POSTGRES if connection.vendor == "postgresql" else PRESENT_IN_SQLITE)
        present = {(name, definition.strip()) for name, definition in cursor.fetchall()}
    return sorted(name for name, _definition in set(_wanted().items()) - present)


def _drop(name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else "")


def _wanted() -> dict[str, str]:
    return POSTGRES if connection.vendor == "postgresql" else SQLITE
