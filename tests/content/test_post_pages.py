"""What a newcomer must see at once on the pages of posts: the platform, why one came back, what is wrong and where."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from accounts.models import OfficialAccount
from content.models import Post, PostVersion
from tests.content.conftest import page
from tests.factories import REASON

SECTION = re.compile(r'<a href="([^"]+)" aria-current="page">')
PLATFORM = '<span class="pf">X</span>'


def detail(client, post):
    return page(client.get(reverse("content:post_detail", args=[post.pk])))


@pytest.fixture
def on_x(post_in):
    """A post that waits, for an account on X."""
    post = post_in("submitted")
    OfficialAccount.objects.filter(pk=post.account_id).update(platform="x")
    return post


@pytest.mark.parametrize("address", ["queue", "card", "together"])
def test_the_platform_stands_before_every_other_fact(client_for, on_x, address):
    client = client_for("approver")
    together = f"{reverse('content:post_bulk')}?post={on_x.pk}"
    card = reverse("content:post_detail", args=[on_x.pk])
    shown = page(client.get({"queue": reverse("content:post_queue"), "card": card, "together": together}[address]))
    main = shown[shown.index("<main") :]
    assert PLATFORM in main
    assert main.index(PLATFORM) < main.index(on_x.account.name)


def test_the_preview_names_the_platform_beside_the_account(client_for, on_x):
    shown = detail(client_for("author"), on_x)
    assert PLATFORM in shown[shown.index("<article") : shown.index("</article>")]


@pytest.mark.parametrize(
    "name",
    [
        "content:post_list",
        "content:post_archive",
        "content:post_calendar",
        "content:post_template_list",
        "content:post_template_create",
        "content:post_found",
    ],
)
def test_every_page_of_posts_stands_in_the_section_of_posts(client_for, name):
    shown = page(client_for("author").get(reverse(name)))
    bar = shown[shown.index('<nav class="gn"') : shown.index("</nav>")]
    assert SECTION.findall(bar) == ["/content/posts/"]


def test_a_post_in_the_archive_stands_in_the_section_of_posts(client_for, post_in):
    shown = page(client_for("author").get(reverse("content:post_archived", args=[post_in("published").pk])))
    assert SECTION.findall(shown[: shown.index("</nav>")]) == ["/content/posts/"]


@pytest.mark.parametrize(("action", "words"), [("return", "Returned by"), ("reject", "Rejected by")])
def test_its_author_reads_at_once_why_a_post_came_back(client_for, send, post_in, action, words):
    post = post_in("submitted")
    assert send("approver", action, post).status_code == 302
    shown = detail(client_for("author"), post)
    told = shown[shown.index('aria-labelledby="back-h"') : shown.index('class="tabs"')]
    assert words in told
    assert REASON in told
    assert ("9(ga)" in told) is (action == "reject")


def test_a_decision_taken_back_is_no_reason_any_more(client_for, send, post_in):
    post = post_in("submitted")
    send("approver", "return", post)
    post = Post.objects.get(pk=post.pk)
    send("approver", "undo", post)
    assert 'aria-labelledby="back-h"' not in detail(client_for("author"), post)


@pytest.mark.parametrize(
    ("action", "field"),
    [("mistake", "what"), ("retract", "reason"), ("correct", ""), ("retract", "taken_down_at")],
)
def test_a_form_far_down_says_at_the_top_what_it_misses(send, post_in, action, field):
    shown = page(send("author", action, post_in("published"), **{field or "what": ""}))
    assert "<title>Error: " in shown
    top = shown[shown.index("<main") : shown.index("<h1")]
    assert (f'href="#id_{action}_{field}"' if field else f'href="#{action}"') in top
    assert re.search(rf'<details class="mt-2" id="{action}" open>', shown)


@pytest.mark.parametrize(("action", "missing"), [("return", "reason"), ("reject", "clause")])
def test_a_refused_decision_leads_to_its_form_and_says_it_there_again(send, post_in, action, missing):
    shown = page(send("approver", action, post_in("submitted"), **{missing: ""}))
    top, form = shown[: shown.index("<h1")], shown[shown.index(f'id="{action}" open') :]
    problem = re.search(rf'<a href="#{action}">([^<]+)</a>', top)
    assert problem
    assert problem[1] in form


@pytest.mark.parametrize("state", ["submitted", "second", "published", "approved", "returned"])
@pytest.mark.parametrize("login", ["author", "approver", "approver2"])
def test_no_two_fields_of_a_post_share_an_id(client_for, post_in, login, state):
    ids = Counter(re.findall(r'\sid="([^"]+)"', detail(client_for(login), post_in(state))))
    assert [name for name, times in ids.items() if times > 1] == []


def test_what_is_copied_to_the_platform_holds_the_link_that_was_approved(client_for, post_in):
    post = post_in("approved")
    PostVersion.objects.filter(pk=post.current_id).update(link="https://dc.gov.bd/fair")
    shown = detail(client_for("author"), post)
    assert f"{post.current.text}\nhttps://dc.gov.bd/fair</textarea>" in shown.replace("\r\n", "\n")


def test_a_link_that_the_text_names_is_copied_once(client_for, post_in):
    post = post_in("approved")
    PostVersion.objects.filter(pk=post.current_id).update(
        text="দেখুন https://dc.gov.bd/fair", link="https://dc.gov.bd/fair"
    )
    assert "দেখুন https://dc.gov.bd/fair</textarea>" in detail(client_for("author"), post)


def test_who_can_do_nothing_after_publication_gets_no_empty_box(client_for, post_in):
    post = post_in("published")
    assert 'id="after-h"' not in detail(client_for("auditor"), post)
    assert 'id="after-h"' in detail(client_for("author"), post)


def test_the_history_of_what_is_out_names_where_it_stands(client_for, post_in):
    post = post_in("published")
    shown = page(client_for("auditor").get(reverse("content:post_history", args=[post.pk])))
    assert f'href="{post.publication.link}"' in shown
    assert f'href="http://testserver/content/posts/{post.pk}/"' in shown
