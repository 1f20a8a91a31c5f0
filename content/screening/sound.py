"""The loose view: Bangla letters that are told apart in writing but hardly in speech become one."""

import re

from content.screening.fold import Folded, edited, fold

_SAME = {"ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ষ": "শ", "স": "শ", "ণ": "ন", "য": "জ", "ঙ": "ং"}
_SILENT = re.compile("[\u09bc\u0981]+")  # the dot below, the nasal sign


def loosen(key: str) -> str:
    """Folded text with one letter for each sound; every letter keeps its place but for the silent signs."""
    for letter, sound in _SAME.items():
        key = key.replace(letter, sound)
    return key.replace("\u09bc", "").replace("\u0981", "")


def loose_fold(text: str) -> str:
    """The loose key of a listed text."""
    return loosen(fold(text))


def loosen_with_map(folded: Folded) -> Folded:
    """loosen() with its way back to the text as given."""
    key, edits = edited(folded.text, ((*match.span(), "") for match in _SILENT.finditer(folded.text)))
    return folded.then(loosen(key), edits)
