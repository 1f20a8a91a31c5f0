"""A text as the approver would have it: seen as a difference, taken over, and never decided by whose words it has."""

import json

import pytest
from django.urls import reverse

from accounts.models import OfficialAccount, TeamMember
from content.models import Decision, Post
from content.permissions import can_decide
from content.services.decisions import approve_post, return_post
from content.services.posts import edit_post
from content.services.suggestions import open_suggestion, take_over_suggestion
from content.services.versions import Draft
from govsocial.errors import RuleError
from tests.content.conftest import NEW_TEXT, last_entry, page, rows
from tests.factories import CLEAN, REASON, fresh_post, sent

BETTER = "শীতের পিঠা উৎসব\n\nজেলা শিল্পকলা একাডেমিতে শনিবার সকালে পিঠা উৎসব। সবাই আমন্ত্রিত।"


@pytest.fixture
def suggested(post_in, world):
    """A returned post with a suggested text."""

    def make(text=BETTER):
        post = post_in("submitted")
        return_post(
            post=post, by=world.person("approver"), version=post.version, seen=1, reason=REASON, suggestion=text
        )
        return fresh_post(post)

    return make


@pytest.fixture
def take(client_for):
    def do(login, post, key=None, **fields):
        path = reverse("content:post_take_over", args=[post.pk])
        return client_for(login).submit(path, {"version": post.version, **fields}, key=key)

    return do


def test_the_form_of_a_return_holds_the_text_and_stores_another_one(send, post_in, client_for):
    post = post_in("submitted")
    assert client_for("approver").get(post_page(post)).context["return_form"]["suggestion"].value() == CLEAN
    assert send("approver", "return", post, suggestion=BETTER.replace("\n", "\r\n")).status_code == 302
    assert Decision.objects.get().suggestion == BETTER


def post_page(post):
    return reverse("content:post_detail", args=[post.pk])


@pytest.mark.parametrize("text", ["", CLEAN, f"\r\n{CLEAN}  ", CLEAN.replace("\n", "\r\n")])
def test_the_text_as_it_was_is_no_suggestion(send, post_in, text):
    post = post_in("submitted")
    send("approver", "return", post, suggestion=text)
    assert Decision.objects.get().suggestion == ""
    assert open_suggestion(fresh_post(post)) is None


def test_a_suggestion_longer_than_any_post_is_said_beside_its_field(send, post_in):
    post = post_in("submitted")
    response = send("approver", "return", post, suggestion="ক" * 5001)
    assert response.status_code == 422
    assert response.context["return_form"].has_error("suggestion")
    assert not Decision.objects.exists()


def test_the_author_sees_the_difference_where_she_changes_the_post(suggested, client_for):
    post = suggested()
    shown = page(client_for("author").get(reverse("content:post_edit", args=[post.pk])))
    assert "<del>শুক্রবার বিকেলে </del><ins>শনিবার সকালে </ins>" in shown
    assert "Take over the suggested text" in shown


def test_taken_over_it_is_a_new_version_of_hers_that_names_whose_words_it_has(suggested, take, world):
    post = suggested()
    response = take("author", post)
    post = fresh_post(post)
    assert response.url == reverse("content:post_submit", args=[post.pk])
    assert (post.status, post.current.number, post.current.text) == ("draft", 2, BETTER)
    assert (post.current.written_by, post.current.suggested_by) == (world.person("author"), world.person("approver"))
    assert (last_entry(post).action, json.loads(last_entry(post).data)["suggested_by"]) == (
        "post.edited",
        world.person("approver").pk,
    )
    assert post.versions.first().text == CLEAN


def test_whose_words_were_taken_over_decides_no_version_of_the_post_by_any_path(suggested, take, send, world):
    post, approver = suggested(), world.person("approver")
    take("author", post)
    post = sent(post, world.person("author"))
    assert not can_decide(approver, post)
    assert post not in Post.objects.decidable_by(approver)
    before = rows()
    for action in ("approve", "return", "reject"):
        assert send("approver", action, post).status_code == 403
    assert rows() == before
    with pytest.raises(RuleError) as refused:
        approve_post(post=post, by=approver, version=post.version, seen=post.current.number)
    assert refused.value.code == "not_allowed"
    assert can_decide(world.person("approver2"), post)


