"""Loading the shipped editions, and reading a parameter of a day."""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, Subquery, When
from django.utils import timezone

from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.rulebook.checks import Following
from govsocial.rulebook.models import EVERYWHERE, Clause, Edition, Parameter

EDITIONS = Path(__file__).parent / "editions"
ORIGIN = "bd-2016"  # the edition whose clauses and values the portal's own steps and lists name
Rule = tuple[str, str]  # a shipped edition and the id of a clause in it
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


def clauses_shown(lineage: str = EVERYWHERE, followed: Collection[str] | None = None) -> dict[str, Clause]:
    """A clause for each id, where an office (or the whole installation) reads it: in what it follows, else in ORIGIN.

    The ids in code and in lists are those of shipped editions; what an office follows may lack them or word them anew.
    """
    if followed is None:
        followed = Following.on(timezone.localdate()).of(lineage)
    rows = Clause.objects.filter(edition__code__in=[*followed, ORIGIN]).select_related("edition")
    columns = ("code", "label_bn", "label_en", "title_bn", "title_en", "level", "force", "edition__code")
    own_last = sorted(rows.only(*columns), key=lambda clause: clause.edition.code in followed)
    return {clause.code: clause for clause in own_last}


def clauses_followed(followed: Mapping[str, Collection[str]], codes: Collection[str]) -> dict[str, dict[Rule, Clause]]:
    """Some clauses of the editions that offices follow, by lineage and by the shipped clause whose rule they are."""
    editions = {code for found in followed.values() for code in found}
    rows = Clause.objects.filter(Q(code__in=codes) | Q(like__in=codes), edition__code__in=editions)
    clauses = list(rows.select_related("edition").order_by("-like", "-position"))  # the clause itself comes last
    return {
        lineage: {clause.rule: clause for clause in clauses if clause.edition.code in found}
        for lineage, found in followed.items()
    }


def parameter(name: str, day: date, edition_code: str | None = None) -> Any:
    """The value of a parameter on a day, of the edition named or the one followed here. KeyError where there is none.

    What an edition leaves open, its origin says, then the edition followed here, then ORIGIN.
    """
    leading = Edition.objects.leading(day)
    named = Edition.objects.filter(code=edition_code or "")
    rank = Case(
        When(edition__code=edition_code or "", then=0),
        When(edition__code=Subquery(named.values("based_on")), then=1),
        When(edition=Subquery(leading.values("pk")), then=2),
        When(edition__code=Subquery(leading.values("based_on")), then=3),
        When(edition__code=ORIGIN, then=4),
    )
    rows = Parameter.objects.on(day).filter(name=name).annotate(rank=rank).exclude(rank=None)
    found = rows.order_by("rank").values_list("value", flat=True).first()
    if found is None:
        raise KeyError(f"no parameter {name} on {day}")
    return found
