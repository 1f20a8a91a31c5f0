"""Every clause of every edition with its check, or why it has none."""

from typing import Any

from govsocial.rulebook.checks import check_of
from govsocial.rulebook.models import Clause


def clause_rows() -> list[dict[str, Any]]:
    """Every clause with the check that decides it, or the reason why none does."""
    rows = []
    for clause in Clause.objects.select_related("edition").order_by("edition__code", "position"):
        check = check_of(clause)
        rows.append(
            {
                "edition": clause.edition.code,
                "id": clause.code,
                "force": clause.force,
                "decided_by": clause.decided_by,
                "level": clause.level,
                "period": clause.period,
                "check": check.name if check else None,
                "reason": "" if check else clause.reason or _why_not(clause),
            }
        )
    return rows


def _why_not(clause: Clause) -> str:
    if "auto" in clause.decided_by and not clause.measured:
        return "not yet measured: its records come later"
    return clause.portal_en
