"""The shipped list: active where the installation is new, drafts where it runs, and never over somebody's change."""

from pathlib import Path

import pytest

from content.models import ProhibitedTerm, Ruleset
from content.services.screening import screen_text
from content.services.shipped_list import load_first_list
from content.services.term_changes import confirm_change, propose_change
from govsocial.audit.models import Entry
from tests.world import World, short_list

pytestmark = pytest.mark.both_databases
HEADER = "code,category,kind,text,language,severity,aliases,exceptions,why_bn,why_en\n"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(short_list(), encoding="utf-8")
    return path


def test_all_of_it_is_active_on_a_new_installation_and_comes_once(world: World, shipped: Path) -> None:
    assert set(ProhibitedTerm.objects.values_list("status", "office__code")) == {("active", "GOB")}
    before = Ruleset.objects.count()
    assert load_first_list(shipped) == 0
    assert Ruleset.objects.count() == before


def test_what_a_later_version_adds_waits_for_two_people(world: World, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text(HEADER + "zz-1,ga,word,নবশব্দ,bn,block,,,কারণ,reason\n", encoding="utf-8")
    assert load_first_list(path) == 1
    assert ProhibitedTerm.objects.get(code="zz-1").status == "draft"
    assert not screen_text("নবশব্দ").hits
    entry = Entry.objects.filter(action="data.loaded").latest("seq")
    assert '"new":1' in entry.data.replace(" ", "")


def test_an_entry_that_somebody_here_decided_about_stays_as_it_is(world: World, shipped: Path) -> None:
    ours, theirs = ProhibitedTerm.objects.order_by("pk")[:2]
    given = {"term": ours, "by": world.person("keeper"), "version": ours.version, "reason": "আর প্রয়োজন নেই"}
    change = propose_change(**given, to_status="retired")
    confirm_change(change=change, by=world.person("cabinet"), version=change.version)
    text = shipped.read_text(encoding="utf-8")
    for row in (ours, theirs):
        text = text.replace(row.why_en, f"Another reason for {row.code}.")
    shipped.write_text(text, encoding="utf-8")
    assert load_first_list(shipped) > 0
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.status, "Another" in ours.why_en, "Another" in theirs.why_en) == ("retired", False, True)
