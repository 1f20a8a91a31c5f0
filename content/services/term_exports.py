"""Entries of the list as files that can be read back as they are: CSV and XLSX, with nothing a program calculates."""

import csv
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter import Workbook

from content.models import ProhibitedTerm
from content.models.prohibited import ProhibitedTermQuerySet
from content.screening.terms import COLUMNS
from govsocial.web.inert import inert

COUNTS = ("hits", "upheld", "overridden")
# What an import reads, then what a reader wants to know besides.
HEAD = (*COLUMNS, "office", "status", *COUNTS)
CHUNK = 500  # rows read at a time
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Echo:
    """What a CSV writer writes is what it gives back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: ProhibitedTermQuerySet) -> Iterator[str]:
    """A CSV file line by line, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    for row in _each(rows):
        yield writer.writerow(_cells(row))


def xlsx_file(rows: ProhibitedTermQuerySet) -> IO[bytes]:
    """An Excel workbook in a file that goes away when it is closed; every cell is a text or a count."""
    out = TemporaryFile()  # noqa: SIM115 (who sends it closes it)
    book = Workbook(out, OPTIONS)
    sheet = book.add_worksheet("entries")
    sheet.write_row(0, 0, HEAD)
    for number, row in enumerate(_each(rows), 1):
        for column, cell in enumerate(_cells(row)):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell)
    book.close()
    out.seek(0)
    return out


def _each(rows: ProhibitedTermQuerySet) -> Iterator[ProhibitedTerm]:
    return rows.select_related("office").order_by("code").iterator(chunk_size=CHUNK)


def _cells(row: ProhibitedTerm) -> list[str | int]:
    """Texts inert, days in ISO form, counts as numbers."""
    named = {
        "aliases": "|".join(row.aliases),
        "exceptions": "|".join(row.exceptions),
        "loose": "yes" if row.loose else "no",
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "office": row.office.code,
    }
    texts = [named.get(name, getattr(row, name)) for name in HEAD if name not in COUNTS]
    return [*(inert(str(text)) for text in texts), *(getattr(row, name) for name in COUNTS)]
