"""Bringing offices into the register (clause 2.2)."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from django.db import connection, transaction

from accounts.models import Office, OfficeParent, Person
from accounts.models.office import first_day, names_differ
from accounts.office_import import OfficeRow, read_offices
from accounts.selectors import internal_office_ids
from accounts.services.moves import sum_new_parents
from govsocial.audit.actions import Action
from govsocial.audit.chain import canonical
from govsocial.audit.services import record
from govsocial.tallies.models import Turn

BATCH = 500
# Longer than SQLite sleeps between two tries for its lock: somebody who waits gets it between two batches.
PAUSE = 0.12  # seconds


@dataclass(frozen=True)
class ImportResult:
    """How many offices were new, changed, or as the file says already; and how many rows name another parent than the
    register's: those stay where they are, whatever else of them changes."""

    created: int
    changed: int
    unchanged: int
    left_in_place: int = 0


def import_offices(
    source: Path | bytes, *, by: Person | None = None, dry_run: bool = False, sample: bool = False
) -> ImportResult:
    """Bring the offices of a CSV file into the register, by code; safe to repeat.

    The whole file is checked before the first row is written: ImportRefused names every bad row and nothing changes.
    Writing is done in transactions of at most 500 rows, parents first, each with one audit entry, so that nobody waits
    behind an import; a run that is cut off is completed by running it again. An office's place is changed by moving
    it, not by an import: a row that names another parent is left where it is and counted as left in place.
    """
    present = {office.code: office for office in Office.objects.select_related("parent")}
    parents = {code: office.parent.code if office.parent else "" for code, office in present.items()}
    rows = read_offices(source, parents)
    new = [row for row in rows if row.code not in present]
    changed = [row for row in rows if row.code in present and names_differ(present[row.code], _new(row, present))]
    left = {row.code for row in rows if row.parent != parents.get(row.code, row.parent)}
    touched = left.union(row.code for row in [*new, *changed])
    result = ImportResult(len(new), len(changed), len(rows) - len(touched), len(left))
    if dry_run:
        return result
    for level in _levels(new, set(present)):
        for start in range(0, len(level), BATCH):
            _create(level[start : start + BATCH], present, by, sample)
            _let_others_in()
    for start in range(0, len(changed), BATCH):
        _update(changed[start : start + BATCH], present, by)
        _let_others_in()
    return result


def _let_others_in() -> None:
    if connection.vendor == "sqlite":
        sleep(PAUSE)


def _levels(rows: list[OfficeRow], placed: set[str]) -> list[list[OfficeRow]]:
    """New rows (parents first) cut into levels: each level's parents stand in the ones before."""
    depth: dict[str, int] = {}
    levels: list[list[OfficeRow]] = []
    for row in rows:
        depth[row.code] = 0 if row.parent in placed or not row.parent else depth[row.parent] + 1
        if depth[row.code] == len(levels):
            levels.append([])
        levels[depth[row.code]].append(row)
    return levels


@transaction.atomic
def _create(batch: list[OfficeRow], present: dict[str, Office], by: Person | None, sample: bool) -> None:
    Turn.take()  # a parent that is being moved is waited for, and stands where it stands then
    parents = {present[row.parent].pk for row in batch if row.parent in present}
    places = dict(Office.objects.filter(pk__in=parents).values_list("pk", "lineage"))
    new_parents = parents - internal_office_ids()
    offices = [Office(code=row.code, parent=present.get(row.parent), is_sample=sample, **row.values()) for row in batch]
    Office.objects.bulk_create(offices)
    for office in offices:
        office.lineage = f"{places[office.parent_id] if office.parent_id else '/'}{office.pk}/"
    Office.objects.bulk_update(offices, ["lineage"])
    OfficeParent.objects.bulk_create(
        OfficeParent(office=office, parent=office.parent, since=first_day()) for office in offices
    )
    sum_new_parents(new_parents)
    present |= {office.code: office for office in offices}
    _record_batch(offices, by, "created")


def _new(row: OfficeRow, present: dict[str, Office]) -> dict[str, object]:
    """What a row says of an office that is here: not its website, where that was recorded in the portal."""
    kept = {"website": present[row.code].website} if present[row.code].has_own_website else {}
    return {**row.values(), **kept}


@transaction.atomic
def _update(batch: list[OfficeRow], present: dict[str, Office], by: Person | None) -> None:
    Turn.take()  # a move writes many offices too, in another order
    offices = []
    for row in batch:
        office = present[row.code]
        for name, value in _new(row, present).items():
            setattr(office, name, value)
        offices.append(office)
    Office.objects.bulk_update(offices, list(batch[0].values()))
    _record_batch(offices, by, "changed")


def _record_batch(offices: list[Office], by: Person | None, what: str) -> None:
    """One entry for a batch: how many rows, and a digest over them."""
    digest = hashlib.sha256(canonical([[o.code, o.name_bn, o.name_en, o.website] for o in offices]).encode())
    facts = {what: len(offices), "first": offices[0].code, "sha256": digest.hexdigest()}
    record(Action.OFFICES_IMPORTED, offices[0], by=by, lineage=offices[0].lineage, data=facts)
