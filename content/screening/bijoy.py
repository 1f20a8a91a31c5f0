"""The legacy view: text typed in Bijoy (SutonnyMJ), a font encoding in which Bangla is stored as Latin characters.

The table says what each character draws; half forms end in hasant and forms below a letter begin with it, so that
conjuncts put themselves together. Signs drawn before a letter are moved behind it, and the reph before its letter.
"""

import re
from collections.abc import Iterator

from content.screening.fold import Folded, edited, fold_with_map

_HASANT = "্"
_REPH = "\ue000"  # a place-holder of ours, from the private block


def _pairs(left: str, right: str) -> dict[str, str]:
    return dict(zip(left.split(), right.split(), strict=True))


_TABLE = {
    **dict(
        zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_`abcdefghijklmn", "অইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ", strict=True)
    ),
    **_pairs("o p q r s t u v w x y z ~ ƒ „ … † ‡ ˆ ‰ Š |", "ড় ঢ় য় ৎ ং ঃ ঁ া ি ী ু ু ূ ূ ৃ ৃ ে ে ৈ ৈ ৗ ।"),
    **_pairs("0 1 2 3 4 5 6 7 8 9", "০ ১ ২ ৩ ৪ ৫ ৬ ৭ ৮ ৯"),
    **_pairs("• ” ˜ ™ š › ¤ ® ¯ ©", f"ঙ্ চ্ দ্ দ্ ন্ ন্ ম্ ষ্ স্ {_REPH}"),
    **_pairs("& ^ Ÿ ¡ ¦ ¢ £ ¥ § œ è ø ¬ ú ‹", "্ ্ব ্ব ্ব ্ব ্ভ ্ভ্র ্ম ্ম ্ন ্ন ্ল ্ল ্প ্ক"),
    **_pairs("Œ — Í ‘ ’ ¿ ª « Ö ¨ “ –", "্ক্র ্ত ্ত ্তু ্থ ্ত্র ্র ্র ্র ্য ু ু"),
    **_pairs("° ± ³ µ ¶ · ¸ º » ¼ ½ ¾ À Á", "ক্ক ক্ট ক্ত ক্র ক্ষ ক্স গু গ্দ গ্ধ ঙ্ক ঙ্গ জ্জ জ্ঝ জ্ঞ"),
    **_pairs("Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï × Ø Ù", "ঞ্চ ঞ্ছ ঞ্জ ঞ্ঝ ট্ট ড্ড ণ্ট ণ্ঠ ণ্ড ত্ত ত্থ ্ত ত্র দ্দ দ্ধ দ্ব দ্ম"),
    **_pairs("Ú Û Ü Ý Þ ß à á â ã ä å æ ç", "ন্ঠ ন্ড ন্ধ ন্স প্ট প্ত প্প প্স ব্জ ব্দ ব্ধ ভ্র ু ম্ফ"),
    **_pairs("é ê ë ì í î ï ð ñ ò ó ô õ ö ÷ ù û ü ý þ", "ল্ক ল্গ ল্ট ল্ড ল্প ল্ফ শু শ্চ শ্ছ ষ্ণ ষ্ট ষ্ঠ ষ্ফ স্খ স্ট স্ফ হু হৃ হ্ন হ্ম"),
    **_pairs("Ò Ó Ô Õ Ñ Ð", "“ ” ‘ ’ — –"),
}
_DRAWN = str.maketrans(_TABLE)
_WHOLE = {"\u09c7\u09be": "\u09cb", "\u09c7\u09d7": "\u09cc", "\u0985\u09be": "\u0986"}
_CONSONANT = "[ক-হড়ঢ়য়ৎ]\u09bc?"
_CLUSTER = f"(?:{_CONSONANT}{_HASANT}){{0,4}}{_CONSONANT}"
_MANY_HASANTS = re.compile(f"{_HASANT}{{2,}}")
_BEFORE_REPH = re.compile(f"({_CLUSTER})([া-ৌ]{{0,3}}){_REPH}")
_PRE_POSED = re.compile(f"([িেৈ])((?:র{_HASANT})?{_CLUSTER})")

# What ordinary Latin text has not within a word, and the commonest Bangla words as they look in this encoding.
_SIGNATURE = "©¨¯†‡ˆ‰Š‹Œ™›ƒ¤ªš˜Íœ¡"
_IN_WORD = re.compile(f"(?<=[A-Za-z`_~])[{_SIGNATURE}]|[{_SIGNATURE}](?=[A-Za-z`_~])")
_DA = re.compile("(?<=[A-Za-z†‡])`(?=[A-Za-z†‡])|(?<![^\\s])`(?=[vwy])")
_WORDS = """
    Avcbvi Avgiv Avgv Avgvi Avi Avwg Awdm Dc‡Rjv GB GK Ges Gi Ki Kiv Kivi Kvi Kv‡Q K‡i Rb Rb¨ Zv ZvB Zvi
    Zviv Zvwi ZvwiL bv evsjv evsjv‡`k gvbyl hv hvi mKj mfv miKvi miKvix miKv‡ii nq nv n‡e n‡q‡Q wK wKQz
    wKš‘ †K †_‡K †h †m
"""
_COMMON = frozenset(_WORDS.split())
_BENGALI = re.compile("[\u0980-\u09ff]")
_TOKEN = re.compile(r"\S{1,200}")
_EDGES = "(),;:!?\"'.-"
_LATIN = re.compile("[A-Za-z]")
ODD, COMMON_SHARE, COMMON_LEAST = 3, 0.3, 2


def from_bijoy(token: str) -> str:
    """A word of this encoding in Unicode."""
    text = _MANY_HASANTS.sub(_HASANT, token.translate(_DRAWN))
    text = _BEFORE_REPH.sub(rf"র{_HASANT}\1\2", text).replace(_REPH, f"র{_HASANT}")
    text = _PRE_POSED.sub(r"\2\1", text)
    for split, whole in _WHOLE.items():
        text = text.replace(split, whole)
    return text


def may_be_bijoy(text: str) -> bool:
    """Whether a closer look is worth while."""
    odd = _IN_WORD.search(text) or _DA.search(text)
    return odd is not None or not _COMMON.isdisjoint(text.split())


def unicode_of(text: str) -> tuple[Folded, list[tuple[int, int]]] | None:
    """The folded text with its Bijoy words in Unicode, and where those stand in the text as given; None without any.

    A word of them is replaced whole: a hit in it covers the whole word.
    """
    tokens = list(_legacy_tokens(text))
    if not tokens:
        return None
    changed, edits = edited(text, ((start, end, from_bijoy(text[start:end])) for start, end in tokens))
    folded = fold_with_map(changed)
    return Folded(folded.text, (edits, *folded.origins)), tokens


def _legacy_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Words, without the punctuation around them, in runs without a Bengali letter that look like this encoding."""
    for line in re.finditer(r"[^\n]+", text):
        run: list[tuple[int, int]] = []
        for token in [*_TOKEN.finditer(text, *line.span()), None]:
            if token is not None and not _BENGALI.search(token.group()):
                run.append(_bare(token))
                continue
            if _is_legacy([text[start:end] for start, end in run]):
                yield from ((start, end) for start, end in run if _has_letters(text[start:end]))
            run = []


def _bare(token: re.Match[str]) -> tuple[int, int]:
    word = token.group()
    start = token.start() + len(word) - len(word.lstrip(_EDGES))
    return start, max(start, token.start() + len(word.rstrip(_EDGES + "|")))


def _has_letters(token: str) -> bool:
    return _LATIN.search(token) is not None or any(char in _TABLE for char in token if not char.isascii())


def _is_legacy(tokens: list[str]) -> bool:
    if not tokens:
        return False
    odd = sum(len(_IN_WORD.findall(token)) + 2 * len(_DA.findall(token)) for token in tokens)
    common = _COMMON.intersection(tokens)
    share = sum(token in _COMMON for token in tokens) / len(tokens)
    return odd >= ODD or (odd >= 1 and bool(common)) or (share >= COMMON_SHARE and len(common) >= COMMON_LEAST)
