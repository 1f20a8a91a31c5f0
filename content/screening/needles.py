"""The texts of a list in one automaton, with the check of word boundaries at each match."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import ahocorasick

from content.screening.fold import NUKTA
from content.screening.terms import Term
from content.screening.words import GOES_ON, INNER, is_word_char, run_end, run_start, word_end

Fold = Callable[[str], str]


class Needle(NamedTuple):
    """How one text of an entry is looked for; an exception's text takes hits of its entry away."""

    term: int
    kind: str
    inflects: bool
    is_exception: bool


class Match(NamedTuple):
    """A match in the text that was searched: the core, then the whole word."""

    term: int
    start: int
    end: int
    word_start: int
    word_end: int
    is_exception: bool


class Needles:
    """Immutable after construction, so threads may share it."""

    def __init__(self, terms: Iterable[tuple[int, Term]], fold: Fold) -> None:
        bundles: dict[str, set[Needle]] = {}
        for index, term in terms:
            needle = Needle(index, term.kind, term.allow_inflection, False)
            for form in term.forms:
                bundles.setdefault(fold(form).strip(), set()).add(needle)
            for context in term.exceptions:
                bundles.setdefault(fold(context).strip(), set()).add(Needle(index, "phrase", True, True))
        bundles.pop("", None)
        self._automaton = ahocorasick.Automaton()
        for key, bundle in bundles.items():
            kinds = {needle.kind for needle in bundle}
            flags = ("substring" in kinds, not kinds.isdisjoint({"substring", "prefix"}))
            self._automaton.add_word(key, (len(key), *flags, tuple(sorted(bundle))))
        self.is_empty = not bundles
        if bundles:
            self._automaton.make_automaton()

    def matches(self, key: str) -> Iterator[Match]:
        """Every match that stands at word boundaries, as its kind asks."""
        if self.is_empty:
            return
        key = f"{key} "  # so that something stands behind every match
        for last, (length, is_inside, is_open, bundle) in self._automaton.iter(key):
            start = last + 1 - length
            if start and key[start - 1] in INNER and not is_inside:
                continue  # most raw matches lie within a word: they end here
            end = last + 1
            after = key[end]
            if after in GOES_ON and not is_open:
                continue
            begins = not start or not is_word_char(key[start - 1])
            for needle in bundle:
                if after == " " and begins:
                    yield Match(needle.term, start, end, start, end, needle.is_exception)
                elif (begins or needle.kind == "substring") and (word := _word(key, start, end, needle)):
                    yield Match(needle.term, start, end, *word, needle.is_exception)

    def anywhere(self, key: str) -> Iterator[Match]:
        """Every match without a look at its neighbours, exceptions left out."""
        if self.is_empty:
            return
        for last, (length, _inside, _open, bundle) in self._automaton.iter(key):
            start = last + 1 - length
            for needle in bundle:
                if not needle.is_exception:
                    yield Match(needle.term, start, last + 1, start, last + 1, False)


def _word(key: str, start: int, end: int, needle: Needle) -> tuple[int, int] | None:
    """The word around a raw match, or None where another word goes on."""
    if needle.kind == "substring":
        return None if key.startswith(NUKTA, end) else (run_start(key, start), run_end(key, end))
    if needle.kind == "prefix":
        return None if key.startswith(NUKTA, end) else (start, run_end(key, end))
    ending = word_end(key, end, inflects=needle.inflects)
    return None if ending is None else (start, ending)
