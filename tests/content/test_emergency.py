"""An emergency (clause 6-ka): one who did not write lets it out at once, a second person looks at it in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount, Role, TeamMember
from accounts.models.official_account import ActiveSpan
from content.models import Decision, PostVersion, SecondLook
from content.permissions import can_look_again
from content.services.deadlines import working_limit
from content.services.decisions import approve_in_emergency
from content.services.second_looks import look_again, remind_late
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.accounts.test_duty_checks import ask
from tests.content.conftest import last_entry, page, rows
from tests.content.test_deciding import told
from tests.factories import BLOCKED, REASON, fresh_post
from tests.world import PEOPLE

pytestmark = pytest.mark.both_databases
NOTE = "খণ্ডনটি যথেষ্ট স্পষ্ট ছিল না।"


@pytest.fixture
def let_out(post_in, world):
    """The second look owed for a post that one approver let out, from where it waited."""

    def do(state="submitted", login="approver2", **fields):
        post = post_in(state, text=BLOCKED, **fields)
        seen = {"version": post.version, "seen": 1, "reason": REASON}
        decision = approve_in_emergency(post=post, by=world.person(login), **seen)
        return SecondLook.objects.select_related("post", "decision__version", "decision__by").get(decision=decision)

    return do


def lookers(world, look):
    """Logins of everybody who may look, by both ways of asking."""
    people = {login: world.person(login) for login in sorted(PEOPLE) if login != "disabled"}
    asked = [login for login, person in people.items() if can_look_again(person, look)]
    listed = [login for login, person in people.items() if look in SecondLook.objects.owed_by(person)]
    assert asked == listed
    return asked


def record(client_for, login, look, **fields):
    data = {"upheld": "yes", "note": "", **fields}
    key = {"key": data.pop("key")} if "key" in data else {}
    return client_for(login).submit(reverse("content:second_look_record", args=[look.pk]), data, **key)


# ---- letting out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "second"])
def test_one_word_lets_it_out_at_once_and_owes_a_second_look(send, post_in, world, state):
    post = post_in(state, text=BLOCKED, wished_at=timezone.now() + timedelta(days=3))
    assert send("approver2", "emergency", post).status_code == 302
    now, decision = fresh_post(post), post.decisions.last()
    look = SecondLook.objects.get()
    due = working_limit("emergency_second_look", decision.at)
    assert (now.status, decision.kind, decision.reason) == ("approved", "emergency", REASON)
    assert (look.decision, look.due_at, look.due_why) == (decision, due.at, due.why)
    assert (last_entry(post).action, last_entry(post).note) == ("post.approved_in_emergency", REASON)
    assert told("post_approved") == ["author@test.example"]
    asked = Notice.objects.get(kind="post_second_look")
    assert asked.not_before == decision.undo_until
    assert asked.address == ("approver@test.example" if state == "submitted" else "head@test.example")
    assert {hit.decision for hit in post.current.screening.hits.all()} == {"overridden"}


def test_it_counts_as_an_approval_of_what_goes_out(send, let_out):
    look = let_out()
    assert send("author", "publish", fresh_post(look.post)).status_code == 302
    assert fresh_post(look.post).status == "published"


def test_where_one_approval_is_enough_there_is_no_emergency(send, post_in, client_for):
    post = post_in("submitted")
    before = rows()
    assert send("approver", "emergency", post).status_code == 422
    assert rows() == before
    path = reverse("content:post_detail", args=[post.pk])
    assert reverse("content:post_emergency", args=[post.pk]) not in page(client_for("approver").get(path))


def test_where_the_account_asks_for_two_there_is_one(send, post_in, client_for):
    post = post_in("submitted")
    OfficialAccount.objects.filter(pk=post.account_id).update(approvals_needed=2)
    path = reverse("content:post_detail", args=[post.pk])
    assert reverse("content:post_emergency", args=[post.pk]) in page(client_for("approver").get(path))
    assert send("approver", "emergency", post).status_code == 302


@pytest.mark.parametrize("reason", ["", "৯টি অক্ষর"])
def test_it_needs_a_reason(send, post_in, reason):
    post = post_in("second")
    before = rows()
    response = send("approver2", "emergency", post, reason=reason)
    assert response.status_code == 422
    assert response.context["emergency_form"]["reason"].value() == reason
    assert rows() == before


@pytest.mark.parametrize("login", ["approver", "author", "author2", "head", "supervisor", "auditor"])
def test_neither_the_first_approver_nor_who_wrote_nor_who_stands_by(send, post_in, login):
    post = post_in("second")
    before = rows()
    assert send(login, "emergency", post).status_code == 403
    assert rows() == before


def test_not_whose_suggestion_was_taken_over(send, post_in, world):
    post = post_in("submitted", text=BLOCKED)
    PostVersion.objects.filter(post=post).update(suggested_by=world.person("approver"))
    assert send("approver", "emergency", post).status_code == 403
    assert send("approver2", "emergency", post).status_code == 302


@pytest.mark.parametrize("login", ["oth_approver", "nobody"])
def test_to_others_the_post_does_not_exist(send, post_in, login):
    assert send(login, "emergency", post_in("second")).status_code == 404


@pytest.mark.parametrize("state", ["draft", "returned", "rejected", "approved", "scheduled", "published"])
def test_what_does_not_wait_is_not_let_out(send, post_in, state):
    post = post_in(state)
    before = rows()
    assert send("approver2", "emergency", post).status_code == 409
    assert rows() == before


def test_the_second_in_a_race_learns_who_was_first(send, post_in, world):
    post = post_in("submitted", text=BLOCKED)
    send("approver", "emergency", post)
    before = rows()
    response = send("approver2", "approve", post)
    assert response.status_code == 409
    assert "approved in an emergency, second look owed" in page(response)
    assert rows() == before


def test_a_double_click_lets_out_once(send, post_in, client_for):
    post, key = post_in("second"), client_for("approver2").key()
    first = send("approver2", "emergency", post, key=key)
    after = rows()
    assert send("approver2", "emergency", post, key=key).url == first.url
    assert rows() == after


# ---- looking again --------------------------------------------------------------------------------------------------


def test_another_approver_looks_else_the_head_else_who_oversees(world, let_out):
    look = let_out()
    assert lookers(world, look) == ["approver"]
    TeamMember.objects.filter(person=world.person("approver")).update(until=timezone.now())
    assert lookers(world, look) == ["head"]
    Role.objects.filter(person=world.person("head")).update(until=timezone.localdate())
    assert lookers(world, look) == ["cabinet", "supervisor"]


def test_who_gave_the_first_approval_does_not_look(world, let_out):
    assert lookers(world, let_out("second")) == ["head"]


def test_who_wrote_or_suggested_a_word_does_not_look(world, let_out):
    look = let_out()
    PostVersion.objects.filter(post=look.post).update(suggested_by=world.person("approver"))
    assert lookers(world, look) == ["head"]


@pytest.mark.parametrize(("word", "note"), [("yes", ""), ("yes", NOTE), ("no", NOTE)])
def test_the_second_word_is_kept_and_told(client_for, let_out, world, word, note):
    look = let_out()
    response = record(client_for, "approver", look, upheld=word, note=note)
    look.refresh_from_db()
    assert response.url == reverse("content:post_detail", args=[look.post_id])
    assert (look.looked_by, look.upheld, look.note) == (world.person("approver"), word == "yes", note)
    assert (last_entry(look.post).action, last_entry(look.post).note) == ("post.looked_at_again", note)
    assert told("post_looked_at") == ["approver2@test.example", "author@test.example"]
    assert told("post_second_look") == []
    shown = page(client_for("author").get(response.url))
    assert ("it was right to let it out" if word == "yes" else "it should not have gone out") in shown


@pytest.mark.parametrize(
    "fields", [{"upheld": "no"}, {"upheld": "no", "note": "৯টি অক্ষর"}, {"upheld": ""}, {"upheld": "x"}]
)
def test_a_no_needs_its_reason(client_for, let_out, fields):
    look = let_out()
    before = rows()
    assert record(client_for, "approver", look, **fields).status_code == 422
    assert rows() == before


@pytest.mark.parametrize(
    ("login", "status"), [("approver2", 403), ("author", 403), ("head", 403), ("auditor", 403), ("oth_approver", 404)]
)
def test_nobody_else_looks(client_for, let_out, login, status):
    look = let_out()
    before = rows()
    assert record(client_for, login, look).status_code == status
    assert rows() == before


def test_the_second_of_two_learns_who_was_first(client_for, let_out, world):
    look = let_out("second")
    OfficialAccount.objects.filter(pk=look.post.account_id).update(status="suspended")
    assert record(client_for, "head", look).status_code == 302
    before = rows()
    response = record(client_for, "head", look, upheld="no", note=NOTE)
    assert response.status_code == 409
    assert f"{world.person('head').name_en} has looked at it before you: it was right to let it out." in page(response)
    assert rows() == before


def test_a_double_click_looks_once(client_for, let_out):
    look, key = let_out(), client_for("approver").key()
    first = record(client_for, "approver", look, key=key)
    after = rows()
    assert record(client_for, "approver", look, key=key).url == first.url
    assert rows() == after


def test_a_look_that_said_no_stays_a_breach_whatever_becomes_of_the_post(send, let_out, world):
    look = let_out()
    look_again(look=look, by=world.person("approver"), upheld=False, note=NOTE)
    send("author", "withdraw", fresh_post(look.post))
    assert list(SecondLook.objects.failed(timezone.now())) == [look]


def test_what_was_taken_back_to_change_owes_no_look(send, let_out, world):
    look = let_out()
    send("author", "withdraw", fresh_post(look.post))
    assert lookers(world, look) == []
    assert told("post_second_look") == []
    with pytest.raises(RuleError, match="already_looked"):
        look_again(look=look, by=world.person("approver"), upheld=True)


# ---- too late -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "told_to"), [(timedelta(0), []), (timedelta(seconds=1), ["head", "supervisor"])])
def test_an_overdue_look_is_told_once_to_head_and_overseer(let_out, late, told_to):
    look = let_out()
    with time_machine.travel(look.due_at + late, tick=False):
        remind_late()
        before = rows()
        remind_late()
    assert told("post_second_look_late") == [f"{login}@test.example" for login in told_to]
    assert rows() == before
    assert bool(SecondLook.objects.get().reminded_at) == bool(told_to)


# ---- the check of 6-ka ----------------------------------------------------------------------------------------------

SATURDAY = date(2026, 10, 10)
MONDAY = datetime(2026, 10, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
def owed(let_out, world):
    """A look that fell due on a Monday."""
    ActiveSpan.objects.update(since=datetime(2026, 9, 1, tzinfo=UTC))
    look = let_out()
    SecondLook.objects.filter(pk=look.pk).update(due_at=MONDAY)
    return look


def judged(world):
    found = ask("6-ka", SATURDAY)[world.account().pk]
    return found.status, found.facts.get("second_looks_failed", 0)


def looked(world, look, at, *, upheld=True):
    fields = {"looked_by": world.person("approver"), "looked_at": at, "upheld": upheld}
    SecondLook.objects.filter(pk=look.pk).update(**fields)


def test_an_overdue_look_is_a_breach_of_the_week_it_was_due(world, owed):
    assert judged(world) == ("breached", 1)


@pytest.mark.parametrize(("late", "word"), [(timedelta(0), ("met", 0)), (timedelta(microseconds=1), ("breached", 1))])
def test_a_look_in_time_meets_it_and_a_late_one_does_not(world, owed, late, word):
    looked(world, owed, MONDAY + late)
    assert judged(world) == word


def test_a_look_that_does_not_uphold_is_a_breach(world, owed):
    looked(world, owed, MONDAY, upheld=False)
    assert judged(world) == ("breached", 1)


@pytest.mark.parametrize("moved", [timedelta(days=-7), timedelta(days=7)])
def test_a_look_of_another_week_does_not_count(world, owed, moved):
    SecondLook.objects.update(due_at=MONDAY + moved)
    assert judged(world) == ("not_applicable", 0)


def test_a_look_of_an_approval_that_does_not_stand_does_not_count(world, owed, send):
    send("author", "withdraw", fresh_post(owed.post))
    assert judged(world) == ("not_applicable", 0)


def test_nothing_is_written_of_an_emergency_that_was_refused(world, post_in):
    post = post_in("second")
    with pytest.raises(RuleError):
        approve_in_emergency(post=post, by=world.person("approver2"), version=99, seen=1, reason=REASON)
    assert not SecondLook.objects.exists()
    assert not Decision.objects.filter(kind="emergency").exists()
    assert not Entry.objects.filter(action="post.approved_in_emergency").exists()
