"""Which change of an entry may be proposed: its states, its dry run, how much a pattern may find."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from content.models import ProhibitedTerm
from content.models.prohibited import TermKind, TermState
from content.services.dry_runs import dry_run, dry_run_key
from content.services.entry_values import EntryValues, check_alike, check_entry, differences, same_values
from govsocial.errors import RuleError

S = TermState
NEXT = {
    S.DRAFT: (S.SHADOW, S.ACTIVE),
    S.SHADOW: (S.ACTIVE, S.RETIRED),
    S.ACTIVE: (S.RETIRED,),
    S.RETIRED: (S.ACTIVE,),
}
LOOKED_FOR = (S.SHADOW, S.ACTIVE)
NEEDS_DRY_RUN = (S.DRAFT, S.RETIRED)
PATTERNS_MAX = 200
ALARMS_MAX = 0.02  # of the benign texts, for a pattern


def next_states(term: ProhibitedTerm) -> list[TermState]:
    """States that may be proposed for an entry."""
    return list(NEXT[S(term.status)])


def needs_dry_run(term: ProhibitedTerm) -> bool:
    """Whether the entry has to be tried before it is looked for again: nobody did, or it was changed since."""
    return term.status in NEEDS_DRY_RUN and not is_tried(term)


def is_tried(term: ProhibitedTerm) -> bool:
    """Whether the stored dry run is about the entry as it is."""
    return bool(term.dry_run) and term.dry_run["key"] == dry_run_key(term)


def check_values(term: ProhibitedTerm, values: EntryValues) -> dict[str, Any]:
    """Columns that would change. A pattern is tried at once, since it could suddenly mean half of all texts."""
    if term.status not in LOOKED_FOR:
        raise RuleError("wrong_state", _("Only an entry on trial or active has its values changed this way."))
    changed = differences(term, values)
    if not changed:
        raise same_values()
    check_entry(values)
    check_alike(term.office, values, but=term)
    if values.kind == TermKind.REGEX:
        tried = ProhibitedTerm(pk=term.pk, code=term.code, office=term.office, lineage=term.lineage, **values.columns())
        _check_alarms(dry_run(tried))
        check_patterns(values.kind, but=term)
    return changed


def check_state(term: ProhibitedTerm, to: str) -> None:
    if to not in NEXT[S(term.status)]:
        facts = {"from": term.get_status_display(), "to": dict(S.choices).get(to, to)}  # type: ignore[call-overload]
        raise RuleError("wrong_state", _("“%(from)s” is never followed by “%(to)s”.") % facts)
    if term.status not in NEEDS_DRY_RUN:
        return
    check_alike(term.office, EntryValues.of(term), but=term)
    if needs_dry_run(term):
        raise RuleError("dry_run_needed", _("Try the entry on earlier posts first: nobody did since it was changed."))
    if term.kind == TermKind.REGEX:
        _check_alarms(term.dry_run)
        check_patterns(term.kind, but=term)


def _check_alarms(found: dict[str, Any]) -> None:
    if found["benign_hits"] > ALARMS_MAX * found["benign"]:
        message = _("The pattern is found in more than 2 of 100 texts that are in order. Make it narrower.")
        raise RuleError("too_many_alarms", message, field="text")


def check_patterns(kind: str, but: ProhibitedTerm) -> None:
    others = ProhibitedTerm.objects.filter(kind=TermKind.REGEX, status__in=LOOKED_FOR).exclude(pk=but.pk)
    if kind == TermKind.REGEX and others.count() >= PATTERNS_MAX:
        message = _("The list holds as many patterns as can be looked for. Retire one first.")
        raise RuleError("too_many_patterns", message, field="kind")
