"""Does a page bear the name of its office, or of a post or a person? Pure; a hint for clause 5-ka, no decision."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

LIKE = 75  # per cent from which a name is called close to the office's
# Titles of posts, as pages are named after them; in small letters.
POSTS = (
    *("জেলা প্রশাসক", "উপজেলা নির্বাহী অফিসার", "উপজেলা নির্বাহী কর্মকর্তা", "বিভাগীয় কমিশনার", "সহকারী কমিশনার"),
    *("অতিরিক্ত জেলা প্রশাসক", "ইউএনও", "ডিসি", "এডিসি", "এসিল্যান্ড", "এসপি", "ওসি", "পুলিশ সুপার", "সিভিল সার্জন"),
    *("সচিব", "সিনিয়র সচিব", "অতিরিক্ত সচিব", "যুগ্মসচিব", "উপসচিব", "মহাপরিচালক", "পরিচালক", "উপপরিচালক"),
    *("চেয়ারম্যান", "মেয়র", "মন্ত্রী", "প্রতিমন্ত্রী", "উপদেষ্টা", "অধ্যক্ষ", "উপাচার্য", "নির্বাহী প্রকৌশলী", "নির্বাহী পরিচালক"),
    *("deputy commissioner", "additional deputy commissioner", "divisional commissioner", "assistant commissioner"),
    *("upazila nirbahi officer", "uno", "dc", "adc", "ac land", "sp", "oc", "superintendent of police"),
    *("civil surgeon", "secretary", "senior secretary", "additional secretary", "joint secretary", "deputy secretary"),
    *("director general", "dg", "director", "deputy director", "chairman", "chairperson", "mayor", "minister"),
    *("state minister", "adviser", "principal", "vice chancellor", "executive engineer", "executive director"),
)
OFFICE_WORDS = frozenset({"কার্যালয়", "অফিস", "দপ্তর", "office"})
ADDRESSED = frozenset({"জনাব", "মোঃ", "মো", "মোছাঃ", "ডঃ", "ড", "mr", "mrs", "ms", "mx", "md", "dr"})
_WORD = re.compile(r"[\w\u0980-\u09ff\u200c\u200d]+")


@dataclass(frozen=True)
class NameHint:
    """How like the name is to the office's, in per cent, and which titles and persons stand in it."""

    likeness: int
    posts: list[str]
    persons: list[str]

    @property
    def is_close(self) -> bool:
        return self.likeness >= LIKE

    @property
    def is_clean(self) -> bool:
        """Nothing to look at twice."""
        return self.is_close and not self.posts and not self.persons


def name_hint(name: str, offices: Iterable[str], persons: Iterable[str]) -> NameHint:
    """Compare the name of a page with the names of its office (both languages) and of the people of the office."""
    words = _words(name)
    text = " ".join(words)
    likeness = max((fuzz.token_set_ratio(text, " ".join(_words(office))) for office in offices if office), default=0)
    posts = [post for post in POSTS if _names_post(words, _words(post))]
    longest = [post for post in posts if not any(post != other and post in other for other in posts)]
    return NameHint(round(likeness), longest, [person for person in persons if _names_person(words, person)])


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _names_post(words: list[str], post: list[str]) -> bool:
    """The title's words stand in the name one after another, and no word makes them the title's office."""
    for at in range(len(words) - len(post) + 1):
        if words[at : at + len(post)] == post:
            after, before = words[at + len(post) :][:2], words[max(0, at - 3) : at]
            if OFFICE_WORDS.isdisjoint([*after, *before]):
                return True
    return False


def _names_person(words: list[str], person: str) -> bool:
    """Every word of a person's name of two or more, forms of address left out, stands in the page's name."""
    own = [word for word in _words(person) if word not in ADDRESSED]
    return len(own) >= 2 and set(own) <= set(words)
