"""Folding of text to a match key: one spelling for what a reader sees as the same word, with a way back to the text.

The key is for matching only; the stored text is never rewritten. Each pass is one compiled substitution whose pattern
begins with a character class, so that the regular-expression engine skips text that needs no change.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple

from content.screening.glance import Glance, glance

NUKTA = "\u09bc"
HASANT = "\u09cd"
ZWJ = "\u200d"
CANDRABINDU = "\u0981"
TA = "\u09a4"
RRA, RHA, YYA = "\u09dc", "\u09dd", "\u09df"

# Characters without a width of their own: soft hyphen, joiners, bidi controls, fillers, variation selectors, tags.
_INVISIBLE_BMP = (
    "\u00ad\u0334-\u0338\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0"
)
INVISIBLE = f"{_INVISIBLE_BMP}\U000e0000-\U000e01ef"
# Every white-space code point except the plain space, listed so that the class stays one table look-up.
_OTHER_SPACE = "\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_VOWEL_SIGNS = "\u09be-\u09c4\u09c7\u09c8\u09cb\u09cc\u09d7"


def _compatibility_letters() -> dict[str, str]:
    """Full-width, mathematical, letter-like and circled characters mapped to the plain letter or digit."""
    blocks = ((0xFF01, 0xFF5F), (0x2100, 0x2150), (0x2460, 0x2500), (0x1D400, 0x1D800))
    table: dict[str, str] = {}
    for first, last in blocks:
        for char in map(chr, range(first, last)):
            plain = unicodedata.normalize("NFKC", char).lower()
            if len(plain) == 1 and plain != char:
                table[char] = plain
    return table


# Composed letters with nukta become the pair, as in NFC; Assamese ra and wa the Bangla letters they stand for.
_RRA, _RHA, _YYA = "\u09a1" + NUKTA, "\u09a2" + NUKTA, "\u09af" + NUKTA
COMPOSED = {RRA: _RRA, RHA: _RHA, YYA: _YYA}
_COMPOSED_LETTER = re.compile(f"[{''.join(COMPOSED)}]")
_SINGLES: dict[str, str] = _compatibility_letters() | COMPOSED | {"\u09f0": "\u09b0", "\u09f1": "\u09ac"}
# Beyond the basic plane only two whole ranges: the engine compares astral members of a class one by one.
_FIRSTS = "".join(char for char in _SINGLES if char <= "\uffff") + "\U0001d400-\U0001d7ff"
_SINGLE = re.compile(
    f"[{_OTHER_SPACE}{INVISIBLE}{_FIRSTS}](?:(?<={HASANT}[{INVISIBLE}])[{INVISIBLE}]*"
    f"|(?<=[{_OTHER_SPACE}{INVISIBLE}])[ {_OTHER_SPACE}{INVISIBLE}]*)?"
)
_SPACE = re.compile(f"[ {_OTHER_SPACE}]")
_VISIBLE = re.compile(f"[^{INVISIBLE}]")
# Letters that form a conjunct with ta: before them a joiner only asks for another shape of the same word.
_CONJOINED_WITH_TA = frozenset("\u09a4\u09a5\u09a8\u09ae\u09af\u09b0\u09ac\u09b2\u09df\u09f0\u09f1")

_SIGNS = f"{CANDRABINDU}{_VOWEL_SIGNS}"
_PAIR = re.compile(
    f"[ \u0985\u09ac{TA}{_SIGNS}](?=[ {_SIGNS}{NUKTA}{HASANT}])(?:"
    f"(?<= ) +|(?<=\u09ac){NUKTA}|(?<={TA}){HASANT}{ZWJ}|(?<=[{_SIGNS}\u0985])[{_SIGNS}]+)"
)
# One cheap look for whatever the later passes repair, Bengali signs astray or Cyrillic and Greek: most text has none.
_LATER_WORK = re.compile(
    f"[{_SIGNS}{NUKTA}\u0370-\u052f]"
    f"(?:(?<=[{_SIGNS}\u0985][{_VOWEL_SIGNS}]|{CANDRABINDU}{{2}}|\u09ac{NUKTA})|(?<=[\u0370-\u052f]))"
)
_RA_IN_TWO = "\u09ac" + NUKTA
_PAIRS: dict[str, str] = {_RA_IN_TWO: "\u09b0", f"{TA}{HASANT}{ZWJ}": "\u09ce"}
_REPEATED = re.compile(r"(.)\1+")
_SPLIT_SIGNS = {"\u09c7\u09be": "\u09cb", "\u09be\u09c7": "\u09cb", "\u09c7\u09d7": "\u09cc", "\u09d7\u09c7": "\u09cc"}

# Cyrillic and Greek letters with the shape of a Latin one; read as Latin only beside real Latin letters.
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u043a\u043c\u0442\u043d\u0432"
    "\u03b1\u03bf\u03c1\u03b9\u03bd\u03c4\u03ba\u03c5\u03c7\u03b5\u03f2",
    "aeopcyxijsdqwhkmtnb" + "aopivtkuxec",
)
_FOREIGN = re.compile("[\u0370-\u052f]")
_TOKEN = re.compile(r"[^\W_]+")
_LATIN = re.compile("[a-z]")


class Edits(NamedTuple):
    """The places where one pass changed the length of its input, in order; all four lists run in parallel."""

    starts: list[int]
    ends: list[int]
    source_starts: list[int]
    source_ends: list[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the input of the pass for a span of its output; a replaced run is taken whole."""
        source_start, source_end = start, end
        at = bisect_right(self.starts, start) - 1
        if at >= 0:
            beyond = start - self.ends[at]
            source_start = self.source_starts[at] if beyond < 0 else self.source_ends[at] + beyond
        at = bisect_left(self.starts, end) - 1
        if at >= 0:
            source_end = self.source_ends[at] + max(0, end - self.ends[at])
        return source_start, max(source_start, source_end)


