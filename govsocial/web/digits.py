"""Digits and dates in both scripts. Pure but for the active language."""

import unicodedata
from contextvars import ContextVar
from datetime import date, datetime
from itertools import accumulate
from typing import Any

import regex
from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language

BANGLA = "০১২৩৪৫৬৭৮৯"
_TO_BANGLA = str.maketrans("0123456789", BANGLA)
_TO_ASCII = str.maketrans(BANGLA, "0123456789")
MONTHS_BN = ["জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"]
DAYS_BN = ["সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার", "রবিবার"]
PARTS_OF_DAY = ((4, "রাত"), (6, "ভোর"), (12, "সকাল"), (15, "দুপুর"), (18, "বিকেল"), (20, "সন্ধ্যা"), (24, "রাত"))

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}  # control, format and half characters, and blanks

wanted: ContextVar[bool] = ContextVar("bangla_digits", default=True)  # a person may prefer ASCII digits


def in_bangla() -> bool:
    """True when the interface is in Bangla."""
    return not str(get_language() or "").startswith("en")


def to_ascii(text: str) -> str:
    """Bangla digits to ASCII ones; everything else as it is."""
    return text.translate(_TO_ASCII)


def to_bangla(text: str) -> str:
    return text.translate(_TO_BANGLA)


def in_reader_digits(text: str) -> str:
    """The text in the reader's digits: Bangla ones in the Bangla interface, unless the person prefers the others."""
    return to_bangla(text) if in_bangla() and wanted.get() else to_ascii(text)


def clean(text: str) -> str:
    """Text as it enters the portal: NFC, without NUL and lone surrogates, with plain line ends; empty where nothing of
    it is seen."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if all(unicodedata.category(ch) in _UNSEEN for ch in text):
        return ""
    return unicodedata.normalize("NFC", "".join(ch for ch in text if not "\ud800" <= ch <= "\udfff"))


def number(value: Any, *, bangla: bool) -> str:
    """A number with lakh/crore grouping, or a text, in the wanted digits."""
    is_small = isinstance(value, int) and abs(value) < 1000  # nothing to group, and most of what a page shows
    shown = (
        formats.number_format(value, use_l10n=True, force_grouping=True)
        if isinstance(value, int | float) and not is_small
        else str(value)
    )
    return to_bangla(shown) if bangla else shown


def day(value: date, *, bangla: bool, weekday: bool = False) -> str:
    """A date in words: ২১ নভেম্বর ২০২৬, or 21 November 2026; with its weekday after it where asked."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if not in_bangla():
        return dateformat.format(value, "j F Y, l" if weekday else "j F Y")
    text = f"{value.day} {unicodedata.normalize('NFC', MONTHS_BN[value.month - 1])} {value.year}"
    text += f", {DAYS_BN[value.weekday()]}" if weekday else ""
    return to_bangla(text) if bangla else text


def moment(value: datetime, *, bangla: bool) -> str:
    """A moment on the local clock: date, then the time with its part of the day."""
    return f"{day(value, bangla=bangla)}, {clock(value, bangla=bangla)}"


def clock(value: datetime, *, bangla: bool) -> str:
    """The local time of a moment with its part of the day: সকাল ১০:০৫, or 10:05 AM."""
    local = timezone.localtime(value)
    if not in_bangla():
        return dateformat.format(local, "g:i A")
    part = next(word for until, word in PARTS_OF_DAY if local.hour < until)
    text = f"{part} {local.hour % 12 or 12}:{local.minute:02}"
    return to_bangla(text) if bangla else text


def clip(text: str, graphemes: int, most: int = 0) -> str:
    """The first graphemes of a text on one line, with an ellipsis where some were left out; no conjunct is cut.

    Never more than `most` code points where they are given (what a column holds): one letter may carry thousands of
    marks, and only such a one is cut inside.
    """
    line = " ".join(text.split())
    clusters, room = regex.findall(r"\X", line), most or len(line) + 1
    if len(clusters) <= graphemes and len(line) <= room:
        return line
    ends = accumulate(len(cluster) for cluster in clusters[:graphemes])
    whole = max((end for end in ends if end < room), default=room - 1)
    return line[:whole].rstrip() + "…"
