"""The whole life of a post: whatever the table of states does not allow is refused and changes nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import TeamMember
from accounts.services import official_accounts
from content.models import Decision, Post, Publication
from content.models.post import Asked
from content.models.states import MOVES, OUT, WAITING, PostState
from content.permissions import can_decide
from content.services.decisions import approve_in_emergency, approve_post, reject_post, return_post
from content.services.posts import edit_post, submit_post, withdraw_post
from content.services.publications import record_publication
from content.services.reuse import archive_post
from content.services.slots import choose_time
from content.services.takedowns import retract_post
from content.services.undoing import undo_decision
from content.services.versions import Draft
from govsocial.errors import RuleError
from tests.content.conftest import NEW_TEXT, rows
from tests.factories import BLOCKED, EXPLANATION, REASON, correction_of, fresh_post

# What each action does to a post in each state where it may happen; everywhere else it is refused.
ALLOWED = {
    ("edit", "draft"): "draft",
    ("edit", "returned"): "draft",
    ("submit", "draft"): "submitted",
    ("withdraw", "submitted"): "draft",
    ("withdraw", "second"): "draft",
    ("withdraw", "approved"): "draft",
    ("withdraw", "scheduled"): "draft",
    ("approve", "submitted"): "approved",
    ("approve", "second"): "approved",
    ("return", "submitted"): "returned",
    ("return", "second"): "returned",
    ("reject", "submitted"): "rejected",
    ("reject", "second"): "rejected",
    ("publish", "approved"): "published",
    ("publish", "scheduled"): "published",
    ("emergency", "second"): "approved",
    ("time", "approved"): "scheduled",
    ("time", "scheduled"): "scheduled",
    ("untime", "scheduled"): "approved",
    **{("undo", state): "submitted" for state in ("second", "approved", "scheduled", "returned", "rejected")},
    ("archive", "published"): "archived",
    ("archive", "corrected"): "archived",
    **{("retract", state): "retracted" for state in ("published", "corrected", "archived")},
}
REFUSALS = {
    **dict.fromkeys(("edit", "submit", "withdraw"), "changed_meanwhile"),
    **dict.fromkeys(("approve", "return", "reject"), "already_decided"),
    "publish": "wrong_state",
    **dict.fromkeys(("undo", "time", "untime"), "changed_meanwhile"),
    "emergency": "already_decided",
    "archive": "changed_meanwhile",
    "retract": "wrong_state",
}
# Where the refusal of an action is another one.
OTHERWISE = {
    ("emergency", "submitted"): "no_emergency",
    ("undo", "draft"): "not_allowed",
    ("undo", "submitted"): "not_allowed",
    **{("untime", state): "unchanged" for state in ("submitted", "second", "approved")},
}
STATES = [state.value for state in PostState]


def act(world, action, post, version=None):
    """Do an action as the right person with all it needs, on what is stored now."""
    author, approver = world.person("author"), world.person("approver2")
    version = post.version if version is None else version
    seen = {"post": post, "by": approver, "version": version, "seen": post.current.number, "reason": REASON}
    link, by = f"https://facebook.com/posts/{post.pk}", {"by": author, "version": version}
    out = {"published_at": timezone.now(), "is_unchanged": True, "change_note": "", "link": link}
    words = {hit.pk: EXPLANATION for hit in post.current.screening.hits.all()}
    return {
        "emergency": lambda: approve_in_emergency(**seen),
        "undo": lambda: undo_decision(post=post, by=world.person("approver"), version=version),
        "time": lambda: choose_time(at=timezone.now() + timedelta(days=9), post=post, **by),
        "untime": lambda: choose_time(at=None, post=post, **by),
        "edit": lambda: edit_post(post=post, draft=Draft(NEW_TEXT, "4-ga", "আদেশ"), by=author, version=version),
        "submit": lambda: submit_post(post=post, by=author, version=version, explanations=words, asked=Asked.values),
        "withdraw": lambda: withdraw_post(post=post, by=author, version=version),
        "approve": lambda: approve_post(**seen),
        "return": lambda: return_post(**seen),
        "reject": lambda: reject_post(**seen, clause="9-ga"),
        "archive": lambda: archive_post(post=post, by=author, version=version),
        "retract": lambda: retract_post(post=post, taken_down_at=timezone.now(), reason=REASON, **by),
        "publish": lambda: record_publication(post=post, by=author, version=version, **out),
    }[action]()


NO_STEPS = {("time", "submitted"), ("time", "second")}  # its time changes, and nothing else of its life


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", REFUSALS)
def test_each_action_in_each_state(world, post_in, action, state):
    post = post_in(state)
    expected = ALLOWED.get((action, state))
    before = rows()
    if (action, state) in NO_STEPS:
        act(world, action, post)
        assert (fresh_post(post).status, fresh_post(post).version) == (state, post.version)
        return
    if expected is None:
        with pytest.raises(RuleError) as refused:
            act(world, action, post)
        assert refused.value.code == OTHERWISE.get((action, state), REFUSALS[action])
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


@pytest.mark.parametrize("before", ["submitted", "second"])
@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("action", ["approve", "return", "reject"])
def test_each_decision_is_undone_to_where_the_post_waited(world, post_in, before, later, action):
    post = post_in(before, wished_at=timezone.now() + timedelta(days=3) if later else None)
    act(world, action, post)
    decided = fresh_post(post)
    assert decided.status == ("scheduled" if later and action == "approve" else ALLOWED[action, before])
    undo_decision(post=decided, by=world.person("approver2"), version=decided.version)
    assert fresh_post(post).status == before


def test_the_table_of_states_and_the_actions_agree():
    steps = {(PostState(state), PostState(to)) for (_, state), to in ALLOWED.items()}
    steps.add((PostState.SUBMITTED, PostState.SECOND))
    ends = (PostState.APPROVED, PostState.SCHEDULED, PostState.RETURNED, PostState.REJECTED)
    steps |= {(end, before) for end in ends for before in WAITING} | {(state, PostState.SCHEDULED) for state in WAITING}
    steps |= {(state, PostState.CORRECTED) for state in OUT} | {(PostState.DRAFT, PostState.PUBLISHED)}
    assert steps == set(MOVES)


@pytest.mark.parametrize("state", STATES)
def test_the_publication_of_its_correction_corrects_what_is_out_and_nothing_else(world, post_in, state):
    post, people = post_in(state), (world.person("author"), world.person("approver2"))
    if state in OUT:
        correction_of(post, *people)
        assert fresh_post(post).status == "corrected"
        return
    with pytest.raises(RuleError) as refused:
        correction_of(post, *people)
    assert refused.value.code == "wrong_state"


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
    for to in {to for to in PostState if (PostState(state), to) not in MOVES}:
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
