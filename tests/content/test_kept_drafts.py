"""What is typed and not saved: kept for its writer alone, offered again, gone when it is saved."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.services import official_accounts
from content.models import KeptDraft, Post
from content.services.kept_drafts import FIELD_CAP, KEPT_MAX, TEXT_CAP, forget_old, keep_draft
from content.services.posts import edit_post
from content.services.versions import Draft
from govsocial.errors import RuleError
from tests.content.conftest import NEW_TEXT, page, rows
from tests.factories import CLEAN, fresh_post

KEY = "key-of-an-open-form"
KEEP = reverse("content:post_keep")
NEW = reverse("content:post_create")


@pytest.fixture
def typed(client_for, world):
    """What the page sends while somebody types."""

    def do(login="author", **fields):
        data = {"account": world.account().pk, "text": NEW_TEXT, "draft_key": KEY, "version": "", **fields}
        return client_for(login).post(KEEP, data)

    return do


@pytest.fixture
def kept(world):
    """A kept draft, of the author unless said."""

    def make(login="author", key=KEY, post=None, **fields):
        given = {"text": NEW_TEXT, "version": str(post.version) if post else "", **fields}
        return keep_draft(key=key, fields=given, account=world.account(), post=post, by=world.person(login))

    return make


def test_what_is_typed_is_kept_and_the_page_is_told_since_when(typed, world):
    response = typed(source="স্মারক", purpose="4-ga")
    row = KeptDraft.objects.get()
    assert response.json() == {"kept_at": timezone.localtime(row.kept_at).strftime("%H:%M")}
    assert (row.person, row.key, row.post) == (world.person("author"), KEY, None)
    assert (row.fields["text"], row.fields["source"], row.fields["purpose"]) == (NEW_TEXT, "স্মারক", "4-ga")


def test_the_time_is_said_in_the_digits_of_the_reader(client_for, world):
    data = {"account": world.account().pk, "text": NEW_TEXT, "draft_key": KEY}
    said = client_for("author", "bn").post(KEEP, data).json()["kept_at"]
    assert said[2] == ":" and set(said) <= set("০১২৩৪৫৬৭৮৯:")


def test_the_same_form_is_kept_once_as_it_was_last(typed):
    typed()
    typed(text="আরও একটু লেখা")
    assert KeptDraft.objects.get().fields["text"] == "আরও একটু লেখা"


def test_keeping_changes_nothing_of_the_offices_business(typed, post_in):
    post = post_in("draft")
    before = rows()
    typed(post=post.pk, version=post.version)
    assert rows() == before
    assert KeptDraft.objects.get().post == post


def test_text_is_kept_composed_and_without_what_no_database_holds(typed):
    typed(text="\u09dcাক\0 কখ\r\nগ")
    assert KeptDraft.objects.get().fields["text"] == "ড\u09bcাক কখ\nগ"


def test_more_than_any_post_holds_is_cut(typed):
    typed(text="ক" * (TEXT_CAP + 5), source="খ" * (FIELD_CAP + 5))
    fields = KeptDraft.objects.get().fields
    assert (len(fields["text"]), len(fields["source"])) == (TEXT_CAP, FIELD_CAP)


def test_an_emptied_form_is_forgotten(typed):
    typed()
    assert typed(text=" \n").json() == {"kept_at": ""}
    assert not KeptDraft.objects.exists()


@pytest.mark.parametrize("login", ["approver", "head", "officer", "supervisor", "auditor", "oth_author", "nobody"])
def test_only_for_an_account_she_writes_for(typed, login):
    assert typed(login).status_code == 403
    assert not KeptDraft.objects.exists()


@pytest.mark.parametrize("account", ["", "0", "99999999999999999999", "x", "²"])
def test_for_no_account_nothing_is_kept(typed, account):
    assert typed(account=account).status_code == 403


def test_for_an_account_that_stands_still_nothing_is_kept(typed, world):
    account = world.account()
    official_accounts.suspend(account=account, reason="তদন্ত চলছে", by=world.person("head"), version=account.version)
    assert typed().status_code == 403


def test_a_post_of_others_does_not_exist_and_one_of_another_account_is_refused(typed, post_in, world):
    assert typed(post=post_in("draft", account="oth").pk).status_code == 404
    with pytest.raises(RuleError) as refused:
        keep_draft(
            key=KEY,
            fields={"text": "ক"},
            account=world.account(),
            post=post_in("draft", account="oth"),
            by=world.person("author"),
        )
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("key", ["", "short", "x" * 41, "key of an open form", "ক" * 20])
def test_only_a_key_as_the_page_makes_it(typed, key):
    assert typed(draft_key=key).status_code == 422
    assert not KeptDraft.objects.exists()


def test_who_is_signed_out_is_sent_away_and_nothing_is_kept(typed):
    response = typed("")
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))
    assert not KeptDraft.objects.exists()


def test_of_one_person_the_newest_twenty_stay(kept, world):
    for number in range(KEPT_MAX + 2):
        kept(key=f"{KEY}-{number:02}")
    kept("author2")
    mine = KeptDraft.objects.filter(person=world.person("author"))
    assert mine.count() == KEPT_MAX
    assert not mine.filter(key__in=[f"{KEY}-00", f"{KEY}-01"]).exists()
    assert KeptDraft.objects.filter(person=world.person("author2")).exists()


def test_the_sweep_removes_what_nobody_came_back_to(kept):
    old, new = kept(), kept(key=f"{KEY}-2")
    KeptDraft.objects.filter(pk=old.pk).update(kept_at=timezone.now() - timedelta(days=30, minutes=1))
    KeptDraft.objects.filter(pk=new.pk).update(kept_at=timezone.now() - timedelta(days=29, hours=23))
    assert forget_old() == "1 kept drafts removed"
    assert KeptDraft.objects.get() == new
    assert settings.SWEEPS["kept drafts"].endswith("kept_drafts.forget_old")


def test_the_compose_page_offers_it_and_fills_the_form_without_a_script(kept, client_for):
    row = kept(source="স্মারক ৪৫", wished_at="০৫/১২/২০৯৬ ১৪:৩০", purpose="4-ga", link="https://dc.gov.bd/মেলা")
    client = client_for("author")
    assert f"?kept={row.pk}" in page(client.get(NEW))
    form = client.get(NEW, {"kept": row.pk}).context["form"]
    shown = {name: form[name].value() for name in ("text", "source", "wished_at", "purpose", "link", "draft_key")}
    assert shown == {
        "text": NEW_TEXT,
        "source": "স্মারক ৪৫",
        "wished_at": "০৫/১২/২০৯৬ ১৪:৩০",
        "purpose": "4-ga",
        "link": "https://dc.gov.bd/মেলা",
        "draft_key": KEY,
    }


def test_each_form_that_is_opened_has_a_key_of_its_own(client_for):
    client = client_for("author")
    keys = {client.get(NEW).context["form"]["draft_key"].value() for _ in range(2)}
    assert len(keys) == 2
    assert all(len(key) >= 16 for key in keys)


def test_nobody_else_is_offered_it_or_fills_a_form_with_it(kept, client_for):
    row = kept()
    for login in ("author2", "approver", "head", "supervisor"):
        answers = [client_for(login).get(path) for path in (NEW, f"{NEW}?kept={row.pk}", reverse("content:post_list"))]
        assert all(NEW_TEXT not in page(answer) for answer in answers)


def test_the_list_of_posts_shows_it_on_top_of_the_first_page(kept, client_for, post_in):
    post = post_in("draft")
    kept(post=post)
    client = client_for("author")
    path = reverse("content:post_list")
    assert "You were changing:" in page(client.get(path))
    assert "You were changing:" not in page(client.get(path, {"after": post.pk}))


def test_saving_forgets_it_and_tells_the_browser_its_key(kept, compose):
    kept()
    kept(key=f"{KEY}-2")
    response = compose("author", draft_key=KEY)
    assert response.url == f"{reverse('content:post_submit', args=[Post.objects.get().pk])}?saved={KEY}"
    assert KeptDraft.objects.get().key == f"{KEY}-2"


def test_a_form_with_errors_forgets_nothing_and_keeps_its_key(kept, compose):
    kept()
    response = compose("author", draft_key=KEY, text="")
    assert response.status_code == 422
    assert response.context["form"]["draft_key"].value() == KEY
    assert KeptDraft.objects.exists()


def test_anothers_key_forgets_nothing_of_hers(kept, compose):
    kept("author2")
    compose("author", draft_key=KEY)
    assert KeptDraft.objects.exists()


def test_changing_a_post_offers_what_was_kept_of_it_alone(kept, client_for, post_in):
    post, other = post_in("draft"), post_in("draft")
    row = kept(post=post)
    client = client_for("author")
    assert f"?kept={row.pk}" in page(client.get(reverse("content:post_edit", args=[post.pk])))
    assert f"?kept={row.pk}" not in page(client.get(reverse("content:post_edit", args=[other.pk])))
    assert f"?kept={row.pk}" not in page(client.get(NEW))


def test_what_was_kept_goes_on_top_of_the_post_as_it_is_now_and_says_so(kept, send, client_for, post_in, world):
    post = post_in("draft")
    row = kept(post=post)
    edit_post(post=post, draft=Draft("অন্যের পাঠ", "4-ga", "আদেশ"), by=world.person("author2"), version=post.version)
    path = reverse("content:post_edit", args=[post.pk])
    answer = client_for("author").get(path, {"kept": row.pk})
    assert "The post was changed since" in page(answer)
    assert answer.context["form"]["text"].value() == NEW_TEXT
    assert answer.context["form"]["version"].value() == fresh_post(post).version
    send("author", "edit", fresh_post(post), draft_key=KEY)
    assert fresh_post(post).current.text == NEW_TEXT
    assert not KeptDraft.objects.exists()


def test_where_the_post_cannot_be_changed_any_more_the_text_itself_is_shown(kept, client_for, post_in):
    kept(post=post_in("submitted"))
    shown = page(client_for("author").get(reverse("content:post_list")))
    assert "The post cannot be changed now: this is your text" in shown
    assert NEW_TEXT in shown


def test_who_no_longer_writes_for_the_account_still_gets_at_her_text(kept, client_for, world):
    kept()
    account = world.account()
    official_accounts.suspend(account=account, reason="তদন্ত চলছে", by=world.person("head"), version=account.version)
    assert NEW_TEXT in page(client_for("author").get(reverse("content:post_list")))


def test_it_is_thrown_away_with_one_button(kept, client_for, post_in):
    client = client_for("author")
    for post, back in ((None, NEW), (post_in("draft"), None)):
        row = kept(post=post)
        answer = client.submit(reverse("content:kept_draft_discard", args=[row.pk]))
        assert answer.url == f"{back or reverse('content:post_edit', args=[post.pk])}?saved={KEY}"
        assert not KeptDraft.objects.exists()


def test_throwing_away_twice_does_it_once_and_from_the_list_leads_back_there(kept, client_for):
    client, row = client_for("author"), kept()
    path, key = reverse("content:kept_draft_discard", args=[row.pk]), client.key()
    first = client.submit(path, {"back": "list"}, key=key)
    assert client.submit(path, {"back": "list"}, key=key).url == first.url
    assert first.url.startswith(reverse("content:post_list"))
    assert client.submit(path).status_code == 404


@pytest.mark.parametrize("login", ["author2", "approver", "head", "administrator", "oth_author"])
def test_nobody_throws_away_what_another_typed(kept, client_for, login):
    row = kept()
    assert client_for(login).submit(reverse("content:kept_draft_discard", args=[row.pk])).status_code == 404
    assert KeptDraft.objects.exists()


def test_an_address_with_a_draft_that_is_gone_opens_an_empty_form(client_for):
    for wanted in ("1", "999999999", "x", "²", "-1", "9" * 30):
        answer = client_for("author").get(NEW, {"kept": wanted, "template": wanted})
        assert (answer.status_code, answer.context["form"]["text"].value()) == (200, None)


@pytest.mark.both_databases
def test_both_databases_keep_one_row_for_one_form(kept):
    assert kept().pk == kept(text=CLEAN).pk
    assert KeptDraft.objects.get().words == CLEAN
