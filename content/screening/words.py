"""Where a word begins and ends in folded text, and which endings keep it the same word."""

import re
import unicodedata

from content.screening.fold import NUKTA

# Neither `\b` nor `\w` of the standard library knows that Indic vowel signs belong to the word: they are listed here.
# Left out of the Bengali block are its currency and fraction signs.
WORD = r"\w\u0300-\u036f\u0900-\u0963\u0971-\u09f1\u09fc\u09fe"
_WORD_CHAR = re.compile(f"[{WORD}]")
_WORD_RUN = re.compile(f"[{WORD}]*")
_WORD_END = re.compile(f"(?![{WORD}])")
# The commonest characters of the middle of a word, for a quick look before the thorough one.
INNER = frozenset(chr(code) for code in (*range(0x61, 0x7B), *range(0x30, 0x3A), *range(0x981, 0x9F0), 0x5F))

# Endings that keep a word the same word: number, definiteness, case, then the emphatic ও and ই.
_PLURAL = "(?:টা|টি|খানা|খানি|গুলো|গুলি|গুলা|গুলান|সমূহ|বৃন্দ|বর্গ|গণ)"
_CASE = "(?:কে|রে|তে|ের|র|গো|য়ে|য়|ে)"
_BENGALI_ENDING = f"(?:(?:ে|এ|য়ে)?(?:রা|দের)(?:কে)?|{_PLURAL}{_CASE}?|(?:ে|য়ে|এ)?র|{_CASE})?(?:ও|ই)?"
_LATIN_ENDING = "['’]?s|(?:ra|der|gulo|gula|ta|ti)(?:ke|re|r)?|er|ke|re"
_INFLECTED = re.compile(f"(?:{_LATIN_ENDING}|{_BENGALI_ENDING})(?![{WORD}])")
# What stands behind a listed text where another word goes on; other letters may begin an ending.
GOES_ON = INNER - frozenset("েএয়রটখগসবদকতওইsrdgtek")
RUN_MAX = 60  # characters of a word on either side of a find
_EXTENDERS = "\u200c\u200d"


def is_word_char(char: str) -> bool:
    return char in INNER or _WORD_CHAR.match(char) is not None


def starts_word(key: str, at: int) -> bool:
    """Whether a word may begin at this place: nothing of a word stands before it."""
    return at == 0 or not is_word_char(key[at - 1])


def word_end(key: str, end: int, *, inflects: bool) -> int | None:
    """Where the word ends whose listed text ends here, endings included; None where another word goes on."""
    if key.startswith(NUKTA, end):
        return None  # the dot makes another letter of the last one
    ending = (_INFLECTED if inflects else _WORD_END).match(key, end)
    return None if ending is None else ending.end()


def run_start(key: str, start: int) -> int:
    """The beginning of the run of word characters around this place; of an endless one, RUN_MAX characters."""
    run = _WORD_RUN.match(key[max(0, start - RUN_MAX) : start][::-1])
    return start if run is None else start - run.end()


def run_end(key: str, end: int) -> int:
    run = _WORD_RUN.match(key, end, end + RUN_MAX)
    return end if run is None else run.end()


def whole_graphemes(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened so that no mark or joiner is parted from its letter."""
    while start > 0 and _extends(text[start]):
        start -= 1
    while end < len(text) and _extends(text[end]):
        end += 1
    return start, end


def _extends(char: str) -> bool:
    return char in _EXTENDERS or unicodedata.category(char)[0] == "M"
