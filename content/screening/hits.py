"""What a screening answers: hits with their place, view, severity and reason."""

from collections.abc import Sequence
from typing import NamedTuple

from content.screening.terms import Term

MAX_HITS = 200

STRICT = "strict"  # the folded text
SQUEEZED = "squeezed"  # letters spaced out, drawn out or written as digits
LOOSE = "loose"  # letters of the same sound
LEGACY = "legacy"  # Bijoy (SutonnyMJ) turned into Unicode
HASHTAG = "hashtag"  # the words of a hashtag
PATTERN = "pattern"  # a regular expression on the folded text
DIGITS = "digits"  # digits of both scripts as one
VIEWS = (STRICT, SQUEEZED, LOOSE, LEGACY, HASHTAG, PATTERN, DIGITS)

# Why a hit weighs less than its entry says.
QUOTATION = "quotation"
LAW = "law"
CONDEMNATION = "condemnation"
DISGUISE = "disguise"
SOUND = "sound"
ADDRESS = "address"
LOWERED = (QUOTATION, LAW, CONDEMNATION, DISGUISE, SOUND, ADDRESS)


class Find(NamedTuple):
    """A find in the text as given: the core, then the whole word, with the view that found it."""

    term: Term
    start: int
    end: int
    word_start: int
    word_end: int
    view: str


class Hit(NamedTuple):
    """One find. start/end: the listed text itself, before any ending; word_start/word_end: the whole word, on
    grapheme edges, which is what a page marks. Offsets are code points of the text as given, end exclusive.

    `severity` is what counts; `lowered_by` says why it is less than the entry's, where it is.
    """

    term: Term
    severity: str
    start: int
    end: int
    word_start: int
    word_end: int
    matched_text: str
    view: str
    lowered_by: str = ""

    @property
    def category(self) -> str:
        return self.term.category

    @property
    def clause(self) -> str:
        return self.term.clause


class Screening(NamedTuple):
    """The hits of a text in reading order; truncated when more than MAX_HITS were found and the gravest kept.

    `has_legacy`: part of the text is typed in Bijoy, which a reader's eye must look at whether it has hits or not.
    `suppressed` are finds within an exception, `shadow` those of entries on trial: (code, start, end) each.
    """

    hits: Sequence[Hit] = ()
    truncated: bool = False
    suppressed: Sequence[tuple[str, int, int]] = ()
    shadow: Sequence[tuple[str, int, int]] = ()
    has_legacy: bool = False
