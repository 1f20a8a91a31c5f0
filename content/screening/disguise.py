"""The squeezed view: words written so that a list would not see them (letters apart, drawn out, digits for letters)."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from content.screening.fold import Edits, Folded, edited
from content.screening.glance import Glance
from content.screening.words import WORD

_MARKS = "\u0981-\u0983\u09bc\u09be-\u09cd\u09d7"
_ONE = f"(?:[\u0985-\u09b9\u09ce](?:[{_MARKS}]|(?<=\u09cd)[\u0995-\u09b9])*|[a-z0-9@$!])"
_APART = r"[ ._*|/,+\-]{1,3}"
_SPACED_OUT = re.compile(f"(?<![{WORD}@$]){_ONE}(?:{_APART}{_ONE}){{3,}}(?![{WORD}])")
_SEPARATOR = re.compile(_APART)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(r"(?<![\w@$!])[a-z0-9@$!]{3,}(?![\w@$])")
_LETTER, _CIPHER = re.compile("[a-z]"), re.compile("[@$!0-9]")
_LEET = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_SAME_LENGTH = Edits([], [], [], [])


@dataclass(frozen=True, slots=True)
class Derived:
    """A text derived from the folded one. `touched`: spans of it, in order, that were written otherwise there: only
    what touches one was found by this look.

    `is_free`: a hit may begin and end within a word, since the words were put together from single letters.
    """

    folded: Folded
    touched: tuple[tuple[int, int], ...]
    is_free: bool = False

    def touches(self, start: int, end: int) -> bool:
        at = bisect_left(self.touched, (end, 0)) - 1  # the last that begins before the end
        return at >= 0 and start < self.touched[at][1]


def squeezed(folded: Folded, seen: Glance) -> Iterator[Derived]:
    """The other readings of a text; none for an ordinary one."""
    if seen.may_be_spaced_out:
        yield from _joined(folded)
    plain = Derived(folded, ())
    if seen.may_be_ciphered:
        for plain in _deciphered(folded):
            yield plain
    if seen.may_be_drawn_out:
        yield from _shortened(plain)


def _joined(folded: Folded) -> Iterator[Derived]:
    """Single letters, four or more, with their separators taken out."""
    gaps: list[tuple[int, int, str]] = []
    touched: list[tuple[int, int]] = []
    taken = 0
    for run in _SPACED_OUT.finditer(folded.text):
        inside = [(*gap.span(), "") for gap in _SEPARATOR.finditer(folded.text, *run.span())]
        first, taken = run.start() - taken, taken + sum(end - start for start, end, _ in inside)
        touched.append((first, run.end() - taken))
        gaps += inside
    if touched:
        text, edits = edited(folded.text, gaps)
        yield Derived(folded.then(text.translate(_LEET), edits), tuple(touched), is_free=True)


def _deciphered(folded: Folded) -> Iterator[Derived]:
    """Latin words in which digits and signs stand for letters."""
    found = [match for match in _TOKEN.finditer(folded.text) if _is_ciphered(match.group())]
    if found:
        text = _TOKEN.sub(_decipher, folded.text)
        yield Derived(folded.then(text, _SAME_LENGTH), tuple(match.span() for match in found))


def _is_ciphered(token: str) -> bool:
    return _LETTER.search(token) is not None and _CIPHER.search(token) is not None


def _decipher(match: re.Match[str]) -> str:
    return match.group().translate(_LEET) if _is_ciphered(match.group()) else match.group()


def _shortened(base: Derived) -> Iterator[Derived]:
    """Three or more of a letter in a row written once, and twice: some words have it twice."""
    runs = list(_DRAWN_OUT.finditer(base.folded.text))
    for times in (1, 2) if runs else ():
        text, edits = edited(base.folded.text, ((*run.span(), run.group(1) * times) for run in runs))
        yield Derived(base.folded.then(text, edits), tuple(zip(edits.starts, edits.ends, strict=True)))
