"""Files of entries: tried, then written; a bad row is named by line and column; what was exported changes nothing."""

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.csv_rows import ImportRefused
from content.models import ProhibitedTerm, TermChange
from content.services import term_files
from content.services.term_exports import csv_lines, xlsx_file
from content.services.term_files import plan_import, write_plan
from content.services.term_tables import read_table
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.audit.services import verify
from govsocial.errors import RuleError
from tests.content.term_cases import ROW, file_of
from tests.content.terms import make_term
from tests.content.test_term_tables import FORMULAS, workbook

pytestmark = pytest.mark.both_databases
REASON = "পরিপত্র অনুযায়ী তালিকা হালনাগাদ"


@pytest.fixture
def send(world):
    """Write a file for an office's list as its head (the root's: as the keeper)."""

    def do(*rows: dict[str, str], office: str = "DIST", by: str = "head", content: bytes = b"") -> Any:
        given = {"office": world.office(office), "by": world.person(by)}
        return write_plan(plan_import(content or file_of(*rows), **given), reason=REASON, **given)

    return do


@pytest.fixture
def plan(world):
    def do(*rows: dict[str, str], office: str = "DIST", by: str = "head", content: bytes = b"") -> Any:
        return plan_import(content or file_of(*rows), office=world.office(office), by=world.person(by))

    return do


def state():
    return [list(table.objects.order_by("pk").values()) for table in (ProhibitedTerm, TermChange, Entry)]


def counts(plan):
    return len(plan.added), len(plan.edited), len(plan.proposed), plan.same, plan.waiting


def test_a_new_code_becomes_a_draft_with_all_that_stands_in_the_row(world, send):
    more = {"loose": "yes", "source": "পত্র ১২", "valid_from": "২০২৬-১১-০১", "valid_to": "2027-01-31", "clause": "9-kha"}
    written = send({**ROW, **more})
    term = ProhibitedTerm.objects.get(code="ka-DIST-1")
    assert (written.added, written.missed, term.status, term.office.code) == (1, [], "draft", "DIST")
    assert (term.text, term.aliases, term.exceptions) == ("বিকট", ["বিকঠ", "bikot"], ["বিকট শব্দ"])
    assert (term.loose, term.source, term.clause) == (True, "পত্র ১২", "9-kha")
    assert (str(term.valid_from), str(term.valid_to)) == ("2026-11-01", "2027-01-31")
    assert [entry.action for entry in Entry.objects.about(term)] == [Action.TERM_CREATED]
    assert verify().faults == ()


def test_a_trial_says_what_writing_does_and_writes_nothing(world, plan, send):
    make_term(world, "draft", office="DIST", code="ka-DIST-2", text="দুই")
    make_term(world, "active", office="DIST", code="ka-DIST-3", text="তিন")
    rows = [{}, {"code": "ka-DIST-2", "text": "দুইটি"}, {"code": "ka-DIST-3", "text": "তিনটি"}]
    before = state()
    assert counts(plan(*rows)) == (1, 1, 1, 0, 0)
    assert state() == before
    written = send(*rows)
    assert (written.added, written.edited, written.proposed) == (1, 1, 1)
    assert ProhibitedTerm.objects.get(code="ka-DIST-2").text == "দুইটি"
    assert ProhibitedTerm.objects.get(code="ka-DIST-3").text == "তিন", "a second person confirms it first"
    change = TermChange.objects.get(term__code="ka-DIST-3", status="proposed")
    assert (change.values["text"], change.reason) == ("তিনটি", REASON)


def test_a_second_run_finds_nothing_to_do(world, plan, send):
    make_term(world, "active", office="DIST", code="ka-DIST-3", text="তিন")
    rows = [{}, {"code": "ka-DIST-3", "text": "তিনটি"}]
    send(*rows)
    before = state()
    assert counts(plan(*rows)) == (0, 0, 0, 1, 1)
    send(*rows)
    assert state() == before


