"""The register of offices from a CSV file: everything of it or nothing, and every bad row named."""

import csv
import io
import random
import time
import unicodedata
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.csv_rows import ImportRefused
from accounts.models import Office, OfficeParent
from accounts.office_import import COLUMNS
from accounts.services.offices import ImportResult, import_offices
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.audit.services import verify
from tests.world import World

BANGLADESH = Path(settings.BASE_DIR) / "accounts" / "data" / "bd-offices.csv"
HEADING = ",".join(COLUMNS)
BATCH = 500
UNIONS = 4540


def table(*rows: str) -> bytes:
    return "\n".join([HEADING, *rows]).encode()


def rows_of_bangladesh() -> list[dict[str, str]]:
    """The shipped register below the root, which the small country has already."""
    return list(csv.DictReader(BANGLADESH.read_text(encoding="utf-8").splitlines()))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def state() -> tuple[list[tuple], int, int]:
    """All that an import may change."""
    return list(Office.objects.order_by("pk").values_list()), OfficeParent.objects.count(), Entry.objects.count()


def entries() -> list[Entry]:
    return list(Entry.objects.filter(action=Action.OFFICES_IMPORTED).order_by("seq"))


@pytest.mark.both_databases
def test_the_register_of_bangladesh(world: World):
    """637 offices come in whole, and a second run finds nothing to do."""
    rows, before = rows_of_bangladesh(), Office.objects.count()
    assert len(rows) == 637
    assert import_offices(BANGLADESH) == ImportResult(created=636, changed=1, unchanged=0)  # the root is here
    assert Office.objects.count() == before + 636
    stored = Office.objects.in_bulk([row["code"] for row in rows], field_name="code")
    assert all(stored[row["code"]].name_bn == row["name_bn"] for row in rows)
    assert all(stored[row["code"]].parent_id == stored[row["parent"]].pk for row in rows if row["parent"])
    first = state()
    assert import_offices(BANGLADESH) == ImportResult(created=0, changed=0, unchanged=637)
    assert state() == first
    assert verify().faults == ()


def test_each_place_in_the_tree_is_right(world: World):
    """“All offices below mine” is read from the lineage: one wrong one shows an office to strangers."""
    import_offices(BANGLADESH)
    by_id = {office.pk: office for office in Office.objects.all()}
    for office in by_id.values():
        above = by_id[office.parent_id].lineage if office.parent_id else "/"
        assert office.lineage == f"{above}{office.pk}/"
    assert OfficeParent.objects.filter(until=None).count() == len(by_id)
    assert all(row.parent_id == by_id[row.office_id].parent_id for row in OfficeParent.objects.filter(until=None))


def test_rows_in_any_order(world: World):
    """A file sorted by name has children before their parents."""
    rows = rows_of_bangladesh()
    random.Random(4).shuffle(rows)
    assert import_offices(as_csv(rows)).created == 636
    named = {row["code"]: row["parent"] for row in rows}
    stored = Office.objects.filter(code__in=named).select_related("parent")
    assert {office.code: office.parent.code if office.parent else "" for office in stored} == named


def test_names_become_nfc(world: World):
    """য় typed on two keyboards must be one office for whoever searches."""
    composed = "\u09af\u09bc\u09df \u09dc \u09dd"
    import_offices(table(f"X1,MIN,other, {composed} ,,,,"))
    stored = world.office("X1").name_bn
    assert stored == unicodedata.normalize("NFC", composed)
    assert "\u09df" not in stored


def test_what_changed_is_changed(world: World):
    """A new name arrives; the place in the tree is not the import's to change."""
    before = world.office("UPZ")
    result = import_offices(table("UPZ,OTH,upazila_office,নতুন নাম,New name,https://upz.gov.bd,23.5,90.5"))
    assert result == ImportResult(created=0, changed=1, unchanged=0, left_in_place=1)
    after = world.office("UPZ")
    assert (after.name_bn, after.website, after.latitude) == ("নতুন নাম", "https://upz.gov.bd", 23.5)
    assert (after.parent_id, after.lineage) == (before.parent_id, before.lineage)
    assert '"changed":1' in entries()[-1].data


