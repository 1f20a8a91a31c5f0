"""The whole history of a post on one page."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from content.models import PostVersion
from content.services.posts import edit_post, submit_post, withdraw_post
from content.services.versions import Draft
from govsocial.audit.models import SYSTEM, Entry
from tests.content.conftest import NEW_TEXT, page
from tests.content.test_difference import woven
from tests.factories import REASON, fresh_post


def history(client_for, post, login="approver"):
    return client_for(login).get(reverse("content:post_history", args=[post.pk]))


def test_every_entry_stands_there_with_number_and_hash(client_for, post_in):
    post = post_in("published")
    shown = page(history(client_for, post))
    entries = list(Entry.objects.about(post))
    assert len(entries) >= 4
    assert all(entry.hash in shown for entry in entries)
    assert all(f"audit entry {entry.seq}" in shown for entry in entries)


@pytest.mark.parametrize(
    ("language", "name", "system"), [("bn", "জনাব author", "সিস্টেম"), ("en", "Mx author", "the system")]
)
def test_who_did_it_is_named_in_the_readers_language(post_in, language, name, system):
    post = post_in("draft")
    entry = Entry.objects.about(post).last()
    with translation.override(language):
        assert entry.actor_name == name
        entry.actor, entry.actor_label = None, "ended account <e@test.example>"
        assert entry.actor_name == "ended account"
        entry.actor_label = SYSTEM
        assert entry.actor_name == system


def test_a_version_sent_again_shows_what_it_changed(client_for, send, post_in):
    post = post_in("returned")
    send("author", "edit", post)
    send("author", "submit", fresh_post(post))
    response = history(client_for, post)
    sent = [event for event in response.context["events"] if event.version]
    assert [event.version.number for event in sent] == [1, 2]
    assert sent[0].changes is None
    assert "".join(change.text for change in sent[1].changes if change.kind != "removed") == NEW_TEXT
    assert REASON in page(response)


def test_a_rejection_names_its_clause(client_for, post_in):
    shown = history(client_for, post_in("rejected")).context["events"]
    assert [event.clause for event in shown if event.entry.action == "post.rejected"] != [""]


def test_it_asks_as_often_for_many_versions_as_for_one(client_for, send, post_in):
    post = post_in("returned")
    path = reverse("content:post_history", args=[post.pk])
    client, counts = client_for("approver"), []
    for _ in range(2):
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        counts.append(len(caught))
        for step in ("edit", "submit"):
            send("author", step, fresh_post(post))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(("login", "status"), [("author", 200), ("auditor", 200), ("oth_head", 404), ("nobody", 404)])
def test_who_sees_the_post_sees_its_history(client_for, post_in, login, status):
    assert history(client_for, post_in("submitted"), login).status_code == status


def test_the_longest_history_of_texts_made_to_be_slow_is_there_within_a_second(client_for, post_in, world):
    post, author = post_in("returned"), world.person("author")
    for number in range(50):
        post = fresh_post(post)
        edit_post(post=post, draft=Draft(f"খ {number}", "4-ga", "আদেশ"), by=author, version=post.version)
        post = fresh_post(post)
        submit_post(post=post, by=author, version=post.version, explanations={}, asked=["source", "tone", "discontent"])
        post = fresh_post(post)
        withdraw_post(post=post, by=author, version=post.version)
    for version in PostVersion.objects.filter(post=post):
        PostVersion.objects.filter(pk=version.pk).update(text=woven("xy"[version.number // 2 % 2], 6))
    client = client_for("author")
    started = time.process_time()
    response = client.get(reverse("content:post_history", args=[post.pk]))
    took = time.process_time() - started
    assert sum(event.changes is not None for event in response.context["events"]) >= 24
    assert took < 1, took
