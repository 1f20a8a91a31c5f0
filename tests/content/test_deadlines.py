"""When a decision is owed, why then, and that a change of the working calendar moves it."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.services.calendar import keep_calendar
from content.models import Post, SecondLook
from content.services import deadlines
from content.services.deadlines import deadline, recompute_deadlines, stored_deadline, why_due
from content.services.mistakes import notice_mistake
from content.services.second_looks import look_again
from govsocial.audit.models import Entry, Head
from govsocial.notifications import jobs
from govsocial.workdays.models import HolidayRow
from tests.content.conftest import last_entry, page
from tests.factories import fresh_post

WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # 3 in the afternoon in Dhaka
THURSDAY = date(2026, 11, 19)


def sent_at(post, moment, wished=None):
    """The post as if it had been sent then."""
    due = deadline(moment, wished)
    sent = {"submitted_at": moment, "publish_at": wished, "decide_by": due.at, "decide_why": due.why}
    Post.objects.filter(pk=post.pk).update(**sent)
    return fresh_post(post)


def close(world, day):
    row = HolidayRow(on=day, name_bn="বিশেষ ছুটি", name_en="Special day", source="প্রজ্ঞাপন")
    return keep_calendar(row=row, seen=0, by=world.person("administrator"))


@pytest.mark.both_databases
def test_a_new_day_off_moves_the_deadline_of_a_waiting_post_and_leaves_one_entry(world, post_in):
    post = sent_at(post_in("submitted"), WEDNESDAY)
    before, version = post.decide_by, post.version
    assert timedelta(days=0) < before - WEDNESDAY
    close(world, THURSDAY)
    assert "1 " in recompute_deadlines()
    post.refresh_from_db()
    assert post.decide_by == deadline(WEDNESDAY, None).at
    assert post.decide_by > before
    assert post.version == version, "what the approver opened can still be decided"
    entry = last_entry(post)
    assert (entry.action, entry.actor) == ("post.deadlines_moved", None)
    assert json.loads(entry.data)["posts"] == [[post.pk, before.isoformat(), post.decide_by.isoformat()]]
    seq = Head.objects.get().seq
    recompute_deadlines()
    assert Head.objects.get().seq == seq, "a second run finds nothing to do"


def test_a_wished_time_and_a_decided_post_stay(world, post_in):
    wished = sent_at(post_in("submitted"), WEDNESDAY, WEDNESDAY + timedelta(days=3))
    decided = sent_at(post_in("approved"), WEDNESDAY)
    close(world, THURSDAY)
    recompute_deadlines()
    assert fresh_post(wished).decide_by == WEDNESDAY + timedelta(days=3)
    assert fresh_post(decided).decide_by == decided.decide_by


def test_each_batch_leaves_one_entry(world, post_in, monkeypatch):
    posts = [sent_at(post_in("submitted"), WEDNESDAY) for _ in range(5)]
    close(world, THURSDAY)
    monkeypatch.setattr(deadlines, "BATCH", 2)
    assert recompute_deadlines().startswith("5 ")
    entries = Entry.objects.filter(action="post.deadlines_moved")
    assert sorted(len(json.loads(entry.data)["posts"]) for entry in entries) == [1, 2, 2]
    assert {fresh_post(post).decide_by for post in posts} == {deadline(WEDNESDAY, None).at}


def test_a_post_that_is_decided_while_the_sweep_looks_is_left_alone(world, post_in, monkeypatch):
    post = sent_at(post_in("submitted"), WEDNESDAY)
    stored = post.decide_by
    close(world, THURSDAY)
    of = deadlines.Deadlines.of

    def decided_meanwhile(self, *args):
        Post.objects.filter(pk=post.pk).update(status="approved")
        return of(self, *args)

    monkeypatch.setattr(deadlines.Deadlines, "of", decided_meanwhile)
    recompute_deadlines()
    assert fresh_post(post).decide_by == stored
    assert not Entry.objects.filter(action="post.deadlines_moved").exists()


def test_the_sweep_is_one_of_those_that_run(world):
    assert "deadlines" in jobs.sweeps()
    assert jobs.run_all()["deadlines"] == "0 times to decide moved"


def test_a_sweep_asks_as_much_for_twenty_posts_as_for_two(world, post_in):
    asked = []
    for count in (2, 18):
        for _ in range(count):
            sent_at(post_in("submitted"), WEDNESDAY)
        with CaptureQueriesContext(connection) as queries:
            recompute_deadlines()
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Why this time?", "Special day", "Weekly rest day (Friday)", "Ordinary office hours (09:00-17:00)"]),
        ("bn", ["বিশেষ ছুটি", "সাপ্তাহিক ছুটি (শুক্রবার)", "সাধারণ অফিস সময় (০৯:০০-১৭:০০)", "২ ঘণ্টা"]),
    ],
)
def test_the_page_says_which_days_were_counted_and_which_were_not(world, post_in, client_for, language, words):
    close(world, THURSDAY)
    post = sent_at(post_in("submitted"), WEDNESDAY)
    shown = page(client_for("approver", language).get(reverse("content:post_detail", args=[post.pk])))
    assert [word for word in words if word not in shown] == []
    steps = why_due(post).due.days
    assert sum(step.counted_minutes for step in steps) == why_due(post).due.minutes
    assert shown.count("not counted" if language == "en" else "গণনা করা হয়নি") == len(
        [s for s in steps if not s.counted_minutes]
    )


def test_a_wished_time_is_named_as_the_reason(post_in, client_for):
    post = sent_at(post_in("submitted"), WEDNESDAY, datetime(2099, 1, 1, tzinfo=UTC))
    shown = page(client_for("approver").get(reverse("content:post_detail", args=[post.pk])))
    assert "the time that the author wished for" in shown


def test_the_explanation_is_always_that_of_the_time_that_stands(world, post_in):
    """Between a change of the calendar and the next sweep the old time stands with its own explanation."""
    post = sent_at(post_in("submitted"), WEDNESDAY)
    old = why_due(post)
    assert [step.kind for step in old.due.days] == ["counted", "counted"]
    close(world, THURSDAY)
    assert why_due(fresh_post(post)) == old
    recompute_deadlines()
    assert why_due(fresh_post(post)) == deadline(WEDNESDAY, None)
    assert why_due(fresh_post(post)).due.days[1].reason_en == "Special day"


def test_a_new_name_of_a_day_off_changes_the_explanation_and_moves_nothing(world, post_in):
    row = close(world, THURSDAY)
    post = sent_at(post_in("submitted"), WEDNESDAY)
    HolidayRow.objects.filter(pk=row.pk).update(name_en="Named day")
    assert recompute_deadlines().startswith("0 ")
    assert why_due(fresh_post(post)).due.days[1].reason_en == "Named day"
    assert not Entry.objects.filter(action="post.deadlines_moved").exists()


def test_sending_stores_the_explanation_with_the_time(send, post_in):
    post = post_in("draft")
    send("author", "submit", post)
    post = fresh_post(post)
    assert why_due(post) == deadline(post.submitted_at, None)
    assert why_due(fresh_post(post_in("approved"))) is None


@pytest.mark.both_databases
def test_a_new_day_off_moves_also_when_a_mistake_and_a_second_look_are_owed(world, post_in):
    with time_machine.travel(WEDNESDAY, tick=False):
        look = SecondLook.objects.get(post=post_in("approved", emergency=True))
        mistake = notice_mistake(
            post=post_in("published"), what="তারিখ ভুল", noticed_at=WEDNESDAY, by=world.person("author")
        )
        before = [look.due_at, mistake.due_at]
        close(world, THURSDAY)
        assert recompute_deadlines().startswith("2 ")
    for row in (look, mistake):
        row.refresh_from_db()
    assert [look.due_at - before[0], mistake.due_at - before[1]] == [timedelta(days=3)] * 2  # Friday and Saturday too
    assert stored_deadline(mistake.due_at, mistake.due_why).why == mistake.due_why
    moved = json.loads(last_entry(mistake.post).data)["mistakes"]
    assert moved == [[mistake.pk, before[1].isoformat(), mistake.due_at.isoformat()]]
    seq = Head.objects.get().seq
    recompute_deadlines()
    assert Head.objects.get().seq == seq


@pytest.mark.both_databases
def test_what_was_settled_or_looked_at_keeps_its_time(world, post_in):
    with time_machine.travel(WEDNESDAY, tick=False):
        post_in("retracted")
        look = SecondLook.objects.get(post=post_in("approved", emergency=True))
        look_again(look=look, by=world.person("approver2"), upheld=True)
        close(world, THURSDAY)
        assert recompute_deadlines().startswith("0 ")