def test_a_row_that_would_only_move_an_office_is_reported(world: World, tmp_path: Path):
    """Who moved offices in the file must not be told that all is as the file says."""
    file, out = tmp_path / "offices.csv", StringIO()
    moved, same = "OTH,GOB,district_office,পাশের জেলা,Next District,,,", "FAR,GOB,ministry,দূরের মন্ত্রণালয়,Far Ministry,,,"
    file.write_bytes(table(moved, same))
    for dry_run in (True, False):
        result = import_offices(file, dry_run=dry_run)
        assert result == ImportResult(created=0, changed=0, unchanged=1, left_in_place=1)
    call_command("import_offices", str(file), stdout=out)
    assert "another parent: 1" in out.getvalue()
    assert world.office("OTH").parent == world.office("MIN")


GOOD = "G1,MIN,other,ভালো,,,,"
BAD = {
    "unknown parent": (["B,NOWHERE,other,ক,,,,"], [(3, "parent")]),
    "circle of two": (["B,C,other,ক,,,,", "C,B,other,খ,,,,"], [(3, "parent"), (4, "parent")]),
    "its own parent": (["B,B,other,ক,,,,"], [(3, "parent")]),
    "below a circle": (["B,B,other,ক,,,,", "C,B,other,খ,,,,"], [(3, "parent"), (4, "parent")]),
    "circle through the register": (["DIST,UPZ,district_office,ক,,,,"], [(3, "parent")]),
    "twice": (["B,MIN,other,ক,,,,", "B,MIN,other,খ,,,,"], [(4, "code")]),
    "unknown kind": (["B,MIN,castle,ক,,,,"], [(3, "kind")]),
    "not a website": (["B,MIN,other,ক,,bangladesh,,"], [(3, "website")]),
    "script for a website": (["B,MIN,other,ক,,javascript:alert(1),,"], [(3, "website")]),
    "website with a password": (["B,MIN,other,ক,,https://a:b@c.bd,,"], [(3, "website")]),
    "website that is no address": (["B,MIN,other,ক,,https://[,,"], [(3, "website")]),
    "latitude too large": (["B,MIN,other,ক,,,90.1,"], [(3, "lat")]),
    "longitude too small": (["B,MIN,other,ক,,,,-180.1"], [(3, "lon")]),
    "latitude without sense": (["B,MIN,other,ক,,,nan,"], [(3, "lat")]),
    "longitude in words": (["B,MIN,other,ক,,,,east"], [(3, "lon")]),
    "without code": ([",MIN,other,ক,,,,"], [(3, "code")]),
    "without name": (["B,MIN,other,  ,,,,"], [(3, "name_bn")]),
    "name too long": ([f"B,MIN,other,{'ক' * 251},,,,"], [(3, "name_bn")]),
    "code too long": ([f"{'B' * 41},MIN,other,ক,,,,"], [(3, "code")]),
    "second root": (["B,,government,ক,,,,"], [(3, "parent")]),
    "too few cells": (["B,MIN"], [(3, "kind"), (3, "name_bn")]),
    "too many cells": (["B,MIN,other,ক,,,,,x"], [(3, "-")]),
    "several at once": (["B,NOWHERE,other,ক,,,,", ",MIN,castle,,,x,99,999"], None),
}


@pytest.mark.parametrize(("rows", "named"), BAD.values(), ids=BAD)
def test_a_bad_row_is_named_and_nothing_is_written(world: World, rows: list[str], named: list | None):
    """Whoever made the file must find the cell; the good row above it must not come in alone."""
    before = state()
    with pytest.raises(ImportRefused) as refused:
        import_offices(table(GOOD, *rows))
    found = [(error.line, error.column) for error in refused.value.errors]
    several = [(3, "parent"), *((4, column) for column in ("code", "name_bn", "kind", "website", "lat", "lon"))]
    assert found == (named or several)
    assert state() == before


def test_offices_below_a_bad_row_are_not_bad(world: World):
    """One wrong cell in a ministry's row must not be said to spoil its five hundred offices."""
    with pytest.raises(ImportRefused) as refused:
        import_offices(table("M,GOB,ministry,ক,,no address,,", "M1,M,other,খ,,,,", "M2,M1,other,গ,,,,"))
    assert [(error.line, error.column) for error in refused.value.errors] == [(2, "website")]


