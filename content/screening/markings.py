"""Markings of secrecy: the words of a grade tell little, their place tells all (2.1-ga; cg-2017 d1)."""

import re

from content.screening.fold import fold
from content.screening.terms import Term
from content.screening.words import WORD

_CODE = "MARKING"
_BN = "গোপনীয়তার শ্রেণি লেখা আছে; এমন নথি প্রকাশ করা যায় না। সন্দেহ হলে সরকারের কাছে জানতে চান।"
_EN = "A grade of secrecy stands here: such papers are not published. In doubt ask the government."
_GRADES = (
    *("অতি গোপনীয়", "সর্বাধিক গোপনীয়", "বিশেষ গোপনীয়", "গোপনীয়", "সীমিত", "কনফিডেনশিয়াল"),
    *("top secret", "secret", "confidential", "restricted"),
)
MARKING = Term(
    _CODE, _CODE, "grade", _GRADES[0], severity="block", aliases=_GRADES[1:], clause="2.1-ga", why_bn=_BN, why_en=_EN
)

_ANY = re.compile("|".join(sorted(map(re.escape, map(fold, _GRADES)), key=len, reverse=True)))
_LETTER = re.compile(f"[{WORD}]")
_WORD_LETTER = re.compile(f"(?![0-9০-৯])[{WORD}]")
# A memo number of an office, as the Secretariat numbers them: 05.00.0000.102.06.003.14-77. Versions are shorter.
_MEMO = re.compile(r"[0-9০-৯]{2}\.[0-9০-৯]{2}\.[0-9০-৯]{4}(?:\.[0-9০-৯]{2,4})+(?:[-–][0-9০-৯]+)?")
_EVERYDAY = fold("সীমিত")
_ORDINARY = re.compile(r"\s+(?:অনুবেদন|ব্যালট)")


def severity_of(text: str, start: int, end: int) -> str:
    """How grave the words of a grade are at their place in the text as given; empty where they are ordinary words.

    As a line of their own, or right beside a memo number: block. In running prose: a hint at most.
    """
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : len(text) if last < 0 else last]
    if not _LETTER.search(_ANY.sub("", fold(line))) or _is_beside_memo(line, start - first, end - first):
        return "block"
    words = text[start:end]
    if words.isascii():
        return "info" if words.isupper() else ""
    return "" if fold(words) == _EVERYDAY or _ORDINARY.match(text, end) else "info"


def _is_beside_memo(line: str, start: int, end: int) -> bool:
    """Only signs and figures stand between the grade and a memo number, and no word goes on behind the grade."""
    if _LETTER.match(line[end:].lstrip()[:1]):
        return False
    for memo in _MEMO.finditer(line):
        between = line[memo.end() : start] if memo.end() <= start else line[end : memo.start()]
        if not _WORD_LETTER.search(between):
            return True
    return False
