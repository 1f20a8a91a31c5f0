"""Internal remarks: among those who work on a post, told to those concerned, never part of what goes out."""

import json

import pytest
from django.urls import reverse

from accounts.models import TeamMember
from accounts.services.teams import remove_member
from content.models import Remark
from content.services.remarks import add_remark
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.content.conftest import last_entry, page, rows
from tests.factories import fresh_post

SAID = "তারিখটা আরেকবার মিলিয়ে নিন।"


@pytest.fixture
def remark(client_for):
    def do(login, post, text=SAID, key=None):
        return client_for(login).submit(reverse("content:post_remark", args=[post.pk]), {"remark-text": text}, key=key)

    return do


def told():
    return set(Notice.objects.filter(kind="post_remarked").values_list("address", flat=True))


def test_a_remark_stands_on_the_post_with_who_and_when_the_oldest_first(remark, post_in, client_for):
    post = post_in("submitted")
    response = remark("approver", post, "প্রথম কথা")
    remark("author", post, "দ্বিতীয় <b>কথা</b>")
    shown = page(client_for("author2").get(reverse("content:post_detail", args=[post.pk])))
    assert response.url == f"{reverse('content:post_detail', args=[post.pk])}#remarks"
    assert shown.index("প্রথম কথা") < shown.index("দ্বিতীয় &lt;b&gt;কথা&lt;/b&gt;")
    assert "Mx approver" in shown or "জনাব approver" in shown


def test_it_leaves_an_audit_entry_and_the_post_as_it_was(remark, post_in):
    post = post_in("submitted")
    remark("approver", post)
    assert (last_entry(post).action, json.loads(last_entry(post).data)["text"]) == ("post.remarked", SAID)
    after = fresh_post(post)
    assert (after.version, after.status, after.current.text_hash) == (post.version, post.status, post.current.text_hash)


def test_the_writers_and_who_spoke_before_hear_of_it_but_not_who_speaks(remark, post_in):
    post = post_in("submitted")
    remark("approver", post)
    assert told() == {"author@test.example"}
    Notice.objects.all().delete()
    remark("supervisor", post)
    assert told() == {"author@test.example", "approver@test.example"}
    Notice.objects.all().delete()
    remark("author", post)
    assert told() == {"approver@test.example", "supervisor@test.example"}


def test_two_remarks_are_two_notices(remark, post_in):
    post = post_in("submitted")
    remark("approver", post)
    remark("approver", post, "আরেকটি কথা")
    assert Notice.objects.filter(kind="post_remarked", address="author@test.example").count() == 2


def test_who_spoke_and_left_the_team_hears_no_more(remark, post_in, world):
    post = post_in("submitted")
    remark("approver2", post)
    seat = TeamMember.objects.get(person=world.person("approver2"), account=world.account())
    remove_member(member=seat, by=world.person("head"))
    Notice.objects.all().delete()
    remark("approver", post)
    assert told() == {"author@test.example"}


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "rejected", "approved", "published"])
def test_a_remark_may_be_made_in_every_state(remark, post_in, state):
    assert remark("author", post_in(state)).status_code == 302


@pytest.mark.parametrize("text", ["", "  \n", "ক" * 1001])
def test_a_remark_has_between_one_and_a_thousand_characters(remark, post_in, text):
    post = post_in("submitted")
    before = rows()
    response = remark("author", post, text)
    assert response.status_code == 422
    assert text.strip()[:50] in page(response)
    assert rows() == before
    assert remark("author", post, "ক" * 1000).status_code == 302


def test_an_auditor_reads_and_says_nothing(remark, post_in, client_for, world):
    post = post_in("submitted")
    remark("approver", post)
    before = rows()
    shown = page(client_for("auditor").get(reverse("content:post_detail", args=[post.pk])))
    assert SAID in shown and "Add a remark" not in shown
    assert remark("auditor", post).status_code == 403
    assert rows() == before
    with pytest.raises(RuleError) as refused:
        add_remark(post=post, text=SAID, by=world.person("auditor"))
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("login", ["oth_author", "upz_head", "officer", "nobody", "far_supervisor"])
def test_to_who_does_not_see_the_post_it_does_not_exist(remark, post_in, login):
    post = post_in("submitted")
    assert remark(login, post).status_code == 404
    assert not Remark.objects.exists()


def test_on_a_draft_those_above_say_nothing_since_they_do_not_see_it(remark, post_in, world):
    post = post_in("draft")
    assert remark("supervisor", post).status_code == 404
    with pytest.raises(RuleError):
        add_remark(post=post, text=SAID, by=world.person("supervisor"))


def test_a_double_click_makes_one_remark(remark, post_in, client_for):
    post, key = post_in("submitted"), client_for("author").key()
    assert remark("author", post, key=key).url == remark("author", post, key=key).url
    assert Remark.objects.count() == 1


def test_a_remark_is_kept_composed(remark, post_in):
    remark("author", post_in("submitted"), "য\u09bc ড\u09be\0ক")
    assert Remark.objects.get().text == "য\u09bc ড\u09beক"
