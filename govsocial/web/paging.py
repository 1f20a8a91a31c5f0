"""Keyset paging: a page begins after the last row of the one before; nothing is counted, nothing is skipped over."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db.models import BooleanField, DateTimeField, F, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 25
BETWEEN = "~"  # the values of a cursor


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `next_url` is empty on the last one, `first_url` on the first."""

    rows: list[Row]
    next_url: str
    first_url: str


class _Together(Func):
    """Columns, or values, as one row value: what an index over the columns answers without looking at each row."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def page_of(request: HttpRequest, rows: QuerySet[Row], *, order: str = "-id", size: int = PAGE_SIZE) -> Page[Row]:
    """One page of a queryset in the order of its columns, the last of which is unique; `-` before all of them for
    falling ("decide_by id"). A bad cursor shows the first page."""
    wanted = rows.order_by(*order.split())
    after = _values(rows.model, order, request.GET.get("after", ""))
    found = list((behind(wanted, order, after) if after else wanted)[: size + 1])
    more = len(found) > size
    return Page(
        found[:size],
        _address(request, cursor_of(found[size - 1], order)) if more else "",
        _address(request, "") if after else "",
    )


def behind(rows: QuerySet[Row], order: str, values: list[Any]) -> QuerySet[Row]:
    """Rows that come after these values in the order."""
    columns = _columns(order)
    falls = order.startswith("-")
    if len(columns) == 1:
        return rows.filter(**{f"{columns[0]}__{'lt' if falls else 'gt'}": values[0]})
    fields: list[Any] = [rows.model._meta.get_field(name) for name in columns]
    given = [Value(value, output_field=field) for value, field in zip(values, fields, strict=True)]
    compare = LessThan if falls else GreaterThan
    return rows.filter(compare(_Together(*map(F, columns)), _Together(*given)))


def cursor_of(row: Model, order: str) -> str:
    """Where a row stands in the order, as it is written in an address; empty where it has no place in it."""
    values = [getattr(row, name) for name in _columns(order)]
    if None in values:
        return ""
    return BETWEEN.join(v.astimezone(UTC).isoformat() if isinstance(v, datetime) else str(v) for v in values)


def _columns(order: str) -> list[str]:
    return [name.lstrip("-") for name in order.split()]


def _values(model: type[Model], order: str, cursor: str) -> list[Any]:
    """The values of a cursor; none where it is none of ours."""
    columns, parts = _columns(order), cursor.split(BETWEEN)
    if len(parts) != len(columns):
        return []
    found = [_value(model._meta.get_field(name), part) for name, part in zip(columns, parts, strict=True)]
    return [] if None in found else found


def _value(field: Any, text: str) -> Any:
    if isinstance(field, DateTimeField):
        try:
            given = datetime.fromisoformat(text)
            moment = given.astimezone(UTC)  # no database is asked about an offset that somebody made up
        except (ValueError, OverflowError):
            return None
        return moment if given.tzinfo and 1971 <= moment.year <= 2100 else None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(request: HttpRequest, after: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = after
    return f"?{query.urlencode()}" if query else request.path
