"""Drafts of the list of prohibited content: written, changed and tried by whoever may propose for the office."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from content.models import ProhibitedTerm, TermChange
from content.models.prohibited import ChangeState, TermState
from content.permissions import can_propose_terms
from content.services.dry_runs import dry_run
from content.services.entry_values import EntryValues, check_alike, check_entry, differences, same_values
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError

OWN_NUMBERS = 1001  # in the national list the numbers below are those of the entries that are shipped
CODE_OFFICE = 22  # characters of an office's code that fit into an entry's
TRIES = 5


@transaction.atomic
def create_term(*, office: Office, values: EntryValues, by: Person, code: str = "") -> ProhibitedTerm:
    """Write a draft for an office's list (the root's: the national one). Raises not_allowed, bad_entry, duplicate,
    code_taken (a given code is in use)."""
    by.reread_rights()
    if not can_propose_terms(by, office):
        raise not_allowed()
    check_entry(values)
    check_alike(office, values)
    row = ProhibitedTerm(office=office, lineage=office.lineage, created_by=by, **values.columns())
    _insert(row, code)
    record_term(Action.TERM_CREATED, row, by, data={"kind": row.kind})
    return row


@transaction.atomic
def edit_draft(*, term: ProhibitedTerm, values: EntryValues, by: Person, version: int) -> ProhibitedTerm:
    """Change a draft. Raises not_allowed, wrong_state, bad_entry, same_values, duplicate, changed_meanwhile."""
    by.reread_rights()
    if not can_propose_terms(by, term.office):
        raise not_allowed()
    if term.status != TermState.DRAFT or open_change(term):
        raise RuleError("wrong_state", _("This entry is no draft any more: propose a change instead."))
    changed = differences(term, values)
    if not changed:
        raise same_values()
    check_entry(values)
    check_alike(term.office, values, but=term)
    _write_draft(term, values, version)
    term.refresh_from_db()
    record_term(Action.TERM_EDITED, term, by, data={"fields": sorted(changed)})
    return term


@transaction.atomic
def try_term(*, term: ProhibitedTerm, by: Person) -> ProhibitedTerm:
    """Try an entry on earlier posts and on the benign texts, and keep what was found. Raises not_allowed."""
    by.reread_rights()
    if not can_propose_terms(by, term.office):
        raise not_allowed()
    store_dry_run(term)
    record_dry_run(term, by)
    return term


def store_dry_run(term: ProhibitedTerm) -> None:
    """Try an entry and keep the result; the caller records it at the end of its transaction."""
    term.dry_run = dry_run(term)
    ProhibitedTerm.objects.filter(pk=term.pk).update(dry_run=term.dry_run)


def record_dry_run(term: ProhibitedTerm, by: Person) -> None:
    counts = {name: term.dry_run[name] for name in ("posts", "post_hits", "benign", "benign_hits")}
    record_term(Action.TERM_TRIED, term, by, data=counts)


def open_change(term: ProhibitedTerm) -> TermChange | None:
    """The change that waits for a second person."""
    return term.changes.filter(status=ChangeState.PROPOSED).select_related("proposed_by").first()


def record_term(action: Action, term: ProhibitedTerm, by: Person, *, note: str = "", data: Mapping[str, Any]) -> None:
    """An entry of the audit trail about an entry of the list."""
    record(action, term, by=by, lineage=term.lineage, note=note, data={"code": term.code, **data})


def not_allowed() -> RuleError:
    message = _("A rule-book keeper proposes for the national list, the head of an office for the office's.")
    return RuleError("not_allowed", message)


def changed_meanwhile() -> RuleError:
    return RuleError("changed_meanwhile", _("The entry was changed after you opened it. Look at it as it is now."))


def _write_draft(term: ProhibitedTerm, values: EntryValues, version: int) -> None:
    rows = ProhibitedTerm.objects.filter(pk=term.pk)
    try:
        with transaction.atomic():
            moved = rows.move(TermState.DRAFT, TermState.DRAFT, version, **values.columns())
    except IntegrityError:
        check_alike(term.office, values, but=term)
        raise
    if not moved or open_change(term):
        raise changed_meanwhile()


def _insert(row: ProhibitedTerm, code: str) -> None:
    """Store a new row under the given or the next free code; somebody else may take that at the same moment."""
    for _attempt in range(TRIES):
        row.code = code or _next_code(row.category, row.office)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                return
        except IntegrityError:
            check_alike(row.office, EntryValues.of(row))
            if code:
                raise RuleError("code_taken", _("The code %(code)s is in use.") % {"code": code}) from None
    raise changed_meanwhile()


def _next_code(category: str, office: Office) -> str:
    stem = category if office.parent_id is None else f"{category}-{office.code[:CODE_OFFICE]}"
    first = OWN_NUMBERS if office.parent_id is None else 1
    used = ProhibitedTerm.objects.filter(code__regex=rf"^{re.escape(stem)}-[0-9]+$")
    last = used.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    number = int(last.rpartition("-")[2]) + 1 if last else first
    return f"{stem}-{max(number, first):03}"
