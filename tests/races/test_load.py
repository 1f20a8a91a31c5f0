"""Many writers at once, with the sweep running, as on a busy Sunday morning."""

from tests.races.processes import SOAK, Site

WRITERS = 8
ROUNDS = 60 if SOAK else 36  # about a hundred writes each


def test_many_writers_and_the_sweep(site: Site):
    """Nobody is told “database is locked” or anything else that is not a rule, and the audit chain has no gap."""
    before = site.act("chain")["count"]
    said = site.at_once("mixed_writes", WRITERS + 2, writers=WRITERS, rounds=ROUNDS)
    flat = [code for lines in said for code in lines]
    expected = {"ok", "team_full"}
    assert [code for code in flat if code not in expected] == []
    assert flat.count("ok") > WRITERS * ROUNDS
    after = site.act("chain")
    assert after["faults"] == []
    # Each write that was accepted left an entry; a team that falls short or is complete again leaves one more.
    writes = [code for lines in said[:WRITERS] for code in lines]
    assert after["count"] - before >= writes.count("ok")
