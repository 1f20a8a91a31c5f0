"""Entries of the list from a file: tried first, then written as drafts, as edits of drafts and as proposed changes."""

import json
from dataclasses import dataclass, field
from time import sleep
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.csv_rows import ImportRefused, RowError
from accounts.models import Office, Person
from content.models import ProhibitedTerm, TermChange
from content.models.prohibited import ChangeState, TermState
from content.permissions import can_propose_terms
from content.services.entry_values import differences, match_key
from content.services.prohibited_terms import CODE_OFFICE, create_term, edit_draft, not_allowed
from content.services.term_changes import propose_change
from content.services.term_rows import Entry, entries_of
from content.services.term_tables import read_table
from govsocial.errors import RuleError

BATCH = 200
PAUSE = 0.12  # seconds between two batches on SQLite: longer than it sleeps between two tries for its lock


@dataclass
class Plan:
    """What a file would do to the list; `waiting` are changes of it that wait for a second person already."""

    added: list[Entry] = field(default_factory=list)
    edited: list[Entry] = field(default_factory=list)
    proposed: list[Entry] = field(default_factory=list)
    same: int = 0
    waiting: int = 0

    @property
    def changes(self) -> int:
        return len(self.added) + len(self.edited) + len(self.proposed)


@dataclass
class Written:
    """How many were added, edited and proposed, and each row that somebody else's change came before."""

    added: int = 0
    edited: int = 0
    proposed: int = 0
    missed: list[RowError] = field(default_factory=list)


def plan_import(content: bytes, *, office: Office, by: Person) -> Plan:
    """What the file would do to the office's list. Raises not_allowed, and ImportRefused that names every bad row."""
    if not can_propose_terms(by, office):
        raise not_allowed()
    errors: list[RowError] = []
    entries = list(entries_of(read_table(content), errors))
    plan = _planned(entries, office, by, errors)
    if errors:
        raise ImportRefused(sorted(errors, key=lambda error: error.line))
    return plan


def write_plan(plan: Plan, *, office: Office, by: Person, reason: str) -> Written:
    """Do what was planned, in transactions of at most 200 rows, so that nobody waits behind an import.

    Each row's own service checks again. A run that is cut off is completed by planning and writing it again.
    """
    rows = [*plan.added, *plan.edited, *plan.proposed]
    written = Written()
    for start in range(0, len(rows), BATCH):
        if start and connection.vendor == "sqlite":
            sleep(PAUSE)
        _write_batch(rows[start : start + BATCH], office, by, reason, written)
    return written


@transaction.atomic
def _write_batch(rows: list[Entry], office: Office, by: Person, reason: str, written: Written) -> None:
    for row in rows:
        try:
            _write(row, office, by, reason, written)
        except RuleError as error:
            written.missed.append(RowError(row.line, "code", str(error.message)))


def _write(row: Entry, office: Office, by: Person, reason: str, written: Written) -> None:
    if row.term is None:
        create_term(office=office, values=row.values, by=by, code=row.code)
        written.added += 1
    elif row.term.status == TermState.DRAFT:
        edit_draft(term=row.term, values=row.values, by=by, version=row.term.version)
        written.edited += 1
    else:
        propose_change(term=row.term, by=by, version=row.term.version, reason=reason, values=row.values)
        written.proposed += 1


def _planned(entries: list[Entry], office: Office, by: Person, errors: list[RowError]) -> Plan:
    """Each row beside what is stored under its code, and beside what says the same."""
    stored = ProhibitedTerm.objects.select_related("office").in_bulk([row.code for row in entries], field_name="code")
    seen = set(ProhibitedTerm.objects.visible_to(by).filter(code__in=list(stored)).values_list("pk", flat=True))
    waits = {change.term_id: change for change in TermChange.objects.filter(status=ChangeState.PROPOSED)}
    alike = _alike(office)
    plan = Plan()
    for row in entries:
        term = stored.get(row.code)
        changed = differences(term, row.values) if term else {}
        if term and not changed and term.pk in seen:
            plan.same += 1
        elif fault := _fault(row, term, office) or _same_as(row, alike):
            errors.append(fault)
        elif term is None:
            plan.added.append(row)
        elif (change := waits.get(term.pk)) is not None:
            if change.values != _as_json(changed):
                errors.append(RowError(row.line, "code", _("another change of this entry waits for a second person")))
            plan.waiting += 1
        else:
            planned = plan.edited if term.status == TermState.DRAFT else plan.proposed
            planned.append(Entry(row.line, row.code, row.values, term))
    return plan


def _fault(row: Entry, term: ProhibitedTerm | None, office: Office) -> RowError | None:
    """Why a row may not touch what stands under its code."""
    stem = f"{row.values.category}-{office.code[:CODE_OFFICE]}-"
    if term is None:
        if office.parent_id is not None and not row.code.startswith(stem):
            return RowError(
                row.line, "code", _("a new entry of this office has a code such as %(code)s") % {"code": f"{stem}001"}
            )
    elif term.office_id != office.pk:
        return RowError(row.line, "code", _("this code is in use in another list"))
    elif term.status == TermState.RETIRED:
        return RowError(row.line, "code", _("this entry is retired: put it in force again before you change it"))
    return None


def _as_json(values: dict[str, Any]) -> Any:
    """Values as a stored change holds them."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _alike(office: Office) -> dict[tuple[str, str, str], str]:
    """Code by (category, kind, key) of the office's entries that are not retired."""
    rows = ProhibitedTerm.objects.filter(office=office).exclude(status=TermState.RETIRED)
    return {
        (category, kind, key): code
        for category, kind, key, code in rows.values_list("category", "kind", "match_key", "code")
    }


def _same_as(row: Entry, alike: dict[tuple[str, str, str], str]) -> RowError | None:
    """Whether another entry of the list or of the file says the same; if not, this one is known from now on."""
    values = row.values
    other = alike.setdefault((values.category, values.kind, match_key(values.kind, values.text)), row.code)
    if other == row.code:
        return None
    return RowError(row.line, "text", _("the entry %(code)s says the same") % {"code": other})
