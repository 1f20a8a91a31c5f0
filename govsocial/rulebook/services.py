"""Loading the shipped editions, and reading a parameter of a day."""

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.rulebook.models import Clause, Edition, Parameter

EDITIONS = Path(__file__).parent / "editions"
EDITION_FIELDS = [
    "title_bn",
    "title_en",
    "issuer_bn",
    "issuer_en",
    "country",
    "year",
    "since",
    "supersedes",
    "supplements",
    "note_bn",
    "note_en",
]
CLAUSE_FIELDS = [
    "label_bn",
    "label_en",
    "title_bn",
    "title_en",
    "text_bn",
    "text_en",
    "force",
    "decided_by",
    "level",
    "period",
    "portal_bn",
    "portal_en",
    "reason_bn",
    "reason_en",
    "force_note_bn",
    "force_note_en",
]


def load_editions(folder: Path = EDITIONS) -> int:
    """Load every shipped edition that is new or whose file changed. Idempotent; returns how many were loaded.

    A parameter that the installation changed keeps its value: only missing ones are added.
    """
    return sum(_load(path) for path in sorted(folder.glob("*.toml")))


@transaction.atomic
def _load(path: Path) -> int:
    raw = path.read_bytes()
    checksum = hashlib.sha256(raw).hexdigest()
    data = tomllib.loads(raw.decode())
    head = data["edition"]
    if Edition.objects.filter(code=head["id"], checksum=checksum).exists():
        return 0
    values = {name: head.get(name, "") for name in EDITION_FIELDS}
    edition, _ = Edition.objects.update_or_create(
        code=head["id"], defaults={**values, "is_default": head.get("default", False), "checksum": checksum}
    )
    clauses = {row["id"]: _load_clause(edition, number, row) for number, row in enumerate(data["clause"], 1)}
    for row in data.get("parameter", []):
        _load_parameter(edition, clauses[row["clause"]], row)
    record(Action.DATA_LOADED, edition, note=path.name, data={"sha256": checksum, "clauses": len(clauses)})
    return 1


def _load_clause(edition: Edition, position: int, row: dict[str, Any]) -> Clause:
    values = {name: row.get(name, "") for name in CLAUSE_FIELDS}
    clause, _ = Clause.objects.update_or_create(
        edition=edition,
        code=row["id"],
        defaults={**values, "position": position, "measured": row.get("records") == "here"},
    )
    return clause


def _load_parameter(edition: Edition, clause: Clause, row: dict[str, Any]) -> None:
    fields = {name: row[name] for name in ("value", "unit", "set_by", "title_bn", "title_en")}
    Parameter.objects.get_or_create(
        edition=edition, name=row["name"], until=None, defaults={**fields, "clause": clause, "since": edition.since}
    )


def clause_labels() -> dict[str, str]:
    """Label of each clause of the default edition, in the reader's language: 9-ga is ৯(গ)."""
    return {clause.code: clause.label for clause in Clause.objects.filter(edition__is_default=True)}


def parameter(name: str, day: date, edition_code: str | None = None) -> Any:
    """The value of a parameter on a day, of the default edition or the one named. KeyError when there is none."""
    rows = Parameter.objects.on(day).filter(name=name)
    rows = rows.filter(edition__code=edition_code) if edition_code else rows.filter(edition__is_default=True)
    found = rows.values_list("value", flat=True).first()
    if found is None:
        raise KeyError(f"no parameter {name} on {day}")
    return found
