"""Trying one entry of the list on what was really approved, and on official texts that are known to be harmless."""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import regex
from django.utils import timezone

from accounts.models import Office, Person
from content.models import Post, ProhibitedTerm
from content.models.states import PostState
from content.screening.engine import Engine
from content.services.screening import term_of

BENIGN = Path(__file__).parent.parent / "screening" / "lists" / "benign.csv"
POSTS = 1_000
SAMPLES = 10
BENIGN_SAMPLES = 5  # a false alarm tells most; the rest of the samples are posts
AROUND = 60  # graphemes shown on each side of a find
MATCHING = ("kind", "text", "aliases", "exceptions", "language", "loose")
POST, HARMLESS = "post", "benign"


@dataclass(frozen=True)
class Sample:
    """A find with what stands around it; `post` is the post's key, none for a harmless text."""

    post: int | None
    before: str
    found: str
    after: str


def dry_run_key(term: ProhibitedTerm) -> str:
    """What a result is about: everything that decides where the entry is found."""
    values = [term.office_id, *(getattr(term, name) for name in MATCHING)]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def dry_run(term: ProhibitedTerm) -> dict[str, Any]:
    """Find this entry alone in the office's last 1,000 approved posts and in the harmless texts.

    `posts` and `benign` are how many texts were looked through, `post_hits` and `benign_hits` in how many of them it
    was found. Of the samples {where, id, text, start, end} a reader may see those of posts that she may see.
    """
    alone = replace(term_of(term), shadow=False, scope="/", valid_from=None, valid_to=None)
    engine = Engine([alone])
    posts, benign = _approved_below(term.office), benign_texts()
    harmless = list(_samples(engine, alone.code, HARMLESS, benign.items()))
    found = list(_samples(engine, alone.code, POST, posts))
    shown = harmless[:BENIGN_SAMPLES] + found
    return {
        "key": dry_run_key(term),
        "at": timezone.now().isoformat(),
        "posts": len(posts),
        "post_hits": len(found),
        "benign": len(benign),
        "benign_hits": len(harmless),
        "samples": shown[:SAMPLES],
    }


def samples_for(person: Person, result: Mapping[str, Any] | None) -> list[Sample]:
    """The samples of a result that a person may see: of posts only those that are hers to see."""
    rows = list((result or {}).get("samples", ()))
    keys = [row["id"] for row in rows if row["where"] == POST]
    seen = set(Post.objects.visible_to(person).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [_sample(row) for row in rows if row["where"] != POST or row["id"] in seen]


@cache
def benign_texts() -> dict[str, str]:
    """The harmless official texts by id: ours, shipped, the same for everybody."""
    with BENIGN.open(encoding="utf-8-sig", newline="") as source:
        return {row["id"]: row["text"] for row in csv.DictReader(source)}


def _sample(row: Mapping[str, Any]) -> Sample:
    text, start, end = row["text"], row["start"], row["end"]
    return Sample(row["id"] if row["where"] == POST else None, text[:start], text[start:end], text[end:])


def _approved_below(office: Office) -> list[tuple[int, str]]:
    """(post, its text): the newest that were approved, of the office and those below it."""
    posts = Post.objects.filter(status__in=[PostState.APPROVED, PostState.PUBLISHED])
    if office.parent_id is not None:
        posts = posts.filter(lineage__startswith=office.lineage)
    return list(posts.order_by("-pk").values_list("pk", "current__text")[:POSTS])


def _samples(engine: Engine, code: str, where: str, texts: Iterable[tuple[int | str, str]]) -> Iterator[dict[str, Any]]:
    """One sample for each text in which the entry is found."""
    for key, text in texts:
        hit = next((hit for hit in engine.screen(text).hits if hit.term.code == code), None)
        if hit is not None:
            yield {"where": where, "id": key, **_excerpt(text, hit.word_start, hit.word_end)}


def _excerpt(text: str, start: int, end: int) -> dict[str, Any]:
    """The find with at most 60 graphemes on each side, on one line, and where it stands in there."""
    before = "".join(regex.findall(r"\X", text[max(0, start - 10 * AROUND) : start])[-AROUND:])
    after = "".join(regex.findall(r"\X", text[end : end + 10 * AROUND])[:AROUND])
    before = ("…" if len(before) < start else "") + before
    after += "…" if len(after) < len(text) - end else ""
    line = re.sub(r"\s", " ", before + text[start:end] + after)
    return {"text": line, "start": len(before), "end": len(before) + end - start}