FILES = {
    "missing columns": (b"code,kind\nB,other", "parent, name_bn, name_en, website, lat, lon"),
    "not UTF-8": ("\n".join([HEADING, "B,MIN,other,é,,,,"]).encode("latin-1"), "-"),
    "UTF-16": ("\n".join([HEADING, GOOD]).encode("utf-16"), "-"),
    "empty": (b"", ", ".join(COLUMNS)),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "-"),
    "NUL": (table("B\0,MIN,other,a,,,,"), "-"),
    "a quotation that never ends": (table(GOOD, 'B,MIN,other,"' + "x" * 200_000), "-"),
}


@pytest.mark.parametrize(("content", "column"), FILES.values(), ids=FILES)
def test_what_is_no_such_table_is_refused(world: World, content: bytes, column: str):
    before = state()
    with pytest.raises(ImportRefused) as refused:
        import_offices(content)
    assert [error.column for error in refused.value.errors] == [column]
    assert state() == before


def test_a_spreadsheets_own_csv_is_read(world: World):
    """Byte-order mark, Windows line ends, quotes, columns in another order and one too many."""
    text = '\ufeffname_bn,code,parent,kind,remark,name_en,website,lat,lon\r\n"ক, খ",X1,MIN,other,যা,,https://null,,\r\n'
    assert import_offices(text.encode("utf-8")).created == 1
    assert (world.office("X1").name_bn, world.office("X1").website) == ("ক, খ", "")


def test_a_dry_run_says_the_same_and_writes_nothing(world: World):
    before = state()
    assert import_offices(BANGLADESH, dry_run=True) == ImportResult(created=636, changed=1, unchanged=0)
    with pytest.raises(ImportRefused):
        import_offices(table("B,NOWHERE,other,ক,,,,"), dry_run=True)
    assert state() == before


def test_the_command(world: World, tmp_path: Path):
    file, out, before = tmp_path / "offices.csv", StringIO(), state()
    file.write_bytes(table(GOOD, "B,NOWHERE,castle,ক,,,,"))
    with pytest.raises(CommandError) as error:
        call_command("import_offices", str(file))
    assert "line 3, column parent" in str(error.value)
    assert "line 3, column kind" in str(error.value)
    with pytest.raises(CommandError):
        call_command("import_offices", str(tmp_path / "absent.csv"))
    file.write_bytes(table(GOOD))
    call_command("import_offices", str(file), dry_run=True, stdout=out)
    assert state() == before
    call_command("import_offices", str(file), stdout=out)
    assert "1 new" in out.getvalue()
    assert world.office("G1").parent.code == "MIN"


def test_unions_of_the_whole_country(world: World, capsys: pytest.CaptureFixture[str]):
    """4,540 unions come in within a minute, in batches that each leave one entry and let others write in between."""
    import_offices(BANGLADESH)
    upazilas = list(Office.objects.filter(kind="upazila_office").exclude(code="UPZ").order_by("pk"))
    rows = [
        f"U{number},{upazilas[number % len(upazilas)].code},union_office,ইউনিয়ন {number},Union {number},,,"
        for number in range(UNIONS)
    ]
    before, done = Office.objects.count(), len(entries())
    started = time.monotonic()
    result = import_offices(table(*rows))
    seconds = time.monotonic() - started
    with capsys.disabled():
        print(f"\n  {UNIONS} unions in {seconds:.1f} s ", end="")
    assert result == ImportResult(created=UNIONS, changed=0, unchanged=0)
    assert Office.objects.count() == before + UNIONS
    assert seconds < 60
    batches = entries()[done:]
    assert len(batches) == -(-UNIONS // BATCH)
    assert sum(int(entry.data.split('"created":')[1].split(",")[0]) for entry in batches) == UNIONS
    below = Office.objects.within(upazilas[0])
    assert below.count() == 1 + len([row for row in rows if f",{upazilas[0].code}," in row])
    assert verify().faults == ()