def test_another_change_than_the_one_that_waits_is_refused(world, send):
    make_term(world, "active", office="DIST", code="ka-DIST-3", text="তিন")
    send({"code": "ka-DIST-3", "text": "তিনটি"})
    assert wrong(send, {"code": "ka-DIST-3", "text": "তিনখানা"}) == {(2, "code")}


def wrong(call, *rows, **given):
    before = state()
    with pytest.raises(ImportRefused) as refused:
        call(*rows, **given)
    assert state() == before
    assert all(error.message for error in refused.value.errors)
    return {(error.line, error.column) for error in refused.value.errors}


BAD = {
    "code": ["", "#N/A", "ka-DIST-১ ২", "ka-DIST-" + "1" * 40, "ka-OTH-1", "ka-1", "kha-DIST-1", "=1+1"],
    "category": ["", "zzz", "PII", "#NAME?"],
    "kind": ["", "wordy"],
    "text": ["", "।", "ক" * 201, "#N/A", "#REF!", "Err:502"],
    "language": ["", "fr"],
    "severity": ["", "fatal"],
    "clause": ["nine", "9 ka"],
    "loose": ["maybe", "#VALUE!"],
    "valid_from": ["soon", "2026-02-30", "31-12-2026"],
    "valid_to": ["soon"],
    "why_bn": ["", "ক" * 401, "#DIV/0!"],
    "why_en": ["", "x" * 401],
    "source": ["x" * 201, "#N/A"],
    "aliases": ["|".join(str(number) * 3 for number in range(51))],
}


@pytest.mark.parametrize(("column", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_cell_is_named_by_line_and_column_and_nothing_is_written(send, column, value):
    assert wrong(send, {"code": "ka-DIST-9", "text": "ভালো"}, {column: value}) == {(3, column)}


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"kind": "regex", "text": "(", "aliases": "", "exceptions": ""}, "text"),
        ({"kind": "regex", "text": "x*", "aliases": "", "exceptions": ""}, "text"),
        ({"kind": "prefix", "text": "ক", "aliases": ""}, "text"),
        ({"kind": "prefix", "aliases": "ঠিক আছে|ক"}, "aliases"),
        ({"exceptions": "।"}, "exceptions"),
        ({"valid_from": "2026-11-02", "valid_to": "2026-11-01"}, "valid_to"),
    ],
)
def test_what_cannot_be_looked_for_is_named_too(send, given, column):
    assert wrong(send, given) == {(2, column)}


def test_an_error_value_of_a_workbook_is_refused_by_line_and_column_once(world):
    row = {**ROW, "severity": "#N/A", "why_en": "#REF!"}
    with pytest.raises(ImportRefused) as refused:
        plan_import(workbook([*row], [*row.values()]), office=world.office("DIST"), by=world.person("head"))
    assert [(error.line, error.column) for error in refused.value.errors] == [(2, "severity"), (2, "why_en")]
    assert "#REF!" in refused.value.errors[1].message


def test_every_bad_row_is_named_in_the_order_of_the_file(send):
    rows = [{"kind": "x"}, {"code": "ka-DIST-2", "text": ""}, {"code": "ka-DIST-3", "severity": "x", "kind": "y"}]
    assert wrong(send, *rows) == {(2, "kind"), (3, "text"), (4, "severity"), (4, "kind")}


def test_a_code_and_a_text_stand_once_in_a_file(send):
    assert wrong(send, {}, {"text": "অন্য"}) == {(3, "code")}
    assert wrong(send, {}, {"code": "ka-DIST-2"}) == {(3, "text")}


def test_a_text_that_the_office_has_already_is_named(world, send):
    make_term(world, "draft", office="DIST", code="ka-DIST-7", text="বিকট")
    assert wrong(send, {}) == {(2, "text")}


@pytest.mark.parametrize(("office", "code"), [("GOB", "ka-1777"), ("UPZ", "ka-DIST-5"), ("OTH", "ka-DIST-5")])
def test_an_entry_of_another_list_is_left_alone(world, send, office, code):
    make_term(world, "draft", office=office, code=code, text="ভিন্ন")
    assert wrong(send, {"code": code}) == {(2, "code")}


