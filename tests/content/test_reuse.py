"""Archive, importance, sharing again (clause 6-nga)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import TeamMember
from content.models import Post
from content.permissions import can_decide
from content.services.found import record_found
from content.services.mistakes import begin_correction
from content.services.reuse import remind_to_share, share_again
from content.services.takedowns import retract_post
from govsocial.audit.models import Entry
from govsocial.notifications import jobs
from govsocial.notifications.models import Notice
from tests.content.conftest import last_entry, page, rows
from tests.factories import ALT, CLEAN, REASON, attached, fresh_post, sent

pytestmark = pytest.mark.both_databases
ACTIONS = {"archive_put": "post.archived", "mark": "post.marked"}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("login", ["author", "approver"])
@pytest.mark.parametrize("state", ["published", "corrected"])
def test_the_team_archives_and_marks(send, post_in, world, action, login, state):
    post = post_in(state)
    assert send(login, action, post).status_code == 302
    now = fresh_post(post)
    assert (now.status, now.is_important) == (("archived", False) if action == "archive_put" else (state, True))
    assert now.version == post.version + 1
    assert (last_entry(post).action, last_entry(post).actor) == (ACTIONS[action], world.person(login))


@pytest.mark.parametrize(("action", "code"), [("archive_put", 403), ("mark", 403), ("share_again", 403)])
@pytest.mark.parametrize("login", ["head", "supervisor"])
def test_who_is_not_on_the_team_does_not(send, post_in, action, code, login):
    post = post_in("published")
    before = rows()
    assert send(login, action, post).status_code == code
    assert rows() == before


@pytest.mark.parametrize("action", ["archive_put", "mark", "share_again"])
@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "rejected", "retracted"])
def test_what_is_not_out_is_not_kept(send, post_in, action, state):
    post = post_in(state)
    before = rows()
    assert send("author", action, post).status_code == 409
    assert rows() == before


@pytest.mark.parametrize("action", ACTIONS)
def test_who_comes_second_is_told_and_a_double_click_does_it_once(send, post_in, client_for, action):
    opened, key = post_in("published"), client_for("author").key()
    first = send("author", action, opened, key=key)
    after = rows()
    assert send("author", action, opened, key=key).url == first.url
    assert rows() == after
    assert send("approver", action, opened).status_code == 409
    assert rows()[:2] == after[:2]


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 422), (1, 302)])
def test_the_day_of_the_reminder_comes_after_today(send, post_in, days, status):
    post, day = post_in("published"), timezone.localdate() + timedelta(days=days)
    assert send("author", "mark", post, share_again_on=day.strftime("%d/%m/%Y")).status_code == status
    assert fresh_post(post).share_again_on == (day if status == 302 else None)


def test_sharing_again_begins_a_draft_with_the_words_and_files(send, post_in, world):
    post = post_in("draft")
    attached(post, world.person("author"))
    for login, action in (("author", "submit"), ("approver", "approve"), ("author", "publish")):
        send(login, action, fresh_post(post))
    response = send("author2", "share_again", fresh_post(post))
    draft = Post.objects.get(shares=post)
    assert response.url == reverse("content:post_edit", args=[draft.pk])
    assert (draft.status, draft.current.text) == ("draft", fresh_post(post).current.text)
    assert [row.alt_text for row in draft.current.attachments.all()] == [ALT]
    assert (last_entry(draft).action, fresh_post(post).status) == ("post.started", "published")


def test_a_double_click_begins_one_draft(send, post_in, client_for):
    post, key = post_in("archived"), client_for("author").key()
    assert send("author", "share_again", post, key=key).url == send("author", "share_again", post, key=key).url
    assert Post.objects.filter(shares=post).count() == 1


@pytest.mark.parametrize(("days", "told"), [(1, 0), (0, 1), (-3, 1)])
def test_the_writers_are_reminded_once_on_the_day(post_in, days, told):
    post = post_in("archived")
    day = timezone.localdate() + timedelta(days=days)
    Post.objects.filter(pk=post.pk).update(share_again_on=day)
    assert remind_to_share() == f"{told} reminded to share again"
    assert remind_to_share() == "0 reminded to share again"
    assert Notice.objects.filter(kind="post_share_again", address="author@test.example").count() == told
    assert Entry.objects.about(post).filter(action="post.marked").count() == told
    assert fresh_post(post).share_again_on == (None if told else day)


def test_a_second_day_reminds_again_and_what_was_taken_down_never(post_in):
    post, gone = post_in("published"), post_in("retracted")
    for days in (2, 1):
        day = timezone.localdate() - timedelta(days=days)
        Post.objects.filter(pk__in=[post.pk, gone.pk]).update(share_again_on=day)
        remind_to_share()
    assert Notice.objects.filter(kind="post_share_again").count() == 2
    assert not Post.objects.exclude(share_again_on=None).exists()


def test_the_sweep_stands_among_the_others_and_asks_little_of_many(post_in, django_assert_max_num_queries):
    assert "sharing" in jobs.sweeps()
    post_in("published")
    with django_assert_max_num_queries(1):
        remind_to_share()


@pytest.fixture
def wrote_and_approves(world):
    """An approver of the team who may write for it too."""
    TeamMember.objects.filter(person=world.person("approver")).update(may_write=True)
    return world.person("approver")


@pytest.mark.parametrize("way", ["share", "correct", "found"])
def test_whose_words_are_used_again_does_not_decide_them(world, post_in, wrote_and_approves, way):
    other, given = world.person("author"), {"purpose": "4-ga", "how": REASON, "published_at": timezone.now()}
    if way == "found":
        link = f"{world.account().url}/posts/77"
        post = record_found(account=world.account(), link=link, text=CLEAN, by=wrote_and_approves, **given)
    else:
        post = post_in("published", author=wrote_and_approves, approver=world.person("approver2"))
    copy = begin_correction(post=post, by=other, what=REASON) if way == "correct" else share_again(post=post, by=other)
    copy = sent(copy, other)
    assert not can_decide(wrote_and_approves, copy)
    assert can_decide(world.person("approver2"), copy)
    assert not can_decide(other, copy)


def test_words_that_were_taken_over_are_hers_in_the_copy_too(world, post_in):
    post = post_in("published")
    post.versions.update(suggested_by=world.person("approver"))
    copy = sent(share_again(post=post, by=world.person("author2")), world.person("author2"))
    assert [can_decide(world.person(login), copy) for login in ("approver", "approver2")] == [False, True]


def test_what_was_taken_down_meanwhile_is_not_shared_again(send, post_in, world):
    post = post_in("published")
    copy = sent(share_again(post=post, by=world.person("author")), world.person("author"))
    post = fresh_post(post)
    retract_post(
        post=post, taken_down_at=timezone.now(), reason=REASON, by=world.person("author"), version=post.version
    )
    response = send("approver", "approve", copy)
    assert response.status_code == 409 and "was taken down meanwhile: begin a post" in page(response)
    assert fresh_post(copy).status == "submitted"
