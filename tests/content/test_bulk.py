"""Several posts decided together: each by its own rules, nothing unseen, everything left is named with its reason."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount
from content.models import Decision, Post
from content.services.decisions import return_post
from content.services.posts import edit_post, submit_post, withdraw_post
from content.services.versions import draft_of
from govsocial.audit.models import Entry
from tests.content.conftest import page, rows
from tests.factories import REASON, fresh_post

pytestmark = pytest.mark.both_databases
APPROVE, RETURN, SHOW = "content:post_bulk_approve", "content:post_bulk_return", "content:post_bulk"


def shown(*posts):
    return [f"{post.pk}.{post.version}.{post.current.number}" for post in posts]


@pytest.fixture
def together(client_for):
    """Send one of the two forms for some posts as somebody; what was said afterwards comes with it."""

    def do(login, name, *posts, key=None, **fields):
        data = {"post": shown(*posts), "reason": REASON, **fields}
        client = client_for(login)
        response = client.submit(reverse(name), data, key=key or client.key())
        response.said = page(client.get(response.url)) if response.status_code == 302 else page(response)
        return response

    return do


def states(*posts):
    return [fresh_post(post).status for post in posts]


def sent_anew(post):
    """The author took it back and sent it again."""
    author = post.started_by
    withdraw_post(post=post, by=author, version=post.version)
    post = fresh_post(post)
    edit_post(post=post, draft=draft_of(post.current), by=author, version=post.version)
    post = fresh_post(post)
    asked = ["source", "tone", "discontent"]
    submit_post(post=post, by=author, version=post.version, explanations={}, asked=asked)
    return fresh_post(post)


def test_the_page_shows_each_text_in_full_and_which_go_alone(client_for, post_in):
    clean, second = post_in("submitted"), post_in("second")
    response = client_for("approver2").get(reverse(SHOW), {"post": [clean.pk, second.pk]})
    assert [post.pk for post in response.context["clean"]] == [clean.pk]
    for post in (clean, second):
        assert post.current.text.splitlines()[-1] in page(response)


def test_the_page_asks_as_often_for_twenty_as_for_two(client_for, post_in):
    client, numbers = client_for("approver"), []
    for count in (2, 20):
        while len(numbers) < count:
            numbers.append(post_in("submitted").pk)
        client.get(reverse(SHOW), {"post": numbers})
        with CaptureQueriesContext(connection) as caught:
            assert len(client.get(reverse(SHOW), {"post": numbers}).context["found"]) == count
        assert len(caught) <= 9, [query["sql"][:200] for query in caught]


def test_no_more_than_twenty_are_shown(client_for, post_in):
    numbers = [post_in("submitted").pk for _ in range(21)]
    assert len(client_for("approver").get(reverse(SHOW), {"post": numbers}).context["found"]) == 20


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["99999999999999999999"], ["১"]])
def test_nothing_chosen_is_said(client_for, post_in, chosen):
    post_in("submitted")
    response = client_for("approver").get(reverse(SHOW), {"post": chosen})
    assert (response.status_code, response.context["found"]) == (200, [])


def test_clean_posts_are_approved_each_with_its_own_record(together, post_in):
    posts = [post_in("submitted") for _ in range(3)]
    response = together("approver", APPROVE, *posts, queue="?hits=clean")
    assert response.url == f"{reverse('content:post_queue')}?hits=clean"
    assert states(*posts) == ["approved"] * 3
    assert Decision.objects.count() == 3
    assert [Entry.objects.about(post).first().action for post in posts] == ["post.approved"] * 3
    assert "3 posts approved." in response.said


def test_all_are_returned_for_one_reason(together, post_in):
    posts = [post_in("submitted"), post_in("second")]
    assert together("approver2", RETURN, *posts, what_for="needless").status_code == 302
    assert states(*posts) == ["returned"] * 2
    assert set(Decision.objects.filter(kind="returned").values_list("reason", "clause")) == {
        (f"Not needed: {REASON}", "6-gha")
    }


def test_what_screening_found_and_what_needs_two_is_left_and_named(together, post_in, world):
    clean, second = post_in("submitted"), post_in("second")
    response = together("approver2", APPROVE, clean, second)
    assert states(clean, second) == ["approved", "second"]
    assert "It needs two approvals" in response.said
    assert second.headline in response.said
    OfficialAccount.objects.filter(pk=world.account().pk).update(approvals_needed=2)
    other = post_in("submitted")
    assert together("approver2", APPROVE, other).status_code == 422
    assert states(other) == ["submitted"]


def test_one_that_changed_since_is_left_and_named(together, post_in):
    same, changed = post_in("submitted"), post_in("submitted")
    sent_anew(changed)
    response = together("approver", APPROVE, same, changed)
    assert states(same, changed) == ["approved", "submitted"]
    assert "changed after you opened it" in response.said


def test_one_that_somebody_decided_meanwhile_is_left_and_named(together, send, post_in):
    mine, theirs = post_in("submitted"), post_in("submitted")
    send("approver2", "return", theirs)
    response = together("approver", APPROVE, mine, theirs)
    assert states(mine, theirs) == ["approved", "returned"]
    assert "Somebody else was first." in response.said
    assert Decision.objects.filter(post=theirs).count() == 1


@pytest.mark.parametrize("name", [APPROVE, RETURN])
def test_nobody_decides_his_own_words_by_this_way_either(together, post_in, world, name):
    own = post_in("submitted", author=world.person("author"))
    Post.objects.filter(pk=own.pk).update(started_by=world.person("approver"))
    own.versions.update(written_by=world.person("approver"))
    before = rows()
    response = together("approver", name, own)
    assert response.status_code == 422
    assert "you wrote it" in response.said
    assert rows() == before


@pytest.mark.parametrize("name", [APPROVE, RETURN])
def test_nobody_decides_a_change_he_suggested_by_this_way_either(together, post_in, world, name):
    post = post_in("submitted")
    post.versions.update(suggested_by=world.person("approver"))
    assert together("approver", name, post).status_code == 422
    assert states(post) == ["submitted"]


@pytest.mark.parametrize("name", [APPROVE, RETURN])
@pytest.mark.parametrize("state", ["draft", "returned", "rejected", "approved", "published"])
def test_what_does_not_wait_is_not_decided(together, post_in, name, state):
    post = post_in(state)
    before = rows()
    assert together("approver2", name, post).status_code == 422
    assert rows() == before


@pytest.mark.parametrize("name", [APPROVE, RETURN])
@pytest.mark.parametrize("login", ["author", "author2", "head", "auditor", "oth_approver", "upz_approver", "nobody"])
def test_who_may_not_decide_changes_nothing(together, post_in, login, name):
    post = post_in("submitted")
    before = rows()
    assert together(login, name, post).status_code == 422
    assert rows() == before


@pytest.mark.parametrize("name", [APPROVE, RETURN])
def test_posts_of_others_are_not_even_named(together, post_in, name):
    mine, theirs = post_in("submitted"), post_in("submitted", account="oth")
    response = together("approver", name, mine, theirs)
    assert states(theirs) == ["submitted"]
    assert response.said.count(mine.headline) >= 1
    assert "Left as it is" not in response.said


@pytest.mark.parametrize("name", [APPROVE, RETURN])
def test_a_double_click_decides_once(together, client_for, post_in, name):
    post, key = post_in("submitted"), client_for("approver").key()
    first = together("approver", name, post, key=key)
    after = rows()
    assert together("approver", name, post, key=key).url == first.url
    assert rows() == after


@pytest.mark.parametrize("reason", ["", "কম", " " * 20])
def test_a_return_needs_its_reason_and_keeps_what_was_typed(together, post_in, reason):
    posts = [post_in("submitted") for _ in range(2)]
    before = rows()
    response = together("approver", RETURN, *posts, reason=reason, words="এই কথা")
    assert response.status_code == 422
    assert response.context["return_form"]["words"].value() == "এই কথা"
    assert {post.pk for post, _why in response.context["found"]} == {post.pk for post in posts}
    assert rows() == before


@pytest.mark.parametrize(
    "value", ["", "x", "1", "1.2", "1.2.3.4", "৫.১.১", "1.2147483648.1", "99999999999.1.1", "-1.1.1"]
)
@pytest.mark.parametrize("name", [APPROVE, RETURN])
def test_what_is_no_post_is_refused(together, client_for, post_in, name, value):
    post_in("submitted")
    client = client_for("approver")
    before = rows()
    assert client.submit(reverse(name), {"post": [value], "reason": REASON}).status_code == 422
    assert rows() == before


def test_each_of_them_may_be_undone_by_itself(together, client_for, post_in):
    posts = [post_in("submitted") for _ in range(7)]
    together("approver", APPROVE, *posts)
    shown_page = page(client_for("approver").get(reverse("content:post_queue")))
    assert all(reverse("content:post_undo", args=[post.pk]) in shown_page for post in posts)
    post = fresh_post(posts[3])
    client_for("approver").submit(reverse("content:post_undo", args=[post.pk]), {"version": post.version})
    assert states(*posts).count("approved") == 6
    assert states(post) == ["submitted"]


def test_after_a_minute_the_last_five_decisions_are_shown(together, client_for, post_in):
    posts = [post_in("submitted") for _ in range(7)]
    together("approver", APPROVE, *posts)
    Decision.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert len(client_for("approver").get(reverse("content:post_queue")).context["recent"]) == 5


def headline(seed):
    """Words nobody has seen before, and that no packing makes short."""
    chance = Random(seed)
    syllables = [chance.choice("কগচজটতদনপবমরলসহ") + chance.choice("ািীুেো") for _ in range(60)]
    return " ".join("".join(syllables[at : at + 4]) for at in range(0, 60, 4))


@pytest.mark.parametrize(
    ("language", "done", "why"),
    [("en", "1 post returned.", "Somebody else was first."), ("bn", "১টি পোস্ট", "আপনার আগেই অন্য কেউ")],
)
def test_each_of_nineteen_that_were_left_is_named_with_its_reason(client_for, post_in, world, language, done, why):
    one, *others = [post_in("submitted", text=headline(seed)) for seed in range(20)]
    for post in others:
        return_post(post=fresh_post(post), by=world.person("approver2"), version=post.version, seen=1, reason=REASON)
    client = client_for("approver", language)
    answer = client.submit(reverse(RETURN), {"post": shown(one, *others), "reason": REASON})
    said = [str(message) for message in client.get(answer.url).context["messages"]]
    assert done in said[0]
    assert len(said) == 20
    assert all(post.headline in words and why in words for post, words in zip(others, said[1:], strict=True))
    assert not client.get(answer.url).context["messages"]
