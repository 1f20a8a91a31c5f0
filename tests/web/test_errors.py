"""Error pages: in the reader's language, polite, and the last of them without a database."""

from unittest import mock

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from content.models import Post
from content.services import posts
from govsocial.dashboard import views
from govsocial.web import errors
from tests.content.conftest import form_of, rows

PAGES = {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found}
TITLES = {
    (400, "en"): "This was not understood",
    (403, "en"): "The form has expired",
    (404, "en"): "Not found",
}


def answer(client_for, status, language):
    """A real request that ends with this error."""
    if status == 403:
        client = Client(enforce_csrf_checks=True)
        client.cookies["django_language"] = language
        return client.post("/language/", {"language": "en"})
    return client_for("author", language).get({400: "/content/posts/?state=%00", 404: "/nothing/here/"}[status])


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("status", PAGES)
def test_an_error_page_is_in_the_readers_language(client_for, status, language):
    response = answer(client_for, status, language)
    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in page
    assert (TITLES[status, "en"] in page) == (language == "en")
    assert 'href="/"' in page


def test_another_offices_page_and_no_page_at_all_look_the_same(client_for, post_in):
    client = client_for("oth_author")
    there, gone = post_in("submitted").pk, 10**9
    bodies = set()
    for pk in (there, gone):
        response = client.get(reverse("content:post_detail", args=[pk]))
        token = response.context["csrf_token"]
        bodies.add((response.status_code, response.content.decode().replace(str(token), "")))
    assert len(bodies) == 1


def test_what_fails_inside_is_said_in_both_languages_without_the_database(client_for):
    client = client_for("author")
    client.raise_request_exception = False
    with mock.patch.object(views, "work_groups", side_effect=RuntimeError("secret detail")):
        response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "কাজটি সম্পন্ন হয়নি" in page
    assert "It was not done" in page
    assert "secret detail" not in page


@pytest.mark.django_db(databases=[])
def test_the_page_of_the_last_resort_asks_no_database():
    response = errors.failed(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b'lang="en"' in response.content


def test_when_the_database_is_away_the_answer_is_still_a_page(client_for):
    client = client_for("author")
    client.raise_request_exception = False
    with mock.patch.object(connection, "cursor", side_effect=RuntimeError("gone")):
        response = client.get("/")
    assert response.status_code == 500
    assert "It was not done" in response.content.decode()


def test_a_form_that_fails_inside_stores_nothing_by_halves(client_for, post_in):
    post, client = post_in("draft"), client_for("author")
    client.raise_request_exception = False
    before = rows()
    with mock.patch.object(posts, "_record", side_effect=RuntimeError("disk full")):
        response = client.submit(reverse("content:post_submit", args=[post.pk]), form_of("submit", post))
    assert response.status_code == 500
    assert rows() == before
    assert Post.objects.get().status == "draft"
