"""Goal 13: Bangla words searched for in the archive, from words in every post to words in a few.

The search alone stands against an indexed count of the same words; classes of words are compared by whole pages.
"""

import random
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from bench.country import BUSY, SUPERVISED, person, sign_in
from bench.databases import pair, use
from bench.goals import Goals
from bench.posts import COMMON, LETTERS, MIDDLE, RARE
from content.archive import NEWEST, ArchiveFilters
from content.models import PostText
from content.search_index import Holds, words_of
from govsocial.web.paging import PAGE_SIZE

OF_COUNT, OF_BEST = 10, 3
EACH, ROUNDS = 12, 5  # words of a class, times that each is asked for
EVERYWHERE = "পিঠা"


def run(goals: Goals, rows: int) -> None:
    """Ask for words of each class as the Cabinet Division and as a busy approver, beside an indexed count."""
    use(pair(goals, rows)[rows])
    readers = {"whole country": person("supervisor", SUPERVISED["government"]), "own pages": person("approver1", BUSY)}
    for name, who in readers.items():
        client = Client(HTTP_COOKIE=sign_in(who), SERVER_NAME="127.0.0.1")
        words = _words()
        _judge(goals, name, {kind: [_times(who, client, one) for one in of_kind] for kind, of_kind in words.items()})


def _words() -> dict[str, list[str]]:
    """Words by how common they are; the same at each run. Where there are few posts some rare ones stand in none."""
    drawn = random.Random(2016)
    found = {"every post": [EVERYWHERE, f"{EVERYWHERE} উৎসব", EVERYWHERE[:2]]}
    for kind, (word, kinds) in {"1 of 10": COMMON, "1 of 1,000": MIDDLE, "1 of 100,000": RARE}.items():
        digits = len(str(kinds)) - 1
        numbers = [f"{drawn.randrange(kinds):0{digits}}" for _ in range(EACH)]
        found[kind] = [word + "".join(LETTERS[int(digit)] for digit in number) for number in numbers]
    found["two together"] = [f"{a} {b}" for a, b in zip(found["1 of 10"], found["1 of 1,000"], strict=True)]
    found["in no post"] = [f"নাই{word}" for word in found["1 of 1,000"]]
    return found


def _times(who: Person, client: Client, asked: str) -> tuple[float, float, float]:
    """Milliseconds of looking up the first page, of counting the posts with the words by the index, and of the page."""
    query = urlencode({"q": asked})
    filters, url = ArchiveFilters.of(QueryDict(query)), f"{reverse('content:post_archive')}?{query}"

    def found() -> object:
        rows = filters.rows(who).select_related("post", "account")
        return list(rows.order_by(*NEWEST.split())[: PAGE_SIZE + 1])

    def count() -> object:
        return PostText.objects.filter(Holds(words_of(asked))).count()

    rounds = [(_spent(found), _spent(count), _spent(lambda: client.get(url))) for _ in range(ROUNDS + 1)][1:]
    search, counted, page = (statistics.median(column) for column in zip(*rounds, strict=True))
    return search, counted, page


def _spent(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _judge(goals: Goals, name: str, times: dict[str, list[tuple[float, float, float]]]) -> None:
    """The ratio to the count over all words, and the classes against each other."""
    pages = {}
    for kind, found in times.items():
        search, count, pages[kind] = (statistics.median(column) for column in zip(*found, strict=True))
        goals.say(f"{name}, words in {kind}: search {search:.1f} ms, count {count:.1f} ms, page {pages[kind]:.1f} ms")
    ratios = [search / count for found in times.values() for search, count, _page in found]
    percentile = statistics.quantiles(ratios, n=20)[-1]
    goals.most(f"search, {name}: 95th percentile of an indexed count", percentile, OF_COUNT)
    goals.most(f"search, {name}: worst class of the best", max(pages.values()) / min(pages.values()), OF_BEST)
