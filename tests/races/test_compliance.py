"""Compliance at its busiest: nights that overlap or die, writers beside imports and moves, two who do the same."""

import signal
from collections import Counter
from typing import Any

import pytest

from tests.races.processes import SOAK, Site, sized

HELD_OFF = {
    "already_acknowledged",
    "already_asked",
    "already_decided",
    "already_follows",
    "bad_day",
    "into_itself",
    "moved_meanwhile",
    "no_change",
    "nobody",
    "not_in_breach",
    "not_of_office",
    "on_team",
    "over_already",
    "recorded_already",
    "stated_meanwhile",
    "team_full",
}
CLEAN = {"differences": [], "overlaps": [], "torn": [], "faults": [], "misplaced_after": 0}
Country = tuple[Site, list[int]]


def check(found: dict[str, Any]) -> int:
    """Every sum, interval, place and audit entry is right; how many rows the night had to put in their place."""
    misplaced = found.pop("misplaced")
    assert found.pop("night").endswith("steps, 0 tallies differed")
    assert found == CLEAN
    return misplaced


@sized
def test_writers_of_every_kind_beside_an_import(country: Country, capsys: pytest.CaptureFixture[str]):
    """No deadlock, no “database is locked”, whoever writes what while the register of offices grows and moves."""
    site, offices = country
    writers, rounds = (33, 16) if SOAK else (9, 5)
    pause = 8.0 if SOAK and site.url.startswith("sqlite") else 0.2
    said = site.at_once("busy_day", writers, offices=offices[:8], rounds=rounds, rows=300, pause=pause)
    codes = Counter(code for lines in said for code in lines)
    assert set(codes) <= {"ok"} | HELD_OFF, codes
    assert set(said[0]) == {"ok"}
    misplaced = check(site.act("compliance"))
    with capsys.disabled():
        print(f"\n  {codes.total()} writes, {codes['ok']} accepted; {misplaced} rows for the night to place ", end="")


def test_a_night_that_was_killed_is_completed_by_three_at_once(country: Country):
    """What a dead process had stored of its last step is gone with it; what follows is done once, whoever comes."""
    site, _offices = country
    dead = site.python("-c", DIE, check=False)
    assert dead.returncode == -signal.SIGKILL
    first, *others = site.at_once("night", 3)
    assert (first["half"]["done"], first["half"]["finished"]) == (7, False)
    said = {row["said"] for row in (first, *others)}
    assert all(line.endswith("steps, 0 tallies differed") or line == "done for today" for line in said), said
    found = first["found"]
    assert {**found, "entries": found["entries"] - int(dead.stdout)} == first["alone"]


def test_senders_at_once_remind_each_office_once(country: Country):
    """At most one reminder in seven days, whoever sends: a head must not get the same letter from two desks."""
    site, offices = country
    rows = site.at_once("remind", 4, clause="5-gha")
    assert {row["said"] for row in rows} <= {"ok", "nobody"}
    taken = sorted(office for row in rows for office in row["offices"])
    assert set(offices) <= set(taken)
    assert taken == sorted(set(taken)) == rows[0]["notices"]


def test_two_deciders_of_an_excusal_one_decision(country: Country):
    """One grants, one refuses: one stands, the other is told, and the finding says what was decided."""
    site, offices = country
    (grants, rows, found), (refuses, _rows, _found) = site.at_once("decide_excusals", 2, count=len(offices))
    assert len(rows) == len(offices)
    for first, second, row in zip(grants, refuses, rows, strict=True):
        assert sorted([first, second]) == ["already_decided", "ok"]
        state, finding = ("granted", "excused") if first == "ok" else ("refused", "breached")
        assert row == {"state": state, "entries": [f"excusal.{state}"], "finding": finding}
    check(found)


def test_moves_at_once_leave_a_tree(country: Country):
    """One office to two places, and two that would stand below each other: one wins, the other is told why not."""
    site, _offices = country
    twice = [[["R0", one], ["R0", other]] for one, other in (("FAR", "OTH"), ("DIST", "MIN"), ("R2", "S3"))]
    circle = [[["R1", "R2"], ["R2", "R1"]], [["R3", "S4"], ["R4", "R3"]]]
    (one, found), (other, _found) = site.at_once("move", 2, moves=twice + circle)
    said = [sorted(pair) for pair in zip(one, other, strict=True)]
    assert said == [["moved_meanwhile", "ok"]] * 3 + [["into_itself", "ok"]] * 2
    assert check(found) == 0


DIE = """
import django
django.setup()
from tests.races import rivals
print(rivals.forget_the_night(), flush=True)
rivals.night_that_dies(after=7)
"""
