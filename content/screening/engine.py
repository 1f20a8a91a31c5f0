"""The screening engine: finds the entries of a list in a text and says where, in offsets of the text as given.

Every look beyond the strict one is gated by a glance at the text: an ordinary post costs one fold and one pass of the
automaton.
"""

from collections.abc import Container, Iterable, Iterator

from content.screening.bijoy import may_be_bijoy, unicode_of
from content.screening.collected import Collected
from content.screening.context import CUES, Laws
from content.screening.disguise import squeezed
from content.screening.fold import Folded, first_look, fold
from content.screening.glance import Glance
from content.screening.hashtags import tag_words
from content.screening.hits import DIGITS, HASHTAG, LEGACY, LOOSE, PATTERN, SQUEEZED, STRICT, Screening
from content.screening.markings import MARKING
from content.screening.needles import Match, Needles
from content.screening.patterns import Patterns, is_available
from content.screening.pii import personal_data
from content.screening.sound import loose_fold, loosen, loosen_with_map
from content.screening.terms import REGEX, Term, term_fault
from content.screening.words import run_end, run_start, word_end

EVERYWHERE = "/"
_LEAST_FREE = 3  # characters of a word put together from single letters


class Engine:
    """A compiled list; immutable after construction, so threads may share it.

    An entry that cannot be looked for is left out and named in `faults`: one bad entry never stops screening.
    `laws`: the guideline's own words about what is prohibited; a sentence that quotes them is no offence.
    """

    def __init__(self, terms: Iterable[Term], laws: Iterable[str] = ()) -> None:
        self.faults: list[tuple[str, str]] = []
        self._laws = Laws(laws)
        self._terms = (*self._usable(terms), MARKING, *CUES, *self._laws.needle())
        listed = [(index, term) for index, term in enumerate(self._terms) if term.kind != REGEX]
        self._needles = Needles(listed, fold)
        self._loose = Needles(((index, term) for index, term in listed if term.loose), loose_fold)
        patterns = [
            (index, form) for index, term in enumerate(self._terms) if term.kind == REGEX for form in term.forms
        ]
        self._of_pattern = [index for index, _form in patterns]
        self._patterns = Patterns([form for _index, form in patterns])

    def screen(self, text: str, place: str = EVERYWHERE, published: Container[str] = ()) -> Screening:
        """Hits of every view at a place in the tree (the lineage of the account's office), at most MAX_HITS.

        `published`: mobile numbers of the office itself, 11 ASCII digits each, which are no personal data.
        """
        look = first_look(text)
        key, seen = look.key, look.seen
        found = Collected(text, look, self._terms, place)
        if matches := list(self._needles.matches(key)):
            found.add(matches, found.folded, STRICT)
        if seen.is_suspicious:
            self._look_squeezed(found, seen)
        if "#" in text or "@" in text or "_" in text:
            self._look_again(found, tag_words(text), HASHTAG)
        if seen.has_latin and may_be_bijoy(text):
            found.has_legacy = self._look_again(found, unicode_of(text), LEGACY)
        if not self._loose.is_empty and any(self._loose.matches(loosen(key))):
            folded = loosen_with_map(found.folded)
            found.add(self._loose.matches(folded.text), folded, LOOSE)
        if self._of_pattern and (places := list(self._patterns.finds(key))):
            found.add([self._pattern_match(key, *place) for place in places], found.folded, PATTERN)
        if seen.may_hold_a_number or "@" in key:
            for place_found in personal_data(key, published):
                found.add_place(*place_found, DIGITS)
        return found.screening(self._laws)

    def _look_squeezed(self, found: Collected, seen: Glance) -> None:
        for derived in squeezed(found.folded, seen):
            key = derived.folded.text
            matches = self._free(key) if derived.is_free else self._needles.matches(key)
            found.add(matches, derived.folded, SQUEEZED, derived.touches)

    def _free(self, key: str) -> Iterator[Match]:
        """Matches where words were put together from single letters: they may begin within a word."""
        for match in self._needles.anywhere(key):
            if match.end - match.start >= _LEAST_FREE:
                yield match._replace(word_end=word_end(key, match.end, inflects=True) or match.end)

    def _look_again(self, found: Collected, read: tuple[Folded, list[tuple[int, int]]] | None, view: str) -> bool:
        """Another reading of certain places of the text as given; whether there are any."""
        if read is None:
            return False
        folded, places = read

        def keeps(start: int, end: int) -> bool:
            first, last = folded.original_span(start, end)
            return any(begin < last and first < stop for begin, stop in places)

        found.add(self._needles.matches(folded.text), folded, view, keeps)
        return True

    def _pattern_match(self, key: str, pattern: int, start: int, end: int) -> Match:
        return Match(self._of_pattern[pattern], start, end, run_start(key, start), run_end(key, end), False)

    def _usable(self, terms: Iterable[Term]) -> Iterator[Term]:
        for term in terms:
            fault = term_fault(term)
            if not fault and term.kind == REGEX and not is_available():
                fault = "patterns cannot be looked for on this machine"
            if fault:
                self.faults.append((term.code, fault))
            else:
                yield term
