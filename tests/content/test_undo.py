"""Undo: one's own decision, within a minute, while nobody acted on it; nobody hears of what was taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import TeamMember
from content.models import Decision, Post, SecondLook
from content.services import second_looks, slots
from content.services.undoing import undo_decision
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.notifications.services import deliver_due
from tests.content.conftest import NEW_TEXT, last_entry, page, rows
from tests.content.test_deciding import told
from tests.factories import REASON, fresh_post

pytestmark = pytest.mark.both_databases
DECIDED = {"approve": "approved", "return": "returned", "reject": "rejected"}
MINUTE = timedelta(seconds=60)


@pytest.fixture
def decided(send, post_in):
    """A post that the approver has just decided, as it stands now."""

    def do(action="approve", login="approver", **fields):
        post = post_in(fields.pop("state", "submitted"), **fields)
        assert send(login, action, post).status_code == 302
        return fresh_post(post)

    return do


def at_age(post, age):
    """The clock when the newest decision is so old."""
    return time_machine.travel(post.decisions.last().at + age, tick=False)


@pytest.mark.parametrize("action", DECIDED)
def test_a_decision_taken_back_leaves_the_post_waiting_as_before(send, decided, world, action):
    post = decided(action)
    response = send("approver", "undo", post)
    now, decision = fresh_post(post), post.decisions.get()
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert (now.status, now.version, now.first_approved_by) == ("submitted", post.version + 1, None)
    assert decision.undone_at is not None
    assert (last_entry(post).action, last_entry(post).actor) == ("post.decision_undone", world.person("approver"))
    assert told(f"post_{DECIDED[action]}") == []
    assert told("post_submitted") == ["approver2@test.example", "approver@test.example"]


@pytest.mark.parametrize("action", [*DECIDED, "emergency"])
def test_what_a_second_word_settled_is_open_again_and_the_first_word_stands(send, decided, world, action):
    post = decided(action, "approver2", state="second")
    hits = post.current.screening.hits
    assert {hit.decision for hit in hits.all()} != {"open"}
    assert send("approver2", "undo", post).status_code == 302
    now = fresh_post(post)
    assert (now.status, now.first_approved_by) == ("second", world.person("approver"))
    assert {(hit.decision, hit.decided_by) for hit in hits.all()} == {("open", None)}
    assert told("post_second") == ["approver2@test.example"]
    assert list(now.decisions.standing().values_list("kind", flat=True)) == ["first"]


def test_a_first_approval_taken_back_asks_everybody_again(send, post_in):
    post = post_in("second")
    assert send("approver", "undo", post).status_code == 302
    now = fresh_post(post)
    assert (now.status, now.first_approved_by) == ("submitted", None)
    assert (told("post_second"), len(told("post_submitted"))) == ([], 2)
    assert send("approver2", "approve", now).status_code == 302
    assert fresh_post(post).first_approved_by.email.startswith("approver2")


def test_after_an_undo_the_same_version_is_decided_and_told_once_more(send, decided):
    post = decided("return")
    send("approver", "undo", post)
    assert send("approver", "approve", fresh_post(post)).status_code == 302
    assert (told("post_returned"), told("post_approved")) == ([], ["author@test.example"])
    send("approver", "undo", fresh_post(post))
    send("approver2", "approve", fresh_post(post))
    assert told("post_approved") == ["author@test.example"]
    assert told("post_submitted") == []
    assert [row.kind for row in post.decisions.standing()] == ["approved"]


@pytest.mark.parametrize(("age", "works"), [(MINUTE - timedelta(milliseconds=1), True), (MINUTE, False)])
def test_a_minute_to_the_millisecond(decided, world, age, works):
    post = decided()
    undo = {"post": post, "by": world.person("approver"), "version": post.version}
    with at_age(post, age):
        if works:
            undo_decision(**undo)
        else:
            with pytest.raises(RuleError) as refused:
                undo_decision(**undo)
            assert refused.value.code == "undo_too_late"
    assert fresh_post(post).status == ("submitted" if works else "approved")


def test_a_late_undo_is_refused_in_words_and_changes_nothing(send, decided):
    post = decided()
    Decision.objects.update(at=timezone.now() - timedelta(seconds=60.001))
    before = rows()
    response = send("approver", "undo", post)
    assert response.status_code == 409
    assert "That minute is over." in page(response)
    assert rows() == before


def test_no_mail_and_no_notice_of_a_decision_before_its_minute_is_over(decided, world):
    mail.outbox.clear()
    post = decided()
    with at_age(post, MINUTE - timedelta(milliseconds=1)):
        deliver_due()
        assert not Notice.objects.visible_to(world.person("author")).exists()
    assert [sent.subject for sent in mail.outbox if "Approved" in sent.subject or "অনুমোদিত" in sent.subject] == []
    with at_age(post, MINUTE):
        deliver_due()
        assert Notice.objects.visible_to(world.person("author")).get().kind == "post_approved"
    assert ["author@test.example"] in [sent.to for sent in mail.outbox]


def test_what_was_undone_is_never_mailed(send, decided):
    post = decided()
    send("approver", "undo", post)
    mail.outbox.clear()
    with at_age(post, timedelta(hours=1)):
        deliver_due()
    assert "author@test.example" not in [to for sent in mail.outbox for to in sent.to]


@pytest.mark.parametrize("login", ["author", "approver2", "head", "auditor", "supervisor"])
def test_nobody_else_takes_it_back(send, decided, login):
    post = decided()
    before = rows()
    assert send(login, "undo", post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("login", ["oth_approver", "upz_head", "nobody", "former"])
def test_to_others_the_post_does_not_exist(send, decided, login):
    post = decided()
    before = rows()
    assert send(login, "undo", post).status_code == 404
    assert rows() == before


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_where_nothing_was_decided_nothing_is_undone(send, post_in, state):
    post = post_in(state)
    before = rows()
    assert send("approver", "undo", post).status_code in {403, 409}
    assert rows() == before


ACTS = {
    "the author took it back": ("author", "withdraw", "approve"),
    "it was published": ("author", "publish", "approve"),
    "a time was chosen": ("author", "time", "approve"),
    "the text is being changed": ("author", "edit", "return"),
}


@pytest.mark.parametrize("what", ACTS)
def test_after_somebody_else_acted_it_stands(send, decided, what):
    login, act, action = ACTS[what]
    post = decided(action)
    assert send(login, act, post).status_code == 302
    before = rows()
    response = send("approver", "undo", fresh_post(post))
    assert response.status_code == 409
    assert "Somebody acted on the decision meanwhile" in page(response)
    assert rows() == before


def test_a_first_word_stands_once_the_second_was_given(send, post_in):
    post = post_in("second")
    send("approver2", "approve", post)
    before = rows()
    assert send("approver", "undo", fresh_post(post)).status_code == 409
    assert rows() == before


def test_a_second_undo_says_that_it_was_done_already(send, decided):
    post = decided()
    send("approver", "undo", post)
    before = rows()
    response = send("approver", "undo", fresh_post(post))
    assert response.status_code == 409
    assert "taken back already" in page(response)
    assert rows() == before


def test_a_double_click_undoes_once(send, decided, client_for):
    post, key = decided(), client_for("approver").key()
    first = send("approver", "undo", post, key=key)
    after = rows()
    assert send("approver", "undo", post, key=key).url == first.url
    assert rows() == after


@pytest.mark.parametrize("fields", [{"version": ""}, {"version": "0"}, {"version": "99"}, {"version": "x"}])
def test_another_version_than_the_decision_led_to_is_refused(send, decided, fields):
    post = decided()
    before = rows()
    assert send("approver", "undo", post, **fields).status_code == 409
    assert rows() == before


def test_an_emergency_taken_back_owes_no_second_look(send, decided):
    post = decided("emergency", "approver2", state="second")
    assert SecondLook.objects.count() == 1
    send("approver2", "undo", post)
    assert (SecondLook.objects.count(), told("post_second_look"), told("post_approved")) == (0, [], [])


def test_a_second_look_taken_within_the_minute_stops_the_undo(send, decided, world):
    post = decided("emergency", "approver2", state="second")
    look = SecondLook.objects.get()
    second_looks.look_again(look=look, by=world.person("head"), upheld=True)
    before = rows()
    assert send("approver2", "undo", post).status_code == 409
    assert rows() == before
    assert SecondLook.objects.count() == 1


def test_a_scheduled_post_whose_time_came_within_the_minute_is_told_again_as_one_that_waits(send, decided):
    post = decided(wished_at=timezone.now() + timedelta(seconds=30))
    assert post.status == "scheduled"
    with at_age(post, timedelta(seconds=40)):
        slots.warn_and_note()
        assert len(told("post_slot_now")) == 4
        send("approver", "undo", fresh_post(post))
        slots.warn_and_note()
    assert (told("post_slot_now"), told("post_slot_passed")) == ([], ["author@test.example"])
    assert fresh_post(post).status == "submitted"


def test_the_page_offers_it_to_her_alone_and_for_a_minute_only(decided, client_for):
    post = decided()
    path, offer = reverse("content:post_detail", args=[post.pk]), reverse("content:post_undo", args=[post.pk])
    until = timezone.localtime(post.decisions.get().undo_until).strftime("%H:%M:%S")
    shown = page(client_for("approver").get(path))
    assert offer in shown
    assert until in shown
    assert offer not in page(client_for("approver2").get(path))
    with at_age(post, MINUTE):
        assert offer not in page(client_for("approver").get(path))


def test_everything_that_reads_decisions_passes_over_an_undone_one(send, decided, world, client_for):
    post = decided("return")
    send("approver", "undo", post)
    send("approver", "approve", fresh_post(post))
    send("author", "withdraw", fresh_post(post))
    assert REASON in post.decisions.first().reason
    assert not Post.objects.filter(pk=post.pk, decisions__kind="returned", decisions__undone_at=None).exists()
    response = client_for("author").get(reverse("content:post_edit", args=[post.pk]))
    returned = response.context["returned"]
    assert returned is None or returned.kind == "approved"
    assert send("author", "edit", fresh_post(post), text=NEW_TEXT).status_code == 302


@pytest.mark.parametrize("lost", [{"may_approve": False, "may_write": True}, {"until": timezone.now()}])
def test_who_may_not_decide_any_more_takes_nothing_back(decided, world, lost):
    post, approver = decided(), world.person("approver")
    TeamMember.objects.filter(account=post.account, person=approver).update(**lost)
    with pytest.raises(RuleError, match="আর সিদ্ধান্ত দেন না") as refused:
        undo_decision(post=post, by=world.person("approver"), version=post.version)
    assert refused.value.code == "not_allowed"
    assert (fresh_post(post).status, post.decisions.get().undone_at) == ("approved", None)
