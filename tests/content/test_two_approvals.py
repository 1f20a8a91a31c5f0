"""One or two approvals, as the account asks: set by who manages it, true for decisions from then on."""

import pytest
from django.urls import reverse

from accounts.models import OfficialAccount
from govsocial.audit.models import Entry
from tests.content.conftest import page, rows
from tests.content.test_deciding import told
from tests.factories import fresh_post

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ask_for(client_for, world):
    """Send the form of the account's page as somebody."""

    def do(login, needed, account=None, *, key=None, **fields):
        account = account or world.account()
        path = reverse("accounts:official_account_approvals", args=[account.pk])
        extra = {} if key is None else {"key": key}
        return client_for(login).submit(path, {"needed": needed, "version": account.version, **fields}, **extra)

    return do


def needed(world):
    return world.account().approvals_needed


@pytest.mark.parametrize("login", ["head", "administrator"])
def test_who_manages_the_account_sets_it_and_it_is_recorded(ask_for, world, login):
    account = world.account()
    assert ask_for(login, 2).status_code == 302
    assert (needed(world), world.account().version) == (2, account.version + 1)
    entry = Entry.objects.about(account).first()
    assert (entry.action, entry.actor) == ("official_account.approvals_set", world.person(login))
    assert '"before":1' in entry.data.replace(" ", "")


@pytest.mark.parametrize(
    ("login", "status"), [("author", 403), ("approver", 403), ("supervisor", 403), ("auditor", 403), ("oth_head", 404)]
)
def test_nobody_else_does(ask_for, world, login, status):
    assert ask_for(login, 2).status_code == status
    assert needed(world) == 1


@pytest.mark.parametrize("value", ["", "0", "3", "x", "২২"])
def test_one_or_two_and_nothing_else(ask_for, world, value):
    assert ask_for("head", value).status_code == 422
    assert needed(world) == 1


def test_the_second_who_sets_it_is_told(ask_for, world):
    opened = world.account()
    ask_for("head", 2, opened)
    assert ask_for("administrator", 2, opened).status_code == 409
    assert ask_for("administrator", 1, opened).status_code == 409
    assert needed(world) == 2


def test_what_stands_is_not_set_again_and_a_double_click_sets_it_once(ask_for, client_for, world):
    assert ask_for("head", 1).status_code == 422
    account, key = world.account(), client_for("head").key()
    first = ask_for("head", 2, account, key=key)
    assert ask_for("head", 2, account, key=key).url == first.url
    assert Entry.objects.filter(action="official_account.approvals_set").count() == 1


@pytest.mark.parametrize("state", ["closed", "refused"])
def test_of_an_account_that_is_over_nothing_is_set(ask_for, account_in, state):
    account = account_in(state)
    assert ask_for("head", 2, account).status_code == 409


def test_with_two_a_clean_post_waits_for_another_approver(ask_for, send, post_in, world):
    ask_for("head", 2)
    post = post_in("submitted")
    assert send("approver", "approve", post).status_code == 302
    post = fresh_post(post)
    assert (post.status, post.first_approved_by) == ("second", world.person("approver"))
    assert told("post_second") == ["approver2@test.example"]
    assert send("approver", "approve", post).status_code == 403
    assert send("approver2", "approve", post, reason="").status_code == 302
    assert fresh_post(post).status == "approved"


def test_what_was_set_while_the_page_was_open_holds(ask_for, send, post_in):
    post = post_in("submitted")
    ask_for("head", 2)
    send("approver", "approve", post)
    assert fresh_post(post).status == "second"


def test_lowering_it_leaves_the_second_approval_that_is_owed(ask_for, send, post_in):
    ask_for("head", 2)
    waits, fresh = post_in("submitted"), post_in("submitted")
    send("approver", "approve", waits)
    ask_for("head", 1)
    send("approver", "approve", fresh)
    assert (fresh_post(waits).status, fresh_post(fresh).status) == ("second", "approved")
    send("approver2", "approve", fresh_post(waits))
    assert fresh_post(waits).status == "approved"


@pytest.mark.parametrize("action", ["return", "reject"])
def test_one_person_is_enough_to_send_it_back(ask_for, send, post_in, action):
    ask_for("head", 2)
    post = post_in("submitted")
    assert send("approver", action, post).status_code == 302
    assert fresh_post(post).status in {"returned", "rejected"}


def test_the_pages_say_it(ask_for, client_for, post_in, world):
    post, path = post_in("submitted"), reverse("accounts:official_account_detail", args=[world.account().pk])
    ask_for("head", 2)
    assert "two approvers" in page(client_for("author").get(path))
    shown = page(client_for("approver").get(reverse("content:post_detail", args=[post.pk])))
    assert "This account asks for two approvals" in shown
    assert OfficialAccount.objects.get(pk=post.account_id).approvals_needed == 2
    assert rows()
