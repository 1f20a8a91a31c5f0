"""A correction is a post of its own: it goes the ordinary way, and its publication settles the mistake."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import official_accounts
from content.models import Mistake, Post, Publication
from content.services.mistakes import begin_correction
from content.services.publications import updates_in
from content.services.takedowns import retract_post
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.workdays.periods import week_of
from govsocial.workdays.services import load_calendar
from tests.content.conftest import last_entry, page, rows
from tests.factories import ALT, REASON, attached, correction_of, fresh_post

pytestmark = pytest.mark.both_databases


@pytest.fixture
def correction_in(post_in, world):
    """The correction of a published post, in a state."""

    def do(state="approved", **fields):
        people = (world.person("author"), world.person("approver"))
        return correction_of(post_in("published"), *people, state=state, **fields)

    return do


def taken_down(post, by):
    post = fresh_post(post)
    retract_post(post=post, taken_down_at=timezone.now(), reason=REASON, by=by, version=post.version)


def test_a_writer_begins_it_with_the_words_link_and_files_that_are_out(send, post_in, world):
    post = post_in("draft")
    attached(post, world.person("author"))
    for login, action in (("author", "submit"), ("approver", "approve"), ("author", "publish")):
        assert send(login, action, fresh_post(post)).status_code == 302
    response = send("author2", "correct", fresh_post(post))
    correction = Post.objects.get(corrects=post)
    old, new = fresh_post(post).current, correction.current
    assert response.url == reverse("content:post_edit", args=[correction.pk])
    assert (new.text, new.source, new.purpose, correction.headline) == (
        old.text,
        old.source,
        old.purpose,
        post.headline,
    )
    assert [row.alt_text for row in new.attachments.all()] == [ALT]
    assert new.text_hash == old.text_hash
    assert (new.written_by, correction.started_by) == (world.person("author"), world.person("author2"))
    assert last_entry(correction).action == "post.started"
    assert Mistake.objects.get().post == post and fresh_post(post).status == "published"


def test_the_mistake_that_is_noted_already_is_the_one_it_corrects(send, post_in):
    post = post_in("published")
    send("approver", "mistake", post)
    assert send("author", "correct", post, what="").status_code == 302
    assert Mistake.objects.count() == 1


def test_without_a_mistake_it_asks_what_is_wrong(send, post_in):
    post = post_in("published")
    before = rows()
    response = send("author", "correct", post, what=" ")
    assert (response.status_code, response.context["problem_in"]) == (422, "correct")
    assert rows() == before


@pytest.mark.parametrize("login", ["approver", "head", "supervisor"])
def test_who_does_not_write_for_the_account_begins_none(send, post_in, login):
    post = post_in("published")
    assert send(login, "correct", post).status_code == 403
    assert not Mistake.objects.exists()


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "approved", "retracted"])
def test_what_is_not_out_is_not_corrected(send, post_in, state):
    post = post_in(state)
    before = rows()
    assert send("author", "correct", post).status_code == 409
    assert rows() == before


def test_one_is_under_way_at_a_time_and_a_double_click_begins_one(send, post_in, client_for):
    post, key = post_in("published"), client_for("author").key()
    first = send("author", "correct", post, key=key)
    assert send("author", "correct", post, key=key).url == first.url
    assert send("author2", "correct", post).status_code == 409
    assert Post.objects.filter(corrects=post).count() == 1


def test_the_queue_shows_what_it_corrects_and_the_difference(correction_in, send, client_for):
    correction = correction_in("draft")
    send("author", "edit", correction)
    send("author", "submit", fresh_post(correction))
    shown = client_for("approver").get(reverse("content:post_detail", args=[correction.pk]))
    assert shown.context["corrects"] == correction.corrects
    assert {change.kind for change in shown.context["changes"]} == {"removed", "added"}
    assert "Correction of" in page(shown)


def test_edited_in_place_it_stands_at_the_same_link_and_is_no_update(correction_in, send, world):
    correction = correction_in()
    post, week = correction.corrects, week_of(timezone.localdate())
    before = updates_in(world.account(), week, "Asia/Dhaka")
    response = send("author2", "publish", correction, place="in_place", link=post.publication.link)
    assert response.status_code == 302
    mistake, publication = Mistake.objects.get(), Publication.objects.get(post=correction)
    assert (fresh_post(post).status, fresh_post(correction).status) == ("corrected", "published")
    assert (publication.is_correction, mistake.state, mistake.settled_at) == (
        True, "corrected", publication.published_at
    )  # fmt: skip
    assert mistake.worked_minutes is not None and mistake.settled_by == world.person("author2")
    assert updates_in(world.account(), week, "Asia/Dhaka") == before
    assert (last_entry(post).action, last_entry(correction).action) == ("post.corrected", "post.published")
    assert Notice.objects.filter(kind="mistake_settled").exists()


def test_put_up_anew_it_is_an_update_of_its_week(correction_in, send, world):
    correction, week = correction_in(), week_of(timezone.localdate())
    before = updates_in(world.account(), week, "Asia/Dhaka")
    assert send("author", "publish", correction).status_code == 302
    assert not Publication.objects.get(post=correction).is_correction
    assert updates_in(world.account(), week, "Asia/Dhaka") == before + 1
    assert fresh_post(correction.corrects).status == "corrected"


@pytest.mark.parametrize(("place", "same"), [("in_place", False), ("anew", True)])
def test_in_place_means_at_the_same_link_and_anew_at_another(correction_in, send, place, same):
    correction = correction_in()
    link = {"link": correction.corrects.publication.link} if same else {}
    before = rows()
    response = send("author", "publish", correction, place=place, **link)
    assert (response.status_code, response.context["problem"] != "") == (422, True)
    assert rows() == before


def test_the_form_offers_the_link_of_what_is_out(correction_in, client_for):
    correction = correction_in()
    form = client_for("author").get(reverse("content:post_detail", args=[correction.pk])).context["publish_form"]
    assert (form["link"].value(), form["place"].value()) == (correction.corrects.publication.link, "in_place")


@pytest.mark.parametrize(("state", "login", "action"), [
    ("draft", "author", "submit"), ("submitted", "approver2", "approve"), ("approved", "author", "publish"),
])  # fmt: skip
def test_of_what_was_taken_down_meanwhile_no_correction_goes_on(correction_in, send, world, state, login, action):
    correction = correction_in(state)
    taken_down(correction.corrects, world.person("author"))
    before = rows()
    response = send(login, action, fresh_post(correction))
    assert (response.status_code, "nothing left to correct" in page(response)) == (409, True)
    assert rows() == before


def test_what_was_edited_in_place_is_corrected_on_the_post_that_stands_there_now(correction_in, send):
    correction = correction_in("published", in_place=True)
    for action in ("mistake", "correct", "retract", "share_again"):
        assert send("author", action, fresh_post(correction.corrects)).status_code == 409, action
    assert send("author", "correct", correction).status_code == 302


def test_a_post_is_corrected_twice_where_the_first_correction_was_put_up_anew(post_in, world):
    post, people = post_in("corrected"), (world.person("author"), world.person("approver"))
    second = correction_of(post, *people)
    assert (second.status, fresh_post(post).status, Post.objects.filter(corrects=post).count()) == (
        "published", "corrected", 2
    )  # fmt: skip


def test_a_correction_whose_mistake_was_dismissed_still_goes_out(correction_in, send):
    correction = correction_in()
    now = timezone.now()
    Mistake.objects.update(state="dismissed", settled_at=now)
    assert send("author", "publish", correction).status_code == 302
    assert Mistake.objects.get().state == "dismissed"


def test_the_time_it_took_is_counted_in_working_minutes(correction_in, send):
    correction, now = correction_in(), timezone.localtime().replace(second=0, microsecond=0)
    noticed = now - timedelta(days=7)
    Mistake.objects.update(noticed_at=noticed)
    send("author", "publish", correction, published_at=now.strftime("%d/%m/%Y %H:%M"))
    counted = load_calendar(noticed.date()).working_minutes_between(noticed, now)
    assert Mistake.objects.get().worked_minutes == counted > 0


def test_for_a_suspended_account_taking_down_is_open_and_correcting_is_not(post_in, send, world):
    post, account = post_in("published"), world.account()
    given = {"account": account, "reason": "পাসওয়ার্ড হারিয়েছে", "by": world.person("head")}
    official_accounts.suspend(version=account.version, **given)
    assert send("author", "correct", post).status_code == 409
    with pytest.raises(RuleError) as refused:
        begin_correction(post=fresh_post(post), by=world.person("author"), what="ভুল")
    assert refused.value.code == "account_not_active"
    assert send("author", "mistake", post).status_code == 302
    assert send("author", "retract", post).status_code == 302


def test_who_wrote_the_correction_does_not_approve_it(correction_in, send, world):
    correction = correction_in("submitted")
    assert send("author", "approve", correction).status_code == 403
    assert Entry.objects.filter(action="post.approved", actor=world.person("author")).count() == 0


def test_the_page_leads_from_one_to_the_other(correction_in, client_for):
    correction = correction_in("published", in_place=True)
    first, second = correction.corrects, correction
    for one, other in ((first, second), (second, first)):
        shown = page(client_for("author").get(reverse("content:post_detail", args=[one.pk])))
        assert reverse("content:post_detail", args=[other.pk]) in shown
