"""Does a text give a password away? Pure; asked where people write about credentials (clause 5-nga)."""

import re
import unicodedata

_WORDS = (
    r"(?:(?<![a-z])(?:pass\s?words?|passwd|pass\s?codes?|pass\s?phrases?|pwd|pass|pin|otp)"
    r"|(?:পাসওয়ার্ড|পাসকোড|পাসফ্রেজ|গোপন\s?নম্বর|পিন|ওটিপি)[\u0980-\u09ff]*)"
)
_VERBS = r"(?:is|now|হলো|হল|হচ্ছে|এখন)?"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(unicodedata.normalize("NFC", text), re.IGNORECASE)


_NAMED = _pattern(rf"{_WORDS}\s*{_VERBS}\s*[:=]\s*\S")  # the word, a sign, and something after it
_SAID = _pattern(rf"{_WORDS}[\s\-–—]+{_VERBS}\s*(\S+)")  # noqa: RUF001  (dashes as people type them)
_SIGN = re.compile(r"[!@#$%^&*+=~?]")
_KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9০-৯]"), _SIGN)
_ADDRESS = re.compile(r"(https?://\S+|www\.\S+|[^@\s]+@[^@\s]+\.[a-z]{2,}[.,;)]*)", re.IGNORECASE)


def looks_like_password(text: str) -> bool:
    """True for “password: …” in either language, and for a word mixed of letters, digits and signs as passwords are."""
    text = unicodedata.normalize("NFC", text)
    said = [found.strip(".,;।") for found in _SAID.findall(text)]
    return bool(
        _NAMED.search(text)
        or any(_is_mixed(word, kinds=2, length=6) for word in said)
        or any(_is_mixed(word, kinds=3, length=8) and _SIGN.search(word) for word in text.split())
    )


def _is_mixed(word: str, *, kinds: int, length: int) -> bool:
    if len(word) < length or _ADDRESS.fullmatch(word):
        return False
    return sum(bool(kind.search(word)) for kind in _KINDS) >= kinds
