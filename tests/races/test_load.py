"""Many writers at once, with the sweep running, as on a busy Sunday morning."""

import pytest

from tests.races.processes import SOAK, Site, sized

WRITERS = 8
ROUNDS = 60 if SOAK else 15  # two or three writes in each


@sized
def test_many_writers_and_the_sweep(site: Site, capsys: pytest.CaptureFixture[str]):
    """Nobody is told “database is locked” or anything else that is not a rule, and the audit chain has no gap."""
    before = site.act("chain")["count"]
    said = site.at_once("mixed_writes", WRITERS + 2, writers=WRITERS, rounds=ROUNDS)
    flat = [code for lines in said for code in lines]
    expected = {"ok", "team_full"}
    assert [code for code in flat if code not in expected] == []
    writes = [code for lines in said[:WRITERS] for code in lines]
    assert writes.count("ok") > 2 * WRITERS * ROUNDS
    with capsys.disabled():
        print(f"\n  {len(writes)} writes by {WRITERS} processes, {len(flat) - len(writes)} sweeps beside them ", end="")
    after = site.act("chain")
    assert after["faults"] == []
    # Each write that was accepted left an entry; a team that falls short or is complete again leaves one more.
    assert after["count"] - before >= writes.count("ok")
