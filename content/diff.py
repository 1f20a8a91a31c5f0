"""Word-level difference of two texts. Pure; a word is never cut inside, so no conjunct is."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|\S+\s*")
MOST_PAIRS = 50_000  # of equal words; beyond it the comparison takes minutes, and only a text made for that gets there


@dataclass(frozen=True)
class Change:
    """A run of text that is `same`, `removed` or `added`."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> list[Change]:
    """Runs in reading order; the same and the removed runs joined give `old`, the same and the added ones `new`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if old != new and _equal_pairs(before, after) > MOST_PAIRS:
        return [Change("removed", old), Change("added", new)]
    changes: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(before[a:b])))
            continue
        if b > a:
            changes.append(Change("removed", "".join(before[a:b])))
        if d > c:
            changes.append(Change("added", "".join(after[c:d])))
    return changes


def _equal_pairs(before: list[str], after: list[str]) -> int:
    """How many pairs of equal words there are: what one comparison has to look at."""
    theirs = Counter(after)
    return sum(count * theirs[word] for word, count in Counter(before).items())
