"""What follows a decision, by two people at the same instant: one of them is first, and the other is told."""

from collections import Counter

import pytest

from tests.races.decided_acts import PROCESSES
from tests.races.processes import SOAK, Site, sized

COUNT = 300 if SOAK else 12


@sized
@pytest.mark.parametrize(("rival", "lost"), [("publish", "wrong_state"), ("second", "already_decided")])
def test_undo_or_the_next_step_never_both(site: Site, rival: str, lost: str):
    """Were both done, a post would be out without an approval, or a second word would stand without a first."""
    posts = site.act("posts_to_race", count=COUNT, blocked=rival == "second")
    undone, followed = site.at_once("undo_or", 2, posts=posts, rival=rival)
    for mine, theirs, now in zip(undone, followed, site.act("after_decisions", posts=posts), strict=True):
        assert (mine, theirs) in {("ok", lost), ("changed_meanwhile", "ok")}, now
        assert now["undone"] == (mine == "ok")
        assert now["status"] == ("submitted" if mine == "ok" else "published" if rival == "publish" else "approved")
        assert now["published"] == (theirs == "ok" and rival == "publish")
        assert now["standing"] == (
            [] if mine == "ok" else ["approved"] if rival == "publish" else ["first", "approved"]
        )
        assert now["entries"].count("post.decision_undone") == (mine == "ok")
    assert site.act("chain")["faults"] == []


@sized
def test_a_time_is_chosen_before_the_approval_or_not_at_all(site: Site):
    """An approval that missed the time would leave a post approved with a time of which nobody is ever told."""
    posts = site.act("posts_to_race", count=COUNT)
    chosen, approved = site.at_once("choose_or_approve", 2, posts=posts)
    assert set(approved) == {"ok"}
    assert set(chosen) <= {"ok", "changed_meanwhile"}
    for said, now in zip(chosen, site.act("after_decisions", posts=posts), strict=True):
        assert now["scheduled"] == (said == "ok")
        assert now["status"] == ("scheduled" if said == "ok" else "approved")
    assert site.act("chain")["faults"] == []


@sized
def test_posts_approved_together_and_singly_are_decided_once_and_nobody_waits_for_ever(site: Site):
    """Who approves together holds the end of the trail for many posts; who approves one of them must not hold that."""
    posts = site.act("posts_to_race", count=COUNT * 4)
    together, singly = site.at_once("bulk_or_one", 2, posts=posts, each=8)
    for bulk, one in zip(together, singly, strict=True):
        assert (bulk["broke"], one["broke"]) == ("", "")
        assert not set(bulk["done"]) & set(one["done"])
    assert sorted(pk for said in together + singly for pk in said["done"]) == sorted(posts)
    assert site.act("chain")["faults"] == []


def test_files_that_come_at_once_do_not_take_more_room_than_there_is(site: Site):
    """Each alone would still have found room."""
    posts = site.act("posts_to_race", count=PROCESSES * 3, state="draft")
    said = site.at_once("fill_the_room", PROCESSES, posts=posts, megabytes=6)
    assert Counter(word for of_one in said for word in of_one) == {"ok": 6, "quota_full": 6}
    assert site.act("chain")["faults"] == []


@sized
def test_two_who_look_again_leave_one_word(site: Site):
    """Two second looks that contradict each other would leave it open whether the post was right."""
    posts = site.act("posts_to_race", count=COUNT, blocked=True, state="approved")
    one, other = site.at_once("look", 2, posts=posts)
    for first, second, now in zip(one, other, site.act("after_decisions", posts=posts), strict=True):
        assert sorted((first, second)) == ["already_looked", "ok"]
        assert now["looked"][0][1] is (second == "ok")
        assert now["entries"].count("post.looked_at_again") == 1
    assert site.act("chain")["faults"] == []


def test_sweeps_at_once_tell_each_time_once(site: Site):
    """Beat and cron together must not tell a team twice, nor write the trail twice."""
    posts = site.act("posts_to_race", count=20)
    site.act("times_come", posts=posts)
    said = site.at_once("sweep_times", 4)
    assert sum(int(lines[0].split()[0]) for lines in said) == len(posts)
    for at, now in enumerate(site.act("after_decisions", posts=posts)):
        told = Counter(now["open"])
        assert (told["post_slot_passed"], told["post_slot_soon"]) == ((1, 0) if at % 2 == 0 else (0, 3))
        assert now["entries"].count("post.time_passed") == (at % 2 == 0)
    assert site.act("chain")["faults"] == []


def test_sweeps_at_once_remind_of_a_second_look_once(site: Site):
    posts = site.act("posts_to_race", count=6, blocked=True, state="approved")
    site.act("times_come", posts=posts)
    said = site.at_once("sweep_times", 4)
    assert sum(int(lines[1].split()[0]) for lines in said) == len(posts)
    for now in site.act("after_decisions", posts=posts):
        assert Counter(now["open"])["post_second_look_late"] == 2