def test_a_retired_entry_is_not_changed_by_a_file(world, send, plan):
    make_term(world, "retired", office="DIST", code="ka-DIST-4", text="চার")
    assert wrong(send, {"code": "ka-DIST-4", "text": "চারটি"}) == {(2, "code")}


@pytest.mark.parametrize(
    ("office", "login"),
    [
        ("GOB", "head"),
        ("GOB", "cabinet"),
        ("DIST", "author"),
        ("DIST", "oth_head"),
        ("DIST", "supervisor"),
        ("OTH", "head"),
    ],
)
def test_only_who_may_propose_for_the_list_uploads(send, office, login):
    before = state()
    with pytest.raises(RuleError) as error:
        send({}, office=office, by=login)
    assert (error.value.code, state()) == ("not_allowed", before)


def test_the_keeper_brings_in_a_national_list_in_batches(world, send, monkeypatch):
    monkeypatch.setattr(term_files, "BATCH", 2)
    monkeypatch.setattr(term_files, "PAUSE", 0)
    rows = [{"code": f"ka-{2000 + number}", "text": f"শব্দ{number}"} for number in range(5)]
    assert send(*rows, office="GOB", by="keeper").added == 5
    assert ProhibitedTerm.objects.filter(code__startswith="ka-200", office__parent=None).count() == 5


def test_a_row_that_somebody_was_before_is_named_and_the_others_are_written(world, send, monkeypatch):
    real = term_files.create_term

    def late(**given: Any) -> ProhibitedTerm:
        if given["code"] == "ka-DIST-1":
            raise RuleError("code_taken", "in use")
        return real(**given)

    monkeypatch.setattr(term_files, "create_term", late)
    written = send({}, {"code": "ka-DIST-2", "text": "দুই"})
    assert (written.added, [(error.line, error.column) for error in written.missed]) == (1, [(2, "code")])


def files(rows=None):
    """The list as it is exported, both ways."""
    rows = ProhibitedTerm.objects.all() if rows is None else rows
    return {"csv": "".join(csv_lines(rows)).encode(), "xlsx": xlsx_file(rows).read()}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_changes_nothing_when_it_comes_back(world, plan, kind):
    for number, state_ in enumerate(["draft", "shadow", "active", "retired"]):
        make_term(world, state_, office="GOB", text=f"নমুনা{number}", aliases=("এক", "দুই"), loose=bool(number % 2))
    make_term(world, "draft", office="DIST", text="জেলার", exceptions=("জেলার মেলা",), kind="phrase")
    make_term(world, "draft", kind="regex", text=r"(?:ঘুষ|উৎকোচ)\s+দা[ওব]", language="any", valid_to="2030-01-01")
    got = plan(office="GOB", by="keeper", content=files()[kind])
    assert counts(got) == (0, 0, 0, ProhibitedTerm.objects.count(), 0)
    assert got.same > 100


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sixty_formulas_stay_text_and_come_back_as_they_were(world, plan, kind):
    assert len(FORMULAS) == 60
    texts = [text.strip() for text in FORMULAS]
    for number, text in enumerate(texts):
        row = make_term(world, "draft", office="DIST", text=f"সূত্র{number}", aliases=(text.replace("|", " ") + "ক",))
        ProhibitedTerm.objects.filter(pk=row.pk).update(source=text, why_bn=text, why_en=text)
    rows = ProhibitedTerm.objects.filter(office__code="DIST")
    content = files(rows)[kind]
    cells = cells_of_csv(content) if kind == "csv" else cells_of_xlsx(content)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]
    assert [found["source"] for _line, found in read_table(content)] == [row.source for row in rows.order_by("code")]
    assert counts(plan(content=content)) == (0, 0, 0, 60, 0)


def cells_of_csv(content: bytes) -> list[str]:
    assert content.startswith("\ufeff".encode())
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


def cells_of_xlsx(content: bytes) -> list[str]:
    found = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in found} <= {"s", "n"}, "no cell is a formula"
    assert not [cell for cell in found if cell.hyperlink]
    return [cell.value for cell in found if isinstance(cell.value, str)]