@pytest.mark.parametrize("who", ["suggested", "wrote"])
@pytest.mark.parametrize("path", ["post_bulk_approve", "post_bulk_return", "post_emergency"])
def test_nor_together_with_others_nor_in_an_emergency(suggested, take, world, client_for, path, who):
    OfficialAccount.objects.update(approvals_needed=2 if path == "post_emergency" else 1)
    post, by = suggested(), {"suggested": "approver", "wrote": "author"}[who]
    take("author", post)
    TeamMember.objects.filter(person=world.person(by)).update(may_approve=True)
    post = sent(post, world.person("author2"))
    seen = {"version": post.version, "seen": post.current.number, "reason": REASON}
    seen["post"] = f"{post.pk}.{post.version}.{post.current.number}"
    address = reverse(f"content:{path}", args=[] if "bulk" in path else [post.pk])
    client_for(by).submit(address, seen)
    assert fresh_post(post).status == "submitted"
    assert not post.decisions.filter(version=post.current).exists()
    client_for("approver2").submit(address, seen)
    assert fresh_post(post).status == ("returned" if path == "post_bulk_return" else "approved")


def test_she_decides_none_either_after_the_author_wrote_another_text(suggested, take, send, world):
    post = suggested()
    take("author", post)
    send("author", "edit", fresh_post(post), text=NEW_TEXT)
    send("author2", "edit", fresh_post(post), text=f"{NEW_TEXT} আসুন।")
    assert not can_decide(world.person("approver"), sent(post, world.person("author2")))


def test_who_suggested_in_vain_still_decides(suggested, send, world):
    post = suggested()
    send("author", "edit", post, text=NEW_TEXT)
    assert can_decide(world.person("approver"), sent(post, world.person("author")))


def test_who_may_both_write_and_approve_takes_over_her_own_words_and_does_not_decide(suggested, take, world):
    TeamMember.objects.filter(person=world.person("approver")).update(may_write=True)
    post = suggested()
    take("approver", post)
    assert not can_decide(world.person("approver"), sent(post, world.person("author")))


@pytest.mark.parametrize("login", ["approver", "head", "supervisor", "auditor"])
def test_only_writers_take_it_over(suggested, take, login):
    post = suggested()
    before = rows()
    assert take(login, post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("login", ["oth_author", "upz_author", "nobody"])
def test_to_others_the_post_does_not_exist(suggested, take, login):
    post = suggested()
    before = rows()
    assert take(login, post).status_code == 404
    assert rows() == before


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "rejected", "published", "returned"])
def test_where_nothing_is_suggested_nothing_is_taken_over(post_in, take, state):
    post = post_in(state)
    before = rows()
    assert take("author", post).status_code == 422
    assert rows() == before


def test_after_a_colleague_changed_the_post_it_is_refused(suggested, take, send):
    post = suggested()
    send("author2", "edit", post, text=NEW_TEXT)
    response = take("author", post)
    assert response.status_code == 409
    assert fresh_post(post).current.text == NEW_TEXT


def test_a_double_click_takes_it_over_once(suggested, take, client_for):
    post, key = suggested(), client_for("author").key()
    first, second = take("author", post, key=key), take("author", post, key=key)
    assert first.url == second.url
    assert fresh_post(post).versions.count() == 2


def test_the_last_return_counts_alone(suggested, world):
    post, author, approver = suggested(), world.person("author"), world.person("approver")
    edit_post(post=post, draft=Draft(NEW_TEXT, "4-ga", "আদেশ"), by=author, version=post.version)
    post = sent(post, author)
    return_post(post=post, by=approver, version=post.version, seen=post.current.number, reason=REASON)
    with pytest.raises(RuleError) as refused:
        take_over_suggestion(post=fresh_post(post), by=author, version=fresh_post(post).version)
    assert refused.value.code == "nothing_suggested"


def test_a_suggestion_with_a_blocked_phrase_is_screened_when_it_is_taken_over(suggested, take):
    post = suggested("যারা বলে পাকিস্তান জিন্দাবাদ তারা কারা?")
    take("author", post)
    assert fresh_post(post).current.screening.hits.filter(severity="block").exists()


@pytest.mark.parametrize("text", [BETTER, f"  {BETTER.replace(' ', '  ')}\n"])
def test_pasted_instead_of_taken_over_it_is_no_less_her_text(suggested, send, world, text):
    post = suggested()
    assert send("author", "edit", post, text=text).status_code == 302
    post = sent(fresh_post(post), world.person("author"))
    assert post.current.suggested_by == world.person("approver")
    assert send("approver", "approve", post).status_code == 403
    assert send("approver2", "approve", post).status_code == 302
