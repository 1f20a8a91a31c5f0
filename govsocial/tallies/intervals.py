"""Arithmetic of states that hold from a day to a day. Pure; days are half-open: `until` is the first day after."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

State = TypeVar("State")


@dataclass(frozen=True)
class Span(Generic[State]):
    """A state from `since` until (not including) `until`; None means it holds until further notice."""

    since: date
    until: date | None
    state: State

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def assign(spans: list[Span[State]], since: date, until: date | None, state: State) -> list[Span[State]]:
    """The history with one state written over [since, until): what lay there gives way, equal neighbours become one.

    `spans` are in order and do not overlap; so is the result. Writing the same state again changes nothing.
    """
    before = [_cut(span, until=since) for span in spans if span.since < since]
    after = (
        [] if until is None else [_cut(span, since=until) for span in spans if span.until is None or span.until > until]
    )
    joined: list[Span[State]] = []
    for span in [*before, Span(since, until, state), *after]:
        last = joined[-1] if joined else None
        if last and last.until == span.since and last.state == span.state:
            joined[-1] = replace(last, until=span.until)
        else:
            joined.append(span)
    return joined


def _cut(span: Span[State], *, since: date | None = None, until: date | None = None) -> Span[State]:
    """The part of a span from a day on, or up to a day."""
    if since is not None:
        return replace(span, since=max(span.since, since))
    if until is not None and (span.until is None or span.until > until):
        return replace(span, until=until)
    return span
