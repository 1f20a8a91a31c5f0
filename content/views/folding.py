"""Cutting a marked text where a platform hides the rest."""

from typing import Any

Run = dict[str, Any]


def folded(runs: list[Run], at: int | None) -> tuple[list[Run], list[Run]]:
    """The runs before and after a place in the text; all of them before, where nothing is hidden."""
    if at is None:
        return runs, []
    seen: list[Run] = []
    hidden: list[Run] = []
    start = 0
    for run in runs:
        end = start + len(run["text"])
        if end <= at:
            seen.append(run)
        elif start >= at:
            hidden.append(run)
        else:
            first, rest = _cut(run, at - start)
            seen.append(first)
            hidden.append(rest)
        start = end
    return seen, hidden


def _cut(run: Run, at: int) -> tuple[Run, Run]:
    """A run in two; the tag of its clause stays at its end."""
    first, rest, start = [], [], 0
    for words, core in run["parts"]:
        here = min(max(at - start, 0), len(words))
        first += [(words[:here], core)] if here else []
        rest += [(words[here:], core)] if here < len(words) else []
        start += len(words)
    text = run["text"]
    return {**run, "text": text[:at], "parts": first, "tag": False}, {**run, "text": text[at:], "parts": rest}
