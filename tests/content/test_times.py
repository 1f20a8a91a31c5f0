"""The time of publication: chosen without voiding anything, told before and when it comes, never acted on by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Post, PostVersion
from content.services import slots
from content.services.deadlines import deadline, recompute_deadlines, why_due
from content.services.slots import choose_time, warn_and_note
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications import jobs
from govsocial.notifications.models import Notice
from tests.content.conftest import last_entry, page, rows
from tests.content.test_deciding import told
from tests.factories import fresh_post, sent

pytestmark = pytest.mark.both_databases
NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)  # Wednesday noon in Dhaka
AT = NOW + timedelta(days=3)
TEAM = ["approver2@test.example", "approver@test.example"]
EVERYBODY = [*TEAM, "author2@test.example", "author@test.example"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def waiting(post_in, **fields):
    return post_in("submitted", wished_at=AT, **fields)


def choose(world, post, at, login="author", **fields):
    given = {"by": world.person(login), "version": post.version, **fields}
    choose_time(post=post, at=at, **given)
    return fresh_post(post)


# ---- approving ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "state"),
    [(timedelta(microseconds=1), "scheduled"), (timedelta(0), "approved"), (-timedelta(1), "approved")],
)
def test_approval_schedules_what_lies_ahead_and_leaves_the_rest_to_a_new_choice(send, post_in, clock, left, state):
    post = waiting(post_in)
    clock.move_to(AT - left)
    send("approver", "approve", post)
    assert (fresh_post(post).status, fresh_post(post).publish_at) == (state, AT)


def test_a_post_without_a_time_is_approved(send, post_in):
    post = post_in("submitted")
    send("approver", "approve", post)
    assert fresh_post(post).status == "approved"


def test_nothing_is_published_by_itself(post_in, clock):
    post = post_in("scheduled", wished_at=AT)
    clock.move_to(AT + timedelta(days=30))
    jobs.run_all()
    assert (fresh_post(post).status, hasattr(post, "publication")) == ("scheduled", False)


# ---- choosing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "at", "to"),
    [("approved", AT, "scheduled"), ("scheduled", AT + timedelta(1), "scheduled"), ("scheduled", None, "approved")],
)
def test_a_writer_chooses_the_time_of_what_was_approved(world, post_in, state, at, to):
    post = post_in(state, **({"wished_at": AT} if state == "scheduled" else {}))
    now = choose(world, post, at, "author2")
    assert (now.status, now.publish_at, now.version) == (to, at, post.version + 1)
    assert now.decisions.approving().get().version == now.current
    entry = last_entry(post)
    assert (entry.action, entry.actor) == ("post.time_chosen", world.person("author2"))


@pytest.mark.parametrize("state", ["submitted", "second"])
@pytest.mark.parametrize("at", [AT + timedelta(days=1), None])
def test_what_waits_keeps_its_place_in_the_life_and_gets_another_in_the_queue(world, send, post_in, state, at):
    post = post_in(state, wished_at=AT)
    now = choose(world, post, at)
    due = deadline(post.submitted_at, at)
    assert (now.status, now.version, now.publish_at) == (state, post.version, at)
    assert (now.decide_by, now.decide_why) == (due.at, due.why)
    recompute_deadlines()
    assert fresh_post(post).decide_by == due.at
    assert why_due(fresh_post(post)).at == due.at
    assert send("approver2", "approve", post).status_code == 302, "what the approver had open can still be decided"


def test_a_time_that_passed_is_taken_away_from_an_approved_post(world, send, post_in, clock):
    post = waiting(post_in)
    clock.move_to(AT + timedelta(hours=1))
    send("approver", "approve", post)
    now = choose(world, fresh_post(post), None)
    assert (now.status, now.publish_at) == ("approved", None)


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(seconds=1)])
def test_a_time_that_has_passed_is_not_chosen(world, post_in, at):
    post = post_in("approved")
    before = rows()
    with pytest.raises(RuleError, match="bad_time"):
        choose(world, post, at)
    assert rows() == before


@pytest.mark.parametrize("state", ["draft", "returned", "rejected", "published"])
def test_what_neither_waits_nor_is_ready_has_no_time(world, post_in, state):
    post = post_in(state)
    before = rows()
    with pytest.raises(RuleError, match="changed_meanwhile"):
        choose(world, post, AT)
    assert rows() == before


@pytest.mark.parametrize(("login", "status"), [("approver", 403), ("head", 403), ("auditor", 403), ("oth_author", 404)])
def test_only_the_teams_writers_choose(send, post_in, login, status):
    post = post_in("approved")
    before = rows()
    assert send(login, "time", post).status_code == status
    assert rows() == before


@pytest.mark.parametrize("fields", [{"at": "x"}, {"at": "32/13/2026"}, {"version": "x"}, {"at": "01/01/2020 10:00"}])
def test_a_form_that_says_nothing_useful_is_shown_again_with_what_was_typed(send, post_in, fields):
    post = post_in("approved")
    before = rows()
    response = send("author", "time", post, **fields)
    assert response.status_code == 422
    assert response.context["time_form"]["at"].value() == fields.get("at", response.context["time_form"]["at"].value())
    assert rows() == before


def test_the_second_who_chooses_is_told_and_changes_nothing(send, post_in):
    post = post_in("approved")
    assert send("author", "time", post).status_code == 302
    before = rows()
    assert send("author2", "time", post, at="30/11/2026 10:00").status_code == 409
    assert rows() == before


def test_of_two_who_choose_on_what_waits_the_second_is_told(world, post_in):
    post, late = waiting(post_in), timedelta(days=9)
    stale = fresh_post(post)
    choose(world, post, AT + timedelta(1))
    with pytest.raises(RuleError, match="changed_meanwhile"):
        choose(world, stale, AT + late, "author2")
    assert fresh_post(post).publish_at == AT + timedelta(1)


def test_taken_back_and_sent_again_it_has_the_time_that_was_chosen(world, send, post_in):
    post = choose(world, waiting(post_in), AT + timedelta(5))
    send("author", "withdraw", post)
    assert sent(post, world.person("author")).publish_at == AT + timedelta(5)


def test_digits_of_both_scripts_and_an_empty_field_are_understood(send, post_in):
    post = post_in("approved")
    assert send("author", "time", post, at="২০/১১/২০২৬ ১০:৩০").status_code == 302
    assert fresh_post(post).publish_at == datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    assert send("author", "time", fresh_post(post), at="").status_code == 302
    assert fresh_post(post).publish_at is None


def test_a_double_click_chooses_once(send, post_in, client_for):
    post, key = post_in("approved"), client_for("author").key()
    first = send("author", "time", post, key=key)
    after = rows()
    assert send("author", "time", post, key=key).url == first.url
    assert rows() == after


def test_the_time_that_stands_is_not_chosen_again(world, post_in):
    post = post_in("scheduled", wished_at=AT)
    with pytest.raises(RuleError, match="unchanged"):
        choose(world, post, AT)


# ---- telling --------------------------------------------------------------------------------------------------------

LATER = timedelta(seconds=1)
DAY, HOURS = timedelta(hours=24), timedelta(hours=2)


@pytest.mark.parametrize(
    ("left", "kind", "stage"),
    [
        (DAY + LATER, None, 0),
        (DAY, "post_slot_soon", 1),
        (HOURS + LATER, "post_slot_soon", 1),
        (HOURS, "post_slot_soon", 2),
        (LATER, "post_slot_soon", 2),
        (timedelta(0), "post_slot_passed", 3),
        (-DAY, "post_slot_passed", 3),
    ],
)
def test_after_any_sweep_that_was_missed_only_what_is_true_now_is_told_once(post_in, clock, left, kind, stage):
    post = waiting(post_in)
    clock.move_to(AT - left)
    warn_and_note()
    new = Notice.objects.filter(kind__startswith="post_slot")
    assert {notice.kind for notice in new} == ({kind} if kind else set())
    assert sorted(notice.address for notice in new) == (
        [] if not kind else TEAM if kind == "post_slot_soon" else ["author@test.example"]
    )
    assert fresh_post(post).slot_stage == stage
    before = rows()
    warn_and_note()
    assert rows() == before


def test_each_stage_is_told_in_its_turn_with_the_time_in_words(post_in, clock):
    post = waiting(post_in)
    for left in (DAY, HOURS, timedelta(0)):
        clock.move_to(AT - left)
        warn_and_note()
        clock.shift(timedelta(seconds=30))
        warn_and_note()
    stages = [
        notice.stage.split("-")[0] for notice in Notice.objects.filter(kind__startswith="post_slot").order_by("id")
    ]
    assert stages == ["24h", "24h", "2h", "2h", "passed"]
    assert Notice.objects.filter(kind="post_slot_soon").first().facts == {
        "headline": post.headline,
        "time": "21/11/2026 12:00",
    }
    assert Entry.objects.filter(action="post.time_passed").count() == 1
    assert last_entry(post).actor is None


def test_who_wrote_it_is_not_asked_to_decide_it_before_its_time(post_in, clock, world):
    post = waiting(post_in)
    PostVersion.objects.filter(post=post).update(suggested_by=world.person("approver"))
    clock.move_to(AT - HOURS)
    warn_and_note()
    assert told("post_slot_soon") == ["approver2@test.example"]


def test_the_whole_team_hears_when_the_time_of_a_scheduled_post_comes(post_in, clock, send):
    post = post_in("scheduled", wished_at=AT)
    clock.move_to(AT - LATER)
    warn_and_note()
    assert told("post_slot_now") == []
    clock.move_to(AT)
    warn_and_note()
    warn_and_note()
    assert told("post_slot_now") == EVERYBODY
    send("author", "publish", fresh_post(post))
    assert told("post_slot_now") == [], "there is nothing left to do"
    assert fresh_post(post).slot_stage == 3
    assert not Entry.objects.filter(action="post.time_passed").exists()


def test_a_warning_is_taken_back_when_it_is_decided_or_another_time_is_chosen(send, world, post_in, clock):
    decided, moved = waiting(post_in), waiting(post_in)
    clock.move_to(AT - DAY)
    warn_and_note()
    send("approver", "approve", decided)
    assert told("post_slot_soon") == TEAM
    now = choose(world, moved, AT + timedelta(days=2))
    assert (told("post_slot_soon"), now.slot_stage) == ([], 0)
    clock.move_to(AT + DAY)
    warn_and_note()
    assert told("post_slot_soon") == TEAM


def test_chosen_away_and_back_it_is_told_again(world, post_in, clock):
    post = waiting(post_in)
    clock.move_to(AT - HOURS)
    warn_and_note()
    clock.shift(timedelta(minutes=1))
    choose(world, choose(world, fresh_post(post), AT + timedelta(9)), AT)
    assert told("post_slot_soon") == []
    warn_and_note()
    assert told("post_slot_soon") == TEAM


def test_after_a_decision_was_undone_it_is_told_again(world, send, post_in, clock):
    post = waiting(post_in)
    clock.move_to(AT - HOURS)
    warn_and_note()
    send("approver", "return", fresh_post(post))
    clock.shift(timedelta(seconds=30))
    send("approver", "undo", fresh_post(post))
    assert told("post_slot_soon") == []
    warn_and_note()
    assert told("post_slot_soon") == TEAM


@pytest.mark.parametrize("state", ["draft", "returned", "rejected", "approved", "published"])
def test_of_what_neither_waits_nor_is_scheduled_nothing_is_told(post_in, state):
    post = post_in(state)
    Post.objects.filter(pk=post.pk).update(publish_at=NOW - DAY)
    before = rows()
    assert warn_and_note().startswith("0 ")
    assert rows() == before


def test_of_an_account_that_stands_still_it_is_told_when_it_runs_again(post_in, world, clock):
    post = waiting(post_in)
    account = world.account()
    type(account).objects.filter(pk=account.pk).update(status="suspended")
    clock.move_to(AT)
    assert warn_and_note().startswith("0 ")
    type(account).objects.filter(pk=account.pk).update(status="active")
    assert warn_and_note().startswith("1 ")
    assert fresh_post(post).slot_stage == 3


def test_many_are_told_in_batches_and_none_twice(post_in, clock, monkeypatch):
    for _ in range(7):
        waiting(post_in)
    monkeypatch.setattr(slots, "BATCH", 3)
    clock.move_to(AT)
    assert warn_and_note().startswith("7 ")
    assert Notice.objects.filter(kind="post_slot_passed").count() == 7
    with CaptureQueriesContext(connection) as queries:
        assert warn_and_note().startswith("0 ")
    assert len(queries) == 3


def test_a_post_that_changes_while_the_sweep_looks_is_left_alone(post_in, clock, monkeypatch):
    post, claim = waiting(post_in), slots._claim

    def changed_meanwhile(row, stage):
        Post.objects.filter(pk=post.pk).update(publish_at=None)
        return claim(row, stage)

    monkeypatch.setattr(slots, "_claim", changed_meanwhile)
    clock.move_to(AT)
    assert warn_and_note().startswith("0 ")
    assert not Notice.objects.filter(kind__startswith="post_slot").exists()


# ---- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "moment", "words"),
    [
        ("submitted", NOW, "To be published"),
        ("submitted", AT, "has passed: choose a new time"),
        ("scheduled", NOW, "To be published"),
        ("scheduled", AT, "has passed: choose a new time"),
    ],
)
def test_the_page_says_what_the_time_means_and_offers_the_choice_to_writers(
    client_for, post_in, clock, state, moment, words
):
    post = post_in(state, wished_at=AT)
    path, offer = reverse("content:post_detail", args=[post.pk]), reverse("content:post_time", args=[post.pk])
    clock.move_to(moment)
    shown = page(client_for("author").get(path))
    assert words in shown
    assert offer in shown
    assert offer not in page(client_for("approver").get(path))
