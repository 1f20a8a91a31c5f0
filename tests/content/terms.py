"""Entries of the list in any state, made through the services, for tests."""

from typing import Any

from content.models import ProhibitedTerm, TermChange
from content.services.entry_values import EntryValues
from content.services.prohibited_terms import create_term, try_term
from content.services.term_changes import confirm_change, propose_change
from tests.world import World

REASON = "সভার সিদ্ধান্ত অনুযায়ী প্রস্তাব"
STEPS = {"shadow": ["shadow"], "active": ["active"], "retired": ["active", "retired"]}


def values(**fields: Any) -> EntryValues:
    """What an entry says, unless told otherwise."""
    usual = {"category": "ka", "kind": "word", "text": "নমুনাকথা", "language": "bn", "severity": "warn"}
    return EntryValues(**{**usual, "why_bn": "পরীক্ষার কারণ", "why_en": "A reason for tests", **fields})


def fresh_term(term: ProhibitedTerm) -> ProhibitedTerm:
    """The entry as the views load it."""
    return ProhibitedTerm.objects.select_related("office").get(pk=term.pk)


def people_of(world: World, office: str) -> tuple[Any, Any]:
    """Who proposes for an office's list, and who confirms."""
    names = {"GOB": ("keeper", "cabinet"), "UPZ": ("upz_head", "supervisor"), "OTH": ("oth_head", "supervisor")}
    one, other = names.get(office, ("head", "supervisor"))
    if office == "MIN":
        one, other = "administrator", "supervisor"
    return world.person(one), world.person(other)


def make_term(
    world: World, state: str = "draft", *, office: str = "GOB", code: str = "", **fields: Any
) -> ProhibitedTerm:
    """An entry in a state: draft, tried (a draft with a dry run), shadow, active, retired."""
    by, second = people_of(world, office)
    term = create_term(office=world.office(office), values=values(**fields), by=by, code=code)
    if state != "draft":
        try_term(term=term, by=by)
    for to in STEPS.get(state, []):
        term = fresh_term(term)
        change = propose_change(term=term, by=by, version=term.version, reason=REASON, to_status=to)
        confirm_change(change=fresh_change(change), by=second, version=1)
    return fresh_term(term)


def make_change(world: World, *, office: str = "GOB", to: str = "shadow", **fields: Any) -> TermChange:
    """A change that waits: a draft that should go on trial."""
    by, _second = people_of(world, office)
    term = make_term(world, "tried", office=office, **fields)
    return fresh_change(propose_change(term=term, by=by, version=term.version, reason=REASON, to_status=to))


def fresh_change(change: TermChange) -> TermChange:
    return TermChange.objects.select_related("term__office", "proposed_by").get(pk=change.pk)
