"""Screening while typing and on sending, sending for approval, and taking back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from content.models import Post, ProhibitedTerm, Ruleset, ScreeningHit
from content.models.post import Asked
from content.services.deadlines import deadline
from content.services.decisions import approve_post
from content.services.posts import edit_post, submit_post, withdraw_post
from content.services.screening import screen_text
from content.services.versions import Draft
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.content.conftest import NEW_TEXT, last_entry, page, rows
from tests.factories import BLOCKED, CLEAN, EXPLANATION, REASON, fresh_post

SHORT = "ছোট কারণ"  # 8 characters


@pytest.fixture
def blocked(compose):
    """A draft with a blocked phrase."""
    compose("author", text=BLOCKED)
    return fresh_post(Post.objects.get())


def block_hit(post):
    return post.current.screening.hits.filter(severity="block").first()


def addresses(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("address", flat=True))


def test_sending_hands_the_post_to_the_teams_other_approvers(send, post_in, world):
    post = post_in("draft")
    response = send("author", "submit", post)
    post.refresh_from_db()
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert (post.status, post.version) == ("submitted", 2)
    assert post.current.submitted_at == post.submitted_at
    assert addresses("post_submitted") == ["approver2@test.example", "approver@test.example"]
    assert (last_entry(post).action, last_entry(post).actor) == ("post.submitted", world.person("author"))
    assert post.current.text_hash in last_entry(post).data


def test_the_decision_is_owed_at_the_wished_time_else_after_hours_of_office(compose, send):
    compose("author", wished_at="05/12/2099 14:30")
    post = fresh_post(Post.objects.get())
    send("author", "submit", post)
    post.refresh_from_db()
    assert post.decide_by == post.current.wished_at
    wednesday_noon = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
    due = deadline(wednesday_noon, None).at
    assert due > wednesday_noon
    assert deadline(wednesday_noon, datetime(2026, 11, 1, tzinfo=UTC)).at == due  # a wish that lies in the past


@pytest.mark.parametrize("login", ["approver", "head"])
def test_only_a_writer_sends(send, post_in, login):
    post = post_in("draft")
    before = rows()
    assert send(login, "submit", post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("action", ["submit", "withdraw"])
@pytest.mark.parametrize("login", ["oth_author", "upz_author", "nobody"])
def test_sending_and_taking_back_the_post_of_others_finds_nothing(send, post_in, login, action):
    post = post_in("draft" if action == "submit" else "submitted")
    before = rows()
    assert send(login, action, post).status_code == 404
    assert rows() == before


def test_sending_a_text_that_was_changed_since_it_was_opened_names_who_changed_it(send, post_in, world):
    opened = post_in("draft")
    send("author2", "edit", opened, text=NEW_TEXT)
    response = send("author", "submit", opened)
    assert response.status_code == 409
    assert world.person("author2").name_en in page(response)
    assert fresh_post(opened).status == "draft"


@pytest.mark.parametrize("action", ["submit", "withdraw"])
def test_a_double_click_is_done_once(send, post_in, client_for, action):
    post = post_in("draft" if action == "submit" else "submitted")
    key = client_for("author").key()
    first = send("author", action, post, key=key)
    after = rows()
    second = send("author", action, post, key=key)
    assert (second.status_code, second.url) == (302, first.url)
    assert rows() == after
    changed = send("author", action, post, key=key, note="অন্য কিছু")
    assert changed.status_code == 409
    assert "অন্য কিছু" in page(changed)
    assert rows() == after


@pytest.mark.parametrize("words", ["", SHORT, "   ছোট কারণ     "])
def test_a_blocked_phrase_needs_words_of_ten_characters(send, blocked, words):
    hit = block_hit(blocked)
    response = send("author", "submit", blocked, **{f"explain-{hit.pk}": words})
    assert response.status_code == 422
    assert f'id="explain-{hit.pk}-e"' in page(response)
    assert words.strip() in page(response)
    assert fresh_post(blocked).status == "draft"
    assert not ScreeningHit.objects.exclude(explanation="").exists()


def test_each_blocked_phrase_needs_its_own_words(compose, world):
    compose("author", text=f"{BLOCKED}\n\n{BLOCKED}")
    post = fresh_post(Post.objects.get())
    hits = [hit.pk for hit in post.current.screening.hits.filter(severity="block")]
    assert len(hits) == 2
    with pytest.raises(RuleError) as refused:
        submit_post(
            post=post, by=world.person("author"), version=1, explanations={hits[0]: EXPLANATION}, asked=Asked.values
        )
    assert (refused.value.code, refused.value.facts["hits"]) == ("explanation_needed", hits[1:])


def test_with_the_authors_words_a_blocked_phrase_goes_to_the_approver(send, blocked, client_for):
    hit = block_hit(blocked)
    assert send("author", "submit", blocked, **{f"explain-{hit.pk}": EXPLANATION}).status_code == 302
    assert fresh_post(blocked).status == "submitted"
    shown = page(client_for("approver").get(reverse("content:post_detail", args=[blocked.pk])))
    assert EXPLANATION in shown


def test_words_for_a_phrase_of_another_post_explain_nothing(send, blocked, post_in):
    other = block_hit(post_in("second"))
    response = send("author", "submit", blocked, **{f"explain-{other.pk}": EXPLANATION, "explain-²": EXPLANATION})
    assert response.status_code == 422


def test_hits_are_stored_with_offsets_into_the_text_as_it_was_written(compose):
    text = f"👨‍👩‍👧 শুরু\u200c\n{BLOCKED}\nলিংক: https://example.org ১২৩"
    compose("author", text=text)
    version = Post.objects.get().current
    hits = version.screening.hits.all()
    assert hits
    for hit in hits:
        assert version.text[hit.word_start : hit.word_end].startswith(version.text[hit.start : hit.end])
        assert version.text[hit.start : hit.end] == hit.matched_text
        assert hit.clause
        assert hit.why_bn
        assert hit.why_en


@pytest.mark.parametrize("answered", [[], Asked.values[:2]])
def test_what_no_list_can_know_is_answered_before_sending(send, post_in, answered):
    post = post_in("draft")
    response = send("author", "submit", post, asked=answered)
    assert (response.status_code, fresh_post(post).status) == (422, "draft")
    assert page(response).count("required checked") == len(answered)
    assert 'id="asked-e"' in page(response)
    send("author", "submit", post)
    assert fresh_post(post).current.asked == Asked.values


@pytest.mark.parametrize("name", ["post_submit", "post_detail"])
def test_hits_are_marked_in_the_text_with_their_clause(client_for, blocked, name):
    shown = client_for("author", "bn").get(reverse(f"content:{name}", args=[blocked.pk]))
    hit = block_hit(blocked)
    assert '<mark class="hit ' in page(shown)
    assert reverse("rulebook:clause_detail", args=["bd-2016", hit.clause]) in page(shown)
    assert hit.why_bn in page(shown)
    assert "".join(run["text"] for run in shown.context["marked"]) == blocked.current.text


def test_the_check_while_typing_answers_a_fragment_and_stores_nothing(client_for, post_in):
    client = client_for("author")
    before = rows()
    found = page(client.post(reverse("content:post_check"), {"text": BLOCKED}, headers={"HX-Request": "true"}))
    clean = page(client.post(reverse("content:post_check"), {"text": CLEAN}))
    empty = page(client.post(reverse("content:post_check"), {}))
    assert "<html" not in found
    assert found.count("<mark") == len(screen_text(BLOCKED).hits) > 0
    assert "<mark" not in clean + empty
    assert rows() == before


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_the_check_while_typing_is_asked_by_post_alone(client_for, method):
    assert getattr(client_for("author"), method)(reverse("content:post_check")).status_code == 405


def test_a_phrase_added_to_the_list_after_writing_is_found_on_sending(send, post_in):
    post = post_in("draft")
    term = ProhibitedTerm.objects.filter(severity="block", kind="word", status="active").first()
    ProhibitedTerm.objects.filter(pk=term.pk).update(text="শিল্পকলা", aliases=[], exceptions=[])
    Ruleset.objects.create(checksum="new")
    assert send("author", "submit", post).url == reverse("content:post_submit", args=[post.pk])
    assert fresh_post(post).status == "draft"
    assert send("author", "submit", post).status_code == 422  # now the phrase is seen: it needs its words


def test_words_given_once_stay_with_the_phrase_when_the_text_is_changed(send, post_in):
    post = post_in("second")
    send("author", "withdraw", post)
    post.refresh_from_db()
    send("author", "edit", post, text=BLOCKED + " আরও এক বাক্য।")
    assert block_hit(fresh_post(post)).explanation == EXPLANATION


@pytest.mark.parametrize("state", ["submitted", "second", "approved"])
def test_taking_back_gives_the_author_the_text_as_a_new_version(send, post_in, world, state):
    post = post_in(state)
    response = send("author", "withdraw", post)
    post.refresh_from_db()
    assert response.url == reverse("content:post_edit", args=[post.pk])
    assert (post.status, post.first_approved_by, post.current.number) == ("draft", None, 2)
    old, new = post.versions.all()
    assert (new.text, new.source, new.written_by, new.submitted_at) == (old.text, old.source, old.written_by, None)
    assert last_entry(post).action == "post.withdrawn"
    waiting = Notice.objects.filter(kind__in=["post_submitted", "post_second"], given_up_at=None)
    assert not waiting.exists()


@pytest.mark.parametrize("login", ["approver", "head", "supervisor"])
def test_only_a_writer_takes_back(send, post_in, login):
    post = post_in("submitted")
    before = rows()
    assert send(login, "withdraw", post).status_code == 403
    assert rows() == before


def test_taking_back_what_was_decided_meanwhile_names_who_decided(send, post_in, world):
    opened = post_in("submitted")
    send("approver", "return", opened)
    response = send("author", "withdraw", opened)
    assert response.status_code == 409
    assert world.person("approver").name_en in page(response)
    assert fresh_post(opened).status == "returned"


def test_a_post_sent_again_unchanged_needs_all_its_approvals_again(world, post_in):
    author, first, second = (world.person(name) for name in ("author", "approver", "approver2"))
    post = post_in("second")
    withdraw_post(post=post, by=author, version=post.version)
    submit_post(post=fresh_post(post), by=author, version=4, explanations={}, asked=Asked.values)
    post = fresh_post(post)
    assert (post.status, post.first_approved_by, post.current.number) == ("submitted", None, 2)
    assert addresses("post_submitted").count(first.email) == 2  # told again
    approve_post(post=post, by=first, version=5, seen=2, reason=REASON)
    assert fresh_post(post).status == "second"
    approve_post(post=fresh_post(post), by=second, version=6, seen=2, reason=REASON)
    assert fresh_post(post).status == "approved"


def test_an_approved_post_can_be_taken_back_and_approved_again(send, post_in):
    post = post_in("approved")
    for login, action in (("author", "withdraw"), ("author", "submit"), ("approver", "approve")):
        assert send(login, action, fresh_post(post)).status_code == 302
    assert (fresh_post(post).status, post.decisions.count()) == ("approved", 2)


def test_a_sent_version_is_never_written_again(world, post_in):
    post = post_in("returned")
    edit_post(post=post, draft=Draft(NEW_TEXT, "4-ga", "আদেশ"), by=world.person("author"), version=post.version)
    assert [v.text for v in post.versions.all()] == [CLEAN, NEW_TEXT]
