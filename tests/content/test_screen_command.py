"""`manage.py screen`: every line answered in order, offsets of the text as given, nothing but the file needed."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.content.screening.suite.report import HERE
from tests.world import World

TERMS = HERE / "terms.csv"
HEADER = "code,category,kind,text,language,severity,aliases,exceptions\n"


def run(tmp_path: Path, lines: list[str], **options: Any) -> list[dict[str, Any]]:
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    call_command("screen", source=str(tmp_path / "in.jsonl"), target=str(tmp_path / "out.jsonl"), **options)
    return [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def line(key: Any, text: str) -> str:
    return json.dumps({"id": key, "text": text, "more": [1]}, ensure_ascii=False)


def test_a_file_of_entries_needs_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ensure_connection", lambda: pytest.fail("the database was asked"))
    texts = ["🙂 ওই বদ\u200bমাশরা", "ঠিক আছে", "অতি গোপনীয়\nবিষয়", "01712345678"]
    rows = run(tmp_path, [line(n, text) for n, text in enumerate(texts)], terms=str(TERMS))
    assert [row["id"] for row in rows] == [0, 1, 2, 3]
    assert rows[0]["hits"] == [
        {"term": "NGA-1", "category": "nga", "severity": "block", "start": 5, "end": 11, "view": "strict"}
    ]
    found = [(hit["term"], hit["category"]) for row in rows[1:] for hit in row["hits"]]
    assert found == [("MARKING", "MARKING"), ("PII-MOBILE", "PII")]


def test_a_line_that_cannot_be_read_is_named_and_keeps_its_place(tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, [line("a", "x"), "{oops", line("b", "y")], terms=str(TERMS))
    assert refused.value.returncode == 1
    rows = [json.loads(row) for row in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["a", None, "b"]
    assert "line 2" in capsys.readouterr().err


def test_a_bad_row_is_named_and_skipped(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "terms.csv"
    rows = "1,ga,word,ভোট,bn,warn,,\n2,zz,word,চোর,bn,warn,,\n3,ga,regex,(?=x),any,warn,,\n"
    path.write_text(HEADER + rows, encoding="utf-8")
    (row,) = run(tmp_path, [line(1, "ভোট চোর")], terms=str(path))
    assert [hit["term"] for hit in row["hits"]] == ["1"]
    said = capsys.readouterr().err
    assert "line 3: unknown category: zz" in said and "line 4: not a pattern" in said


@pytest.mark.parametrize("content", [HEADER, "nothing\n", HEADER + "2,zz,word,চোর,bn,warn,,\n", None])
def test_without_any_entry_left_the_status_is_2(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "terms.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run(tmp_path, [line(1, "x")], terms=str(path))
    assert refused.value.returncode == 2


def test_without_a_file_the_installations_list_holds(tmp_path: Path, world: World) -> None:
    (row,) = run(tmp_path, [line(1, "ওরা হরতাল ডেকেছে; জবাই করো")])
    assert "block" in {hit["severity"] for hit in row["hits"]}


def test_an_unknown_office_is_named(tmp_path: Path, world: World) -> None:
    with pytest.raises(CommandError, match="NOWHERE"):
        run(tmp_path, [line(1, "x")], office="NOWHERE")


def test_standard_input_is_read_by_default(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    fake = io.TextIOWrapper(io.BytesIO(line("z", "scoundrel").encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", fake)
    call_command("screen", terms=str(TERMS))
    assert json.loads(capsys.readouterr().out)["hits"][0]["term"] == "NGA-3"
