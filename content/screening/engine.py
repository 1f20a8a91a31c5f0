"""The screening engine: finds the terms of a list in a text and says where, in offsets of the text as given."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

from content.screening.fold import NUKTA, Folded, fold, fold_with_map
from content.screening.terms import SEVERITIES, Term

MAX_HITS = 200
STRICT = "strict"

# Neither `\b` nor `\w` of the standard library knows that Indic vowel signs belong to the word: they are listed here.
# Left out of the Bengali block are its currency and fraction signs.
_WORD = r"\w\u0300-\u036f\u0900-\u0963\u0971-\u09f1\u09fc\u09fe"
_WORD_CHAR = re.compile(f"[{_WORD}]")
_WORD_RUN = re.compile(f"[{_WORD}]*")
_WORD_END = re.compile(f"(?![{_WORD}])")

# Endings that keep a word the same word: number, definiteness, case, then the emphatic ও and ই.
_PLURAL = "(?:টা|টি|খানা|খানি|গুলো|গুলি|গুলা|সমূহ|বৃন্দ|বর্গ|গণ)"
_CASE = "(?:কে|তে|ের|র|য়ে|য়|ে)"
_BENGALI_ENDING = f"(?:(?:ে|এ|য়ে)?(?:রা|দের)(?:কে)?|{_PLURAL}{_CASE}?|(?:ে|য়ে|এ)?র|{_CASE})?(?:ও|ই)?"
_LATIN_ENDING = "['’]?s|(?:ra|der|gulo|ta|ti)(?:ke|r)?|er|ke"
_INFLECTED = re.compile(f"(?:{_LATIN_ENDING}|{_BENGALI_ENDING})(?![{_WORD}])")
_EXTENDERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Hit:
    """One find. start/end: the listed text itself, before any ending; word_start/word_end: the whole word, on
    grapheme edges, which is what a page marks. Offsets are code points of the text as given, end exclusive."""

    term: Term
    category: str
    clause: str
    severity: str
    start: int
    end: int
    word_start: int
    word_end: int
    matched_text: str
    view: str


@dataclass(frozen=True, slots=True)
class Screening:
    """The hits of a text in reading order; truncated when more than MAX_HITS were found and the gravest kept."""

    hits: list[Hit]
    truncated: bool


class _Needle(NamedTuple):
    term: int
    kind: str
    inflects: bool
    is_exception: bool


class _Find(NamedTuple):
    """A find in the folded text: the core, then the whole word."""

    term: int
    start: int
    end: int
    word_start: int
    word_end: int


class _Cover:
    """The exception contexts of one term in a text."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        spans.sort()
        self._starts = [start for start, _ in spans]
        # The furthest end among the contexts that begin at or before each start: containment is then one look-up.
        self._reach = list(accumulate((end for _, end in spans), max))

    def holds(self, find: _Find) -> bool:
        at = bisect_right(self._starts, find.start) - 1
        return at >= 0 and find.word_end <= self._reach[at]


class Engine:
    """A compiled list of terms; immutable after construction, so threads may share it."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)
        needles: dict[str, set[_Needle]] = {}
        for index, term in enumerate(self._terms):
            found = _Needle(index, term.kind, term.allow_inflection, False)
            for form in (term.text, *term.aliases):
                needles.setdefault(fold(form).strip(), set()).add(found)
            for context in term.exceptions:
                needles.setdefault(fold(context).strip(), set()).add(_Needle(index, "phrase", True, True))
        needles.pop("", None)
        self._automaton = ahocorasick.Automaton()
        for key, bundle in needles.items():
            self._automaton.add_word(key, (len(key), tuple(sorted(bundle))))
        if needles:
            self._automaton.make_automaton()
        self._is_empty = not needles

    def screen(self, text: str) -> Screening:
        """Hits of the strict view, at most MAX_HITS."""
        if self._is_empty:
            return Screening([], False)
        finds = self._finds(fold(text))
        if not finds:
            return Screening([], False)
        ranked = sorted(finds, key=self._gravity)
        folded = fold_with_map(text)
        hits = [self._hit(text, folded, find) for find in ranked[:MAX_HITS]]
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.term.code))
        return Screening(hits, len(ranked) > MAX_HITS)

    def _finds(self, key: str) -> list[_Find]:
        finds: list[_Find] = []
        contexts: dict[int, list[tuple[int, int]]] = {}
        for last, (length, needles) in self._automaton.iter(key):
            start, end = last + 1 - length, last + 1
            begins_word = start == 0 or not _WORD_CHAR.match(key, start - 1)
            for needle in needles:
                # Most raw matches lie within a word: they end here.
                word = _word_span(key, start, end, needle) if begins_word or needle.kind == "substring" else None
                if word is None:
                    continue
                find = _Find(needle.term, start, end, *word)
                if needle.is_exception:
                    contexts.setdefault(needle.term, []).append(word)
                else:
                    finds.append(find)
        covers = {term: _Cover(spans) for term, spans in contexts.items()}
        return _once_each(find for find in finds if find.term not in covers or not covers[find.term].holds(find))

    def _gravity(self, find: _Find) -> tuple[int, int]:
        return SEVERITIES.index(self._terms[find.term].severity), find.start

    def _hit(self, text: str, folded: Folded, find: _Find) -> Hit:
        term = self._terms[find.term]
        start, end = folded.original_span(find.start, find.end)
        word_start, word_end = _whole_graphemes(text, *folded.original_span(find.word_start, find.word_end))
        span = (start, end, word_start, word_end)
        return Hit(term, term.category, term.clause, term.severity, *span, matched_text=text[start:end], view=STRICT)


def _word_span(key: str, start: int, end: int, needle: _Needle) -> tuple[int, int] | None:
    """The word around a raw match that begins one (substrings: anywhere), or None where another word goes on."""
    if key.startswith(NUKTA, end):
        return None  # the dot makes another letter of the last one
    if needle.kind == "substring":
        return _run_start(key, start), _run_end(key, end)
    if needle.kind == "prefix":
        return start, _run_end(key, end)
    ending = (_INFLECTED if needle.inflects else _WORD_END).match(key, end)
    return None if ending is None else (start, ending.end())


def _run_start(key: str, start: int) -> int:
    while start > 0 and _WORD_CHAR.match(key, start - 1):
        start -= 1
    return start


def _run_end(key: str, end: int) -> int:
    run = _WORD_RUN.match(key, end)
    return end if run is None else run.end()


def _once_each(finds: Iterable[_Find]) -> list[_Find]:
    """Of the finds of one term that overlap, the first and longest."""
    kept: list[_Find] = []
    reached: dict[int, int] = {}
    for find in sorted(finds, key=lambda find: (find.start, -find.end)):
        if find.start >= reached.get(find.term, 0):
            kept.append(find)
            reached[find.term] = find.end
    return kept


def _whole_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened so that no mark or joiner is parted from its letter."""
    while start > 0 and _extends(text[start]):
        start -= 1
    while end < len(text) and _extends(text[end]):
        end += 1
    return start, end


def _extends(char: str) -> bool:
    return char in _EXTENDERS or unicodedata.category(char)[0] == "M"
