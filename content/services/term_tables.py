"""Tables that people upload: CSV as Excel and others write it, and XLSX; every cell as clean text, rows by line."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.csv_rows import ImportRefused, RowError
from content.screening.terms import COLUMNS, NEEDED
from govsocial.web.digits import clean
from govsocial.web.inert import revived
from govsocial.web.templatetags.web import num

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 200  # files within a workbook
# What reading a workbook costs goes by its XML elements: a cell takes two or three, and the styles are the dearest.
MAX_ELEMENTS = 400_000
MAX_SMALL = 20_000
SMALL_PARTS = ("xl/styles.xml", "xl/workbook.xml", "[content_types].xml")
MAX_ROWS = 5_000
MAX_LINE = 20_000  # empty rows of a sheet between others included
MAX_COLUMNS = 50
MAX_CELL = 32_767  # characters, as in a workbook
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SHEETS = "xl/worksheets/"
LAST_ROW = 2**20  # of any sheet
SHEET_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)")
ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([^\"']*)")
Row = tuple[int, dict[str, str]]


def read_table(content: bytes) -> list[Row]:
    """(line, cells by column) of every row that is not empty; of the columns those of COLUMNS, absent ones empty.

    Raises ImportRefused for what is no such table or larger than the limits.
    """
    if len(content) > MAX_BYTES:
        raise _refused(_("The file is larger than %(most)s MB. Split it.") % {"most": num(MAX_BYTES // 2**20)})
    if content.startswith(OLD_OFFICE):
        raise _refused(_("This is an old or a protected Excel file. Save it as “Excel workbook (.xlsx)”."))
    lines = _sheet_lines(content) if content.startswith(ZIP) else _text_lines(content)
    filled = ((line, cells) for line, cells in lines if any(cells))
    names = [name.strip().lower() for name in next(filled, (1, []))[1]]
    _check_head(names)
    rows: list[Row] = []
    for line, cells in filled:
        if len(rows) == MAX_ROWS:
            raise _too_many(line)
        if any(cells[len(names) :]):
            raise _refused(_("more cells than columns"), line)
        found = dict(zip(names, cells, strict=False))
        rows.append((line, {name: found.get(name, "") for name in COLUMNS}))
    if not rows:
        raise _refused(_("there is no row below the names of the columns"))
    return rows


def _check_head(names: list[str]) -> None:
    if not names:
        raise _refused(_("there is nothing in the file (of a workbook, only the first sheet is read)"))
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ImportRefused([RowError(1, ", ".join(missing), _("this column is missing"))])
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise ImportRefused([RowError(1, ", ".join(twice), _("this column stands twice"))])


def _text_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-16" if content.startswith(UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("the file is not UTF-8 text; save it as “CSV UTF-8”")) from None
    if "\0" in text:
        raise _refused(_("the file is not text"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]))
    try:
        for cells in reader:
            if any(len(cell) > MAX_CELL for cell in cells):
                raise _refused(
                    _("a cell holds more than %(most)s characters") % {"most": num(MAX_CELL)}, reader.line_num
                )
            yield reader.line_num, [_cell(cell) for cell in cells]
    except csv.Error as error:
        message = _("the line cannot be read as CSV (%(detail)s)") % {"detail": error}
        raise _refused(message, reader.line_num) from None


def _delimiter(head: str) -> str:
    """The one of those Excel writes that parts the head into the most columns we know."""

    def known(delimiter: str) -> int:
        return sum(cell.strip().strip('"').lower() in COLUMNS for cell in head.split(delimiter))

    return max(",;\t", key=known)


def _sheet_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_parts(content)
    try:
        # Values only: a formula is never calculated here, nor is a link to another file followed.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
        for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            if line > MAX_LINE:
                raise _too_many(line)
            yield line, [_cell(cell) for cell in cells]
    except ImportRefused:
        raise
    except Exception:  # a damaged workbook breaks its reader in many ways, and none of them is ours
        raise _refused(_unreadable()) from None


def _check_parts(content: bytes) -> None:
    """Refuse, before anything is read as a workbook, what is none, what swells, and what could do something."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename.lower(): part for part in archive.infolist()}
            if "xl/workbook.xml" not in parts:
                raise _refused(_unreadable())
            if any("vbaproject" in name or "macro" in name for name in parts):
                raise _refused(_("The workbook holds macros. Save it as “Excel workbook (.xlsx)” without them."))
            size = sum(part.file_size for part in archive.infolist())
            if len(archive.infolist()) > MAX_PARTS or size > MAX_UNPACKED or _swells(archive, parts):
                raise _refused(_("The workbook is too large when unpacked. Save it as CSV UTF-8."))
            for name, part in parts.items():
                if name.startswith(SHEETS) and name.endswith(".xml"):
                    _check_order(archive.read(part).replace(b"\0", b""))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError, zlib.error):
        raise _refused(_unreadable()) from None


def _check_order(sheet: bytes) -> None:
    """Refuse rows that are not numbered upwards: the reader would leave them out without a word."""
    last = 0.0
    for row in SHEET_ROW.finditer(sheet):
        given = ROW_NUMBER.search(row[1])
        number = given[1].decode(errors="replace") if given else str(last + 1)
        try:
            is_next = last < float(number) <= LAST_ROW
        except ValueError:
            is_next = False
        if not is_next:
            message = _("a row bears the number “%(number)s”, which is out of order; save the workbook anew")
            raise _refused(message % {"number": clean(number[:20])}, int(last) + 1)
        last = float(number)


def _swells(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> bool:
    """Whether there are more XML elements than a list of our size needs, or declarations that could make more."""
    total = 0
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            data = archive.read(part).replace(b"\0", b"")  # as if UTF-16 were plain
            elements = data.count(b"<") - data.count(b"</")
            total += elements
            if b"<!" in data or (name in SMALL_PARTS and elements > MAX_SMALL):
                return True
    return total > MAX_ELEMENTS


def _cell(value: Any) -> str:
    """A cell as text: NFC, dates in ISO form, whole numbers without a point, without the quote of an inert cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(revived(str(value))).strip()


def _unreadable() -> str:
    return _("This is not a table that can be read. Send a CSV file (UTF-8) or an Excel workbook (.xlsx).")


def _too_many(line: int) -> ImportRefused:
    return _refused(_("more than %(most)s rows") % {"most": num(MAX_ROWS)}, line)


def _refused(message: str, line: int = 1) -> ImportRefused:
    return ImportRefused([RowError(line, "-", message)])
