"""Word-level difference of two texts. Pure; a word is never cut inside, so no conjunct is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

_TOKEN = re.compile(r"\n+|[^\S\n]+|\S+[^\S\n]*")  # a word before a new line is the same word
# Words looked at for one difference, about a sixth of a second: long posts of which every second word changed need
# less, only texts made for that need more (they took seconds).
MOST_LOOKS = 1_000_000


@dataclass(frozen=True)
class Change:
    """A run of text that is `same`, `removed` or `added`."""

    kind: str
    text: str


class _TooLong(Exception):
    """The comparison would look at more words than it may."""


@dataclass
class Looks:
    """How many more words may be looked at; shared by the differences of one page."""

    left: int = MOST_LOOKS


class _Words(SequenceMatcher[str]):
    """Counts what it looks at, and stops in time."""

    def __init__(self, before: list[str], after: list[str], most: int) -> None:
        super().__init__(None, before, after, autojunk=False)
        self.before, self.theirs, self.left = before, Counter(after), most

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        cost = sum(1 + self.theirs[word] for word in self.before[alo:ahi])
        if cost > self.left:
            raise _TooLong
        self.left -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)


def word_diff(old: str, new: str, looks: Looks | None = None) -> list[Change]:
    """Runs in reading order; the same and the removed runs joined give `old`, the same and the added ones `new`.

    Where that takes too long, all of `old` is removed and all of `new` added.
    """
    if old == new:
        return [Change("same", old)] if old else []
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    looks = looks or Looks()
    most = min(looks.left, MOST_LOOKS)
    words = _Words(before, after, most)
    try:
        return _changes(before, after, words.get_opcodes())
    except _TooLong:
        return [Change("removed", old), Change("added", new)]
    finally:
        looks.left -= most - words.left


def _changes(before: list[str], after: list[str], codes: Sequence[tuple[str, int, int, int, int]]) -> list[Change]:
    changes: list[Change] = []
    for tag, a, b, c, d in codes:
        if tag == "equal":
            changes.append(Change("same", "".join(before[a:b])))
            continue
        if b > a:
            changes.append(Change("removed", "".join(before[a:b])))
        if d > c:
            changes.append(Change("added", "".join(after[c:d])))
    return changes