class Folded(NamedTuple):
    """A match key with its origins: the edits of each pass, first pass first."""

    text: str
    origins: tuple[Edits, ...]

    def then(self, text: str, edits: Edits) -> "Folded":
        """The text after one more pass."""
        return Folded(text, (*self.origins, edits))

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Code-point offsets, end exclusive, in the text as given for a span of the folded text."""
        for edits in reversed(self.origins):
            start, end = edits.source_span(start, end)
        return start, end


def _replace_single(match: re.Match[str]) -> str:
    run = match.group()
    plain = _SINGLES.get(run)
    if plain is not None:
        return plain
    if _SPACE.search(run):
        return "" if match.string.endswith(" ", 0, match.start()) else " "
    if _VISIBLE.search(run):
        return run  # an unassigned place among the mathematical letters
    return ZWJ if ZWJ in run and _makes_khanda_ta(match) else ""


def _makes_khanda_ta(match: re.Match[str]) -> bool:
    """Whether a joiner stands behind ta and hasant, the way khanda ta was written before it had a code point."""
    text, at = match.string, match.start() - 1
    if at < 1 or text[at] != HASANT:
        return False
    at -= 1
    while at > 0 and not _VISIBLE.match(text[at]):
        at -= 1
    return text[at] == TA and text[match.end() : match.end() + 1] not in _CONJOINED_WITH_TA


def _replace_pair(match: re.Match[str]) -> str:
    run = match.group()
    plain = _PAIRS.get(run)
    if plain is not None:
        return plain
    if run[0] == " ":
        return " "
    signs = _REPEATED.sub(r"\1", run.removeprefix("\u0985").replace(CANDRABINDU, ""))
    for split, whole in _SPLIT_SIGNS.items():
        signs = signs.replace(split, whole)
    signs = _REPEATED.sub(r"\1", signs) + (CANDRABINDU if CANDRABINDU in run else "")
    if run[0] == "\u0985":
        return "\u0986" + signs[1:] if signs[0] == "\u09be" else "\u0985" + signs
    return signs


def _replace_token(match: re.Match[str]) -> str:
    token = match.group()
    return token.translate(_LOOK_ALIKES) if _LATIN.search(token) else token


def _lower(text: str) -> str:
    # The dotted capital I is the one letter whose small form is longer; offsets rely on equal lengths.
    return text.replace("\u0130", "I").lower()


def _read_look_alikes(text: str) -> str:
    return _TOKEN.sub(_replace_token, text) if _FOREIGN.search(text) else text


class FirstLook(NamedTuple):
    """A match key with the glance at it. `is_plain`: only composed letters changed their length on the way."""

    key: str
    seen: Glance
    is_plain: bool

    def with_map(self, text: str) -> Folded:
        """The key with its way back to the text it came from; slower, so only for text that has a hit."""
        if self.is_plain:
            return Folded(self.key, (_taken_apart(text),) if len(self.key) > len(text) else ())
        first, first_edits = _substitute(_SINGLE, _replace_single, _lower(text))
        second, second_edits = _substitute(_PAIR, _replace_pair, first)
        return Folded(_read_look_alikes(second), (first_edits, second_edits))


def first_look(text: str) -> FirstLook:
    """Match key of text by the rules of the strict view; folding twice changes nothing more."""
    # The commonest changes by far, by plain replaces.
    key = _lower(text).replace("\n", " ").replace(RRA, _RRA).replace(RHA, _RHA).replace(YYA, _YYA)
    seen = glance(key)
    if _is_folded(key, seen):
        return FirstLook(key, seen, True)
    key = _SINGLE.sub(_replace_single, key)
    if "  " in key or ZWJ in key or _LATER_WORK.search(key):
        key = _read_look_alikes(_PAIR.sub(_replace_pair, key))
    return FirstLook(key, glance(key), False)


def fold(text: str) -> str:
    """The match key alone."""
    return first_look(text).key


def fold_with_map(text: str) -> Folded:
    """The match key with its way back."""
    return first_look(text).with_map(text)


def _is_folded(key: str, seen: Glance) -> bool:
    """Whether nothing is left to do, as far as can be seen cheaply."""
    if "  " in key or "\xa0" in key or "\xad" in key or "\x85" in key or _RA_IN_TWO in key or not seen.is_in_order:
        return False
    if not seen.strange:
        return not seen.has_control
    return seen.has_only_punctuation and _SINGLE.search(key) is None


def _taken_apart(text: str) -> Edits:
    """The edits of a text in which only composed letters changed, each into two."""
    at = [match.start() for match in _COMPOSED_LETTER.finditer(text)]
    starts = [start + grown for grown, start in enumerate(at)]
    return Edits(starts, [start + 2 for start in starts], at, [start + 1 for start in at])


def _substitute(pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str) -> tuple[str, Edits]:
    return edited(text, ((*match.span(), replacement(match)) for match in pattern.finditer(text)))


def edited(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, Edits]:
    """The text with spans of it replaced (start, end, new text; in order), and the way back."""
    pieces: list[str] = []
    edits = Edits([], [], [], [])
    done = grown = 0
    for source_start, source_end, plain in changes:
        pieces += (text[done:source_start], plain)
        done = source_end
        edits.starts.append(source_start + grown)
        grown += len(plain) - (source_end - source_start)
        edits.ends.append(source_end + grown)
        edits.source_starts.append(source_start)
        edits.source_ends.append(source_end)
    pieces.append(text[done:])
    return "".join(pieces), edits
