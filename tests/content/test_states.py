"""The whole life of a post: whatever the table of states does not allow is refused and changes nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import TeamMember
from accounts.services import official_accounts
from content.models import Decision, Post, Publication
from content.models.post import NEXT, Asked, PostState
from content.permissions import can_decide
from content.services.decisions import approve_post, reject_post, return_post
from content.services.posts import Draft, edit_post, submit_post, withdraw_post
from content.services.publications import record_publication
from govsocial.errors import RuleError
from tests.content.conftest import NEW_TEXT, rows
from tests.factories import BLOCKED, EXPLANATION, REASON, fresh_post

# What each action does to a post in each state where it may happen; everywhere else it is refused.
ALLOWED = {
    ("edit", "draft"): "draft",
    ("edit", "returned"): "draft",
    ("submit", "draft"): "submitted",
    ("withdraw", "submitted"): "draft",
    ("withdraw", "second"): "draft",
    ("withdraw", "approved"): "draft",
    ("approve", "submitted"): "approved",
    ("approve", "second"): "approved",
    ("return", "submitted"): "returned",
    ("return", "second"): "returned",
    ("reject", "submitted"): "rejected",
    ("reject", "second"): "rejected",
    ("publish", "approved"): "published",
}
REFUSALS = {
    **dict.fromkeys(("edit", "submit", "withdraw"), "changed_meanwhile"),
    **dict.fromkeys(("approve", "return", "reject"), "already_decided"),
    "publish": "wrong_state",
}
STATES = [state.value for state in PostState]


def act(world, action, post, version=None):
    """Do an action as the right person with all it needs, on what is stored now."""
    author, approver = world.person("author"), world.person("approver2")
    version = post.version if version is None else version
    seen = {"post": post, "by": approver, "version": version, "seen": post.current.number, "reason": REASON}
    link = f"https://facebook.com/posts/{post.pk}"
    out = {"published_at": timezone.now(), "is_unchanged": True, "change_note": "", "link": link}
    words = {hit.pk: EXPLANATION for hit in post.current.screening.hits.all()}
    return {
        "edit": lambda: edit_post(post=post, draft=Draft(NEW_TEXT, "4-ga", "আদেশ"), by=author, version=version),
        "submit": lambda: submit_post(post=post, by=author, version=version, explanations=words, asked=Asked.values),
        "withdraw": lambda: withdraw_post(post=post, by=author, version=version),
        "approve": lambda: approve_post(**seen),
        "return": lambda: return_post(**seen),
        "reject": lambda: reject_post(**seen, clause="9-ga"),
        "publish": lambda: record_publication(post=post, by=author, version=version, **out),
    }[action]()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", REFUSALS)
def test_each_action_in_each_state(world, post_in, action, state):
    post = post_in(state)
    expected = ALLOWED.get((action, state))
    before = rows()
    if expected is None:
        with pytest.raises(RuleError) as refused:
            act(world, action, post)
        assert refused.value.code == REFUSALS[action]
        assert rows() == before
        return
    act(world, action, post)
    assert fresh_post(post).status == expected
    assert fresh_post(post).version == post.version + 1


def test_a_blocked_phrase_goes_through_the_second_state(world, post_in):
    post = post_in("draft", text=BLOCKED)
    act(world, "submit", post)
    act(world, "approve", fresh_post(post))
    assert fresh_post(post).status == "second"


def test_the_table_of_states_and_the_actions_agree():
    steps = {(PostState(state), PostState(to)) for (_, state), to in ALLOWED.items()}
    steps.add((PostState.SUBMITTED, PostState.SECOND))
    assert steps == {(state, to) for state, after in NEXT.items() for to in after}


@pytest.mark.parametrize(("action", "state"), ALLOWED)
@pytest.mark.parametrize("version", [0, 99])
def test_whoever_saw_another_version_changes_nothing(world, post_in, action, state, version):
    post = post_in(state)
    before = rows()
    with pytest.raises(RuleError) as refused:
        act(world, action, post, version)
    assert refused.value.code == REFUSALS[action]
    assert rows() == before


@pytest.mark.both_databases
@pytest.mark.parametrize("state", STATES)
def test_no_status_is_written_that_may_not_follow(post_in, state):
    post = post_in(state)
    for to in set(PostState) - NEXT[PostState(state)]:
        with pytest.raises(ValueError):
            Post.objects.filter(pk=post.pk).move(PostState(state), to, post.version)
    assert fresh_post(post).status == state


@pytest.mark.both_databases
def test_the_database_itself_knows_the_states(post_in):
    post = post_in("draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(status="gone")
    assert fresh_post(post).status == "draft"


@pytest.mark.both_databases
@pytest.mark.parametrize(("first", "second"), [("approved", "rejected"), ("first", "first"), ("returned", "returned")])
def test_the_database_itself_holds_one_first_and_one_final_word_on_a_version(post_in, world, first, second):
    post = post_in("submitted")
    word = {"post": post, "version": post.current, "text_hash": post.current.text_hash}
    Decision.objects.create(**word, kind=first, by=world.person("approver"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**word, kind=second, by=world.person("approver2"))
    assert Decision.objects.get().kind == first


@pytest.mark.both_databases
def test_the_database_itself_holds_one_link_once_and_asks_what_was_changed(post_in):
    done, other = post_in("published").publication, post_in("approved")
    same = {"post": other, "version": other.current, "account": other.account, "recorded_by": done.recorded_by}
    same |= {"published_at": done.published_at + timedelta(hours=1), "text_hash": done.text_hash}
    for fields in (
        {"link_key": done.link_key, "is_unchanged": True},
        {"link_key": "facebook.com/9", "is_unchanged": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(**same, **fields)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_nothing_is_decided_or_published_for_an_account_that_stands_still(state, send, post_in, world):
    waiting, approved = post_in("submitted"), post_in("approved")
    account, end = world.account(), {"suspended": official_accounts.suspend, "closed": official_accounts.close}[state]
    end(account=account, reason="পাসওয়ার্ড হারিয়েছে", by=world.person("head"), version=account.version)
    before = rows()
    assert send("approver", "approve", waiting).status_code == 409
    assert send("author", "publish", approved).status_code == 409
    assert rows() == before
    assert not Post.objects.decidable_by(world.person("approver")).exists()
    assert send("author", "withdraw", waiting).status_code == 302


def test_who_sent_a_post_does_not_decide_it(post_in, world):
    """A member who writes and approves sends another's draft: the explanations are his."""
    post, sender = post_in("draft", text=BLOCKED), world.person("approver")
    TeamMember.objects.filter(person=sender).update(may_write=True)
    hits = post.current.screening.hits.all()
    submit_post(
        post=post,
        by=sender,
        version=post.version,
        explanations={hit.pk: EXPLANATION for hit in hits},
        asked=Asked.values,
    )
    assert not can_decide(sender, fresh_post(post))
    assert can_decide(world.person("approver2"), fresh_post(post))
