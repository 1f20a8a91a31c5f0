"""The words of hashtags, handles and _underlined_ text: split at underscores and before a capital in a word."""

import re

from content.screening.fold import Folded, edited, fold_with_map

_TAG = re.compile(r"(?<!\w)(?:[#＃@]|(?=_))([^\s#＃@]{2,100})")
_SEAM = re.compile(r"_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def tag_words(text: str) -> tuple[Folded, list[tuple[int, int]]] | None:
    """The folded text with spaces at the seams of its tags, and where those tags stand in the text as given."""
    tags = [match.span(1) for match in _TAG.finditer(text) if _SEAM.search(match.group(1))]
    if not tags:
        return None
    seams = [seam.span() for tag in tags for seam in _SEAM.finditer(text, *tag)]
    changed, edits = edited(text, ((start, end, " ") for start, end in seams))
    folded = fold_with_map(changed)
    return Folded(folded.text, (edits, *folded.origins)), tags
