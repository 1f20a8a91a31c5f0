"""Reading entries from a CSV file: bad rows are named and skipped, cells trimmed and split."""

from pathlib import Path

import pytest

from content.screening.terms import COLUMNS, read_terms

FAULT_OF_PATTERN = "not a pattern that can be used (look-around and back-references cannot): missing ): (ক"


def cells(**changes: str) -> str:
    values = ("x-1", "ga", "word", "দল", "bn", "warn", "", "", "9-ga", "কারণ", "reason", "", "", "", "")
    row = dict(zip(COLUMNS, values, strict=True)) | changes
    return ",".join(row.values())


def written(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (cells(text=""), "empty: text"),
        (cells(kind="guess"), "unknown kind: guess"),
        (cells(severity="bloc"), "unknown severity: bloc"),
        (cells(category="xa"), "unknown category: xa"),
        (cells(language="hi"), "unknown language: hi"),
        (cells(clause="nine"), "not a clause: nine"),
        (cells(text="..."), "nothing to look for in: ..."),
        (cells(aliases="দল|\u200b|ঠিক"), "nothing to look for in: \u200b"),
        (cells(kind="prefix", text="ab"), "too short for kind prefix: ab"),
        (cells(kind="regex", text="(ক", aliases=""), FAULT_OF_PATTERN),
        (cells(loose="often"), "loose is yes or no: often"),
        (cells(valid_to="soon"), "valid_to is not a day like 2026-11-08: soon"),
        ("x-1,ga", "empty: kind, text, language, severity"),
        (cells() + ",more", "the row has more cells than the header"),
        (cells(code="ok"), "code ok is used twice"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_skipped(tmp_path: Path, row: str, fault: str) -> None:
    terms, messages = read_terms(written(tmp_path, cells(code="ok"), row, cells(code="last", text="ভোট")))
    assert [term.code for term in terms] == ["ok", "last"]
    assert messages == [f"line 3: {fault}"]


def test_a_file_without_the_columns_gives_no_terms_and_says_which_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,text\nx,y\n", encoding="utf-8")
    terms, messages = read_terms(path)
    assert terms == []
    assert messages[0].startswith("line 1: missing columns: category, kind")


def test_cells_are_trimmed_split_and_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = written(tmp_path, cells(text=" দল ", aliases="dol | dal||", exceptions="দল বেঁধে"))
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    ((term,), messages) = read_terms(path)
    assert (term.text, term.aliases, term.exceptions, term.allow_inflection) == (
        "দল",
        ("dol", "dal"),
        ("দল বেঁধে",),
        True,
    )
    assert messages == []
