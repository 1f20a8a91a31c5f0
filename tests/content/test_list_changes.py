"""The list changes between writing, sending and deciding: nobody sends or approves what she was not shown."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import ProhibitedTerm, ScreeningHit
from content.models.post import Asked
from content.screening.engine import Engine
from content.services import screening
from content.services.decisions import approve_post
from content.services.posts import submit_post
from content.services.rulesets import publish_ruleset
from content.services.screening import current_engine, screen_anew, screen_text, screen_version
from govsocial.errors import RuleError
from tests.content.conftest import form_of, page
from tests.factories import BLOCKED, CLEAN, EXPLANATION, fresh_post
from tests.world import World

pytestmark = pytest.mark.both_databases
WORD = CLEAN.split()[0].strip(",.।")


@pytest.fixture
def list_word(world: World) -> Any:
    """A word comes onto the list as an active entry."""

    def listed(text: str = WORD, **fields: Any) -> ProhibitedTerm:
        row = ProhibitedTerm.objects.filter(kind="word", status="active").latest("pk")
        fields = {"text": text, "match_key": text, "aliases": [], "exceptions": [], "severity": "block", **fields}
        ProhibitedTerm.objects.filter(pk=row.pk).update(**fields)
        publish_ruleset(None)
        return row

    return listed


def explained(post: Any) -> dict[str, str]:
    return {f"explain-{hit.pk}": EXPLANATION for hit in ScreeningHit.objects.filter(run__version=post.current)}


def test_an_author_is_shown_what_is_found_now_and_can_then_send(client_for: Any, post_in: Any, list_word: Any) -> None:
    post, client = post_in("draft"), client_for("author")
    path = reverse("content:post_submit", args=[post.pk])
    list_word()
    late = client.submit(path, form_of("submit", post))
    assert (late.status_code, late.url, fresh_post(post).status) == (302, path, "draft")
    shown = client.get(path)
    assert f'name="explain-{ScreeningHit.objects.get(run__version=post.current).pk}"' in page(shown)
    again = client.submit(path, {**form_of("submit", post), **explained(post)})
    assert (again.status_code, fresh_post(post).status) == (302, "submitted")


def test_words_that_were_typed_stay_when_the_list_changes(client_for: Any, post_in: Any, list_word: Any) -> None:
    post, client = post_in("draft", text=BLOCKED), client_for("author")
    typed = explained(post)
    list_word(severity="info", text="গুজব")
    path = reverse("content:post_submit", args=[post.pk])
    assert client.submit(path, {**form_of("submit", post), **typed}).url == path
    assert EXPLANATION in page(client.get(path))
    assert client.submit(path, form_of("submit", post)).url != path
    assert fresh_post(post).status == "submitted"


def test_a_draft_opened_after_a_change_shows_it(client_for: Any, post_in: Any, list_word: Any) -> None:
    post = post_in("draft")
    list_word()
    shown = client_for("author").get(reverse("content:post_submit", args=[post.pk]))
    assert [hit.matched_text for hit in shown.context["hits"]] == [WORD]


def test_an_approver_decides_on_what_is_found_now(client_for: Any, post_in: Any, list_word: Any) -> None:
    post, client = post_in("submitted"), client_for("approver")
    form = form_of("approve", post)
    list_word()
    late = client.submit(reverse("content:post_approve", args=[post.pk]), form)
    assert (late.status_code, fresh_post(post).status) == (302, "submitted")
    assert [hit.matched_text for hit in client.get(late.url).context["hits"]] == [WORD]
    given = {**form, "reason": "উদ্ধৃতি হিসেবে থাকতে পারে"}
    assert client.submit(reverse("content:post_approve", args=[post.pk]), given).status_code == 302
    assert fresh_post(post).status == "second"


@pytest.mark.parametrize("step", ["send", "approve"])
def test_no_service_goes_past_a_change_of_the_list(world: World, post_in: Any, list_word: Any, step: str) -> None:
    post = post_in("draft" if step == "send" else "submitted")
    list_word()
    given = {"post": post, "by": world.person("author" if step == "send" else "approver"), "version": post.version}
    go: Any = submit_post if step == "send" else approve_post
    given |= {"explanations": {}, "asked": Asked.values} if step == "send" else {"seen": 1}
    with pytest.raises(RuleError) as refused:
        go(**given)
    assert refused.value.code == "screened_anew"


def test_an_entry_whose_day_has_come_is_found_in_older_drafts(post_in: Any, list_word: Any) -> None:
    post, tomorrow = post_in("draft"), timezone.now() + timedelta(days=1)
    list_word(valid_from=timezone.localdate(tomorrow))
    screen_version(post.current)
    assert not screen_anew(post.current)
    with mock.patch.object(timezone, "now", return_value=tomorrow):
        assert screen_anew(post.current)
    assert ScreeningHit.objects.get(run__version=post.current).matched_text == WORD


def test_two_hits_of_one_phrase_keep_their_own_words(post_in: Any, list_word: Any) -> None:
    list_word()
    post = post_in("draft", text=f"{WORD} এবং আবার {WORD}")
    for number, hit in enumerate(ScreeningHit.objects.filter(run__version=post.current)):
        ScreeningHit.objects.filter(pk=hit.pk).update(explanation=f"কারণ {number}")
    screen_version(post.current)
    said = ScreeningHit.objects.filter(run__version=post.current).values_list("explanation", flat=True)
    assert list(said) == ["কারণ 0", "কারণ 1"]


def test_a_list_that_cannot_be_made_ready_leaves_the_engine_there_is(world: World, list_word: Any) -> None:
    """Tried once, not at every screening; the next state of the list is tried again."""
    held = current_engine()
    list_word()
    with mock.patch.object(screening, "Engine", side_effect=MemoryError) as built:
        assert [current_engine() for _ in range(3)] == [held] * 3
    assert built.call_count == 1
    list_word()
    assert isinstance(current_engine()[1], Engine)
    assert screen_text(WORD).hits
