"""After publication, at the same instant: one of two steps stands, one mistake is open, each reminder comes once."""

from tests.races.processes import SOAK, Site, sized

ROUNDS = 200 if SOAK else 8


@sized
def test_a_correction_and_a_retraction_at_once_leave_one_state(site: Site):
    """Taken down and corrected meet: the mistake is settled once at most each way, and the post never stands twice."""
    posts = site.act("published_posts", count=ROUNDS, corrected=True)
    corrected, taken_down = site.at_once("correct_or_retract", 2, posts=posts)
    for first, second, row in zip(corrected, taken_down, site.act("after_history", posts=posts), strict=True):
        assert "ok" in (first, second), (first, second)
        if first == "ok":
            assert (row["status"], row["correction"], row["mistakes"]) == ("corrected", "published", ["corrected"])
            assert second == "wrong_state" and row["entries"][0] == "post.corrected"
        else:
            assert (row["status"], row["correction"], row["mistakes"]) == ("retracted", "approved", ["retracted"])
            assert first in {"retracted_meanwhile", "wrong_state"} and row["entries"][0] == "post.retracted"
    assert site.act("chain")["faults"] == []


@sized
def test_four_people_who_note_a_mistake_at_once_note_one(site: Site):
    posts = site.act("published_posts", count=ROUNDS)
    said = site.at_once("notice", 4, posts=posts)
    for codes, row in zip(zip(*said, strict=True), site.act("after_history", posts=posts), strict=True):
        assert sorted(codes) == ["noticed_already"] * 3 + ["ok"], codes
        assert (row["mistakes"], row["entries"]) == (["open"], ["mistake.noticed"])
    assert site.act("chain")["faults"] == []


def test_two_sweeps_at_once_remind_each_writer_once(site: Site):
    posts = site.act("published_posts", count=15)
    said = site.at_once("share_reminders", 2, posts=posts)
    assert sum(int(line.split()[0]) for line in said) == len(posts), said
    for row in site.act("after_history", posts=posts):
        assert (row["told"], row["day"], row["entries"]) == (1, False, ["post.marked"])
    assert site.act("chain")["faults"] == []
