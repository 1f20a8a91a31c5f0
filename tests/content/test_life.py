"""docs/life-of-a-post.md says what the table of states says."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from content.life import life_markdown
from content.models.states import MOVES, PostState

FILE = Path(settings.BASE_DIR) / "docs" / "life-of-a-post.md"


def test_the_document_is_the_one_that_the_command_writes():
    assert FILE.read_text(encoding="utf-8") == life_markdown(), "run: manage.py life_of_a_post"


def test_every_step_stands_in_it_and_every_state_in_the_graph():
    text = life_markdown()
    assert all(f"| {state.value} | {by} | {to.value} |" in text for (state, to), by in MOVES.items())
    graph = text.split("```")[1]
    assert all(f" {state.value}" in graph for state in PostState)
    assert "rejected --> draft" not in text


def test_the_command_writes_into_the_docs_folder(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("life_of_a_post")
    assert (tmp_path / "docs" / "life-of-a-post.md").read_text(encoding="utf-8") == life_markdown()
    assert "docs/life-of-a-post.md" in capsys.readouterr().out
