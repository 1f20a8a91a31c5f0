"""Database triggers that refuse to change or remove an audit entry, on SQLite and PostgreSQL."""

from django.db import connection

TABLE = "audit_entry"
REFUSAL = "audit entries are never changed"

SQLITE = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
# INSERT OR REPLACE removes a row without firing the trigger on DELETE.
SQLITE[f"{TABLE}_no_replace"] = (
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE NEW.seq = seq OR NEW.hash = hash OR NEW.previous_hash = previous_hash) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
POSTGRES_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger AS $$ "
    f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
)
POSTGRES = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {TABLE}_refuse()"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE")
}


def remake_triggers() -> None:
    """Create what is missing. Runs after every migrate: a SQLite table remake drops triggers without a word."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for statement in _wanted().values():
            cursor.execute(statement)


def drop_triggers() -> None:
    """Remove the triggers: only for tests that flush the tables."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _wanted():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing_triggers() -> list[str]:
    """Names of the triggers that should be in the database and are not."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(_wanted()) - present)


def _wanted() -> dict[str, str]:
    return POSTGRES if connection.vendor == "postgresql" else SQLITE
