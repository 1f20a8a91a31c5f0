"""Taking down: by anybody on the team, at once, without any approval; the mistake is settled, or noted by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import Mistake, Publication
from content.services.takedowns import retract_post
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.content.conftest import last_entry, page, rows
from tests.factories import REASON, fresh_post

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("login", ["author", "approver"])
@pytest.mark.parametrize("state", ["published", "corrected", "archived"])
def test_anybody_on_the_team_takes_a_post_down(send, post_in, world, login, state):
    post = post_in(state)
    assert send(login, "retract", post, clause="9-kha").status_code == 302
    mistake = Mistake.objects.filter(post=post, state="retracted").get()
    assert fresh_post(post).status == "retracted"
    assert (mistake.what, mistake.clause, mistake.settled_by) == (REASON, "9-kha", world.person(login))
    assert mistake.worked_minutes == 0
    assert (last_entry(post).action, last_entry(post).note) == ("post.retracted", REASON)
    assert Notice.objects.filter(kind="mistake_settled", stage=str(mistake.pk)).exists()


def test_the_open_mistake_is_settled_by_it(send, post_in):
    post = post_in("published")
    send("approver", "mistake", post, clause="9-ga")
    send("author", "retract", post)
    mistake = Mistake.objects.get()
    assert (mistake.state, mistake.note, mistake.clause) == ("retracted", REASON, "9-ga")


@pytest.mark.parametrize("login", ["head", "supervisor", "auditor"])
def test_who_is_not_on_the_team_does_not(send, post_in, login):
    post = post_in("published")
    before = rows()
    assert send(login, "retract", post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("state", ["draft", "approved", "rejected", "retracted"])
def test_what_is_not_out_is_not_taken_down(send, post_in, state):
    post = post_in(state)
    before = rows()
    assert send("author", "retract", post).status_code == 409
    assert rows() == before


def test_who_comes_second_is_told_and_a_double_click_does_it_once(send, post_in, client_for):
    opened, key = post_in("published"), client_for("author").key()
    first = send("author", "retract", opened, key=key)
    after = rows()
    assert send("author", "retract", opened, key=key).url == first.url
    assert send("approver", "retract", opened).status_code == 409
    assert rows()[:2] == after[:2]


def test_a_reason_is_kept_in_its_field_when_it_is_too_short(send, post_in):
    post = post_in("published")
    response = send("author", "retract", post, reason="ভুল")
    assert (response.status_code, response.context["problem_in"]) == (422, "retract")
    assert "10 characters" in page(response) and fresh_post(post).status == "published"


@pytest.mark.parametrize(("minutes", "code"), [(-70, "bad_time"), (-60, None), (9, None), (11, "bad_time")])
def test_it_is_taken_down_after_it_went_out_and_not_in_the_future(post_in, world, minutes, code):
    post, now = post_in("published"), timezone.now()
    Publication.objects.filter(post=post).update(published_at=now - timedelta(minutes=60))
    given = {"reason": REASON, "by": world.person("author"), "version": post.version}
    at = now + timedelta(minutes=minutes)
    if code is None:
        assert retract_post(post=post, taken_down_at=at, **given).state
        return
    with pytest.raises(RuleError) as refused:
        retract_post(post=post, taken_down_at=at, **given)
    assert refused.value.code == code


def test_what_was_taken_down_is_not_shared_again(send, post_in):
    post = post_in("published")
    day = timezone.localdate() + timedelta(days=9)
    send("author", "mark", post, share_again_on=day.isoformat())
    send("author", "retract", fresh_post(post))
    assert fresh_post(post).share_again_on is None
    assert send("author", "share_again", fresh_post(post)).status_code == 409
