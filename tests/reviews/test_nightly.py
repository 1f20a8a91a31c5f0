"""The daily evaluation: in slices, once a day, catching up what was missed, telling what does not add up."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import TeamMember
from accounts.models.official_account import ActiveSpan
from content.models import Post, Publication
from govsocial.audit.models import Entry
from govsocial.notifications.jobs import sweeps
from govsocial.tallies.models import Evaluation, Finding, Night, Tally
from reviews.services import nightly
from reviews.services.nightly import go_on, steps_of_night

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("few_checks")]
TODAY = date(2026, 11, 18)  # Wednesday


def at(day, hour=1):
    return time_machine.travel(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=hour), tick=False)


@pytest.fixture(autouse=True)
def _accounts_since_september(world):
    start = datetime(2026, 9, 1, tzinfo=UTC)
    ActiveSpan.objects.update(since=start)
    TeamMember.objects.update(since=start)


def whole_night(day):
    with at(day):
        return go_on(60)


def test_the_sweep_does_a_day_with_every_check_once(world, monkeypatch):
    monkeypatch.undo()
    assert "steps, 0 tallies differed" in whole_night(TODAY)
    entries, findings = Entry.objects.count(), list(Finding.objects.order_by("pk").values())
    assert whole_night(TODAY) == "done for today"
    assert (Entry.objects.count(), list(Finding.objects.order_by("pk").values())) == (entries, findings)
    assert {"2026-11-15", "2026-11-08", "2026-27-Q2"} == set(Evaluation.objects.values_list("period", flat=True))


def test_it_is_among_the_sweeps_that_beat_runs():
    assert sweeps()["compliance"] is go_on


def test_a_slice_ends_in_time_and_the_next_one_goes_on(world, monkeypatch):
    with at(TODAY):
        steps = len(steps_of_night(TODAY))
        with monkeypatch.context() as clock:
            ticks = iter(range(1000))
            clock.setattr(nightly.time, "monotonic", lambda: next(ticks))
            assert go_on(4) == f"3 of {steps} steps"
            assert not Evaluation.objects.exists()
            assert go_on(4) == f"6 of {steps} steps"
        assert go_on(60) == f"{steps} steps, 0 tallies differed"


def test_a_step_that_fails_is_tried_again_and_nothing_of_it_stays(world, monkeypatch):
    def break_down(*args):
        Finding.objects.all().delete()
        raise RuntimeError

    with at(TODAY):
        go_on(60)
        Night.objects.update(done=5, finished_at=None)
        before = Finding.objects.count()
        monkeypatch.setattr(nightly, "run_step", break_down)
        with pytest.raises(RuntimeError):
            go_on(60)
        assert (Night.objects.get().done, Finding.objects.count()) == (5, before)


def test_days_that_nobody_evaluated_are_caught_up(world):
    whole_night(TODAY)
    seat = TeamMember.objects.get(account=world.account(), person=world.person("approver2"))
    out, back = datetime(2026, 11, 21, 4, tzinfo=UTC), datetime(2026, 11, 24, 4, tzinfo=UTC)
    TeamMember.objects.filter(pk=seat.pk).update(until=out)
    again = {"account": seat.account, "person": seat.person, "seat": seat.seat, "may_approve": True}
    TeamMember.objects.create(**again, may_write=False, since=back)
    whole_night(TODAY + timedelta(days=12))
    rows = Finding.objects.filter(clause="5-ga", subject_id=world.account().pk).order_by("since")
    assert list(rows.values_list("status", "since"))[-2:] == [
        ("breached", date(2026, 11, 21)),
        ("met", date(2026, 11, 24)),
    ]


def test_what_was_written_down_late_is_still_counted(world, post_in):
    whole_night(TODAY)
    assert Finding.objects.get(clause="7-ka", subject_id=world.account().pk).status == "breached"
    for number in (9, 10):
        post = post_in("published")
        Publication.objects.filter(post=post).update(published_at=datetime(2026, 11, number, 6, tzinfo=UTC))
    whole_night(TODAY + timedelta(days=1))
    rows = Finding.objects.filter(clause="7-ka", subject_id=world.account().pk, since="2026-11-08")
    assert [row.status for row in rows] == ["met"]


def test_sums_that_somebody_spoiled_are_told(world, caplog):
    with at(TODAY):
        go_on(60)
        Tally.objects.filter(period="2026-11-15", clause="5-ga").update(met=99)
        Night.objects.update(finished_at=None)
        with caplog.at_level(logging.ERROR, "govsocial.compliance"):
            assert "3 tallies differed" in go_on(60)
    assert sum("2026-11-15" in line for line in caplog.messages) == 3


def test_a_row_left_at_its_old_place_is_put_right_at_night(world, post_in):
    post = post_in("draft")
    Post.objects.update(lineage="/9/")
    whole_night(TODAY)
    assert Post.objects.get().lineage == post.lineage
