"""What stands around a hit and makes it weigh less: quotation, the law's own words, condemnation, an address."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from content.screening.fold import fold
from content.screening.hits import ADDRESS, CONDEMNATION, LAW, QUOTATION
from content.screening.terms import Term

_QUOTED = re.compile('“[^“”]{1,1000}”|‘[^‘’]{1,1000}’|«[^«»]{1,1000}»|"[^"\n]{1,1000}"')
_ADDRESS = re.compile(
    r"https?://\S{1,500}|www\.\S{1,500}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<![\w@])@[\w.]{2,64}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|gov|edu|info|bd|np|in|io|me|ly|tv)\b(?:/\S{0,500})?",
    re.IGNORECASE | re.ASCII,
)
_ENDS = ("।", "!", "?", "\n", ". ")
_WORDS = re.compile(r"[^\s,;:()“”‘’\"।.\-]+")
# Said of the thing in the same sentence, behind it or before it, these speak against it. Endings follow the stems.
# Some speak against saying it, whoever is meant; the others against a deed only: of a group they would incite.
_SAYING_STEMS_AFTER = (
    "ছড়াবেন না|ছড়াব না|ছড়াবো না|ছড়ানো থেকে|করবেন না|করব না|দেবেন না|দিবেন না|দেব না|যাবেন না|জড়াবেন না|মানব না|মানবেন না|বলবেন না|"
    "লিখবেন না|বিরত থাক|দণ্ডনীয়|শাস্তিযোগ্য|অপরাধ|নিষিদ্ধ|বেআইনি|নিন্দা|নিন্দনীয়|সচেতন|পরিহার|কাম্য নয়|গ্রহণযোগ্য নয়"
)
_STEMS_AFTER = (
    "প্রতিরোধ|প্রতিহত|দমন|বিরুদ্ধে|নির্মূল|দণ্ড|শাস্তি|সতর্ক|ঠেকা|ঠেকি|রুখ|রোধ|বন্ধ কর|বন্ধে|বর্জন|সহনশীলতা|জিরো টলারেন্স|মামলা|"
    "গ্রেপ্তার|গ্রেফতার|আইনানুগ|জরিমানা|হাত থেকে"
)
_SAYING_WORDS_AFTER = (
    "is illegal|is a crime|is an offence|is prohibited|punishable|is unacceptable|is not acceptable|are prohibited|"
    "is banned|are banned"
)
_WORDS_AFTER = "will be prosecuted|prevention|awareness"
_SAYING_STEMS_BEFORE = "না বলুন|না বলি|নিন্দা|condemn|refus"
_STEMS_BEFORE = "প্রতিরোধ|বিরুদ্ধে|রুখে|combat|prevent|beware|reject"
_SAYING_WORDS_BEFORE = "do not|don't|don’t|avoid|not to|no to|stop calling|stop saying|stop using"
_WORDS_BEFORE = "stop|against|fight|zero tolerance"
CUE, LAW_RUN = "CUE", "LAW"
SHINGLE, SAME, LEAST_WORDS = 3, 0.8, 6


BEFORE, AFTER = "before", "after"
# Where a group of people is meant, only what speaks against saying it makes a blocked word weigh less.
OF_PEOPLE = frozenset({"kha", "gha", "nga", "cha", "obscene"})


class Cue(NamedTuple):
    """Words that speak against something on one side of them, at a place in the text."""

    start: int
    end: int
    side: str
    is_about_saying: bool


def _cue(side: str, code: str, stems: str, words: str) -> tuple[Term, Term]:
    """Entries of our own by which the automaton finds the cues on its one way through the text."""
    (stem, *stems_left), (word, *words_left) = stems.split("|"), words.split("|")
    return (
        Term(code, CUE, "prefix", stem, aliases=tuple(stems_left), language=side),
        Term(code, CUE, "word", word, aliases=tuple(words_left), language=side),
    )


SAYING = "saying"
CUES = (
    *_cue(BEFORE, SAYING, _SAYING_STEMS_BEFORE, _SAYING_WORDS_BEFORE),
    *_cue(BEFORE, "deed", _STEMS_BEFORE, _WORDS_BEFORE),
    *_cue(AFTER, SAYING, _SAYING_STEMS_AFTER, _SAYING_WORDS_AFTER),
    *_cue(AFTER, "deed", _STEMS_AFTER, _WORDS_AFTER),
)


class Laws:
    """The guideline's own words, by runs of three words: a sentence that is nearly all of them quotes it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs = [set(_shingles(fold(text))) for text in texts]

    def needle(self) -> list[Term]:
        """An entry of our own by which the automaton tells whether the law may be quoted at all."""
        runs = sorted({" ".join(run) for runs in self._runs for run in runs})
        return [Term("law", LAW_RUN, "run", runs[0], aliases=tuple(runs[1:]))] if runs else []

    def holds(self, sentence: str) -> bool:
        """Whether a sentence is the law's."""
        found = _shingles(fold(sentence)) if self._runs else []
        if len(found) < LEAST_WORDS - SHINGLE + 1:
            return False
        return any(sum(run in runs for run in found) >= SAME * len(found) for runs in self._runs)


class Context:
    """The surroundings of the hits of one text, with the cues that stand in it; `laws` where words of theirs do."""

    def __init__(self, text: str, laws: Laws | None, cues: Sequence[Cue]) -> None:
        self._text = text
        self._laws = laws
        self._cues = cues
        self._quoting: dict[tuple[int, int], bool] = {}

    def lowers(self, term: Term, start: int, end: int) -> str:
        """Why a hit of an entry at this place weighs less; empty where nothing says so."""
        address, quoted = _before(self._addresses, end), _before(self._quoted, end)
        if address and start < address[1]:
            return ADDRESS
        if quoted and quoted[0] <= start and end <= quoted[1]:
            return QUOTATION
        if not self._cues and self._laws is None:
            return ""
        first, last = self._sentence(start, end)
        if self._quotes_law(first, last):
            return LAW
        of_people = term.severity == "block" and term.category in OF_PEOPLE
        for cue in self._cues:
            is_beside = cue.end <= start if cue.side == BEFORE else end <= cue.start
            if is_beside and first <= cue.start and cue.end <= last and (cue.is_about_saying or not of_people):
                return CONDEMNATION
        return ""

    def _quotes_law(self, first: int, last: int) -> bool:
        if self._laws is None:
            return False
        if (first, last) not in self._quoting:
            self._quoting[first, last] = self._laws.holds(self._text[first:last])
        return self._quoting[first, last]

    @cached_property
    def _quoted(self) -> list[tuple[int, int]]:
        text = self._text
        if "“" in text or "‘" in text or '"' in text or "«" in text:
            return [match.span() for match in _QUOTED.finditer(text)]
        return []

    @cached_property
    def _addresses(self) -> list[tuple[int, int]]:
        text = self._text
        if "." in text or "@" in text or "/" in text:
            return [match.span() for match in _ADDRESS.finditer(text)]
        return []

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        text = self._text
        following = [at for at in (text.find(mark, end) for mark in _ENDS) if at >= 0]
        return max(text.rfind(mark, 0, start) for mark in _ENDS) + 1, min(following, default=len(text))


def _before(spans: list[tuple[int, int]], end: int) -> tuple[int, int] | None:
    """Of spans in order that do not overlap, the last that begins before a place."""
    at = bisect_left(spans, (end, 0))
    return spans[at - 1] if at else None


def _shingles(folded: str) -> list[tuple[str, ...]]:
    words = _WORDS.findall(folded)
    return [tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
