"""Keyset paging: a page begins after the last row of the one before; nothing is counted, nothing is skipped over."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 25


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `next_url` is empty on the last one, `first_url` on the first."""

    rows: list[Row]
    next_url: str
    first_url: str


def page_of(request: HttpRequest, rows: QuerySet[Row], *, order: str = "-id", size: int = PAGE_SIZE) -> Page[Row]:
    """One page of a queryset in the order of one unique column (`-` for falling). A bad cursor shows the first page."""
    column = order.lstrip("-")
    after = request.GET.get("after", "")
    wanted = rows.order_by(order)
    if after.isascii() and after.isdigit() and len(after) < 19:
        wanted = wanted.filter(Q(**{f"{column}__{'lt' if order.startswith('-') else 'gt'}": int(after)}))
    else:
        after = ""
    found = list(wanted[: size + 1])
    more = len(found) > size
    return Page(
        found[:size],
        _address(request, getattr(found[size - 1], column)) if more else "",
        _address(request, None) if after else "",
    )


def _address(request: HttpRequest, after: Any) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after is not None:
        query["after"] = str(after)
    return f"?{query.urlencode()}" if query else request.path
