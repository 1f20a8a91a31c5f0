"""Uploaded tables: whatever Excel writes is read, whatever could hurt is refused before it is opened."""

import io
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime
from time import perf_counter

import pytest
from openpyxl import Workbook

from accounts.csv_rows import ImportRefused
from content.screening.terms import COLUMNS, NEEDED
from content.services.term_tables import MAX_BYTES, MAX_ROWS, read_table
from govsocial.web.inert import inert, revived
from tests.content.term_cases import ROW, file_of
from tests.web.hostile import HOSTILE

FORMULAS = [
    f"{sign}{rest}"
    for sign in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "'=", "''+", "＝")
    for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example","y")', "SUM(A1:A9)*1", "A1&A2", "বাংলা")
]

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows, **parts):
    """An Excel workbook of rows; `parts` are files put into it or in place of its own."""
    book, out = Workbook(), io.BytesIO()
    for row in rows or ([*COLUMNS], [ROW.get(name) for name in COLUMNS]):
        book.active.append(list(row))
    book.save(out)
    if not parts:
        return out.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, body in (kept | parts).items():
            new.writestr(name, body)
    return packed.getvalue()


def cells_of(content):
    return [{name: cell for name, cell in cells.items() if cell} for _line, cells in read_table(content)]


def refusal(content):
    with pytest.raises(ImportRefused) as refused:
        read_table(content)
    return refused.value.errors[0]


CSV = file_of(ROW)


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV,
        CSV.decode().encode("utf-16"),
        CSV.decode().replace(",", "\t").encode("utf-16"),
        CSV.decode().replace(",", ";").encode(),
        CSV.replace(b"\r\n", b"\n"),
        CSV.replace(b"code", b" Code "),
        workbook(),
        workbook([], [*ROW], [], [*ROW.values()]),
    ],
    ids=["utf-8", "mark", "utf-16", "utf-16 tabs", "semicolons", "lines", "head", "workbook", "empty lines"],
)
def test_a_table_is_read_as_it_was_written(content):
    assert cells_of(content) == [ROW]


def test_columns_stand_in_any_order_and_others_are_left_alone():
    head = ("office", *reversed([*ROW]), "note")
    assert cells_of(file_of({"office": "x", "note": "y"}, head=head)) == [ROW]


def test_lines_are_those_of_the_file():
    head, row = ",".join(ROW), ",".join(ROW.values())
    assert [line for line, _cells in read_table(f"{head}\n\n{row}\n\n\n{row}\n".encode())] == [3, 6]
    assert [line for line, _cells in read_table(workbook([], [*ROW], [], [*ROW.values()]))] == [4]


def test_days_numbers_and_ticks_of_a_workbook_become_text():
    head = [*NEEDED, "valid_from", "valid_to", "loose", "source"]
    row = [*(ROW[name] for name in NEEDED), date(2026, 11, 21), datetime(2026, 12, 1, 5), True, 12.0]
    (found,) = cells_of(workbook(head, row))
    assert [found[name] for name in head[-4:]] == ["2026-11-21", "2026-12-01", "yes", "12"]


def test_a_formula_in_a_workbook_is_never_calculated():
    (found,) = cells_of(workbook([*ROW], [*list(ROW.values())[:-1], "=1+1"]))
    assert "why_en" not in found


@pytest.mark.parametrize("missing", NEEDED)
def test_a_missing_column_is_named(missing):
    error = refusal(file_of(head=tuple(name for name in ROW if name != missing)))
    assert (error.line, error.column) == (1, missing)


