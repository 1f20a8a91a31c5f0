"""What stands on the page and never went through the queue: recorded, it is a breach of 6-ka and an update (7-ka)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models.official_account import ActiveSpan
from content.models import Decision, Post, Publication
from content.services.publications import updates_in
from govsocial.notifications.models import Notice
from govsocial.workdays.periods import week_of
from tests.accounts.test_duty_checks import ask
from tests.content.conftest import last_entry, page, rows
from tests.factories import BLOCKED, REASON

pytestmark = pytest.mark.both_databases


@pytest.fixture
def found(client_for, world):
    """Send the form as somebody."""

    def do(login="author", key=None, **fields):
        account = world.account()
        given = {"account": account.pk, "link": f"{account.url}/posts/wild", "text": BLOCKED, "purpose": "4-ga"}
        given |= {"published_at": timezone.localtime().strftime("%d/%m/%Y %H:%M"), "how": REASON, **fields}
        extra = {"key": key} if key else {}
        return client_for(login).submit(reverse("content:post_found"), given, **extra)

    return do


@pytest.mark.parametrize("login", ["author", "approver", "head"])
def test_the_team_and_the_head_record_it(found, world, login):
    response = found(login)
    post = Post.objects.get()
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert (post.status, post.started_by, post.submitted_at) == ("published", world.person(login), None)
    assert post.current.screening.hits.filter(severity="block").exists()
    assert not Decision.objects.exists() and Publication.objects.get().version == post.current
    assert (last_entry(post).action, last_entry(post).note) == ("post.found_on_page", REASON)
    told = set(Notice.objects.filter(kind="post_found").values_list("address", flat=True))
    assert told == {f"{name}@test.example" for name in ("head", "approver", "approver2")} - {f"{login}@test.example"}


def test_it_is_a_breach_of_its_week_and_an_update_of_it(found, world):
    today = timezone.localdate()
    ActiveSpan.objects.update(since=timezone.now() - timedelta(days=60))
    found()
    outcome = ask("6-ka", week_of(today).last)[world.account().pk]
    assert (outcome.status, outcome.facts["unapproved"]) == ("breached", 1)
    assert updates_in(world.account(), week_of(today), "Asia/Dhaka") == 1


@pytest.mark.parametrize("login", ["supervisor", "officer", "oth_author", "nobody"])
def test_an_account_of_others_cannot_be_chosen(found, login):
    before = rows()
    response = found(login)
    assert (response.status_code, rows()) == (422, before)


def test_a_link_that_is_known_opens_the_post_it_belongs_to(found, post_in):
    post = post_in("published")
    before = rows()[:2]
    response = found(link=post.publication.link)
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert rows()[:2] == before


def test_a_link_of_another_account_says_no_more_than_that_it_is_taken(found, post_in, world):
    post = post_in("published", "oth")
    response = found(link=post.publication.link)
    assert response.status_code == 422
    assert post.headline not in page(response)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"link": "https://x.com/office/status/1"}, "facebook.com"),
        ({"how": "জানি না"}, "10 characters"),
        ({"published_at": "01/01/2099 10:00"}, "lies in the future"),
        ({"text": ""}, "Text as it stands there"),
    ],
)
def test_bad_input_is_refused_and_nothing_typed_is_lost(found, fields, words):
    response = found(**fields)
    assert (response.status_code, words in page(response)) == (422, True)
    assert all(response.context["form"][name].value() == value for name, value in fields.items())
    assert not Post.objects.exists()


def test_a_double_click_records_it_once(found, client_for):
    key = client_for("author").key()
    first = found(key=key)
    after = rows()
    assert (found(key=key).url, rows()) == (first.url, after)


def test_the_page_says_so(found, client_for):
    shown = page(client_for("author").get(found().url))
    assert "Found on the page: it went out without approval" in shown


def test_who_watches_no_page_is_told_who_does(client_for):
    assert "No page is yours to watch" in page(client_for("auditor").get(reverse("content:post_found")))


def test_what_is_approved_is_no_find_and_leads_to_the_approved_post(found, post_in):
    post = post_in("approved")
    response = found(text=f" {post.current.text}\n")
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert "record its link there" in page(response.client.get(response.url))
    assert not Publication.objects.exists() and Post.objects.count() == 1


@pytest.mark.parametrize("how", ["কারণ: " + "স্ত্রী" * 120, "a" + "\u0301" * 900, "১২৩৪৫৬৭৮৯ " + "ক্ষ" * 200])
def test_letters_of_many_marks_fit_the_columns_they_are_kept_in(found, how):
    assert found(how=how, purpose="4-other", text=f"a{chr(0x301) * 3000} শিরোনাম").status_code == 302
    post = Post.objects.get()
    version = post.current
    assert (len(post.headline) <= 400, len(version.source) <= 300, len(version.purpose_other) <= 200) == (True,) * 3
    assert version.source and version.purpose_other
