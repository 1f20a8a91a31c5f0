"""Screening with the installation's list: one engine a process, renewed when the list changes."""

import hashlib
import threading
from pathlib import Path

from django.db import transaction

from content.models import PostVersion, ProhibitedTerm, Ruleset, ScreeningHit, ScreeningRun
from content.screening.engine import Engine, Screening
from content.screening.terms import Term, allows_inflection, read_terms
from govsocial.audit.actions import Action
from govsocial.audit.services import record

FIRST_LIST = Path(__file__).parent.parent / "screening" / "lists" / "first.csv"
FIELDS = ("category", "clause", "kind", "text", "language", "severity", "aliases", "exceptions", "why_bn", "why_en")

_lock = threading.Lock()
_engine: tuple[int, Engine] | None = None


def current_engine() -> tuple[int, Engine]:
    """(id of the list's state, engine): one small query, a rebuild only when the state is a new one."""
    global _engine  # noqa: PLW0603  (one engine a process)
    newest = Ruleset.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if _engine is None or _engine[0] != newest:
        with _lock:
            if _engine is None or _engine[0] != newest:
                _engine = (newest, Engine(_stored_terms()))
    return _engine


def screen_text(text: str) -> Screening:
    """Hits of a text by the present list."""
    return current_engine()[1].screen(text)


def screen_version(version: PostVersion) -> ScreeningRun:
    """Screen a version afresh and store what was found; explanations of phrases still in the post stay."""
    ruleset, engine = current_engine()
    found = engine.screen(version.text)
    old = ScreeningHit.objects.filter(run__version__post=version.post_id).exclude(explanation="")
    kept = {(hit.term_code, hit.matched_text): hit.explanation for hit in old.order_by("run__version__number")}
    ScreeningRun.objects.filter(version=version).delete()
    run = ScreeningRun.objects.create(
        version=version,
        ruleset_id=ruleset,
        text_sha256=hashlib.sha256(version.text.encode()).hexdigest(),
        truncated=found.truncated,
    )
    ScreeningHit.objects.bulk_create(
        ScreeningHit(
            run=run,
            term_code=hit.term.code,
            category=hit.category,
            clause=hit.clause,
            severity=hit.severity,
            start=hit.start,
            end=hit.end,
            word_start=hit.word_start,
            word_end=hit.word_end,
            matched_text=hit.matched_text[:300],
            why_bn=hit.term.why_bn,
            why_en=hit.term.why_en,
            explanation=kept.get((hit.term.code, hit.matched_text[:300]), ""),
        )
        for hit in found.hits
    )
    return run


@transaction.atomic
def load_first_list(path: Path = FIRST_LIST) -> int:
    """Bring the shipped list in: entries that are new or whose text changed. Idempotent; returns how many changed."""
    terms, problems = read_terms(path)
    if problems:
        raise ValueError("; ".join(problems))
    present = {term.code: term for term in ProhibitedTerm.objects.all()}
    changed = []
    for term in terms:
        row = present.get(term.code) or ProhibitedTerm(code=term.code)
        values = {name: _stored(getattr(term, name)) for name in FIELDS}
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            changed.append(term.code)
    if changed:
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        ruleset = Ruleset.objects.create(checksum=checksum)
        record(Action.DATA_LOADED, ruleset, note=path.name, data={"sha256": checksum, "changed": len(changed)})
    return len(changed)


def _stored(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _stored_terms() -> list[Term]:
    rows = ProhibitedTerm.objects.filter(is_active=True).order_by("code")
    return [
        Term(
            code=row.code,
            category=row.category,
            clause=row.clause,
            kind=row.kind,
            text=row.text,
            language=row.language,
            severity=row.severity,
            aliases=tuple(row.aliases),
            exceptions=tuple(row.exceptions),
            why_bn=row.why_bn,
            why_en=row.why_en,
            allow_inflection=allows_inflection(row.kind, (row.text, *row.aliases)),
        )
        for row in rows
    ]
