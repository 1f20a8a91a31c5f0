"""Interleaved requests over kept connections: what one page costs in multiples of another."""

import gzip
import http.client
import random
import re
import statistics
import time
from dataclasses import dataclass

WARM_UP = 5
ROUNDS = 60
ROW = re.compile(r'href="/(?:content/(?:posts|archive)/|item/|compliance/)(\d+)/["?]')


@dataclass(frozen=True)
class Target:
    """One page of one server for one session; `rows` is how many rows it must show at least."""

    name: str
    port: int
    path: str
    cookie: str
    rows: int = 25


def medians(targets: list[Target], rounds: int = ROUNDS) -> dict[str, float]:
    """Median milliseconds of each page, by name. Each round asks for every page once, in a new order."""
    shuffled = random.Random(2016)
    links = {target.name: http.client.HTTPConnection("127.0.0.1", target.port, timeout=120) for target in targets}
    times: dict[str, list[float]] = {target.name: [] for target in targets}
    for target in targets:
        _refuse_empty(target, _ask(links[target.name], target))
    for number in range(WARM_UP + rounds):
        for target in shuffled.sample(targets, len(targets)):
            started = time.perf_counter()
            _ask(links[target.name], target)
            if number >= WARM_UP:
                times[target.name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def _ask(link: http.client.HTTPConnection, target: Target) -> bytes:
    headers = {"Cookie": target.cookie, "Accept-Encoding": "gzip"}
    link.request("GET", target.path, headers=headers)
    response = link.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{target.name}: {target.path} answered {response.status}")
    return gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body


def _refuse_empty(target: Target, body: bytes) -> None:
    shown = len(set(ROW.findall(body.decode())))
    if shown < target.rows:
        raise RuntimeError(f"{target.name}: {shown} rows shown, {target.rows} expected")
