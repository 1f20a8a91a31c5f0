"""How a text will stand on a platform: how it is counted, what is too long, where the rest hides. Pure.

Sources of the figures (looked up in November 2026; a platform may change them without notice):

- X: 280, weighted as in twitter-text's `config/v3.json`: code points U+0000–U+10FF (with Bangla), U+2000–U+200D,
  U+2010–U+201F and U+2032–U+2037 count one, all others two, an emoji two however many code points it has, an address
  23 (here: one that begins with https:// or www.). The text is taken in NFC. Nothing is hidden up to that length.
- YouTube: the description of a video holds 5,000 bytes of UTF-8 (YouTube Data API, `snippet.description`); a Bangla
  letter has three. Under a video about 100 characters or three lines are seen.
- Facebook: 63,206 characters; the feed hides the rest after about 480 characters or five lines (observed on a desktop;
  a phone may hide earlier).
- Instagram: 2,200 characters; about 125 are seen. LinkedIn: 3,000 characters; about 210 or three lines are seen (both
  lengths documented by the platforms, both folds observed).
- Viber: 7,000 characters (Viber's REST API, text messages); nothing is known of a fold.

Characters are counted as people see them (graphemes) where the fold is concerned, else as the platform counts.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import regex

_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|[©®]\ufe0f|(?![©®])\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\ufe0f?\u20e3"
)
_ADDRESS = regex.compile(r"(?:https?://|www\.)[^\s<>\"“”‘’]*[^\s<>\"“”‘’।.,;:!?)\]]", regex.IGNORECASE)
# A Bangla word, its joiners where they are seen; no letter of another language, and not digits alone (০ looks like o).
_BANGLA = regex.compile(r"(?=.*\p{L})(?:[\u0981-\u09e3\u09e6-\u09ef0-9-]|(?<=\u09cd)[\u200c\u200d])+")
_LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
ADDRESS_WEIGHT, EMOJI_WEIGHT = 23, 2


@dataclass(frozen=True)
class Facts:
    """What a platform does with a text: `fold` and `lines` are 0 where nothing is hidden."""

    limit: int
    unit: str  # "characters", "weighted" or "bytes": how `limit` is counted
    fold: int = 0
    lines: int = 0


FACTS = {
    "facebook": Facts(63_206, "characters", fold=480, lines=5),
    "x": Facts(280, "weighted"),
    "youtube": Facts(5_000, "bytes", fold=100, lines=3),
    "instagram": Facts(2_200, "characters", fold=125),
    "linkedin": Facts(3_000, "characters", fold=210, lines=3),
    "viber": Facts(7_000, "characters"),
}


@dataclass(frozen=True)
class Appearance:
    """A text on a platform: its length as the platform counts it, and where the rest hides (None: nowhere)."""

    length: int
    limit: int
    unit: str
    fold_at: int | None

    @property
    def is_too_long(self) -> bool:
        return self.length > self.limit


def appearance(text: str, platform: str, link: str = "") -> Appearance:
    """How a text stands on a platform. A link that the text does not name itself is posted behind it."""
    facts = FACTS[platform]
    whole = f"{text}\n{link}" if link and link not in text else text
    return Appearance(COUNTS[facts.unit](whole), facts.limit, facts.unit, fold_at(text, facts.fold, facts.lines))


def weighted(text: str) -> int:
    """The length as X counts it."""
    text = unicodedata.normalize("NFC", text)
    rest, found = _ADDRESS.subn("", text)
    addresses: int = found * ADDRESS_WEIGHT
    return addresses + sum(_weight(cluster) for cluster in _CLUSTER.findall(rest))


def _weight(cluster: str) -> int:
    if _EMOJI.search(cluster):
        return EMOJI_WEIGHT
    return sum(1 if any(first <= ord(char) <= last for first, last in _LIGHT) else 2 for char in cluster)


def characters(text: str) -> int:
    """Code points in NFC, as most platforms count."""
    return len(unicodedata.normalize("NFC", text))


def in_bytes(text: str) -> int:
    return len(unicodedata.normalize("NFC", text).encode())


COUNTS: dict[str, Callable[[str], int]] = {"characters": characters, "weighted": weighted, "bytes": in_bytes}


def fold_at(text: str, fold: int, lines: int) -> int | None:
    """Where in the text the platform hides what follows: after so many graphemes or lines, whichever comes first, and
    never inside a word of ordinary length. None where all of it is seen."""
    if not fold:
        return None
    at, breaks = 0, 0
    for number, cluster in enumerate(_CLUSTER.findall(text)):
        if number == fold:
            return _back_to_space(text, at) if text[at:].strip() else None
        at += len(cluster)
        breaks += cluster in {"\n", "\r\n"}
        if lines and breaks == lines:
            return at if text[at:].strip() else None
    return None


LONGEST_WORD = 40  # code points: a longer run without a space is cut where it stands


def _back_to_space(text: str, at: int) -> int:
    if text[at].isspace() or text[at - 1].isspace():
        return at
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return start if start and at - start <= LONGEST_WORD else at


def card_of(link: str) -> tuple[str, str]:
    """(host, path) of a link for its card; nothing is fetched."""
    parts = urlsplit(link)
    host = unicodedata.normalize("NFKC", parts.hostname or "").replace("\u3002", ".")
    return ".".join(map(_label, host.split("."))), parts.path.rstrip("/")


def _label(label: str) -> str:
    """A part of a host so that it cannot pass for another: of letters that only look Latin, the form the network knows.

    What is wholly Bangla stays as Bangladesh reads it: no letter of that alphabet looks like a Latin one.
    """
    if label.isascii() or _BANGLA.fullmatch(label):
        return label
    return f"xn--{label.encode('punycode').decode()}"
