"""The list as files, the test box and the categories in the browser."""

import io
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from content.models import ProhibitedTerm, ScreeningRun, TermChange
from content.screening.terms import COLUMNS
from content.services import term_files
from content.services.rulesets import publish_ruleset
from content.views.term_files import tried
from govsocial.audit.models import Entry
from govsocial.web.models import FormResult
from tests.content.conftest import page
from tests.content.term_cases import file_of
from tests.content.terms import make_term

IMPORT, EXPORT = reverse("content:prohibited_term_import"), reverse("content:prohibited_term_export")
TEST, KINDS = reverse("content:prohibited_text_test"), reverse("content:prohibited_category_list")
LIST = reverse("content:prohibited_term_list")
REASON = "পরিপত্র অনুযায়ী হালনাগাদ"


@pytest.fixture
def signed_in(client_for):
    """One browser for each person."""
    return cache(client_for)


@pytest.fixture
def upload(signed_in, world):
    """Send a file as somebody for an office's list."""

    def do(content: bytes, step: str = "try", *, login: str = "head", office: str = "DIST", **fields: Any) -> Any:
        row = world.office(office)
        given = {"office": row.pk, "step": step, "file": SimpleUploadedFile("l.csv", content)}
        key = {"key": fields.pop("key")} if "key" in fields else {}
        return signed_in(login).submit(IMPORT, {**given, "tried": tried(content, row), **fields}, **key)

    return do


def entries():
    return ProhibitedTerm.objects.filter(office__code="DIST").count()


def test_a_file_is_tried_first_and_then_written(upload):
    content = file_of({}, {"code": "ka-DIST-2", "text": "দুই"})
    trial = upload(content)
    assert (trial.status_code, len(trial.context["plan"].added), entries()) == (200, 2, 0)
    assert "add 2 drafts" in page(trial)
    written = upload(content, "write", tried=trial.context["tried"])
    assert (written.status_code, written.url, entries()) == (302, LIST, 2)


def test_after_writing_the_list_says_what_became_of_the_file(upload, signed_in):
    response = upload(file_of({}), "write")
    assert "Drafts added: 1. Drafts changed: 0. Changes proposed: 0." in page(signed_in("head").get(response.url))
    response = upload(file_of({}), "write")
    assert "nothing changed" in page(signed_in("head").get(response.url))


@pytest.mark.parametrize("proof", ["", "x", "ক" * 200])
def test_a_file_that_was_not_tried_is_tried_and_not_written(upload, proof):
    response = upload(file_of({}), "write", tried=proof)
    assert (response.status_code, response.context["untried"], entries()) == (422, True, 0)


def test_a_file_tried_for_one_list_is_not_written_to_another(upload, world):
    content = file_of({"code": "ka-UPZ-1"})
    proof = tried(content, world.office("DIST"))
    response = upload(content, "write", login="upz_head", office="UPZ", tried=proof)
    assert (response.status_code, response.context["untried"]) == (422, True)


def test_bad_rows_are_named_and_the_button_that_writes_is_not_there(upload):
    response = upload(file_of({"kind": "<b>x"}, {"code": "ka-DIST-2", "text": ""}))
    assert response.status_code == 422
    assert {(error.line, error.column) for error in response.context["errors"]} == {(2, "kind"), (3, "text")}
    assert 'value="write"' not in page(response)
    assert "<b>x" not in page(response)


def test_changes_of_entries_that_are_looked_for_need_a_reason(upload, world):
    make_term(world, "active", office="DIST", code="ka-DIST-3", text="তিন")
    content = file_of({"code": "ka-DIST-3", "text": "তিনটি"})
    assert upload(content, "write").status_code == 422
    assert not TermChange.objects.filter(status="proposed").exists()
    assert upload(content, "write", reason="ছোট").status_code == 422
    assert upload(content, "write", reason=REASON).status_code == 302
    assert TermChange.objects.get(status="proposed").reason == REASON


