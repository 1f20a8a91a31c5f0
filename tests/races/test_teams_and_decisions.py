"""Several people at the same instant: a rule that holds for one must hold for all of them together."""

import pytest

from tests.races.processes import SOAK, Site, sized

SEATS = 5
ACTIONS = {"approved": "post.approved", "returned": "post.returned", "rejected": "post.rejected"}


def test_fifty_people_take_five_seats(site: Site):
    """Clause 5-ga would be broken by a sixth member whom nobody decided to have."""
    crowd = site.act("crowd", size=25)
    said = site.at_once("take_seat", 50, **crowd)
    assert said.count("ok") == SEATS
    assert set(said) <= {"ok", "team_full", "on_team"}
    history = site.act("team_history", account=crowd["account"])
    assert history["seats"] == [1, 2, 3, 4, 5]
    assert history["stored"] == history["told"]
    assert site.act("chain")["faults"] == []


def test_one_person_takes_one_seat(site: Site):
    """Two administrators who add the same person at once must not seat her twice."""
    crowd = site.act("crowd", size=1)
    said = site.at_once("take_seat", 8, **crowd)
    assert sorted(said) == ["ok"] + ["on_team"] * 7


@sized
def test_team_and_its_history_agree_after_adding_and_removing_at_once(site: Site):
    """An auditor who replays the entries must come to the team that is stored, never above five on the way."""
    crowd = site.act("crowd", size=9)
    said = site.at_once("shuffle_team", 16, **crowd, rounds=40 if SOAK else 6)
    every = {code for lines in said for code in lines}
    assert every <= {"ok", "team_full", "on_team", "already_ended"}
    assert "ok" in every
    history = site.act("team_history", account=crowd["account"])
    assert history["stored"] == history["told"]
    assert history["most"] <= SEATS
    assert len(set(history["seats"])) == len(history["seats"])
    assert site.act("chain")["faults"] == []


@sized
def test_three_deciders_one_decision(site: Site):
    """Approve, return and reject at the same instant: one stands, the two others learn who was first and with what."""
    posts = site.act("waiting_posts", count=500 if SOAK else 40)
    sessions = site.at_once("decide", 3, posts=posts)
    histories = site.act("post_history", posts=posts)
    for told, history in zip(zip(*sessions, strict=True), histories, strict=True):
        assert sorted(line["code"] for line in told) == ["already_decided", "already_decided", "ok"], told
        winner = next(line for line in told if line["code"] == "ok")
        assert all((line["by"], line["kind"]) == (winner["by"], winner["kind"]) for line in told)
        assert history["status"] == winner["kind"]
        assert history["decisions"] == [[winner["by"], winner["kind"]]]
        assert history["entries"] == [[winner["by"], ACTIONS[winner["kind"]]]]
    assert site.act("chain")["faults"] == []


def test_one_first_administrator(empty_site: Site):
    """An installation that two people set up at once must not end with two administrators."""
    said = empty_site.at_once("become_first", 4)
    assert sorted(said) == ["not_first"] * 3 + ["ok"]
    assert empty_site.act("counts")["people"] == 1


def test_one_person_for_one_invitation(site: Site):
    """A link that went to two people, or was clicked twice, makes one person."""
    said = site.at_once("join", 4, token=site.act("invitation"))
    assert sorted(said) == ["invitation_gone"] * 3 + ["ok"]
    assert site.act("counts")["joined"] == 1


def test_administrators_who_end_each_other_leave_one(site: Site):
    """Four who end each other's roles at the same instant: were all roles gone, nobody could let anybody in again."""
    roles = site.act("administrators", count=4)
    said = site.at_once("end_the_next", 4, roles=roles)
    assert set(said) <= {"ok", "last_administrator", "not_allowed"}, said
    assert "ok" in said
    assert site.act("counts")["administrators"] == 4 - said.count("ok") >= 1
    assert site.act("chain")["faults"] == []


@pytest.mark.soak
def test_fifty_people_take_five_seats_again_and_again(site: Site):
    """The same race eight times over: a hole of one in four is found."""
    for _ in range(8):
        crowd = site.act("crowd", size=25)
        assert site.at_once("take_seat", 50, **crowd).count("ok") == SEATS
