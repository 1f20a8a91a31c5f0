"""Many entries of the list at once: what is confirmed only by itself, and forms that come back as they were sent."""

import re

import pytest
from django.urls import reverse

from content.services import term_changes as services
from tests.content.conftest import page
from tests.content.terms import REASON, fresh_term, people_of, values

pytestmark = pytest.mark.both_databases
LIST = reverse("content:prohibited_term_list")
BULK = reverse("content:prohibited_term_bulk")


def test_many_are_confirmed_at_once_and_the_others_are_named(client_for, change_in):
    made = [change_in(text=text) for text in ("নমুনাএকতা", "নমুনাদুইতা")]
    client = client_for("cabinet")
    rows = [f"{made[0].pk}:1", f"{made[1].pk}:7"]
    done = client.submit(BULK, {"act": "confirm", "row": rows})
    assert done.status_code == 302
    said = page(client.get(done.headers["Location"]))
    assert "1 change confirmed" in said and f"Skipped: {made[1].term.code}" in said
    assert fresh_term(made[0].term).status == "shadow"


@pytest.fixture
def other_values(world, term_in):
    """A change of what an active entry says, which waits."""
    term = term_in("active", text="বদলানোকথা")
    new = values(text="বদলানোকথা", severity="block", aliases=("বদলানো-কথা",))
    given = {"by": people_of(world, "GOB")[0], "version": term.version, "reason": REASON, "values": new}
    return services.propose_change(term=term, **given)


def test_other_values_stand_in_words_and_are_not_confirmed_in_a_heap(client_for, change_in, other_values):
    state, client = change_in(), client_for("cabinet")
    shown = page(client.get(LIST))
    assert "Severity: <del>warning</del> → <ins>block</ins>" in shown
    assert "Other spellings: – → <ins>বদলানো-কথা</ins>" in shown
    assert f'value="{state.pk}:1"' in shown and f'value="{other_values.pk}:1"' not in shown
    done = client.submit(BULK, {"act": "confirm", "row": [f"{state.pk}:1", f"{other_values.pk}:1"]})
    said = page(client.get(done.headers["Location"]))
    assert f"Skipped: {other_values.term.code}" in said and "look at it by itself" in said
    assert fresh_term(other_values.term).severity == "warn"
    assert (fresh_term(state.term).status, "Confirm ticked" in said) == ("shadow", False)


QUERY = "?status=draft&q=%E0%A6%A8%E0%A6%AE%E0%A7%81%E0%A6%A8%E0%A6%BE&after=999999999"


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ([], {}),
        (["fresh"], {"reason": "ছোট"}),
        (["stale"], {}),
        (["fresh", "stale"], {"reason": "ছোট"}),
        (["fresh"], {"to_status": "retired"}),
    ],
)
def test_a_bulk_form_shown_again_has_lost_nothing(client_for, term_in, rows, fields):
    term_in("active", text="নমুনাসক্রিয়")
    made = {"fresh": (term_in(text="নমুনাএকতা"), 1), "stale": (term_in(text="নমুনাদুইতা"), 7)}
    ticks = {name: f"{term.pk}:{version}" for name, (term, version) in made.items()}
    body = {"act": "propose", "row": [ticks[name] for name in rows], "to_status": "active", "reason": REASON, **fields}
    again = client_for("keeper").submit(BULK + QUERY, body)
    shown = page(again)
    assert again.status_code == 422 and body["reason"] in shown
    assert re.findall(r'name="row" value="([\d:]+)"[^>]* checked', shown) == [ticks["fresh"]] * ("fresh" in rows)
    assert "নমুনাদুইতা" in shown and "নমুনাসক্রিয়" not in shown
    assert f'action="{BULK}{QUERY.replace("&", "&amp;")}"' in shown


def test_a_bulk_form_leads_back_to_the_page_of_the_list(client_for, term_in):
    client, rows = client_for("keeper"), [f"{term_in(text=text).pk}:1" for text in ("নমুনাএকতা", "নমুনাদুইতা")]
    body = {"act": "propose", "to_status": "active", "reason": REASON}
    assert client.submit(BULK + QUERY, {**body, "row": rows[0]}).headers["Location"] == LIST + QUERY
    far = client.submit(f"{BULK}?q={'x' * 500}", {**body, "row": rows[1]})
    assert far.headers["Location"] == LIST


def test_ticks_of_changes_are_kept_as_well(client_for, change_in):
    change = change_in()
    shown = page(client_for("cabinet").submit(BULK, {"act": "other", "row": f"{change.pk}:1"}))
    assert re.search(rf'value="{change.pk}:1"[^>]* checked', shown)


@pytest.mark.parametrize(
    "body",
    [
        {"act": "confirm"},
        {"act": "confirm", "row": ["x", "1:", "²:1", "9" * 30 + ":1"]},
        {"act": "confirm", "row": [f"{n}:1" for n in range(26)]},
        {"act": "confirm", "row": ["999999:1"]},
        {"act": "other", "row": ["1:1"]},
        {"act": "propose", "row": ["1:1"], "to_status": "retired", "reason": REASON},
    ],
)
def test_a_bulk_form_that_says_nothing_does_nothing(client_for, body):
    refused = client_for("keeper").submit(BULK, body)
    assert refused.status_code == 422
    assert 'href="?after=' not in page(refused)  # the next page is the list's, not this address's