def test_a_file_without_anything_new_has_nothing_to_write(upload):
    upload(file_of({}), "write")
    response = upload(file_of({}))
    assert (response.status_code, response.context["plan"].changes) == (200, 0)
    assert 'value="write"' not in page(response)


@pytest.mark.parametrize(("login", "office"), [("head", "GOB"), ("head", "OTH"), ("keeper", "DIST")])
def test_nobody_uploads_for_a_list_that_is_not_theirs(upload, login, office):
    before = ProhibitedTerm.objects.count()
    assert upload(file_of({}), "write", login=login, office=office, reason=REASON).status_code == 422
    assert ProhibitedTerm.objects.count() == before


def test_a_trial_writes_nothing_at_all(upload, signed_in):
    signed_in("head").get(IMPORT)
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        upload(file_of({}))
    wrote = [
        query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE", "DECLARE"))
    ]
    assert (wrote, Entry.objects.count()) == ([], before)


def test_the_same_upload_twice_is_one(upload, client_for):
    key = client_for("head").key()
    answers = [upload(file_of({}), "write", key=key) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, LIST)] * 2
    assert entries() == 1


def test_an_upload_that_breaks_off_is_finished_by_sending_it_again(upload, client_for, monkeypatch):
    monkeypatch.setattr(term_files, "BATCH", 1)
    monkeypatch.setattr(term_files, "PAUSE", 0)
    real, key, done = term_files._write_batch, client_for("head").key(), []

    def breaks(*args: Any) -> None:
        done.append(args)
        if len(done) == 2:
            raise term_files.ImportRefused([])
        real(*args)

    content = file_of({}, {"code": "ka-DIST-2", "text": "দুই"}, {"code": "ka-DIST-3", "text": "তিন"})
    monkeypatch.setattr(term_files, "_write_batch", breaks)
    with pytest.raises(term_files.ImportRefused):
        upload(content, "write", key=key)
    assert (entries(), FormResult.objects.count()) == (1, 0)
    assert upload(content, "write", key=key).status_code == 302
    assert entries() == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_downloaded_as_it_is_filtered(client_for, world, kind):
    make_term(world, "draft", office="DIST", code="ka-DIST-1", text="একমাত্র")
    make_term(world, "draft", office="OTH", code="ka-OTH-1", text="অন্যদের")
    client = client_for("author")
    assert codes_of(client.get(EXPORT, {"format": kind, "office": "mine"}), kind) == ["ka-DIST-1"]
    everything = codes_of(client.get(EXPORT, {"format": kind}), kind)
    assert "ka-DIST-1" in everything
    assert "ka-OTH-1" not in everything
    assert len(everything) == ProhibitedTerm.objects.visible_to(world.person("author")).count()


def codes_of(response, kind):
    assert response.headers["Content-Disposition"] == f'attachment; filename="prohibited-terms.{kind}"'
    if kind == "csv":
        return [line.split(",")[0] for line in response.content.decode("utf-8-sig").split("\r\n")[1:] if line]
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][: len(COLUMNS)] == COLUMNS
    return [row[0] for row in rows[1:]]


def test_a_download_asks_as_often_for_many_entries_as_for_few(client_for, world):
    client = client_for("keeper")
    client.get(EXPORT)
    with CaptureQueriesContext(connection) as many:
        client.get(EXPORT)
    with CaptureQueriesContext(connection) as few:
        client.get(EXPORT, {"q": "nothing-at-all"})
    assert len(many) == len(few) <= 8


@pytest.fixture
def box(client_for, world):
    """Try a text as somebody, as a post of an office."""

    def do(text: str, *, login: str = "keeper", office: str = "GOB", **fields: Any) -> Any:
        given = {"text": text, "office": world.office(office).pk, **fields}
        return client_for(login).submit(TEST, given)

    return do


def marks(response):
    return [run["text"] for run in response.context["marked"] if run["hit"]]


