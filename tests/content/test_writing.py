"""Starting and changing a post: the author's text arrives once, as written, and is never lost."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import TeamMember
from accounts.services import official_accounts
from accounts.services.teams import remove_member
from content.models import Post
from content.models.post import bound_hash
from content.services.posts import edit_post, start_post
from content.services.versions import Draft
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.content.conftest import NEW_TEXT, form_of, last_entry, page, rows
from tests.factories import BLOCKED, CLEAN, fresh_post


def test_a_new_post_is_stored_with_its_account_purpose_source_and_hash(compose, world):
    response = compose("author")
    post = Post.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("content:post_submit", args=[post.pk])
    assert (post.status, post.account, post.started_by) == ("draft", world.account(), world.person("author"))
    assert (post.current.text, post.current.number, post.current.written_by) == (CLEAN, 1, world.person("author"))
    assert post.current.text_hash == bound_hash(text=CLEAN, account=world.account())
    assert post.lineage == world.office("DIST").lineage


def test_starting_and_changing_leave_an_audit_entry_each_and_no_notice(compose, send):
    compose("author")
    post = fresh_post(Post.objects.get())
    assert (last_entry(post).action, last_entry(post).actor_name) == ("post.started", "জনাব author")
    send("author", "edit", post)
    assert (last_entry(post).action, last_entry(post).lineage) == ("post.edited", post.lineage)
    assert Notice.objects.filter(kind__startswith="post_").count() == 0


def test_changing_a_draft_by_its_writer_keeps_one_version(send, post_in):
    post = post_in("draft")
    response = send("author", "edit", post)
    post.refresh_from_db()
    assert response.status_code == 302
    assert post.versions.get().text == NEW_TEXT
    assert (post.headline, post.version) == (NEW_TEXT, 2)


def test_changing_what_another_wrote_makes_a_version_of_ones_own(send, post_in, world):
    post = post_in("draft")
    send("author2", "edit", post)
    assert [(v.number, v.written_by) for v in post.versions.all()] == [
        (1, world.person("author")),
        (2, world.person("author2")),
    ]
    assert post.versions.first().text == CLEAN


@pytest.mark.parametrize("login", ["approver", "officer", "head", "supervisor", "auditor", "administrator"])
def test_only_writers_of_the_account_start_posts(compose, login):
    before = rows()
    assert compose(login).status_code == 422
    assert rows() == before


@pytest.mark.parametrize("login", ["approver", "head"])
def test_who_sees_a_draft_without_writing_for_it_may_not_change_it(send, post_in, login):
    post = post_in("draft")
    before = rows()
    assert send(login, "edit", post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("login", ["oth_author", "upz_author", "supervisor", "nobody"])
def test_a_draft_of_others_does_not_exist(send, post_in, login):
    post = post_in("draft")
    before = rows()
    assert send(login, "edit", post).status_code == 404
    assert rows() == before


def test_an_account_of_another_office_cannot_be_chosen(compose, world):
    response = compose("author", account=world.account("oth").pk)
    assert response.status_code == 422
    assert response.context["form"].has_error("account", "invalid_choice")
    assert not Post.objects.exists()


def test_the_account_of_a_post_cannot_be_changed(send, post_in, world):
    post = post_in("draft")
    assert send("author", "edit", post, account=world.account("oth").pk).status_code == 422
    assert fresh_post(post).account == world.account()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "ক" * 5001}, "text"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "4-nonsense"}, "purpose"),
        ({"purpose": "4-other"}, "purpose_other"),
        ({"source": ""}, "source"),
        ({"source": "ক" * 301}, "source"),
        ({"wished_at": "৩১/০২/২০২৭ ১০:০০"}, "wished_at"),
        ({"wished_at": "২০/১১/২০২৪ ১০:০০"}, "wished_at"),
        ({"account": ""}, "account"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(compose, fields, field):
    typed = {"text": "যা লেখা হয়েছিল", "source": "স্মারক ৪৫", **fields}
    response = compose("author", **typed)
    form = response.context["form"]
    assert response.status_code == 422
    assert form.has_error(field)
    assert f'id="error_1_id_{field}"' in page(response)
    assert {name: form[name].value() for name in typed} == typed
    assert not Post.objects.exists()


def test_a_wished_time_in_bangla_digits_is_that_moment_on_the_local_clock(compose):
    compose("author", wished_at="০৫/১২/২০৯৬ ১৪:৩০")
    wished = datetime(2096, 12, 5, 14, 30, tzinfo=timezone.get_default_timezone())
    assert settings.TIME_ZONE == "Asia/Dhaka"
    assert Post.objects.get().current.wished_at == wished


@pytest.mark.parametrize(("language", "shown"), [("en", "05/12/2096 14:30"), ("bn", "০৫/১২/২০৯৬ ১৪:৩০")])
def test_the_wished_time_comes_back_in_the_readers_digits_when_a_post_is_edited(compose, client_for, language, shown):
    compose("author", wished_at="05/12/2096 14:30")
    edit = client_for("author", language).get(reverse("content:post_edit", args=[Post.objects.get().pk]))
    assert f'value="{shown}"' in page(edit)


def test_a_wish_for_this_very_moment_has_not_passed_while_one_writes(compose):
    now = timezone.localtime()
    assert compose("author", wished_at=(now - timedelta(minutes=9)).strftime("%d/%m/%Y %H:%M")).status_code == 302
    assert compose("author", wished_at=(now - timedelta(minutes=12)).strftime("%d/%m/%Y %H:%M")).status_code == 422


def test_another_purpose_is_kept_only_with_its_words(compose):
    compose("author", purpose="4-other", purpose_other="বন্যার সতর্কবার্তা")
    compose("author", purpose="4-ga", purpose_other="ভুলে লেখা")
    assert list(Post.objects.order_by("pk").values_list("current__purpose_other", flat=True)) == [
        "বন্যার সতর্কবার্তা",
        "",
    ]


def test_a_double_click_makes_one_post(compose, client_for):
    key = client_for("author").key()
    first, second = compose("author", key=key), compose("author", key=key)
    assert Post.objects.count() == 1
    assert first.url == second.url


def test_the_same_form_with_another_text_shows_both_ways_out(compose, client_for):
    key = client_for("author").key()
    compose("author", key=key)
    response = compose("author", key=key, text=NEW_TEXT)
    assert response.status_code == 409
    assert NEW_TEXT in page(response)
    assert Post.objects.get().current.text == CLEAN


def test_changing_an_older_state_is_refused_and_names_who_was_first(send, post_in, world):
    opened = post_in("draft")
    send("author2", "edit", opened, text="দ্বিতীয় লেখকের পাঠ")
    response = send("author", "edit", opened, text=NEW_TEXT)
    assert response.status_code == 409
    assert NEW_TEXT in page(response)
    assert world.person("author2").name_en in page(response)
    assert fresh_post(opened).current.text == "দ্বিতীয় লেখকের পাঠ"


def test_what_was_typed_on_an_older_state_can_be_sent_again_knowingly(send, post_in, world):
    post = post_in("draft")
    send("author2", "edit", post)
    refused = send("author", "edit", post, text=NEW_TEXT)
    again = send("author", "edit", post, text=NEW_TEXT, version=refused.context["form"]["version"].value())
    assert (refused.status_code, again.status_code) == (409, 302)
    assert fresh_post(post).current.text == NEW_TEXT


def test_a_text_typed_while_somebody_sent_the_post_is_still_on_the_page(send, post_in, world):
    opened = post_in("draft")
    send("author2", "submit", opened)
    response = send("author", "edit", opened, text=NEW_TEXT)
    assert response.status_code == 409
    assert NEW_TEXT in page(response)
    assert world.person("author2").name_en in page(response)
    assert fresh_post(opened).current.text == CLEAN


def test_a_forgotten_version_number_changes_nothing(send, post_in):
    post = post_in("draft")
    assert send("author", "edit", post, version="").status_code == 409
    assert fresh_post(post).current.text == CLEAN


def test_who_left_the_team_or_whose_account_stopped_writes_no_more(compose, send, post_in, world):
    post = post_in("draft")
    head, account = world.person("head"), world.account()
    remove_member(member=TeamMember.objects.get(person=world.person("author2"), account=account), by=head)
    assert send("author2", "edit", post).status_code == 404
    assert compose("author2").status_code == 422
    account.refresh_from_db()
    official_accounts.suspend(account=account, reason="পাসওয়ার্ড হারিয়েছে", by=head, version=account.version)
    assert send("author", "edit", post).status_code == 403
    assert compose("author").status_code == 422


def test_a_returned_post_becomes_a_new_version_and_shows_why_it_came_back(send, post_in, client_for):
    post = post_in("returned")
    reason = post.decisions.get().reason
    assert reason in page(client_for("author").get(reverse("content:post_edit", args=[post.pk])))
    send("author", "edit", post)
    post.refresh_from_db()
    assert (post.status, post.current.number, post.current.submitted_at) == ("draft", 2, None)
    assert post.versions.first().text == CLEAN


def test_the_list_shows_the_first_line_clipped_by_whole_characters(compose):
    compose("author", text="\n\n" + "ক্ষ" * 200 + "\nদ্বিতীয় লাইন")
    assert Post.objects.get().headline == "ক্ষ" * 90 + "…"


def test_a_draft_with_a_blocked_phrase_may_be_kept(compose):
    assert compose("author", text=BLOCKED).status_code == 302
    assert Post.objects.get().current.screening.hits.filter(severity="block").exists()


def test_the_service_itself_asks_for_the_right_to_write(world, post_in):
    draft = Draft(text=NEW_TEXT, purpose="4-ga", source="আদেশ")
    for login in ("approver", "head", "oth_author", "administrator"):
        with pytest.raises(RuleError) as refused:
            start_post(account=world.account(), draft=draft, by=world.person(login))
        assert refused.value.code == "not_allowed"
        with pytest.raises(RuleError) as refused:
            edit_post(post=post_in("draft"), draft=draft, by=world.person(login), version=1)
        assert refused.value.code == "not_allowed"


def test_forms_of_every_action_name_fields_the_pages_send(client_for, post_in):
    """Guards the tests: a renamed field would make their forms send what no page does."""
    page_of = {"edit": ("draft", "author"), "submit": ("draft", "author"), "withdraw": ("submitted", "author")}
    page_of |= dict.fromkeys(("return", "reject"), ("submitted", "approver"))
    page_of |= {"approve": ("second", "approver2"), "publish": ("approved", "author")}
    for action, (state, login) in page_of.items():
        post = post_in(state)
        name = f"content:post_{action}" if action in {"edit", "submit"} else "content:post_detail"
        text = page(client_for(login).get(reverse(name, args=[post.pk])))
        for field in form_of(action, post):
            assert f'name="{field}"' in text, (action, field)
