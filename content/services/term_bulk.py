"""Many entries of the list at once: proposed together, confirmed together; those that cannot are named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import ProhibitedTerm, TermChange
from content.permissions import can_propose_terms
from content.services.prohibited_terms import record_dry_run, store_dry_run
from content.services.rulesets import publish_ruleset
from content.services.term_changes import draw_up, put_in_force, record_change, tell_decided, tell_proposed
from content.services.term_rules import needs_dry_run
from govsocial.audit.actions import Action
from govsocial.errors import RuleError

BULK_MAX = 25
Row = TypeVar("Row", bound=models.Model)


@dataclass
class Bulk:
    """What became of many at once: those done, and for each other its code and why not."""

    done: list[TermChange] = field(default_factory=list)
    skipped: list[tuple[str, str | Promise]] = field(default_factory=list)


@transaction.atomic
def propose_many(*, terms: Iterable[tuple[ProhibitedTerm, int]], to_status: str, reason: str, by: Person) -> Bulk:
    """Ask for one state for several entries, each with the version that was seen; those that cannot are named.

    An entry that nobody tried as it is now is tried on the way.
    """
    by.reread_rights()
    tried: list[ProhibitedTerm] = []

    def propose(term: ProhibitedTerm, version: int) -> TermChange:
        if can_propose_terms(by, term.office) and needs_dry_run(term):
            store_dry_run(term)
            tried.append(term)
        return draw_up(term, by, version, reason, to_status, None)

    bulk = _each(terms, propose)
    for change in bulk.done:
        tell_proposed(change, by)
    done = {change.term_id for change in bulk.done}
    for term in tried:
        if term.pk in done:
            record_dry_run(term, by)
    for change in bulk.done:
        record_change(Action.TERM_CHANGE_PROPOSED, change, by, note=reason)
    return bulk


@transaction.atomic
def confirm_many(*, changes: Iterable[tuple[TermChange, int]], by: Person) -> Bulk:
    """Confirm several changes, each with the version that was seen; those that cannot are named. One new state.

    Other values are never among them: whoever confirms those has to have read them side by side.
    """
    by.reread_rights()

    def confirm(change: TermChange, version: int) -> TermChange:
        if change.values:
            raise RuleError("look_at_it", _("It changes what the entry says: look at it by itself."))
        return put_in_force(change, by, version)

    bulk = _each(changes, confirm)
    if bulk.done:
        publish_ruleset(by)
    for change in bulk.done:
        tell_decided(change, "term_confirmed")
    for change in bulk.done:
        record_change(Action.TERM_CHANGE_CONFIRMED, change, by)
    return bulk


def _each(rows: Iterable[tuple[Row, int]], act: Callable[[Row, int], TermChange]) -> Bulk:
    """Each in a savepoint of its own, in one order for everybody."""
    bulk = Bulk()
    for row, version in sorted(rows, key=lambda pair: pair[0].pk)[:BULK_MAX]:
        try:
            with transaction.atomic():
                bulk.done.append(act(row, version))
        except RuleError as error:
            code = row.term.code if isinstance(row, TermChange) else getattr(row, "code", "")
            bulk.skipped.append((code, error.message))
    return bulk
