"""The list of prohibited content in the browser: its pages, its forms, what they say."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import ProhibitedTerm, TermChange
from content.services import term_changes as services
from govsocial.audit.actions import Action
from tests.accounts.cases import Case
from tests.content.conftest import page
from tests.content.terms import REASON, fresh_term, make_term
from tests.test_access import CHANGING

LIST = reverse("content:prohibited_term_list")
NEW = reverse("content:prohibited_term_create")
BULK = reverse("content:prohibited_term_bulk")
OTHER = {"version": 99}
CASES = [
    Case("content:prohibited_term_create", "head", Action.TERM_CREATED, {"why_en": "Another"}),
    Case("content:prohibited_term_edit", "head", Action.TERM_EDITED, {"why_en": "Another"}),
    Case("content:prohibited_term_dry_run", "head", Action.TERM_TRIED),
    Case(
        "content:prohibited_term_propose",
        "head",
        Action.TERM_CHANGE_PROPOSED,
        {"to_status": "active"},
        "term_proposed",
        ("supervisor",),
    ),
    Case(
        "content:prohibited_term_bulk",
        "head",
        Action.TERM_CHANGE_PROPOSED,
        {"to_status": "active"},
        "term_proposed",
        ("supervisor",),
    ),
    Case("content:term_change_confirm", "supervisor", Action.TERM_CHANGE_CONFIRMED, OTHER, "term_confirmed", ("head",)),
    Case("content:term_change_refuse", "supervisor", Action.TERM_CHANGE_REFUSED, OTHER, "term_refused", ("head",)),
    Case("content:term_change_withdraw", "head", Action.TERM_CHANGE_WITHDRAWN, OTHER),
]
APART = {"content:prohibited_term_look", "content:prohibited_text_test", "content:prohibited_term_import"}
every_form = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def written(world, office="GOB", **fields):
    usual = {"category": "ka", "kind": "word", "language": "bn", "severity": "warn", "text": "নমুনাকথা"}
    usual |= {"why_bn": "কারণ", "why_en": "Reason", "office": world.office(office).pk}
    return {**usual, **fields}


def test_each_form_of_the_list_has_its_case():
    mine = {name for name in CHANGING if name.startswith(("content:prohibited_", "content:term_"))}
    assert mine - APART == {case.name for case in CASES}


@every_form
def test_a_form_works_once_leaves_its_entry_and_tells_who_must_know(case, world, client_for):
    client, target = client_for(case.login), case.target(world)
    address, key, before, told = case.address(target), client.key(), case.entries(world), case.addressed()
    first = client.submit(address, target.body, key=key)
    assert first.status_code == 302
    assert case.addressed() - told == set(case.told)
    again = client.submit(address, target.body, key=key)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert client.submit(address, {**target.body, **case.change}, key=key).status_code == 409
    assert case.entries(world) == before + 1


def test_a_late_decision_says_who_was_first(world, client_for, change_in):
    change = change_in(office="DIST")
    address = reverse("content:term_change_confirm", args=[change.pk])
    assert client_for("supervisor").submit(address, {"version": 1}).status_code == 302
    late = client_for("cabinet").submit(address, {"version": 1})
    assert late.status_code == 409 and "Mx supervisor was first" in page(late)


def test_the_own_proposal_is_not_confirmed_by_its_author(client_for, change_in):
    change = change_in()
    client = client_for("keeper")
    assert "Withdraw" in page(client.get(change.term.get_absolute_url()))
    refused = client.submit(reverse("content:term_change_confirm", args=[change.pk]), {"version": 1})
    assert refused.status_code == 403 and "a second person confirms" in page(refused)


def test_what_was_written_against_a_change_is_not_lost_when_it_comes_too_late(world, client_for, change_in):
    change, note = change_in(), "কারণটি <b>হারায়</b> না, থেকে যায়"
    address = reverse("content:term_change_refuse", args=[change.pk])
    own = client_for("keeper").submit(address, {"version": 1, "note": note})
    assert own.status_code == 403 and "হারায়&lt;/b&gt; না" in page(own)
    services.confirm_change(change=change, by=world.person("cabinet"), version=1)
    late = client_for("cabinet").submit(address, {"version": 1, "note": note})
    assert late.status_code == 409 and "What you wrote" in page(late) and "হারায়&lt;/b&gt; না" in page(late)


def test_turning_down_needs_its_reason(client_for, change_in):
    change = change_in()
    address = reverse("content:term_change_refuse", args=[change.pk])
    assert client_for("cabinet").submit(address, {"version": 1, "note": "না"}).status_code == 422
    assert TermChange.objects.get(pk=change.pk).status == "proposed"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"a", "b", "c"}),
        ("?status=active", {"b"}),
        ("?office=mine", {"c"}),
        ("?office=national", {"a", "b"}),
        ("?category=kha", {"b"}),
        ("?severity=block", {"c"}),
        ("?language=en", set()),
        ("?status=nonsense", {"a", "b", "c"}),
        ("?q=নমুনা\u200cকথা", {"a"}),
        ("?q=ka-DIST-001", {"c"}),
        ("?q=…", set()),
    ],
)
def test_the_list_is_filtered_by_its_address(client_for, term_in, query, shown):
    made = {"a": term_in(), "b": term_in("active", text="দুইকথা", category="kha")}
    made["c"] = term_in(office="DIST", text="তিনকথা", severity="block")
    rows = page(client_for("head").get(LIST + query))
    assert {name for name, term in made.items() if f">{term.text}</a>" in rows} == shown


def test_the_list_asks_the_database_as_often_for_many_rows_as_for_few(client_for, term_in, change_in):
    client = client_for("cabinet")
    counts = []
    for number in range(3):
        term_in(text=f"নমুনা{'কখগ'[number]}কথা")
        change_in(text=f"অপেক্ষা{'কখগ'[number]}কথা")
        client.get(LIST)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[2] <= 16


def test_the_list_says_what_is_not_looked_for(client_for, term_in, monkeypatch):
    term = term_in()
    monkeypatch.setattr("content.views.term_presentation.engine_faults", lambda: [(term.code, "odd <row>")])
    monkeypatch.setattr("content.views.terms.is_available", lambda: False)
    shown = page(client_for("keeper").get(LIST))
    assert "odd &lt;row&gt;" in shown and "Patterns are not looked for" in shown


def test_what_is_nearly_the_same_is_shown_before_it_is_saved(world, client_for, term_in):
    old, client = term_in(), client_for("keeper")
    close = written(world, text="নমুনাকথ")
    asked = client.submit(NEW, close)
    assert asked.status_code == 422 and old.code in page(asked) and "Save all the same" in page(asked)
    assert client.submit(NEW, {**close, "anyway": "on"}).status_code == 302
    assert ProhibitedTerm.objects.filter(text="নমুনাকথ").exists()


def test_spellings_are_proposed_and_those_kept_are_stored(world, client_for):
    client = client_for("keeper")
    body = written(world, text="শাসন")
    looked = client.submit(NEW, {**body, "look": "1"})
    assert looked.status_code == 422 and 'value="সাসন"' in page(looked)
    saved = client.submit(NEW, {**body, "aliases": "শাষণ\n\nশাষণ", "chosen": ["সাসন"], "anyway": "on"})
    assert saved.status_code == 302
    assert ProhibitedTerm.objects.get(text="শাসন").aliases == ["শাষণ", "সাসন"]


def test_the_fragment_shows_spellings_while_typing(client_for, term_in):
    term_in()
    address = reverse("content:prohibited_term_look")
    shown = page(client_for("keeper").post(address, {"text": "নমুনাকথা", "kind": "word", "language": "bn"}))
    assert "ka-1001" in shown and 'name="chosen"' in shown
    assert "appear here" in page(client_for("keeper").post(address, {"text": " "}))


def test_whoever_may_write_for_an_office_below_sees_spellings_there_too(world, client_for):
    client, office = client_for("administrator"), world.office("DIST").pk
    form, look = page(client.get(f"{NEW}?office={office}")), reverse("content:prohibited_term_look")
    assert f'hx-post="{look}"' in form and 'hx-include="#id_office,' in form
    body = {"text": "শাসন", "kind": "word", "language": "bn"}
    assert 'value="সাসন"' in page(client.post(look, {**body, "office": office}))
    assert [client.post(look, {**body, **given}).status_code for given in ({}, {"office": "x"})] == [404, 404]
    assert client_for("author").post(look, {**body, "office": office}).status_code == 404
    draft = make_term(world, office="DIST")
    form = page(client.get(reverse("content:prohibited_term_edit", args=[draft.pk])))
    assert f'hx-post="{look}?office={office}"' in form
    assert client.post(f"{look}?office={office}", body).status_code == 200


def test_no_more_is_folded_while_typing_than_an_entry_may_hold(client_for, monkeypatch):
    looked = []
    monkeypatch.setattr("content.views.term_writing.look", lambda person, **given: looked.append(given) or {})
    long = dict.fromkeys(("text", "kind", "language"), "ক" * 6000)
    body = {**long, "aliases": "\n".join(["খ" * 300] * 90), "chosen": ["গ" * 900]}
    shown = page(client_for("keeper").post(reverse("content:prohibited_term_look"), body))
    (given,) = looked
    assert {len(given[name]) for name in long} == {200}
    assert len(given["known"]) <= 50 and max(len(line) for line in given["known"]) == 200
    assert "গ" * 201 not in shown


def test_a_fault_stands_beside_its_field_in_the_readers_language(world, client_for):
    said = page(client_for("keeper", "bn").submit(NEW, written(world, kind="regex", text="(?=ক)")))
    assert 'id="error_1_id_text"' in said and "এই প্যাটার্ন ব্যবহার করা যায় না" in said


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(world, client_for, term_in):
    term, client = term_in(), client_for("keeper")
    address = reverse("content:prohibited_term_edit", args=[term.pk])
    body = written(world, severity="block", version=1)
    assert client.submit(address, body).status_code == 302
    assert client.submit(address, {**body, "severity": "info"}).status_code == 409
    assert fresh_term(term).severity == "block"


def test_an_active_entry_is_not_edited_but_asked_for(client_for, term_in):
    term, client = term_in("active"), client_for("keeper")
    assert client.get(reverse("content:prohibited_term_edit", args=[term.pk])).status_code == 409
    address = reverse("content:prohibited_term_propose", args=[term.pk]) + "?what=values"
    assert "নমুনাকথা" in page(client.get(address))
    body = {"category": "ka", "kind": "word", "language": "bn", "severity": "block", "text": "নমুনাকথা"}
    body |= {"why_bn": "পরীক্ষার কারণ", "why_en": "A reason for tests", "version": term.version, "reason": REASON}
    assert client.submit(address, body).status_code == 302
    shown = page(client_for("cabinet").get(term.get_absolute_url()))
    assert "<del>warning</del>" in shown and "<ins>block</ins>" in shown


def test_the_dry_run_stands_on_the_page_with_what_it_found(client_for, post_in, term_in):
    post = post_in("published", text="শিল্পকলা\n\nএখানে নমুনাকথা আছে।")
    term = term_in("tried")
    shown = page(client_for("keeper").get(term.get_absolute_url()))
    assert "found in 1 of" in shown and f"/content/posts/{post.pk}/" in shown
    assert "Not tried yet" in page(client_for("keeper").get(term_in(text="অন্যকথা").get_absolute_url()))


def test_a_page_of_an_entry_asks_the_database_a_fixed_number_of_times(client_for, term_in, change_in):
    client, counts = client_for("cabinet"), []
    for term in (change_in(text="নমুনাএকতা").term, term_in("retired", text="নমুনাদুইতা")):
        client.get(term.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            assert client.get(term.get_absolute_url()).status_code == 200
        counts.append(len(caught))
    assert max(counts) <= 20


def test_without_a_dry_run_the_page_says_so_and_nothing_is_asked(client_for, term_in):
    term, client = term_in(), client_for("keeper")
    address = reverse("content:prohibited_term_propose", args=[term.pk])
    assert "Try the entry on earlier posts first" in page(client.get(address))
    refused = client.submit(address, {"to_status": "shadow", "reason": REASON, "version": 1})
    assert refused.status_code == 422


def test_the_figures_of_an_entry_say_what_they_are(client_for, term_in):
    term = term_in("active")
    ProhibitedTerm.objects.filter(pk=term.pk).update(hits=5, upheld=3, overridden=2)
    shown = page(client_for("keeper").get(term.get_absolute_url()))
    assert "In posts that were returned or rejected</dt><dd>3<" in shown
    assert "In posts that were approved all the same</dt><dd>2<" in shown
    assert "5 hits, 2 in posts that were approved all the same" in page(client_for("keeper").get(LIST))


def test_the_list_is_in_the_navigation_of_those_who_keep_it(client_for):
    assert f'href="{LIST}"' in page(client_for("head").get("/")) and f'href="{LIST}"' in page(
        client_for("keeper").get("/")
    )
    assert f'href="{LIST}"' not in page(client_for("author").get("/"))
    assert f'href="{LIST}"' in page(client_for("author").get(reverse("rulebook:edition_list")))


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("bn-Latn", "bn-Latn"), ("bn", "bn"), ("any", "bn")])
def test_an_entry_says_in_which_language_it_is_read_aloud(client_for, world, language, tag):
    term = make_term(world, office="DIST", text="shobdo", language=language)
    for path in (reverse("content:prohibited_term_list"), term.get_absolute_url()):
        assert re.search(rf'lang="{tag}"[^>]*>shobdo<', client_for("head").get(path).content.decode())