def test_the_box_marks_what_screening_finds_and_stores_nothing(box):
    before = ScreeningRun.objects.count(), FormResult.objects.count()
    response = box("যারা বলে পাকিস্তান জিন্দাবাদ, তারা <b>ভুল</b>।")
    assert response.status_code == 200
    assert "".join(run["text"] for run in response.context["marked"]) == "যারা বলে পাকিস্তান জিন্দাবাদ, তারা <b>ভুল</b>।"
    assert "পাকিস্তান জিন্দাবাদ" in "".join(marks(response))
    assert "<b>ভুল" not in page(response)
    assert (ScreeningRun.objects.count(), FormResult.objects.count()) == before


def test_an_offices_own_entries_count_for_its_posts_and_not_for_the_country(box, world):
    make_term(world, "active", office="DIST", text="বিকট")
    assert marks(box("বিকট আওয়াজ", login="head", office="DIST")) == ["বিকট"]
    assert marks(box("বিকট আওয়াজ", login="head", office="GOB")) == []


def test_a_draft_is_tried_beside_the_list_by_whoever_wrote_it(box, world):
    make_term(world, "draft", office="DIST", code="ka-DIST-1", text="বিকট", exceptions=("বিকট শব্দ",))
    response = box("বিকট আওয়াজ আর বিকট শব্দ", login="head", office="DIST", entry="KA-dist-১")
    assert marks(response) == ["বিকট"]
    assert response.context["tested"].of_draft == 1
    assert [mention.found for mention in response.context["tested"].suppressed] == ["বিকট"]
    assert marks(box("বিকট আওয়াজ", login="head", office="DIST")) == []


@pytest.mark.parametrize("login", ["author", "oth_head", "auditor"])
def test_nobody_else_tries_a_draft(box, world, login):
    make_term(world, "draft", office="DIST", code="ka-DIST-1", text="বিকট")
    assert box("বিকট", login=login, entry="ka-DIST-1").status_code == 422


def test_entries_on_trial_are_shown_to_who_may_propose_and_to_nobody_else(box, world):
    make_term(world, "shadow", office="DIST", code="ka-DIST-1", text="বিকট")
    publish_ruleset(None)
    found = box("বিকট আওয়াজ", login="head", office="DIST").context["tested"]
    assert ([mention.code for mention in found.on_trial], found.hits) == (["ka-DIST-1"], [])
    assert box("বিকট আওয়াজ", login="author", office="DIST").context["tested"].on_trial == []


@pytest.mark.parametrize("fields", [{"office": "x"}, {"office": "999999"}, {"entry": "ka-001"}, {"text": ""}])
def test_a_box_filled_in_wrongly_says_so(client_for, world, fields):
    given = {"text": "পাঠ", "office": world.office("GOB").pk, **fields}
    assert client_for("keeper").submit(TEST, given).status_code == 422


def test_a_text_of_five_thousand_characters_is_tried_and_one_more_is_not(box):
    assert box("ক" * 5000).status_code == 200
    assert box("ক" * 5001).status_code == 422


def test_every_category_stands_on_its_page_with_its_clause_and_its_entries(client_for, world):
    make_term(world, "draft", office="DIST", text="বিকট")
    response = client_for("author").get(KINDS)
    rows = {row["code"]: row for row in response.context["rows"]}
    assert list(rows)[:7] == ["ka", "kha", "ga", "gha", "nga", "cha", "chha"]
    assert len(rows) == 11
    assert rows["ka"]["rule"].code == "9-ka"
    assert rows["ka"]["rule"].text_en in page(response)
    assert ("draft", 1) in [(state, number) for state, _label, number in rows["ka"]["states"]]
    assert sum(number for row in rows.values() for _s, _l, number in row["states"]) == (
        ProhibitedTerm.objects.visible_to(world.person("author")).count()
    )


def test_the_categories_take_few_questions(client_for):
    client = client_for("author")
    client.get(KINDS)
    with CaptureQueriesContext(connection) as asked:
        client.get(KINDS)
    assert len(asked) <= 11
