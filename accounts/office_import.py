"""Offices from a CSV file: what each row means, what is wrong with it, and in which order to write. Pure."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accounts.csv_rows import ImportRefused, RowError, read_rows
from accounts.models.office import OfficeKind
from govsocial.web.templatetags.web import num

COLUMNS = ("code", "parent", "kind", "name_bn", "name_en", "website", "lat", "lon")
LENGTHS = {"code": 40, "name_bn": 250, "name_en": 250, "website": 300}
NO_WEBSITE = {"https://null", "http://null"}  # how the public data set writes that there is none
BOUNDS = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}


@dataclass(frozen=True)
class OfficeRow:
    """One valid row."""

    line: int
    code: str
    parent: str
    kind: str
    name_bn: str
    name_en: str
    website: str
    latitude: float | None
    longitude: float | None

    def values(self) -> dict[str, object]:
        """The columns that an import sets on an office, besides its place in the tree."""
        names = ("kind", "name_bn", "name_en", "website", "latitude", "longitude")
        return {name: getattr(self, name) for name in names}


def read_offices(source: Path | bytes, known: dict[str, str]) -> list[OfficeRow]:
    """Valid rows, each parent before its children. `known` maps codes in the register to their parents' codes.

    Raises ImportRefused naming every bad row by line and column.
    """
    rows: dict[str, OfficeRow] = {}
    places: dict[str, tuple[int, str]] = {}  # of bad rows too: an office below one is not bad itself
    errors: list[RowError] = []
    for line, cells in read_rows(source, COLUMNS):
        row, wrong = _parse(line, cells)
        first, _parent = places.setdefault(cells["code"], (line, cells["parent"]))
        if cells["code"] and first != line:
            facts = {"code": cells["code"], "first": num(first)}
            wrong.append(RowError(line, "code", _("“%(code)s” stands twice, first on line %(first)s") % facts))
        errors += wrong
        if row and not wrong:
            rows[row.code] = row
    places.pop("", None)
    errors += _place_errors(places, known)
    if errors:
        raise ImportRefused(sorted(errors, key=lambda error: error.line))
    return _parents_first(rows)


def _parse(line: int, cells: dict[str, str]) -> tuple[OfficeRow | None, list[RowError]]:
    if cells["website"] in NO_WEBSITE:
        cells["website"] = ""
    errors = [RowError(line, name, _("must not be empty")) for name in ("code", "kind", "name_bn") if not cells[name]]
    for name, longest in LENGTHS.items():
        if len(cells[name]) > longest:
            errors.append(RowError(line, name, _("longer than %(most)s characters") % {"most": num(longest)}))
    if cells["kind"] and cells["kind"] not in OfficeKind.values:
        errors.append(RowError(line, "kind", _("“%(kind)s” is not a kind of office") % {"kind": cells["kind"]}))
    if cells["website"] and not _is_web_address(cells["website"]):
        errors.append(RowError(line, "website", _("is not a web address")))
    numbers: dict[str, float | None] = {}
    for name, (low, high) in BOUNDS.items():
        try:
            numbers[name] = float(cells[name]) if cells[name] else None
        except ValueError:
            errors.append(RowError(line, name, _("is not a number")))
            continue
        found = numbers[name]
        if found is not None and not low <= found <= high:
            bounds = {"low": num(f"{low:g}"), "high": num(f"{high:g}")}
            errors.append(RowError(line, name, _("must lie between %(low)s and %(high)s") % bounds))
    if errors:
        return None, errors
    texts = {name: cells[name] for name in ("code", "parent", "kind", "name_bn", "name_en", "website")}
    return OfficeRow(line=line, latitude=numbers["lat"], longitude=numbers["lon"], **texts), []


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not parts.username


def _place_errors(places: dict[str, tuple[int, str]], known: dict[str, str]) -> list[RowError]:
    """Unknown parents, circles, and a second root. `places` maps codes in the file to their line and parent."""
    errors = []
    parents = known | {code: parent for code, (_line, parent) in places.items()}
    roots = [code for code, parent in parents.items() if not parent]
    for code, (line, parent) in places.items():
        if parent and parent not in parents:
            message = _("“%(code)s” is neither in the file nor in the register") % {"code": parent}
        elif not parent and roots[0] != code:
            message = _("there is one root only, and that is “%(code)s”") % {"code": roots[0]}
        elif _runs_in_circle(code, parents):
            message = _("“%(code)s” would stand above itself") % {"code": code}
        else:
            continue
        errors.append(RowError(line, "parent", message))
    return errors


def _runs_in_circle(code: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        code = parents.get(code, "")
    return bool(code)


def _parents_first(rows: dict[str, OfficeRow]) -> list[OfficeRow]:
    ordered: dict[str, OfficeRow] = {}
    for row in rows.values():
        chain = []
        at: OfficeRow | None = row
        while at and at.code not in ordered:
            chain.append(at)
            at = rows.get(at.parent)
        ordered |= {link.code: link for link in reversed(chain)}
    return list(ordered.values())
