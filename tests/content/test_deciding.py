"""Approve, return, reject: one decision, on what was seen, and everybody learns what became of the post."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import OfficialAccount
from content.models import Decision
from content.services.decisions import already_decided, approve_post
from content.services.slots import choose_time
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.web.templatetags.web import when
from tests.content.conftest import NEW_TEXT, last_entry, page, rows
from tests.factories import BLOCKED, EXPLANATION, REASON, fresh_post

RESULTS = {"approve": "approved", "return": "returned", "reject": "rejected"}
ACTIONS = list(RESULTS)
PAIRS = [(first, second) for first in ACTIONS for second in ACTIONS]


def told(kind):
    return sorted(Notice.objects.filter(kind=kind, given_up_at=None).values_list("address", flat=True))


@pytest.mark.parametrize("action", ACTIONS)
def test_a_decision_moves_the_post_binds_the_hash_and_tells_the_author(send, post_in, world, action):
    post = post_in("submitted")
    response = send("approver", action, post)
    post.refresh_from_db()
    decision = post.decisions.get()
    state = RESULTS[action]
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert (post.status, post.version) == (state, 3)
    assert (decision.kind, decision.by, decision.reason) == (state, world.person("approver"), REASON)
    assert (decision.version, decision.text_hash) == (post.current, post.current.text_hash)
    assert (last_entry(post).action, last_entry(post).note) == (f"post.{state}", REASON)
    assert post.current.text_hash in last_entry(post).data
    assert told(f"post_{state}") == ["author@test.example"]
    assert told("post_submitted") == []


def test_both_who_began_and_who_wrote_are_told(send, post_in):
    post = post_in("draft")
    send("author2", "edit", post)
    send("author2", "submit", fresh_post(post))
    send("approver", "approve", fresh_post(post))
    assert told("post_approved") == ["author2@test.example", "author@test.example"]


def test_a_rejection_keeps_its_clause(send, post_in):
    post = post_in("submitted")
    send("approver", "reject", post, reason="")
    assert (post.decisions.get().clause, fresh_post(post).status) == ("9-ga", "rejected")


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("return", {"reason": ""}),
        ("return", {"reason": "৯টি অক্ষর"}),
        ("return", {"reason": "ক" * 1001}),
        ("reject", {"clause": ""}),
        ("reject", {"clause": "5-ga"}),
        ("reject", {"clause": "' OR 1=1"}),
        ("approve", {"version": "x"}),
        ("approve", {"seen": "0"}),
        ("approve", {"reason": "ক" * 1001}),
    ],
)
def test_a_decision_that_lacks_something_is_shown_again_with_what_was_typed(send, post_in, action, fields):
    post = post_in("submitted")
    before = rows()
    response = send("approver", action, post, **{"reason": "লেখা হয়েছিল", **fields})
    form = response.context[f"{action}_form"]
    assert response.status_code == 422
    assert form["reason"].value() == fields.get("reason", "লেখা হয়েছিল")
    assert form.errors or response.context["problem"]
    assert rows() == before


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("login", ["author", "author2", "auditor", "administrator", "keeper"])
def test_who_sees_a_post_without_deciding_it_is_refused(send, post_in, login, action):
    post = post_in("submitted")
    before = rows()
    assert send(login, action, post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("login", ["oth_approver", "upz_approver", "far_supervisor", "officer", "former", "nobody"])
def test_a_post_of_others_cannot_be_decided_and_does_not_exist(send, post_in, login, action):
    post = post_in("submitted")
    before = rows()
    assert send(login, action, post).status_code == 404
    assert rows() == before


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_one_who_comes_second_learns_who_decided_what_and_why(send, post_in, world, first, second):
    opened = post_in("submitted")
    send("approver", first, opened)
    before = rows()
    response = send("approver2", second, opened)
    decision = Decision.objects.get()
    with translation.override("en"):
        said = f"{decision.by}, {when(decision.at)}: {decision.get_kind_display()}"
    assert (response.status_code, decision.by) == (409, world.person("approver"))
    assert said in page(response)
    assert REASON in page(response)
    assert rows() == before


def test_coming_second_to_a_first_approval_names_the_first_approver(send, post_in, world):
    post = post_in("draft", text=BLOCKED)
    explained = {f"explain-{hit.pk}": EXPLANATION for hit in post.current.screening.hits.all()}
    send("author", "submit", post, **explained)
    opened = fresh_post(post)
    send("approver", "approve", opened)
    response = send("approver2", "approve", opened)
    assert response.status_code == 409
    assert f"{world.person('approver').name_en}, " in page(response)
    assert fresh_post(post).status == "second"


def test_coming_after_the_author_took_it_back_names_no_older_decider(send, post_in, world):
    post = post_in("returned")
    send("author", "edit", post)
    send("author", "submit", fresh_post(post))
    opened = fresh_post(post)
    send("author", "withdraw", opened)
    response = send("approver2", "approve", opened)
    assert response.status_code == 409
    assert response.context["decision"] is None
    assert f"{world.person('approver').name_en}, " not in page(response)


def test_the_second_is_told_of_the_decision_on_the_version_both_saw(send, post_in):
    opened = post_in("submitted")
    send("approver", "return", opened)
    send("author", "edit", fresh_post(opened))
    assert already_decided(opened, 1).facts["decision"].kind == "returned"
    assert already_decided(opened, 2).facts["decision"] is None


@pytest.mark.parametrize("action", ACTIONS)
def test_a_double_click_decides_once(send, post_in, client_for, action):
    post = post_in("submitted")
    key = client_for("approver").key()
    first = send("approver", action, post, key=key)
    after = rows()
    assert send("approver", action, post, key=key).url == first.url
    changed = send("approver", action, post, key=key, reason="পরে অন্য কারণ লেখা")
    assert changed.status_code == 409
    assert "পরে অন্য কারণ লেখা" in page(changed)
    assert rows() == after


@pytest.mark.parametrize("action", ACTIONS)
def test_a_text_changed_since_it_was_opened_is_not_decided_and_the_difference_shown(send, post_in, action):
    opened = post_in("submitted")
    for step in ("withdraw", "edit", "submit"):
        send("author", step, fresh_post(opened))
    now = fresh_post(opened)
    before = rows()
    response = send("approver", action, now, seen=1)
    assert response.status_code == 409
    assert f"<ins>{NEW_TEXT.split()[0]}" in page(response)
    assert "<del>" in page(response)
    assert rows() == before


def test_an_address_changed_since_it_was_written_is_not_decided(send, post_in):
    post = post_in("submitted")
    type(post.account).objects.filter(pk=post.account_id).update(url="https://www.facebook.com/another.page")
    assert send("approver", "approve", post).status_code == 409
    assert fresh_post(post).status == "submitted"


def test_a_blocked_phrase_needs_a_reason_and_a_second_approver(send, post_in, world):
    post = post_in("draft", text=BLOCKED)
    send("author", "submit", post, **{f"explain-{h.pk}": EXPLANATION for h in post.current.screening.hits.all()})
    assert send("approver", "approve", fresh_post(post), reason="কম").status_code == 422
    assert send("approver", "approve", fresh_post(post)).status_code == 302
    post = fresh_post(post)
    assert (post.status, post.first_approved_by) == ("second", world.person("approver"))
    assert last_entry(post).action == "post.first_approved"
    assert told("post_second") == ["approver2@test.example"]
    assert told("post_approved") == []


@pytest.mark.parametrize("action", ACTIONS)
def test_the_first_approver_does_not_give_the_second_word(send, post_in, action):
    post = post_in("second")
    assert send("approver", action, post).status_code == 403
    assert fresh_post(post).status == "second"


@pytest.mark.parametrize("action", ACTIONS)
def test_another_approver_gives_the_second_word(send, post_in, world, action):
    post = post_in("second")
    assert send("approver2", action, post).status_code == 302
    kinds = list(post.decisions.values_list("kind", "by"))
    assert kinds == [("first", world.person("approver").pk), (RESULTS[action], world.person("approver2").pk)]


def test_the_second_approval_needs_its_own_reason(send, post_in):
    post = post_in("second")
    assert send("approver2", "approve", post, reason="").status_code == 422
    assert fresh_post(post).status == "second"


def test_the_page_offers_the_decision_to_who_may_take_it_alone(client_for, post_in):
    post = post_in("submitted")
    offer = reverse("content:post_approve", args=[post.pk])
    seen = {
        login: page(client_for(login).get(reverse("content:post_detail", args=[post.pk])))
        for login in ("approver", "approver2", "author", "head", "auditor")
    }
    assert {login for login, text in seen.items() if offer in text} == {"approver", "approver2"}


@pytest.mark.parametrize("other", ["approve", "return"])
def test_who_still_holds_the_post_as_it_waited_is_told_who_was_first(world, send, post_in, other):
    stale = post_in("submitted")
    send("approver2", other, stale)
    with pytest.raises(RuleError) as late:
        approve_post(post=stale, by=world.person("approver"), version=stale.version, seen=1)
    assert (late.value.code, late.value.facts["decision"].by) == ("already_decided", world.person("approver2"))


def test_what_the_account_asks_and_when_it_is_to_go_out_is_read_as_it_is_decided(world, post_in):
    """The page, or the post in hand, may be older."""
    asks, timed = post_in("submitted"), post_in("submitted", account="oth")
    held = {"by": world.person("approver"), "version": asks.version, "seen": 1}
    OfficialAccount.objects.filter(pk=asks.account_id).update(approvals_needed=2)
    assert approve_post(post=asks, **held).kind == "first"
    choose_time(
        post=fresh_post(timed),
        at=timezone.now() + timedelta(days=2),
        by=world.person("oth_author"),
        version=timed.version,
    )
    approve_post(post=timed, **{**held, "by": world.person("oth_approver")})
    assert fresh_post(timed).status == "scheduled"
