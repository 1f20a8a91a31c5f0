"""What a compliance page's address asks for: office, period, edition, how to compare, which clause."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import Office
from govsocial.rulebook.models import Edition
from govsocial.workdays.periods import Period, measured, parse, quarter_of, week_of
from reviews.selectors import editions_to_choose, groups_in, scopes, top_offices

WEEKS, QUARTERS = 12, 8  # how many to choose from


@dataclass(frozen=True)
class Choice:
    """The filters of a compliance page; `scopes` are the offices at the top of what the person may see."""

    office: Office
    tops: list[Office]
    period: Period
    edition: str
    editions: list[Edition]
    group: str
    groups: list[str]
    clause: str
    every: bool

    @property
    def days(self) -> tuple[date, date]:
        return measured(self.period)

    def query(self, **changes: Any) -> str:
        """The same filters as a query, with some of them changed."""
        words = {
            "period": self.period.name,
            "by": self.group,
            "clause": self.clause,
            "edition": self.edition if len(self.editions) > 1 else "",
            "all": "1" if self.every else "",
            **changes,
        }
        return urlencode({name: value for name, value in words.items() if value})


def choice_of(request: SignedInRequest, pk: int | None) -> Choice:
    """The scope a person may see with the address's filters; anything unknown falls back to the default.

    An office that she may not see is not found. One that heads an office and oversees others begins at the widest.
    """
    tops = top_offices(request.user)
    if not tops:
        raise Http404
    office = get_object_or_404(Office.objects.filter(scopes(request.user)), pk=pk) if pk else tops[0]
    groups = groups_in(office)
    group = request.GET.get("by", "")
    period = _period(request.GET.get("period", ""))
    first, last = measured(period)
    editions = editions_to_choose(first, min(last, timezone.localdate()))
    edition = request.GET.get("edition", "")
    return Choice(
        office=office,
        tops=tops,
        period=period,
        edition=next((one.code for one in editions if one.code == edition), editions[0].code),
        editions=editions,
        group=group if group in groups else next(iter(groups), ""),
        groups=groups,
        clause=request.GET.get("clause", "")[:40],
        every=bool(request.GET.get("all")),
    )


def _period(name: str) -> Period:
    """A week or quarter that has begun; this week for anything else."""
    today = timezone.localdate()
    try:
        period = parse(name)
    except ValueError:
        return week_of(today)
    return period if period.kind in {"week", "quarter"} and period.first <= today else week_of(today)


def periods_to_choose(present: Period) -> list[tuple[str, list[Period]]]:
    """Weeks and quarters up to today, the latest first; the present one is always among them."""
    today = timezone.localdate()
    return [("week", _back(week_of(today), WEEKS, present)), ("quarter", _back(quarter_of(today), QUARTERS, present))]


def _back(period: Period, number: int, present: Period) -> list[Period]:
    found = [period]
    while len(found) < number:
        found.append(found[-1].previous())
    return found if present.kind != period.kind or present in found else [*found, present]
