"""Personal data of citizens of Bangladesh, on the folded text with digits of both scripts as one.

A bare number never blocks but for the 17 digits of a national identity: everything else needs its context near by.
"""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from content.screening.terms import Term

CATEGORY = "PII"
MOST = 201  # finds: one more than are shown
CONTEXT = 40  # characters looked at on either side

_ASCII_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
_GAP = r"[ ./()\u2010-\u2015-]{0,2}"
_MOBILE = re.compile(rf"(?<![0-9])(?:\(?(?:\+|00)?88{_GAP})?0{_GAP}1[3-9](?:{_GAP}[0-9]){{8}}(?![0-9])")
_LONG = re.compile(r"(?<![0-9./-])[0-9](?:[ -]?[0-9]){9,16}(?![0-9]|[./-][0-9])")
_PASSPORT = re.compile(r"(?<![a-z0-9])(?:[a-z]{2}[0-9]{7}|[a-z][0-9]{8})(?![a-z0-9])")
_EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]*@((?:[a-z0-9-]+\.)+[a-z]{2,})")
_PERSONAL_MAIL = re.compile(r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|proton|protonmail)\.")
_BIRTH_YEAR = re.compile(r"19[2-9][0-9]|20[01][0-9]")
_WARD = re.compile(r"[0-9]{2}[1-59][0-9]{10}")

_NID = re.compile(r"এনআইডি|এন আই ডি|জাতীয় পরিচয়|পরিচয়পত্র|পরিচয় পত্র|স্মার্ট কার্ড|ভোটার|\bnid\b|national id|voter")
_TIN = re.compile(r"টিআইএন|টিন নম্বর|ই-টিন|করদাতা|\be?-?tin\b|taxpayer")
_BANK = re.compile(r"হিসাব ন|ব্যাংক হিসাব|একাউন্ট|অ্যাকাউন্ট|\ba/c\b|\baccount|bank acc|বিকাশ|নগদ নম্বর")
_PASSPORT_WORD = re.compile(r"পাসপোর্ট|passport")
_MONEY_AFTER = re.compile(r"\s*(?:/-|টাকা|tk|taka|৳|কোটি|লক্ষ|লাখ|হাজার)")
_MONEY_BEFORE = re.compile(r"(?:৳|tk\.?|bdt|টাকা)\s*$")

WHY = {
    "PII-MOBILE": (
        "কারও মোবাইল নম্বর বলে মনে হয়; প্রকাশের আগে সম্মতি ও প্রয়োজন দেখুন।",
        "Looks like somebody's mobile number.",
    ),
    "PII-NID": ("জাতীয় পরিচয়পত্রের নম্বর বলে মনে হয়; এটি প্রকাশ করা যায় না।", "Looks like a national identity number."),
    "PII-TIN": ("করদাতা শনাক্তকরণ নম্বর বলে মনে হয়।", "Looks like a taxpayer's number."),
    "PII-PASSPORT": ("পাসপোর্ট নম্বর বলে মনে হয়।", "Looks like a passport number."),
    "PII-BANK": ("ব্যাংক হিসাব নম্বর বলে মনে হয়।", "Looks like a bank account number."),
    "PII-EMAIL": ("কারও ই-মেইল ঠিকানা; ব্যক্তিগত হলে প্রকাশ করবেন না।", "An e-mail address: do not publish a personal one."),
}
_CLAUSE = "6-ga"
TERMS = {
    (code, severity): Term(
        code=code, category=CATEGORY, kind="detector", text="", severity=severity, clause=_CLAUSE, why_bn=bn, why_en=en
    )
    for code, (bn, en) in WHY.items()
    for severity in ("block", "warn", "info")
}


_Place = tuple[str, str, int, int]  # code, severity, start, end


class Found(NamedTuple):
    """A find in the folded text."""

    term: Term
    start: int
    end: int


def personal_data(key: str, published: Container[str] = ()) -> Iterator[Found]:
    """Numbers and addresses of persons. `published`: mobile numbers of the office itself (11 digits), which may stand.

    Hotlines, office landlines, memo numbers, dates and amounts are none.
    """
    text = key.translate(_ASCII_DIGITS)
    looks = (_mobiles(text, published), _numbers(text), _passports(text), _addresses(text))
    found = sorted((start, -end, code, severity) for look in looks for code, severity, start, end in look)
    reached = 0
    for start, end, code, severity in found[:MOST]:
        if start >= reached:
            reached = -end
            yield Found(TERMS[code, severity], start, -end)


def _mobiles(text: str, published: Container[str]) -> Iterator[_Place]:
    for match in _MOBILE.finditer(text):
        if _digits(match)[-11:] not in published:
            yield "PII-MOBILE", "warn", *match.span()


def _numbers(text: str) -> Iterator[_Place]:
    """National identities of 17, 13 and 10 digits, taxpayers' and bank numbers: by length, then by the words near."""
    for match in _LONG.finditer(text):
        if _MOBILE.fullmatch(match.group()) or _is_money(text, match):
            continue
        digits, near = _digits(match), _near(text, match)
        kind = _kind(digits, near)
        if kind and not ("-" in match.group() and kind[0] == "PII-NID" and not _NID.search(near)):
            yield *kind, *match.span()


def _kind(digits: str, near: str) -> tuple[str, str] | None:
    identity, account = _NID.search(near), _BANK.search(near)
    if len(digits) == 17 and _BIRTH_YEAR.match(digits) and not (account and not identity):
        return "PII-NID", "block"
    if len(digits) == 13 and _WARD.match(digits) and not (account and not identity):
        return "PII-NID", "block" if identity else "warn"
    if len(digits) == 10 and identity and digits[0] != "0":
        return "PII-NID", "warn"
    if len(digits) == 12 and _TIN.search(near):
        return "PII-TIN", "warn"
    return ("PII-BANK", "warn") if len(digits) >= 11 and account else None


def _passports(text: str) -> Iterator[_Place]:
    for match in _PASSPORT.finditer(text):
        yield "PII-PASSPORT", "warn" if _PASSPORT_WORD.search(_near(text, match)) else "info", *match.span()


def _addresses(text: str) -> Iterator[_Place]:
    for match in _EMAIL.finditer(text):
        yield "PII-EMAIL", "warn" if _PERSONAL_MAIL.match(match.group(1)) else "info", *match.span()


def _digits(match: re.Match[str]) -> str:
    return "".join(char for char in match.group() if char.isdigit())


def _near(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - CONTEXT) : match.start()] + " " + text[match.end() : match.end() + CONTEXT]


def _is_money(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 8) : match.start()]
    return _MONEY_AFTER.match(text, match.end()) is not None or _MONEY_BEFORE.search(before) is not None
