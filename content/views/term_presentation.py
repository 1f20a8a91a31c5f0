"""What the pages of the list show: entries nearly the same, spellings, a change side by side, an entry whole."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from accounts.models import Person
from content.models import ProhibitedTerm, TermChange
from content.models.prohibited import ChangeState, TermState
from content.permissions import can_decide_change, can_propose_terms
from content.screening.spellings import candidates, near
from content.services.dry_runs import samples_for
from content.services.entry_values import match_key
from content.services.prohibited_terms import open_change
from content.services.screening import engine_faults
from content.services.term_bulk import BULK_MAX
from content.services.term_changes import values_after
from content.services.term_faults import in_words
from content.services.term_rules import is_tried, needs_dry_run, next_states
from content.term_forms import RefuseForm
from govsocial.audit.models import Entry
from govsocial.rulebook.models import Clause
from govsocial.rulebook.services import clauses_shown
from govsocial.web.templatetags.web import day

LABELS = {
    "category": _("Category"),
    "clause": _("Clause"),
    "kind": _("Kind"),
    "text": _("Text of the entry"),
    "language": _("Language"),
    "severity": _("Severity"),
    "aliases": _("Other spellings"),
    "exceptions": _("Exceptions"),
    "loose": _("Also by sound"),
    "why_bn": _("Why, in Bangla"),
    "why_en": _("Why, in English"),
    "source": _("Source"),
    "valid_from": _("From"),
    "valid_to": _("Last day"),
}


def asked_of(person: Person, ticked: Collection[str]) -> list[dict[str, Any]]:
    """Changes that wait for her: what each changes in words, and its tick box, which one of other values has not."""
    rows = TermChange.objects.waiting_for(person).select_related("term__office", "proposed_by").order_by("id")
    found = []
    for change in rows[:BULK_MAX]:
        tick = "" if change.values else f"{change.pk}:{change.version}"
        fields = side_by_side(change) if change.values else []
        found.append({"change": change, "fields": fields, "tick": tick, "ticked": tick in ticked})
    return found


def mark_rows(person: Person, rows: list[ProhibitedTerm], ticked: Collection[str]) -> None:
    """What stands beside each row of the list: a change that waits, and whether she may ask for one and did tick it."""
    open_ones = TermChange.objects.filter(term__in=[row.pk for row in rows], status=ChangeState.PROPOSED)
    asked = set(open_ones.values_list("term_id", flat=True))
    for row in rows:
        row.waits = row.pk in asked  # type: ignore[attr-defined]
        is_draft = row.status == TermState.DRAFT and row.pk not in asked
        row.may_ask = is_draft and can_propose_terms(person, row.office)  # type: ignore[attr-defined]
        row.tick = f"{row.pk}:{row.version}"  # type: ignore[attr-defined]
        row.ticked = row.tick in ticked  # type: ignore[attr-defined]


def faults_seen(person: Person) -> list[tuple[str, str]]:
    """Entries (by code) that screening leaves out, and why in words: those of lists she may see."""
    faults = engine_faults()
    if not faults:
        return []
    rows = ProhibitedTerm.objects.visible_to(person).filter(code__in=[code for code, _why in faults])
    seen = set(rows.values_list("code", flat=True))
    return [(code, in_words(why)) for code, why in faults if code in seen]


def nearly_same(person: Person, kind: str, text: str, but: int | None = None) -> list[ProhibitedTerm]:
    """Entries she may see, but for retired ones, whose text is nearly this one, best first."""
    key = match_key(kind, text)
    rows = ProhibitedTerm.objects.visible_to(person).exclude(status=TermState.RETIRED).exclude(pk=but or 0)
    codes = near(key, rows.values_list("code", "match_key")) if key else []
    found = {row.code: row for row in rows.filter(code__in=codes).select_related("office")} if codes else {}
    return [found[code] for code in codes if code in found]


def look(
    person: Person, *, kind: str, text: str, language: str, known: tuple[str, ...], but: int | None = None
) -> dict[str, Any]:
    """What is shown while an entry is written: entries nearly the same, and spellings people really type."""
    if not text.strip():
        return {"looked": False, "chosen": []}
    spellings = candidates(text, language, known) if kind != "regex" else []
    return {"looked": True, "alike": nearly_same(person, kind, text, but), "spellings": spellings, "chosen": []}


def side_by_side(change: TermChange) -> list[dict[str, Any]]:
    """Each field that would change: its name, the value now and the new one, in words."""
    after = ProhibitedTerm(**values_after(change).columns())
    return [
        {"label": LABELS[name], "old": shown(change.term, name), "new": shown(after, name)}
        for name in LABELS
        if name in change.values
    ]


def shown(term: ProhibitedTerm, name: str) -> str:
    """A field of an entry for people."""
    value = getattr(term, name)
    if name in {"category", "kind", "language", "severity"}:
        return str(getattr(term, f"get_{name}_display")())
    if name in {"aliases", "exceptions"}:
        return " · ".join(value)
    if name == "loose":
        return str(_("yes") if value else _("no"))
    return day(value) if hasattr(value, "isoformat") else str(value or "")


def _rules(person: Person) -> dict[str, Clause]:
    """The clauses as the reader's office follows them."""
    office = person.acting_office
    return clauses_shown(followed=person.following(timezone.localdate()).of(office.lineage) if office else None)


def term_context(request: SignedInRequest, term: ProhibitedTerm) -> dict[str, Any]:
    """Everything the page of one entry needs, in a fixed number of queries."""
    person, change = request.user, open_change(term)
    if change:
        change.term = term
    proposes = can_propose_terms(person, term.office)
    past = term.changes.exclude(status=ChangeState.PROPOSED).select_related("proposed_by", "decided_by")
    return {
        "term": term,
        "rule": _rules(person).get(term.clause),
        "change": change,
        "fields": side_by_side(change) if change else [],
        "may_propose": proposes,
        "may_decide": change is not None and can_decide_change(person, change),
        "is_own": change is not None and change.proposed_by_id == person.pk and proposes,
        "refuse_form": RefuseForm(initial={"version": change.version}) if change else None,
        "next_states": [state.label for state in next_states(term)],
        "tried": term.dry_run,
        "tried_at": datetime.fromisoformat(term.dry_run["at"]) if term.dry_run else None,
        "is_fresh": is_tried(term),
        "needs_dry_run": needs_dry_run(term),
        "samples": samples_for(person, term.dry_run),
        "past": past[:10],
        "entries": Entry.objects.about(term)[:30],
    }
