"""What was stated under a duty, each statement with what it changed in the one before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.duty_types import Duty
from accounts.models import Attestation


@dataclass(frozen=True)
class Line:
    """One field of a statement; `before` is what it said until then, None where that is the same."""

    label: Promise | str
    value: str
    before: str | None


@dataclass(frozen=True)
class Version:
    """A statement with its fields."""

    row: Attestation
    lines: list[Line]
    is_first: bool


def versions(duty: Duty, rows: Sequence[Attestation]) -> Iterator[Version]:
    """The statements, latest first; what came before the last of them is read too."""
    earlier = {row.number: row.answers for row in rows}
    if rows and rows[-1].number > 1:
        last = rows[-1]
        same = {"office": last.office_id, "account": last.account_id, "edition": last.edition, "clause": last.clause}
        before = Attestation.objects.get(**same, number=last.number - 1)
        earlier[before.number] = before.answers
    for row in rows:
        lines = [_line(duty, code, row, earlier.get(row.number - 1)) for code in range(len(duty.answers))]
        yield Version(row, lines, is_first=row.number == 1)


def _line(duty: Duty, place: int, row: Attestation, earlier: dict[str, str] | None) -> Line:
    answer = duty.answers[place]
    value = row.answers.get(answer.code, "")
    before = value if earlier is None else earlier.get(answer.code, "")
    return Line(answer.label, answer.shown(value), answer.shown(before) if before != value else None)
