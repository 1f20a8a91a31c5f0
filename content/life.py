"""`docs/life-of-a-post.md`, drawn from the table of states: which state may follow which, and by what."""

from collections import defaultdict

from content.models.states import MOVES, PostState

INTRODUCTION = """# The life of a post

Written by `manage.py life_of_a_post` from `MOVES` in `content/models/states.py`; edit that table, not this file.
Nothing else writes a state: each step is a compare-and-set on the state and the version that the person saw, with its
notices and one audit entry in the same transaction. A correction is a post of its own (see `adr/0011`).
"""


def life_markdown() -> str:
    """The whole document: the graph, then the table that it is drawn from."""
    return "\n".join([INTRODUCTION, *_graph(), "", *_table(), ""])


def _graph() -> list[str]:
    """A state diagram; ways between two states share an arrow, taking back and undoing stand in the table alone."""
    arrows: dict[tuple[PostState, PostState], list[str]] = defaultdict(list)
    for (state, to), by in MOVES.items():
        if state != to and by not in {"take back", "undo"}:
            arrows[state, to].append(by)
    lines = [f"    {state.value} --> {to.value}: {', '.join(by)}" for (state, to), by in arrows.items()]
    ends = [state for state in PostState if not any(state == start for start, _to in arrows)]
    return [
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {PostState.DRAFT.value}",
        *lines,
        *(f"    {state.value} --> [*]" for state in ends),
        "```",
    ]


def _table() -> list[str]:
    rows = [f"| {state.value} | {by} | {to.value} |" for (state, to), by in MOVES.items()]
    return ["| from | step | to |", "|---|---|---|", *rows]
