"""Recording what went out: where, when and whether as approved; it counts as an update of its week."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficialAccount
from content.models import Decision, Publication
from content.services.publications import CLOCKS_DIFFER, record_publication, updates_in
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.workdays.periods import parse
from tests.content.conftest import last_entry, page, rows
from tests.factories import fresh_post

WEEK = parse("2026-11-08")  # Sunday to Saturday


def local(moment):
    return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M")


def published(post, by, **fields):
    given = {"link": f"{post.account.url}/posts/1", "published_at": timezone.now(), "is_unchanged": True}
    return record_publication(post=post, change_note="", by=by, version=post.version, **{**given, **fields})


@pytest.mark.parametrize("login", ["author", "author2", "approver", "approver2"])
def test_anybody_on_the_team_records_what_went_out(send, post_in, world, login):
    post = post_in("approved")
    response = send(login, "publish", post)
    post.refresh_from_db()
    publication = post.publication
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert post.status == "published"
    assert (publication.version, publication.text_hash) == (post.current, post.current.text_hash)
    assert (publication.recorded_by, publication.is_unchanged) == (world.person(login), True)
    assert (last_entry(post).action, last_entry(post).actor) == ("post.published", world.person(login))
    assert publication.link in last_entry(post).data
    assert Notice.objects.get(kind="post_published").address == "author@test.example"


@pytest.mark.parametrize(("language", "script"), [("bn", "০১২৩৪৫৬৭৮৯"), ("en", "0123456789")])
def test_the_time_that_is_filled_in_stands_in_the_readers_digits(client_for, post_in, language, script):
    shown = page(client_for("author", language).get(reverse("content:post_detail", args=[post_in("approved").pk])))
    value = re.search(r'name="published_at" value="([^"]+)"', shown)[1]
    assert {sign for sign in value if sign.isdigit()} <= set(script)


@pytest.mark.parametrize("login", ["head", "supervisor", "auditor", "administrator"])
def test_who_sees_the_post_but_is_not_on_the_team_records_nothing(send, post_in, login):
    post = post_in("approved")
    before = rows()
    assert send(login, "publish", post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("login", ["oth_author", "upz_approver", "officer", "nobody"])
def test_a_post_of_others_cannot_be_recorded_and_does_not_exist(send, post_in, login):
    post = post_in("approved")
    before = rows()
    assert send(login, "publish", post).status_code == 404
    assert rows() == before


@pytest.mark.parametrize(
    "link",
    [
        "https://facebook.com@evil.com/",
        "https://facebook.com:pass@evil.com/",
        "https://notfacebook.com/1",
        "https://facebook.com.evil.com/1",
        "https://evil.com/facebook.com/1",
        "https://evil.com\\@facebook.com/1",
        "https://facebook.com:8443/1",
        "https://facebook.com:443/1",
        "https://facebook.com",
        "https://facebook.com/?id=1",
        "https://l.facebook.com/l.php?u=https://evil.com/",
        "https://facebook.com/a b",
        "https://facebook.com/a\nb",
        "https://facebook.com/a%0Ab",
        "https://facebook.com/a\u200bb",
        "https://x.com/office/status/1",
        "https://",
        "https://[::1",
        "https://facebook.com\u2100.evil.com/",
        "http://facebook.com/1",
        "javascript:alert(1)//facebook.com",
        "facebook.com/1",
        "",
    ],
)
def test_a_link_that_is_not_on_the_platform_is_refused_and_stays_in_its_field(send, post_in, link):
    post = post_in("approved")
    response = send("author", "publish", post, link=link)
    assert response.status_code == 422
    assert response.context["publish_form"]["link"].value() == link
    assert response.context["problem" if link.startswith("https") else "publish_form"]
    assert not Publication.objects.exists()
    assert fresh_post(post).status == "approved"


@pytest.mark.parametrize(
    "link",
    ["https://facebook.com/1", "https://m.facebook.com/1", "https://WWW.Facebook.com/1", "https://fb.watch/1"],
)
def test_the_platforms_own_hosts_are_taken(send, post_in, link):
    assert send("author", "publish", post_in("approved"), link=link).status_code == 302
    assert Publication.objects.get().link == link


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (timedelta(minutes=30), "bad_time"),
        (timedelta(days=-3), "bad_time"),
        (timedelta(minutes=5), None),
        (timedelta(minutes=-5), None),
    ],
)
def test_the_time_lies_after_the_approval_and_not_in_the_future(post_in, world, moment, code):
    post = post_in("approved")
    if code is None:
        assert published(post, world.person("author"), published_at=timezone.now() + moment).pk
        assert abs(moment) < CLOCKS_DIFFER
        return
    with pytest.raises(RuleError) as refused:
        published(post, world.person("author"), published_at=timezone.now() + moment)
    assert refused.value.code == code
    assert fresh_post(post).status == "approved"


def test_of_two_approvals_the_later_one_counts(post_in, world):
    post = post_in("approved")
    Decision.objects.filter(post=post).update(at=timezone.now() - timedelta(days=5))
    assert published(post, world.person("author"), published_at=timezone.now() - timedelta(days=4)).pk


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"published_at": ""}, "published_at"),
        ({"published_at": "৩২/১১/২০২৬ ১০:০০"}, "published_at"),
        ({"changed": "maybe"}, "changed"),
        ({"link": "https://facebook.com/" + "1" * 500}, "link"),
        ({"changed": "yes", "change_note": "ক" * 1001}, "change_note"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(send, post_in, fields, field):
    post = post_in("approved")
    typed = {"link": "https://facebook.com/typed", "change_note": "লেখা", **fields}
    response = send("author", "publish", post, **typed)
    form = response.context["publish_form"]
    assert (response.status_code, form.has_error(field)) == (422, True)
    assert {name: form[name].value() for name in typed} == typed
    assert f'id="error_1_id_{field}"' in page(response)


def test_what_was_changed_must_be_said(send, post_in):
    post = post_in("approved")
    assert send("author", "publish", post, changed="yes", change_note="  ").status_code == 422
    assert fresh_post(post).status == "approved"
    assert send("author", "publish", post, changed="yes", change_note="বানান ঠিক করা").status_code == 302
    publication = Publication.objects.get()
    assert (publication.is_unchanged, publication.change_note) == (False, "বানান ঠিক করা")
    assert last_entry(post).note == "বানান ঠিক করা"


@pytest.mark.parametrize(
    "link",
    [
        "https://facebook.com/posts/77",
        "https://m.facebook.com/posts/77/?fbclid=IwAR&mibextid=a",
        "https://web.fb.com/Posts/77#comments",
    ],
)
def test_one_link_belongs_to_one_post_however_it_is_typed(send, post_in, link):
    first, second = post_in("approved"), post_in("approved")
    assert send("author", "publish", first, link=" https://www.facebook.com/posts/77?ref=1 ").status_code == 302
    assert Publication.objects.get().link == "https://www.facebook.com/posts/77?ref=1"
    response = send("author", "publish", second, link=link)
    assert response.status_code == 422
    assert response.context["publish_form"]["link"].value() == link
    assert fresh_post(second).status == "approved"


def test_the_second_to_record_is_told_and_nothing_is_doubled(send, post_in, world):
    opened = post_in("approved")
    send("author2", "publish", opened)
    response = send("author", "publish", opened, link="https://facebook.com/other")
    assert response.status_code == 409
    assert world.person("author2").name_en in page(response)
    assert Publication.objects.count() == 1


def test_a_double_click_records_once(send, post_in, client_for):
    post, key = post_in("approved"), client_for("author").key()
    first = send("author", "publish", post, key=key)
    after = rows()
    assert send("author", "publish", post, key=key).url == first.url
    changed = send("author", "publish", post, key=key, link="https://facebook.com/posts/other")
    assert (changed.status_code, "https://facebook.com/posts/other" in page(changed)) == (409, True)
    assert rows() == after


def test_an_approval_does_not_hold_for_another_address_of_the_page(send, post_in):
    post = post_in("approved")
    OfficialAccount.objects.filter(pk=post.account_id).update(url="https://www.facebook.com/another.page")
    assert send("author", "publish", fresh_post(post)).status_code == 409
    assert (fresh_post(post).status, Publication.objects.count()) == ("approved", 0)
    for login, action in (("author", "withdraw"), ("author", "submit"), ("approver", "approve"), ("author", "publish")):
        assert send(login, action, fresh_post(post)).status_code == 302
    assert fresh_post(post).status == "published"


def test_an_approval_does_not_hold_for_a_text_changed_behind_it(send, post_in):
    post = post_in("approved")
    post.versions.update(text="অনুমোদনের পরে বদলানো")
    assert send("author", "publish", fresh_post(post)).status_code == 409
    assert fresh_post(post).status == "approved"


def test_the_form_offers_the_present_time_on_the_local_clock(client_for, post_in):
    response = client_for("author").get(reverse("content:post_detail", args=[post_in("approved").pk]))
    assert f'value="{local(timezone.now())}"' in page(response)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime(2026, 11, 7, 17, 59, 59, tzinfo=UTC), 0),  # Saturday 23:59:59 in Dhaka
        (datetime(2026, 11, 7, 18, 0, tzinfo=UTC), 1),  # Sunday 00:00
        (datetime(2026, 11, 14, 17, 59, 59, tzinfo=UTC), 1),  # Saturday 23:59:59
        (datetime(2026, 11, 14, 18, 0, tzinfo=UTC), 0),  # the next Sunday 00:00
    ],
)
def test_an_update_counts_in_the_week_of_its_time_on_the_platform(post_in, world, moment, counts):
    post = post_in("approved")
    Decision.objects.filter(post=post).update(at=moment - timedelta(hours=1))
    published(post, world.person("author"), published_at=moment)
    assert settings.TIME_ZONE == "Asia/Dhaka"
    assert updates_in(world.account(), WEEK, settings.TIME_ZONE) == counts
    assert updates_in(world.account("oth"), WEEK, settings.TIME_ZONE) == 0
