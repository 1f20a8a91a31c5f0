"""Somebody writes for long: others are told so with their text kept, and an import lets them in between."""

import pytest

from tests.races.processes import Site

ROWS = 1200  # six transactions


@pytest.fixture(autouse=True)
def _front(site: Site) -> None:
    """The pages name the style sheet."""
    site.copy_front()
    site.manage("collectstatic", "--no-input", "-v0")


def test_a_form_for_which_the_database_had_no_time_is_offered_again_with_its_text(site: Site):
    """Never an error page, never a lost text, never a half-stored post."""
    said = site.act("form_while_locked")
    assert said == {
        "status": 503,
        "retry": "5",
        "shows": True,
        "stored": 0,
        "again": 302,
        "stored_in_the_end": 1,
        "same_key": True,
    }


def test_an_import_in_the_browser_lets_others_write_between_its_batches(site: Site, capsys: pytest.CaptureFixture[str]):
    """An administrator enters the whole country; an officer's form must not wait for the end of it."""
    imported, beside = site.at_once("import_beside_writers", 2, rows=ROWS)
    with capsys.disabled():
        print(f"\n  slowest form beside an import: {beside['slowest']:.1f} s ", end="")
    assert imported == 302
    assert beside["statuses"] == [302]
    assert beside["between"] > 0, "nobody got in before the last row"
    assert beside["slowest"] < 10
    assert site.act("chain")["faults"] == []
