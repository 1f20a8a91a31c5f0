"""What the looks at one text found, in offsets of the text as given; and the hits that come of it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from content.screening.context import CUE, LAW_RUN, SAYING, Context, Cue, Laws
from content.screening.fold import FirstLook, Folded
from content.screening.hits import (
    CONDEMNATION,
    DISGUISE,
    LOOSE,
    MAX_HITS,
    SOUND,
    SQUEEZED,
    STRICT,
    VIEWS,
    Find,
    Hit,
    Screening,
)
from content.screening.markings import MARKING, severity_of
from content.screening.needles import Match
from content.screening.pii import CATEGORY as PII
from content.screening.terms import SEVERITIES, Term
from content.screening.words import whole_graphemes

Span = tuple[int, int]
Keeps = Callable[[int, int], bool]
_CAPS = {SQUEEZED: ("warn", DISGUISE), LOOSE: ("info", SOUND)}
_WHOLE_WORD = {SQUEEZED}  # the disguise goes on into the ending


class Collected:
    """Finds of one text; a find that overlaps an earlier one of the same entry is the same find."""

    def __init__(self, text: str, look: FirstLook, terms: Sequence[Term], place: str) -> None:
        self.text = text
        self.has_legacy = False
        self._look = look
        self._terms = terms
        self._place = place
        self._finds: list[Find] = []
        self._suppressed: list[tuple[str, int, int]] = []
        self._cues: list[Match] = []
        self._is_cut = False
        self._may_quote = False

    @cached_property
    def folded(self) -> Folded:
        """The folded text with its way back: slower, so only for a text in which something was found."""
        return self._look.with_map(self.text)

    def add(self, matches: Iterable[Match], folded: Folded, view: str, keeps: Keeps | None = None) -> None:
        """Matches in a folded or derived text; `keeps` says which places of it this look may speak of."""
        own = []
        for match in matches:
            term = self._terms[match.term]
            if term.category == CUE:
                self._cues += [match] if view == STRICT else []  # its place is one of the folded text
            elif term.category == LAW_RUN:
                self._may_quote = True
            elif term.scope in self._place:
                own.append(match)
        if keeps:
            own = [match for match in own if match.is_exception or keeps(match.start, match.end)]
        kept, suppressed = _resolved(own)
        if len(kept) > MAX_HITS:
            kept, self._is_cut = sorted(kept, key=self._gravity)[:MAX_HITS], True
        self._finds += [self._find(match, folded, view) for match in kept]
        if len(self._suppressed) < MAX_HITS:
            for match in suppressed[:MAX_HITS]:
                self._suppressed.append((self._terms[match.term].code, *folded.original_span(match.start, match.end)))

    def add_place(self, term: Term, start: int, end: int, view: str) -> None:
        """One find in the folded text."""
        span = self.folded.original_span(start, end)
        self._finds.append(Find(term, *span, *whole_graphemes(self.text, *span), view))

    def screening(self, laws: Laws) -> Screening:
        """The hits, the gravest of them where there are too many."""
        if not (self._finds or self._suppressed):
            return Screening(has_legacy=self.has_legacy)
        context = Context(self.text, laws if self._may_quote else None, [self._cue(match) for match in self._cues])
        finds = self._once_each()
        shadow = [(find.term.code, find.start, find.end) for find in finds if find.term.shadow]
        hits = [hit for find in finds if not find.term.shadow and (hit := self._hit(find, context))]
        if is_cut := self._is_cut or len(hits) > MAX_HITS:
            hits = sorted(hits, key=lambda hit: (SEVERITIES.index(hit.severity), hit.start))[:MAX_HITS]
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.term.code))
        return Screening(hits, is_cut, self._suppressed, shadow[:MAX_HITS], self.has_legacy)

    def _cue(self, match: Match) -> Cue:
        term = self._terms[match.term]
        return Cue(*self.folded.original_span(match.start, match.end), term.language, term.code == SAYING)

    def _gravity(self, match: Match) -> tuple[int, int]:
        return SEVERITIES.index(self._terms[match.term].severity), match.start

    def _find(self, match: Match, folded: Folded, view: str) -> Find:
        start, end = folded.original_span(match.start, match.end)
        word = whole_graphemes(self.text, *folded.original_span(match.word_start, match.word_end))
        return Find(self._terms[match.term], *(word if view in _WHOLE_WORD else (start, end)), *word, view)

    def _once_each(self) -> list[Find]:
        """Of the finds of one entry that overlap, that of the strictest view, the first and longest."""
        if len(self._finds) == 1:
            return self._finds
        kept: list[Find] = []
        taken: dict[str, list[Span]] = {}
        for find in sorted(self._finds, key=lambda find: (VIEWS.index(find.view), find.start, -find.end)):
            spans = taken.setdefault(find.term.code, [])
            if not _overlaps(spans, find.start, find.end):
                spans.append((find.start, find.end))
                kept.append(find)
        return kept

    def _hit(self, find: Find, context: Context) -> Hit | None:
        severity, why = find.term.severity, ""
        if find.term is MARKING:
            severity = severity_of(self.text, find.start, find.end)
            if not severity:
                return None
        elif find.term.category != PII:
            severity, why = self._weighed(find, context)
        span = (find.start, find.end, find.word_start, find.word_end)
        return Hit(find.term, severity, *span, self.text[find.start : find.end], find.view, why)

    def _weighed(self, find: Find, context: Context) -> tuple[str, str]:
        """The severity that counts, and why it is less than the entry's."""
        listed = SEVERITIES.index(find.term.severity)
        cap, why = _CAPS.get(find.view, ("block", ""))
        weight = max(listed, SEVERITIES.index(cap))
        if weight < len(SEVERITIES) - 1 and (reason := context.lowers(find.term, find.start, find.end)):
            weight, why = (weight + 1 if reason == CONDEMNATION else len(SEVERITIES) - 1), reason
        return SEVERITIES[weight], why if weight > listed else ""


def _overlaps(spans: list[Span], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


def _resolved(matches: list[Match]) -> tuple[list[Match], list[Match]]:
    """Matches without those within an exception of their entry, which come second; of overlapping ones of an entry the
    first and longest."""
    if len(matches) == 1 and not matches[0].is_exception:
        return matches, []
    covers: dict[int, list[Span]] = {}
    for match in matches:
        if match.is_exception:
            covers.setdefault(match.term, []).append((match.word_start, match.word_end))
    cover = {term: _Cover(spans) for term, spans in covers.items()}
    kept: list[Match] = []
    suppressed: list[Match] = []
    reached: dict[int, int] = {}
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if match.is_exception or match.start < reached.get(match.term, 0):
            continue
        if match.term in cover and cover[match.term].holds(match):
            suppressed.append(match)
            continue
        kept.append(match)
        reached[match.term] = match.end
    return kept, suppressed


class _Cover:
    """The exception contexts of one entry in a text."""

    def __init__(self, spans: list[Span]) -> None:
        spans.sort()
        self._starts = [start for start, _ in spans]
        # The furthest end among the contexts that begin at or before each start: containment is then one look-up.
        self._reach = list(accumulate((end for _, end in spans), max))

    def holds(self, match: Match) -> bool:
        at = bisect_right(self._starts, match.start) - 1
        return at >= 0 and match.word_end <= self._reach[at]
