"""Input that has broken forms before: bytes no text can hold, numbers without end, markup, formulas, odd writing."""

from functools import cache
from urllib.parse import quote_plus

BYTES = [b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe\x80", b"\xc3\x28", b"%00"]
NUMBERS = ["10" + "0" * 29, "-1", "1e309", "NaN", "²", "٣", "৯" * 400, "9" * 5000, "0199999999", "9223372036854775808"]
DATES = ["0000-00-00", "9999-12-31", "31/12/9999 23:59"]
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "https://facebook.com/'onmouseover='alert(1)",
    "{{ 7*7 }}{% debug %}",
    "${7*7}",
]
TEXTS = [
    "(",
    "*" * 300 + "\\",
    "' OR 1=1 --",
    "=1+1",
    "../../etc/passwd",
    "\u202e ডান থেকে বাম",
    "\ufeff\u200b\u200c\u2060",
    "ক্\u200dষ ক্\u200cষ র\u200d্যা",
    "👨‍👩‍👧‍👦🏽🇧🇩",
    "a\r\nBcc: x@test.example",
    "e\u0301" * 2000,
    "x" * 300 + "@" + "y" * 300 + ".example",
    "%s %(name)s %d",
    "ক" * 200_000,
]
HOSTILE: list[str | bytes] = [*BYTES, *NUMBERS, *DATES, *MARKUP, *TEXTS]
SHORT = [value for value in HOSTILE if len(value) < 6000]  # what fits into an address
CHOSEN = ["", b"\x00", b"\xed\xa0\x80", NUMBERS[0], "²", NUMBERS[6], NUMBERS[7], "0000-00-00", MARKUP[0]]  # one by one


def encoded(fields: dict[str, object]) -> bytes:
    """A form's body as a browser (or somebody worse) sends it: bytes go as they are."""
    given = {name: value if isinstance(value, bytes) else str(value) for name, value in fields.items()}
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in given.items()).encode()


@cache
def quoted(value: str | bytes) -> str:
    """As it stands in the body of a form; the longest values are sent hundreds of times."""
    return quote_plus(value)
