"""One cheap look at a text, character by character as bytes: which costlier looks it needs.

A class for each character comes from one table look-up over the low bytes of UTF-16; the high bytes say whether the
table may be believed. Wherever it may not, the answer is "look closer", never "nothing there".
"""

from typing import NamedTuple

SIGN, NASAL, A, LETTER, MARK, LATIN, DIGIT, SEPARATOR, CIPHER, SHOUT, CONTROL, OTHER = b"vnalmedsxyco"
_VOWEL_SIGNS = (*range(0xBE, 0xC5), 0xC7, 0xC8, 0xCB, 0xCC, 0xD7)
_GROUPS = {
    CONTROL: [*range(0x20), 0xF0, 0xF1],  # control characters; Assamese letters, which the fold rewrites
    SEPARATOR: [ord(char) for char in " ._-*|/,+"],
    DIGIT: [*range(0x30, 0x3A), *range(0xE6, 0xF0)],
    CIPHER: [ord(char) for char in "@$"],
    SHOUT: [ord("!")],
    LATIN: [*range(0x61, 0x7B)],
    LETTER: [*range(0x86, 0x8D), 0x8F, 0x90, *range(0x93, 0xBA), 0xCE, 0xDC, 0xDD, 0xDF],
    MARK: [0xBC, 0xCD],
    SIGN: _VOWEL_SIGNS,
    NASAL: [0x81],
    A: [0x85],
}
_TABLE = bytes(next((group for group, low in _GROUPS.items() if byte in low), OTHER) for byte in range(256))
_BELIEVED = b"\x00\x09"  # Latin, and the blocks of Devanagari and Bengali
_PUNCTUATION = b"\x20"
_TWO_SIGNS, _NASAL_FIRST = bytes((SIGN, SIGN)), bytes((NASAL, SIGN))
_A_WITH_SIGN, _TWO_NASALS = bytes((A, SIGN)), bytes((NASAL, NASAL))
_LETTERS_APART = bytes((LETTER, SEPARATOR)) * 3
_MARKS = bytes((SIGN, NASAL, MARK))
_ONE_LETTER = bytes.maketrans(bytes((LATIN, A, DIGIT, CIPHER, SHOUT)), bytes((LETTER,)) * 5)
_CIPHERED = tuple(
    bytes(pair) for pair in ((LATIN, DIGIT), (DIGIT, LATIN), (LATIN, CIPHER), (CIPHER, LATIN), (SHOUT, LATIN))
)
_SEVEN_DIGITS, _BETWEEN_DIGITS = bytes((DIGIT,)) * 7, bytes((SEPARATOR, CONTROL, OTHER))


class Glance(NamedTuple):
    """A class for each UTF-16 unit, its low bytes, and the high bytes that are not of the two expected blocks."""

    classes: bytes
    low: bytes
    strange: bytes

    @property
    def has_control(self) -> bool:
        """Control characters, or Assamese letters; where other blocks occur, too, this may be an error."""
        return CONTROL in self.classes

    @property
    def has_only_punctuation(self) -> bool:
        """What is strange comes from the block of typographic punctuation and invisible characters."""
        return not self.strange.strip(_PUNCTUATION)

    @property
    def is_in_order(self) -> bool:
        """No vowel sign follows a sign or অ, and no nasal sign another."""
        classes = self.classes
        return not (
            _TWO_SIGNS in classes or _NASAL_FIRST in classes or _A_WITH_SIGN in classes or _TWO_NASALS in classes
        )

    @property
    def may_be_spaced_out(self) -> bool:
        """Three or more letters stand alone between separators."""
        return _LETTERS_APART in self.classes.translate(_ONE_LETTER, _MARKS)

    @property
    def may_be_drawn_out(self) -> bool:
        """Some character stands three times in a row."""
        number = int.from_bytes(self.low, "little")
        once = number ^ (number >> 8)
        return b"\x00" in (once | (once >> 8)).to_bytes(len(self.low), "little")[:-2]

    @property
    def may_be_ciphered(self) -> bool:
        """Digits or signs touch Latin letters."""
        classes = self.classes
        return LATIN in classes and any(pair in classes for pair in _CIPHERED)

    @property
    def has_latin(self) -> bool:
        return LATIN in self.classes

    @property
    def may_hold_a_number(self) -> bool:
        """Seven digits or more, perhaps with separators between them."""
        return _SEVEN_DIGITS in self.classes.translate(None, _BETWEEN_DIGITS)

    @property
    def is_suspicious(self) -> bool:
        """Any of the three."""
        return self.may_be_spaced_out or self.may_be_drawn_out or self.may_be_ciphered


def glance(key: str) -> Glance:
    """Look at a text in small letters."""
    units = key.encode("utf-16-le", "surrogatepass")
    low = units[::2]
    return Glance(low.translate(_TABLE), low, units[1::2].translate(None, _BELIEVED))
