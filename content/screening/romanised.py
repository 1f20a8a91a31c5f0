"""Bangla words as people type them in Latin letters: a few common spellings of each, never one scheme."""

import re
from collections.abc import Callable

HASANT = "\u09cd"
MOST = 8


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in pairs.split())


_CONSONANTS = _table(
    "ক=k খ=kh গ=g ঘ=gh ঙ=ng চ=ch ছ=chh জ=j ঝ=jh ঞ=n ট=t ঠ=th ড=d ঢ=dh ণ=n ত=t থ=th দ=d ধ=dh ন=n প=p ফ=f ব=b ভ=v ম=m"
    " য=j র=r ল=l শ=sh ষ=sh স=s হ=h ৎ=t ং=ng ঃ= \u09a1\u09bc=r \u09a2\u09bc=rh \u09af\u09bc=y"
)
_SIGNS = _table("া=a ি=i ী=i ু=u ূ=u ৃ=ri ে=e ৈ=oi ো=o ৌ=ou")
_VOWELS = _table("অ=o আ=a ই=i ঈ=i উ=u ঊ=u ঋ=ri এ=e ঐ=oi ও=o ঔ=ou")
_LONG = {"ী": "ee", "ঈ": "ee", "ূ": "oo", "ঊ": "oo"}
# Conjuncts that are said, and so typed, as something else than their letters.
_SAID = _table("ক্ষ=kkh জ্ঞ=gg ঙ্গ=ng ঙ্ক=nk ঞ্চ=nch ঞ্জ=nj স্ব=sw শ্ব=shw ত্ব=tw দ্ব=dw ঃখ=kkh")
_NO_VOWEL = "ৎংঃ"
_LETTERS = "|".join(sorted(_CONSONANTS, key=len, reverse=True))
_UNIT = re.compile(
    f"(?P<said>{'|'.join(_SAID)})|(?P<letter>{_LETTERS})"
    f"|(?P<sign>[{''.join(_SIGNS)}])|(?P<vowel>[{''.join(_VOWELS)}])|(?P<hasant>{HASANT})|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile(r"[\u0980-\u09ff]+")


def romanised(text: str) -> list[str]:
    """Up to eight spellings of a Bangla text (NFC), the likeliest first; none for a text without Bangla letters."""
    if not _WORD.search(text):
        return []
    plain = _spelt(text)
    found = [plain, _spelt(text, own="a"), _spelt(text, drops=False), _spelt(text, long=True)]
    found += [change(plain) for change in _HABITS]
    return list(dict.fromkeys(spelling for spelling in found if spelling.isascii()))[:MOST]


def _spelt(text: str, *, own: str = "o", drops: bool = True, long: bool = False) -> str:
    """One spelling: `own` for the vowel that stands in the letter, which may be left out where it is not said."""
    return _WORD.sub(lambda match: _word(match.group(), own, drops, long), text)


def _word(word: str, own: str, drops: bool, long: bool) -> str:
    units = [(match.lastgroup or "", match.group()) for match in _UNIT.finditer(word)]
    kinds = [kind for kind, _ in units]
    spelt: list[str] = []
    for at, (kind, text) in enumerate(units):
        spelt.append(_unit(kind, text, spelt, long))
        if kind in {"letter", "said"} and text not in _NO_VOWEL and _keeps_vowel(kinds, units, at, drops):
            spelt.append(own)
    return "".join(spelt)


def _unit(kind: str, text: str, before: list[str], long: bool) -> str:
    if kind == "said":
        return _SAID[text]
    if kind == "letter":
        if text == "য" and len(before) > 1 and before[-1] == "":
            return "y"  # joined below another letter
        return _CONSONANTS[text]
    if long and text in _LONG:
        return _LONG[text]
    return {**_SIGNS, **_VOWELS}.get(text, "") if kind in {"sign", "vowel"} else ""


def _keeps_vowel(kinds: list[str], units: list[tuple[str, str]], at: int, drops: bool) -> bool:
    """Whether the vowel that stands in a letter is typed: not before a sign, nor at a word's end after one letter."""
    following = kinds[at + 1] if at + 1 < len(kinds) else "end"
    joined = at > 0 and kinds[at - 1] == "hasant"
    if following in {"sign", "hasant"}:
        return False
    if following == "end":
        return joined or kinds[at] == "said" or len(units) == 1
    if not drops or at == 0 or joined:
        return True
    # Between two spoken vowels it is not said: sorkar, rajniti.
    after = kinds[at + 2] if at + 2 < len(kinds) else "end"
    return not (following == "letter" and after == "sign" and kinds[at - 1] in {"sign", "letter", "vowel"})


_BELOW_O = re.compile(r"(?<=[bcdfghjklmnprstvz])yo(?=\w)")
_BELOW_A = re.compile("(?<=[bcdfghjklmnprstvz])y(?=a)")
_LAST_O = re.compile(r"(?<=\w[bcdfghjklmnprstvwz][bcdfghjklmnprstvwyz])o\b")
_HABITS: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("v", "bh"),
    lambda text: text.replace("sh", "s"),
    lambda text: text.replace("j", "z"),
    lambda text: text.replace("chh", "ch"),
    lambda text: _BELOW_O.sub("e", _BELOW_A.sub("", text)),
    lambda text: text.replace("sw", "sh").replace("hw", "h"),
    lambda text: _LAST_O.sub("", text),
    lambda text: text.replace("kkh", "kh"),
    lambda text: text.replace("f", "ph"),
)
