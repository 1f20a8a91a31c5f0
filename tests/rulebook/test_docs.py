"""docs/rulebook.md says what the data says."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from govsocial.rulebook.checks import checks
from govsocial.rulebook.docs import rulebook_markdown
from tests.rulebook.test_editions_data import BOOKS

FILE = Path(settings.BASE_DIR) / "docs" / "rulebook.md"


def test_the_document_is_the_one_that_the_command_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == rulebook_markdown(), "run: manage.py rulebook_docs"


def test_the_command_writes_into_the_docs_folder(settings, tmp_path, capsys) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("rulebook_docs")
    assert (tmp_path / "docs" / "rulebook.md").read_text(encoding="utf-8") == rulebook_markdown()
    assert "docs/rulebook.md" in capsys.readouterr().out


def test_every_clause_and_parameter_stands_in_it_with_its_check() -> None:
    text = rulebook_markdown()
    assert text.index("`bd-2016`") < text.index("`cg-2017`")
    for book in BOOKS.values():
        assert all(clause["text_en"].replace("|", "\\|") in text for clause in book["clause"])
        assert all(f"(`{row['name']}`)" in text for row in book["parameter"])
    assert all(f"`{check.name}`" in text for check in checks().values())
