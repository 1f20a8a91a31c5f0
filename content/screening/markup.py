"""Cutting a text into runs for a template that marks the hits; the text itself is never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Spanned(Protocol):
    """Anything that covers a word of the text: a find, or its stored row."""

    @property
    def word_start(self) -> int: ...
    @property
    def word_end(self) -> int: ...


Hit = TypeVar("Hit", bound=Spanned)


@dataclass(frozen=True, slots=True)
class Segment(Generic[Hit]):
    """A run of text and the hits whose whole word covers it; no hits means plain text."""

    text: str
    hits: tuple[Hit, ...]


def segments(text: str, hits: Iterable[Hit]) -> list[Segment[Hit]]:
    """Runs between the edges of the hits' words, in order; joined they are the text, whatever overlaps or nests."""
    opening: dict[int, list[Hit]] = {}
    edges = {0, len(text)}
    for hit in hits:
        opening.setdefault(hit.word_start, []).append(hit)
        edges |= {hit.word_start, hit.word_end}
    runs: list[Segment[Hit]] = []
    covering: list[Hit] = []
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        covering = [hit for hit in covering if hit.word_end > start] + opening.get(start, [])
        runs.append(Segment(text[start:end], tuple(covering)))
    return runs