BAD = {
    "nothing": b"",
    "not text": b"\xff\xfe\x80",
    "nul": b"code\0,category",
    "old excel": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "too large": CSV + b" " * MAX_BYTES,
    "a column twice": b"code," + CSV,
    "more cells": CSV.rstrip() + b",,x\r\n",
    "an endless cell": CSV.rstrip() + b'\r\n"' + b"x" * 200_000,
    "a cell too long": CSV.rstrip() + b"\r\n" + b"x" * 32_768,
    "no workbook": b"PK\x03\x04" + b"x" * 100,
    "another zip": workbook(**{"xl/workbook.xml": b""}),
    "macros": workbook(**{"xl/vbaProject.bin": b"x"}),
    "entities": workbook(**{"xl/styles.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}),
    "entities in utf-16": workbook(**{"xl/styles.xml": '<!DOCTYPE x [<!ENTITY a "a">]><x/>'.encode("utf-16")}),
    "swelling": workbook(**{"xl/media/image1.png": b"0" * 21_000_000}),
    "many parts": workbook(**{f"x{number}.bin": b"" for number in range(201)}),
    "many cells": workbook(**{"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + b"<c/>" * 500_000}),
    "many styles": workbook(**{"xl/styles.xml": b"<styleSheet><cellXfs>" + b"<xf/>" * 300_000}),
    "broken sheet": workbook(**{"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}),
    "no sheet": workbook(**{"xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_what_is_no_such_table_is_refused_quickly_and_in_words(content):
    began = perf_counter()
    assert refusal(content).message
    assert perf_counter() - began < 2


def test_a_workbook_cut_off_anywhere_is_refused():
    whole = workbook()
    for end in range(5, len(whole) - 1, max(1, len(whole) // 60)):
        assert refusal(whole[:end]).message


def test_one_row_more_than_the_limit_is_refused_and_named():
    head, row = ",".join(ROW), ",".join(ROW.values())
    assert len(read_table("\n".join([head, *[row] * MAX_ROWS]).encode())) == MAX_ROWS
    assert refusal("\n".join([head, *[row] * (MAX_ROWS + 1)]).encode()).line == MAX_ROWS + 2


def test_rows_far_below_are_not_lost_in_silence():
    sheet = zipfile.ZipFile(io.BytesIO(workbook())).read("xl/worksheets/sheet1.xml")
    far = re.sub(rb'r="([A-Z]*)2"', rb'r="\g<1>1048576"', sheet)
    assert refusal(workbook(**{"xl/worksheets/sheet1.xml": far})).line > MAX_ROWS


@pytest.mark.parametrize("number", ["-5", "0", "2", "x", "", "nan", "inf", "1e9", "৳"])
def test_a_row_out_of_order_is_refused_and_not_left_out(number):
    sheet = zipfile.ZipFile(io.BytesIO(workbook([*ROW], [*ROW.values()], [*ROW.values()]))).read(SHEET).decode()
    assert len(read_table(workbook(**{SHEET: sheet.encode()}))) == 2
    for given in (f'<row r="{number}"', f"<row spans='1:9' r = '{number}'"):
        error = refusal(workbook(**{SHEET: sheet.replace('<row r="3"', given).encode()}))
        assert (error.line, f"“{number}”" in error.message) == (3, True)


@pytest.mark.parametrize("content", [b"\n\n", b",,\r\n", workbook([]), workbook([], [None, " "])], ids=range(4))
def test_a_table_without_anything_says_so(content):
    assert "ফাইলে কিছু নেই" in refusal(content).message


@pytest.mark.parametrize("content", [",".join(ROW).encode(), workbook([*ROW], [])], ids=["csv", "workbook"])
def test_a_table_without_rows_says_so(content):
    assert "কোনো সারি নেই" in refusal(content).message


@pytest.mark.parametrize("text", [*FORMULAS, "", "'", "''", "'a", "a=b", "ক-খ", "it's"])
def test_an_inert_cell_is_no_formula_and_comes_back_as_it_was(text):
    cell = inert(text)
    assert not re.match("[=+\\-@\t\r\n\0＝＋－＠]", cell)
    assert revived(cell) == text


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_cells_break_nothing(number):
    value = HOSTILE[number]
    raw = value if isinstance(value, bytes) else value.encode(errors="replace")
    for content in (file_of(ROW) + raw, file_of(ROW).replace(b"bikot", raw[:5000]), raw):
        with suppress(ImportRefused):
            assert all(isinstance(cell, str) for _line, cells in read_table(content) for cell in cells.values())
