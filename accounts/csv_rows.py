"""Reading CSV uploads: every cell NFC, digits of either script where a number is meant, errors by line and column."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from govsocial.web.templatetags.web import num

MAX_ROWS = 100_000


@dataclass(frozen=True)
class RowError:
    """One thing wrong, at a line (1 is the heading) and a column, in the words of who uploads."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("line %(line)s, column %(column)s: %(message)s") % {
            "line": num(self.line),
            "column": self.column,
            "message": self.message,
        }


class ImportRefused(Exception):
    """Nothing was written; `errors` names every bad row."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


def read_rows(
    source: Path | bytes, columns: tuple[str, ...], most: int = MAX_ROWS
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) with the wanted columns, stripped and NFC. Raises ImportRefused for what is no such table, and
    for one with more than `most` rows."""
    text = _text(source)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or [])]
        if missing:
            raise ImportRefused([RowError(1, ", ".join(missing), _("this column is missing"))])
        for number, row in enumerate(reader, 1):
            if number > most:
                message = _("more than %(most)s rows") % {"most": num(most)}
                if most < MAX_ROWS:
                    message = _("more than %(most)s rows: import it with a command (manage.py)") % {"most": num(most)}
                raise ImportRefused([RowError(reader.line_num, "-", message)])
            if None in row:
                raise ImportRefused([RowError(reader.line_num, "-", _("more cells than columns"))])
            yield reader.line_num, {name: unicodedata.normalize("NFC", (row[name] or "").strip()) for name in columns}
    except csv.Error as error:
        message = _("the line cannot be read as CSV (%(detail)s)") % {"detail": error}
        raise ImportRefused([RowError(reader.line_num, "-", message)]) from None


def _text(source: Path | bytes) -> str:
    raw = source.read_bytes() if isinstance(source, Path) else source
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = _("the file is not UTF-8 text; save it as “CSV UTF-8”")
        raise ImportRefused([RowError(1, "-", message)]) from None
    if "\0" in text:
        raise ImportRefused([RowError(1, "-", _("the file is not text"))])
    return text
