"""Trying a text on the list as it stands, and on a draft; nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.models import Office, Person
from content.models import ProhibitedTerm, ScreeningHit
from content.permissions import term_offices
from content.screening.engine import Engine
from content.services.screening import hit_row, screen_text, term_of

Span = tuple[str, int, int]


@dataclass(frozen=True)
class Mention:
    """An entry that was found and counts for nothing here; `term` is there where the reader may see the entry."""

    code: str
    found: str
    term: ProhibitedTerm | None


@dataclass(frozen=True)
class Tested:
    """What a text gave: hits as a post's page shows them (numbered, not stored), finds within an exception, and for
    who may propose entries what those on trial would find."""

    hits: list[ScreeningHit]
    truncated: bool
    suppressed: list[Mention]
    on_trial: list[Mention]
    of_draft: int
    has_legacy: bool


def try_text(text: str, *, office: Office, draft: ProhibitedTerm | None, by: Person) -> Tested:
    """Screen a text as if it were a post of the office (the root: by the national list alone)."""
    found = screen_text(text, office.lineage)
    more = _alone(draft).screen(text) if draft else None
    extra = [hit for hit in more.hits if draft and hit.term.code == draft.code] if more else []
    hits = sorted([*found.hits, *extra], key=lambda hit: (hit.start, -hit.end, hit.term.code))
    hidden = [*found.suppressed, *(more.suppressed if more else [])]
    trial = found.shadow if term_offices(by) else []
    terms = _known({code for code, _start, _end in (*hidden, *trial)}, by)
    return Tested(
        hits=[hit_row(hit, pk=number) for number, hit in enumerate(hits, 1)],
        truncated=found.truncated,
        suppressed=_mentions(text, hidden, terms),
        on_trial=_mentions(text, trial, terms),
        of_draft=len(extra),
        has_legacy=found.has_legacy,
    )


def _alone(draft: ProhibitedTerm) -> Engine:
    return Engine([replace(term_of(draft), shadow=False, scope="/", valid_from=None, valid_to=None)])


def _known(codes: set[str], by: Person) -> dict[str, ProhibitedTerm]:
    rows = ProhibitedTerm.objects.visible_to(by).filter(code__in=codes) if codes else ()
    return {row.code: row for row in rows}


def _mentions(text: str, spans: Iterable[Span], terms: dict[str, ProhibitedTerm]) -> list[Mention]:
    return [Mention(code, text[start:end], terms.get(code)) for code, start, end in spans]
