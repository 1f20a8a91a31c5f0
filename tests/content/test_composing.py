"""The compose form's link, its count, its beginning; the list of posts and its filters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount
from content.models import Post
from content.services.posts import start_post
from content.services.versions import Draft
from tests.content.conftest import page
from tests.factories import CLEAN

NEW = reverse("content:post_create")
CHECK = reverse("content:post_check")
LIST = reverse("content:post_list")


@pytest.mark.parametrize("link", ["https://dc.gov.bd/a?b=1#c", "https://bn.wikipedia.org/wiki/মেলা", "https://বাংলা.বাংলা/"])
def test_a_link_of_any_host_is_kept_with_the_text(compose, link):
    compose("author", link=link)
    assert Post.objects.get().current.link == link


@pytest.mark.parametrize(
    "link",
    [
        "http://dc.gov.bd",
        "dc.gov.bd",
        "javascript:alert(1)",
        "https://",
        "https://a",
        "https://dc.gov.bd/a b",
        "https://facebook.com@evil.example/",
        "https://dc.gov.bd/\u202egnp",
        "https://[::1",
        "https://dc.gov.bd/" + "x" * 500,
    ],
)
def test_what_is_no_plain_address_is_said_beside_the_field(compose, link):
    response = compose("author", link=link)
    assert response.status_code == 422
    assert response.context["form"].has_error("link")
    assert not Post.objects.exists()


def test_the_link_comes_back_when_the_post_is_changed(compose, client_for):
    compose("author", link="https://dc.gov.bd/fair")
    form = client_for("author").get(reverse("content:post_edit", args=[Post.objects.get().pk])).context["form"]
    assert form["link"].value() == "https://dc.gov.bd/fair"


def test_without_a_script_the_limits_of_her_platforms_stand_in_words(client_for, world):
    OfficialAccount.objects.filter(pk=world.account().pk).update(platform="x")
    assert "X: at most 280 characters; a link counts as 23, an emoji as two" in page(client_for("author").get(NEW))


@pytest.mark.parametrize(("language", "words"), [("en", "12 / 280"), ("bn", "এক্স: ১২ / ২৮০ অক্ষর")])
def test_while_she_types_the_length_is_said_as_the_platform_counts(client_for, world, language, words):
    OfficialAccount.objects.filter(pk=world.account().pk).update(platform="x")
    answer = client_for("author", language).post(CHECK, {"text": "মেলা মেলা 👍", "account": world.account().pk})
    assert words in page(answer)


def test_a_text_that_is_too_long_is_said_to_be_with_its_link(client_for, world):
    OfficialAccount.objects.filter(pk=world.account().pk).update(platform="x")
    data = {"text": "ক" * 270, "account": world.account().pk}
    assert "too long" not in page(client_for("author").post(CHECK, data))
    assert "too long" in page(client_for("author").post(CHECK, {**data, "link": "https://dc.gov.bd/fair"}))


def test_the_list_is_filtered_by_state_account_and_whose_it_is(client_for, post_in, world, account_in):
    mine, waiting = post_in("draft"), post_in("submitted")
    draft = Draft(CLEAN, "4-ga", "আদেশ")
    hers = start_post(account=world.account(), draft=draft, by=world.person("author2"))
    elsewhere = start_post(account=account_in("active"), draft=draft, by=world.person("author"))
    client, account = client_for("author"), world.account().pk

    def shown(**filters):
        return {post.pk for post in client.get(LIST, filters).context["page"].rows}

    assert shown() == {mine.pk, waiting.pk, hers.pk, elsewhere.pk}
    assert shown(state="draft") == {mine.pk, hers.pk, elsewhere.pk}
    assert shown(state="draft", account=account) == {mine.pk, hers.pk}
    assert shown(state="draft", account=account, mine="1") == {mine.pk}
    assert shown(account="x", state="x", mine="x") == {mine.pk, waiting.pk, hers.pk, elsewhere.pk}


def test_accounts_to_choose_are_those_of_her_seats_and_of_the_offices_she_heads(client_for, world, account_in):
    both = [world.account().pk, account_in("active").pk]
    chosen = {
        login: [account.pk for account in client_for(login).get(LIST).context["accounts"]]
        for login in ("author", "head", "upz_head", "supervisor")
    }
    assert chosen == {"author": both, "head": both, "upz_head": [world.account("upz").pk], "supervisor": []}


def test_posts_of_others_stay_out_of_every_filter(client_for, post_in, world):
    post_in("draft", account="oth")
    assert client_for("author").get(LIST, {"account": world.account("oth").pk}).context["page"].rows == []


def test_filters_stay_in_the_address_of_the_next_page(client_for, post_in):
    Post.objects.bulk_create(
        Post(account=post_in("draft").account, lineage=post.lineage, headline="ক", started_by=post.started_by)
        for post in [post_in("draft")] * 30
    )
    next_url = client_for("author").get(LIST, {"state": "draft", "mine": "1"}).context["page"].next_url
    assert "state=draft" in next_url and "mine=1" in next_url


def test_the_list_shows_the_time_that_was_chosen(client_for, post_in):
    post_in("submitted", wished_at=timezone.now() + timedelta(days=3))
    assert "Time chosen:" in page(client_for("author").get(LIST))


def test_the_list_costs_the_same_however_long_it_is(client_for, post_in, django_assert_max_num_queries):
    client = client_for("author")
    client.get(LIST)
    for _ in range(4):
        post_in("submitted")
    with django_assert_max_num_queries(14):
        client.get(LIST)
