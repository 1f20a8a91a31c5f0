"""Goal 14: the screening engine against a naive loop and against its bare automaton; growth; the worst posts."""

import random
import statistics
import time
from collections.abc import Callable, Sequence

import ahocorasick

from bench.goals import Goals
from content.screening.engine import Engine
from content.screening.fold import fold
from content.screening.terms import Term

SIZES = (10_000, 50_000)
POSTS, NAIVE_POSTS, RUNS = 2_000, 60, 5
OF_NAIVE, OF_BARE, GROWTH, WORST = 40, 35, 3, 5
ONSETS = (*"কখগঘচছজঝটডতথদধনপফবভমযরলশসহ", "প্র", "ত্র", "স্থ", "ক্ষ")
VOWELS = ("", "া", "ি", "ী", "ু", "ে", "ো")
LETTER = "য়"


def run(goals: Goals, _rows: int) -> None:
    """Time everything on the same posts; CPU seconds, median of runs."""
    chance = random.Random(2016)
    words = _words(chance, 80_000)
    posts = _posts(chance, words)
    folded = [fold(post) for post in posts]
    terms = words[20_000 : 20_000 + SIZES[-1]]
    laws = [" ".join(words[start : start + 30]) for start in range(2_000, 2_210, 30)]
    engines = {size: Engine((_term(number, text) for number, text in enumerate(terms[:size])), laws) for size in SIZES}
    full = {size: _each(engine.screen, posts) for size, engine in engines.items()}
    keys = [fold(term) for term in terms[: SIZES[0]]]
    naive = _each(lambda post: _naive(keys, post), posts[:NAIVE_POSTS], runs=1)
    same = _each(engines[SIZES[0]].screen, posts[:NAIVE_POSTS])
    automaton = _automaton(keys)
    bare = _each(lambda post: list(automaton.iter(post)), folded)
    first, last = (full[size] for size in SIZES)
    hits = sum(len(engines[SIZES[0]].screen(post).hits) for post in posts)
    size = f"{SIZES[0]:,} terms, {POSTS:,} posts, {hits:,} hits, {first * 1e6:.0f} µs a post"
    goals.least("screening, times faster than a naive loop", naive / same, OF_NAIVE, note=size)
    goals.least("screening, of the bare automaton's speed", 100 * bare / first, OF_BARE, "%")
    goals.most(f"screening, {SIZES[1]:,} of {SIZES[0]:,} terms", last / first, GROWTH)
    worst = {name: _each(engines[SIZES[0]].screen, [post]) * 1000 for name, post in _hard(terms).items()}
    name = max(worst, key=worst.__getitem__)
    goals.most("screening, worst post", worst[name], WORST, "ms", f"{name}; {len(worst)} kinds of 5,000 characters")


def _words(chance: random.Random, count: int) -> list[str]:
    """Different made-up words of two to four syllables, some with the composed letter that folding takes apart."""
    found: dict[str, None] = {}
    while len(found) < count:
        word = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 4)))
        found[word + LETTER if chance.random() < 0.1 else word] = None
    return list(found)


def _posts(chance: random.Random, words: list[str]) -> list[str]:
    """Posts of 40 to 80 words; nine words in ten come from the commonest 20,000, which are on no list."""
    return [
        " ".join(
            words[int(20_000 * chance.random() ** 3)] if chance.random() < 0.9 else chance.choice(words)
            for _ in range(chance.randint(40, 80))
        )
        for _ in range(POSTS)
    ]


def _term(number: int, text: str) -> Term:
    return Term(f"t{number}", "ka", "word", text)


def _automaton(keys: Sequence[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for key in keys:
        automaton.add_word(key, key)
    automaton.make_automaton()
    return automaton


def _naive(keys: Sequence[str], post: str) -> list[str]:
    folded = fold(post)
    return [key for key in keys if key in folded]


def _each(work: Callable[[str], object], posts: Sequence[str], runs: int = RUNS) -> float:
    """CPU seconds a post, median of runs."""
    spent = []
    for _ in range(runs):
        started = time.process_time()
        for post in posts:
            work(post)
        spent.append((time.process_time() - started) / len(posts))
    return statistics.median(spent)


def _hard(terms: Sequence[str]) -> dict[str, str]:
    """Posts of the greatest length that are hard in one way each."""
    return {
        "one letter": "ক" * 5_000,
        "invisible characters": "\u200b" * 5_000,
        "emoji": "\U0001f600" * 5_000,
        "signs in the wrong order": "\u09be\u09c7" * 2_500,
        "two scripts in turn": "a\u0430" * 2_500,
        "terms only": " ".join(terms[:1_000])[:5_000],
        "letters apart": "ক খ গ ঘ " * 625,
        "telephone numbers": "01712345678 " * 416,
        "hashtags": "#ক_খ " * 1_000,
        "quotations": f"“{terms[0]}” " * 600,
    }
