"""Other spellings that people really type, proposed to whoever adds an entry; and entries that are nearly the same."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from rapidfuzz.distance import Levenshtein

from content.screening.fold import CANDRABINDU, HASANT, NUKTA, fold
from content.screening.romanised import romanised
from content.screening.terms import TEXT_MAX

MOST_CANDIDATES = 20
MOST_NEAR = 10
_LONG_KEY = 8  # from this length on, two letters may differ
_BENGALI = re.compile("[\u0980-\u09ff]")
_LATIN = re.compile("[a-z]")

# Letters that are said, and so often typed, as one another: each group's members stand for one another.
_SAME_SOUND = ("িী", "ুূ", "ইঈ", "উঊ", "শষস", "ণন")
_BANGLA = (
    ("ঙ্গ", "ংগ"),
    ("ংগ", "ঙ্গ"),
    (f"ঙ(?!{HASANT})", "ং"),
    ("ং", "ঙ"),
    # Joined to another letter ja and ya are no longer said alike; with a dot ya is another letter.
    (f"(?<!{HASANT})জ(?!{HASANT})", "য"),
    (f"(?<!{HASANT})য(?![{HASANT}{NUKTA}])", "জ"),
    (CANDRABINDU, ""),
    (HASANT, ""),
    ("ঃ", ":"),
    ("(?<=[\u0980-\u09ff]):", "ঃ"),
)
_ROMANISED = (
    ("o", "a"),
    ("a", "o"),
    ("v", "bh"),
    ("bh", "v"),
    ("j", "z"),
    ("z", "j"),
    ("(?<!s)s(?!h)", "sh"),
    ("sh", "s"),
    ("ee", "i"),
    ("(?<![aeiou])i(?![aeiou])", "ee"),
    ("oo", "u"),
    ("(?<![aeiou])u(?![aeiou])", "oo"),
    (r"([a-z])\1", r"\1"),
    ("(?<=[bdgjkptr])h", ""),
    ("chh", "ch"),
    ("(?<!^)ch(?!h)", "chh"),
)
_ENGLISH = (
    (r"is(?=(?:e|ed|es|er|ers|ing|ation|ations)\b)", "iz"),
    (r"iz(?=(?:e|ed|es|er|ers|ing|ation|ations)\b)", "is"),
    ("ys(?=e)", "yz"),
    ("yz(?=e)", "ys"),
)
_JOINTS = ((r"[ -]+", ""), (r"[ -]+", "-"), (r"[ -]+", " "))
_BREAK = re.compile(r"[\s!-/:-@\[-`{-~।॥–—…“”‘’]+")


def candidates(text: str, language: str, known: Iterable[str] = ()) -> list[str]:
    """At most 20 spellings that screening would not find by the text or a known one, the likeliest first."""
    text = unicodedata.normalize("NFC", text).strip()
    seen = {fold(form).strip() for form in (text, *known)}
    latin = [] if language == "en" else romanised(text.replace(":", "ঃ"))
    native = _fresh(_native(text, language), seen)[: MOST_CANDIDATES - len(latin)]
    return native + _fresh(latin, seen)


def near(key: str, entries: Iterable[tuple[str, str]]) -> list[str]:
    """At most ten codes of entries (code, key) with nearly this key, best first.

    The same key; one letter other (two from eight characters on); one key as whole words within the other.
    """
    ranked = sorted((rank, code) for code, other in entries if (rank := _distance(key, other)) is not None)
    return [code for _rank, code in ranked[:MOST_NEAR]]


def _distance(key: str, other: str) -> int | None:
    most = 2 if min(len(key), len(other)) >= _LONG_KEY else 1
    apart = Levenshtein.distance(key, other, score_cutoff=most)
    if apart <= most:
        return apart
    mine, theirs = (f" {_BREAK.sub(' ', one).strip()} " for one in (key, other))
    return most + 1 if mine.strip() and theirs.strip() and (mine in theirs or theirs in mine) else None


def _fresh(spellings: Iterable[str], seen: set[str]) -> list[str]:
    """Those whose key is new and can be looked for; their keys are then known."""
    found = []
    for spelling in spellings:
        key = fold(spelling).strip()
        if key not in seen and len(spelling) <= TEXT_MAX and any(char.isalnum() for char in key):
            seen.add(key)
            found.append(spelling)
    return found


def _native(text: str, language: str) -> Iterator[str]:
    """Spellings in the text's own script: each habit everywhere in the text, then at one place alone."""
    habits = [*_bangla(text), *_latin(text, language), *_JOINTS]
    changes = [_change(pattern, new) for pattern, new in habits]
    for everywhere, _each in changes:
        yield everywhere(text)
    for _everywhere, each in changes:
        yield from each(text)


def _bangla(text: str) -> Iterator[tuple[str, str]]:
    if not _BENGALI.search(text):
        return
    for group in _SAME_SOUND:
        yield from ((letter, other) for letter in group if letter in text for other in group if other != letter)
    yield from _BANGLA


def _latin(text: str, language: str) -> tuple[tuple[str, str], ...]:
    if language == "bn" or not _LATIN.search(text.lower()):
        return ()
    return {"en": _ENGLISH, "bn-Latn": _ROMANISED}.get(language, _ENGLISH + _ROMANISED)


def _change(pattern: str, new: str) -> tuple[Callable[[str], str], Callable[[str], Iterator[str]]]:
    """A habit applied everywhere, and at each place where it applies, one at a time."""
    habit = re.compile(pattern, re.IGNORECASE)

    def each(text: str) -> Iterator[str]:
        for match in habit.finditer(text):
            yield text[: match.start()] + match.expand(new) + text[match.end() :]

    return lambda text: habit.sub(new, text), each
