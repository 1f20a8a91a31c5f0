"""Regular expressions as entries: RE2 only, which needs time in proportion to the text whatever the pattern is."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from content.screening.fold import COMPOSED, INVISIBLE

try:
    import re2
except ImportError:  # no wheel for this machine: such entries rest, and the pages say so
    re2 = None

PATTERN_MAX = 200
MOST = 200  # matches of one pattern in one text: the place of each costs a look at the whole text
MEMORY = 8 * 2**20  # bytes for one compiled pattern
MEMORY_OF_ALL = 64 * 2**20
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(f"[{INVISIBLE}]")
# What no pattern may match with no character at all: it would be found everywhere.
_PROBES = ("", "ক", "a", " ", "ক a১ _.")


def is_available() -> bool:
    """Whether patterns are looked for here at all."""
    return re2 is not None


def pattern_fault(pattern: str) -> str:
    """Why a pattern cannot be an entry, or an empty text: its length, grammar, size, or that it matches nothing."""
    if len(pattern) > PATTERN_MAX:
        return f"a pattern has at most {PATTERN_MAX} characters"
    if re2 is None:
        return ""
    if r"\C" in pattern:
        return r"not a pattern that can be used (\C takes letters apart)"
    try:
        compiled = re2.compile(_as_folded(pattern), _options())
        if not _fits(pattern):
            return "the pattern is too large: allow fewer repetitions or alternatives"
    except re2.error as error:
        return f"not a pattern that can be used (look-around and back-references cannot): {_words(error)}"
    if any(match.start() == match.end() for probe in _PROBES for match in compiled.finditer(probe)):
        return "the pattern matches an empty text"
    return ""


class Patterns:
    """Compiled patterns by index: one pass over the text says which of them occur, a second finds where.

    Where all together are too large for one pass, each has its own.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._each = [re2.compile(_as_folded(pattern), _options()) for pattern in patterns]
        self._set = _set_of(patterns, MEMORY_OF_ALL) if patterns else None

    def finds(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(pattern's index, start, end) of every match in folded text, in code points of it."""
        text = _LONE_SURROGATE.sub("\ufffd", text)  # which UTF-8 cannot say
        for index in range(len(self._each)) if self._set is None else self._set.Match(text) or ():
            for match in islice(self._each[index].finditer(text), MOST):
                if match.end() > match.start():
                    yield index, match.start(), match.end()


def _as_folded(pattern: str) -> str:
    """The pattern for folded text: case is ignored by an option, composed letters are two, nothing is invisible."""
    for composed, pair in COMPOSED.items():
        pattern = pattern.replace(composed, pair)
    return _UNSEEN.sub("", pattern)


def _fits(pattern: str) -> bool:
    return _set_of([pattern], MEMORY) is not None


def _set_of(patterns: Sequence[str], memory: int) -> Any:
    """All of them for one pass; None where that needs too much memory."""
    options = _options(memory)
    found = re2.Set.SearchSet(options)
    try:
        for pattern in patterns:
            found.Add(_as_folded(pattern))
        found.Compile()
    except re2.error:
        return None
    return found


def _options(memory: int = MEMORY) -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    options.case_sensitive = False
    return options


def _words(error: Exception) -> str:
    found = error.args[0] if error.args else ""
    return found.decode(errors="replace") if isinstance(found, bytes) else str(found)
