"""Screening with the installation's list: one engine a process, renewed when the list or the day changes."""

import hashlib
import logging
import threading
import time
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Office, Person
from accounts.selectors import numbers_changed, published_numbers
from content.models import PostVersion, ProhibitedTerm, Ruleset, ScreeningHit, ScreeningRun, ShadowHit
from content.models.prohibited import TermState
from content.models.screening import ALT_PART, LINK_PART, NAME_PART, TEXT_PART, HitDecision
from content.screening.engine import EVERYWHERE, Engine
from content.screening.hits import Hit, Screening
from content.screening.terms import Term
from govsocial.rulebook.models import Clause

logger = logging.getLogger(__name__)
_lock = threading.Lock()


class Loaded(NamedTuple):
    """An engine with what it was made for. A state is known by number and digest: a number comes twice where a
    transaction was taken back."""

    ruleset: int
    checksum: str
    day: date
    engine: Engine

    @property
    def state(self) -> tuple[int, str, date]:
        return self.ruleset, self.checksum, self.day


class Published:
    """The numbers published at a place in the tree (clause 6-ga): asked for once, and only when a text holds one."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __contains__(self, number: object) -> bool:
        return number in self._numbers

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return published_numbers(self._place)


SHOWN = ("part", "term_code", "start", "end", "severity")
RETRY = 60  # seconds before a state that could not be made ready is tried again
_loaded: Loaded | None = None
_failures: dict[tuple[int, str, date], float] = {}


def current_engine() -> tuple[int, Engine]:
    """(id of the list's state, engine): one small query, a rebuild only when the state or the day is a new one.

    While one thread builds, and when building fails, the others go on with the engine they have.
    """
    newest = Ruleset.objects.order_by("-pk").values_list("pk", "checksum").first() or (0, "")
    wanted, held = (*newest, timezone.localdate()), _loaded
    if held is None or (held.state != wanted and not _failed_lately(wanted)):
        held = _renewed(wanted)
    return held.ruleset, held.engine


def _renewed(wanted: tuple[int, str, date]) -> Loaded:
    global _loaded  # noqa: PLW0603  (one engine a process)
    held = _loaded
    if not _lock.acquire(blocking=held is None) and held is not None:
        return held
    try:
        if _loaded is None or _loaded.state != wanted:
            _loaded = Loaded(*wanted, Engine(_stored_terms(wanted[2]), _law()))
        return _loaded
    except Exception:
        _failures[wanted] = time.monotonic()
        if held is None:
            raise
        logger.exception("list %s could not be made ready: screening goes on with %s", wanted[0], held.ruleset)
        return held
    finally:
        _lock.release()


def _failed_lately(wanted: tuple[int, str, date]) -> bool:
    return time.monotonic() - _failures.get(wanted, -RETRY) < RETRY


def engine_faults() -> list[tuple[str, str]]:
    """Entries (by code) that the engine had to leave out, and why."""
    return current_engine()[1].faults


def screen_text(text: str, place: str = "") -> Screening:
    """Hits of a text by the present list as it holds at a place in the tree; without one, by the whole country's."""
    place = place or _root_lineage()
    return current_engine()[1].screen(text, place, Published(place))


def screen_version(version: PostVersion) -> ScreeningRun:
    """Screen a version afresh and store what was found; explanations of phrases still in the post stay."""
    ruleset, engine = current_engine()
    place = version.post.lineage
    numbers = Published(place)
    found = {part: engine.screen(text, place, numbers) for part, text in parts_of(version)}
    kept = _explained(version)
    ScreeningRun.objects.filter(version=version).delete()
    run = ScreeningRun.objects.create(
        version=version,
        ruleset_id=ruleset,
        text_sha256=hashlib.sha256(version.text.encode()).hexdigest(),
        truncated=any(one.truncated for one in found.values()),
        has_legacy=any(one.has_legacy for one in found.values()),
        suppressed=[list(place) for place in found[TEXT_PART].suppressed],
    )
    rows = [hit_row(hit, run=run, part=part) for part, one in found.items() for hit in one.hits]
    for row in rows:
        words = kept.get((row.part, row.term_code, row.matched_text))
        row.explanation = words.pop(0) if words else ""
    ScreeningHit.objects.bulk_create(rows)
    ShadowHit.objects.bulk_create(
        ShadowHit(run=run, term_code=code, start=start, end=end)
        for one in found.values()
        for code, start, end in one.shadow
    )
    return run


def parts_of(version: PostVersion) -> list[tuple[str, str]]:
    """What of a version is screened, by the name of the part: its text, its link, and of each file the alternative
    text and the name it came with."""
    parts = [(TEXT_PART, version.text)]
    parts += [(LINK_PART, version.link)] if version.link else []
    for row in version.attachments.select_related("file"):
        parts += [(f"{ALT_PART}{row.position}", row.alt_text)]
        parts += [(f"{NAME_PART}{row.position}", row.file.name.rpartition(".")[0])]
    return parts


@transaction.atomic
def screen_anew(version: PostVersion) -> bool:
    """Screen a version once more where the list, the day or the published numbers changed since.

    Whether something else is found now than whoever saw the page was shown.
    """
    old = ScreeningRun.objects.filter(version=version).first()
    if old and is_current(old, version.post.lineage):
        return False
    before = set(old.hits.values_list(*SHOWN)) if old else set()
    return before != set(screen_version(version).hits.values_list(*SHOWN))


def _explained(version: PostVersion) -> dict[tuple[str, str, str], list[str]]:
    """The author's words of the newest version that has any, for each phrase of a part in the order of its text."""
    hits = ScreeningHit.objects.filter(run__version__post=version.post_id).exclude(explanation="")
    newest = hits.order_by("-run__version__number").values_list("run", flat=True).first()
    found: dict[tuple[str, str, str], list[str]] = {}
    for hit in hits.filter(run=newest).order_by("start", "id"):
        found.setdefault((hit.part, hit.term_code, hit.matched_text), []).append(hit.explanation)
    return found


def is_current(run: ScreeningRun, place: str) -> bool:
    """The text would be screened by the same list, entries of the same days and the same published numbers now."""
    if run.ruleset_id != current_engine()[0] or numbers_changed(place, run.screened_at):
        return False
    then, today = timezone.localdate(run.screened_at), timezone.localdate()
    if then == today:
        return True
    begun = Q(valid_from__gt=then, valid_from__lte=today)
    over = Q(valid_to__gte=then, valid_to__lt=today)
    return not ProhibitedTerm.objects.filter(begun | over, status__in=[TermState.SHADOW, TermState.ACTIVE]).exists()


def hit_row(hit: Hit, **fields: object) -> ScreeningHit:
    """A hit as it is stored: with a snapshot of its entry, so that later changes of the list do not rewrite it."""
    return ScreeningHit(
        term_code=hit.term.code,
        category=hit.category,
        clause=hit.clause,
        severity=hit.severity,
        listed_severity=hit.term.severity,
        lowered_by=hit.lowered_by,
        view=hit.view,
        start=hit.start,
        end=hit.end,
        word_start=hit.word_start,
        word_end=hit.word_end,
        matched_text=hit.matched_text[:300],
        why_bn=hit.term.why_bn,
        why_en=hit.term.why_en,
        **fields,
    )


def settle_hits(version: PostVersion, decision: HitDecision, by: Person | None) -> None:
    """What a decision on the version says about its hits, or that it was undone; part of the caller's transaction."""
    ScreeningHit.objects.filter(run__version=version).update(decision=decision, decided_by=by)


def term_of(row: ProhibitedTerm) -> Term:
    """An entry as the engine takes it."""
    return Term(
        code=row.code,
        category=row.category,
        kind=row.kind,
        text=row.text,
        language=row.language,
        severity=row.severity,
        aliases=tuple(row.aliases),
        exceptions=tuple(row.exceptions),
        clause=row.clause,
        why_bn=row.why_bn,
        why_en=row.why_en,
        source=row.source,
        loose=row.loose,
        shadow=row.status == TermState.SHADOW,
        scope=f"/{row.office_id}/",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _stored_terms(day: date) -> list[Term]:
    return [term_of(row) for row in ProhibitedTerm.objects.looked_for(day).order_by("code")]


def _root_lineage() -> str:
    return Office.objects.filter(parent=None).values_list("lineage", flat=True).first() or EVERYWHERE


def _law() -> Iterable[str]:
    """What the rule book says about posts, in both languages: who quotes it offends nobody."""
    rows = Clause.objects.filter(level="post").values_list("text_bn", "text_en")
    return [text for pair in rows for text in pair if text]
