"""A mistake in what is out: noted by anybody of the team, with a time by which it is to be settled (cg-2017 d8)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Mistake, Post, Publication
from content.services.deadlines import correction_deadline, recompute_deadlines
from content.services.mistakes import begin_correction, dismiss_mistake, notice_mistake
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.rulebook.models import Parameter
from tests.accounts.test_duty_checks import follow
from tests.content.conftest import last_entry, page, rows
from tests.factories import REASON, correction_of, fresh_post

pytestmark = pytest.mark.both_databases
THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)  # 15:00 in Dhaka: two hours are left of the day
SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 11:00, after two more


@pytest.fixture
def noted(post_in, world):
    """A post that is out with a mistake that the author noted."""

    def do(state="published", login="author", **fields):
        given = {"what": "তারিখ ভুল", "noticed_at": timezone.now(), "by": world.person(login), **fields}
        return notice_mistake(post=post_in(state), **given)

    return do


@pytest.fixture
def dismiss(client_for):
    def do(login, mistake, key=None, **fields):
        extra = {"key": key} if key else {}
        path = reverse("content:mistake_dismiss", args=[mistake.pk])
        return client_for(login).submit(path, {"reason": REASON, **fields}, **extra)

    return do


@pytest.mark.parametrize("login", ["author", "author2", "approver", "approver2", "head"])
def test_anybody_of_the_team_and_the_head_note_what_is_wrong(send, post_in, world, login):
    post = post_in("published")
    response = send(login, "mistake", post, clause="9-ga")
    mistake = Mistake.objects.get()
    assert response.url == reverse("content:post_detail", args=[post.pk])
    assert (mistake.state, mistake.noticed_by, mistake.clause) == ("open", world.person(login), "9-ga")
    assert (last_entry(post).action, last_entry(post).note) == ("mistake.noticed", mistake.what)
    told = set(Notice.objects.filter(kind="mistake_noticed").values_list("address", flat=True))
    everybody = {f"{name}@test.example" for name in ("author", "approver", "approver2")}
    assert told == everybody - {f"{login}@test.example"}


@pytest.mark.parametrize("login", ["supervisor", "auditor", "administrator"])
def test_who_only_sees_the_post_notes_nothing(send, post_in, login):
    post = post_in("published")
    before = rows()
    assert send(login, "mistake", post).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("action", ["mistake", "correct", "retract", "archive_put", "mark", "share_again"])
@pytest.mark.parametrize("login", ["oth_author", "upz_approver", "officer", "nobody"])
def test_what_is_out_for_others_does_not_exist(send, post_in, login, action):
    post = post_in("published")
    before = rows()
    assert send(login, action, post).status_code == 404
    assert rows() == before


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "retracted"])
def test_what_is_not_out_has_no_mistake(send, post_in, state):
    post = post_in(state)
    before = rows()
    assert send("author", "mistake", post).status_code == 409
    assert rows() == before


@pytest.mark.parametrize("state", ["published", "corrected", "archived"])
def test_whatever_is_out_can_hold_one(noted, state):
    assert noted(state).state == "open"


@pytest.mark.parametrize(
    ("minutes", "code"), [(-90, "bad_time"), (-61, "bad_time"), (-60, None), (0, None), (2, "bad_time")]
)
def test_it_is_noticed_after_publication_and_not_in_the_future(post_in, world, minutes, code):
    post, now = post_in("published"), timezone.now()
    Publication.objects.filter(post=post).update(published_at=now - timedelta(minutes=60))
    noticed = now + timedelta(minutes=minutes)
    if code is None:
        assert notice_mistake(post=post, what="ভুল", noticed_at=noticed, by=world.person("head")).pk
        return
    with pytest.raises(RuleError) as refused:
        notice_mistake(post=post, what="ভুল", noticed_at=noticed, by=world.person("head"))
    assert refused.value.code == code


def test_one_is_open_at_a_time_and_the_second_to_note_is_told(send, post_in):
    post = post_in("published")
    send("author", "mistake", post)
    before = rows()[:2]
    response = send("approver", "mistake", post, what="আরেকটি ভুল")
    assert (response.status_code, "আরেকটি ভুল" in page(response)) == (409, True)
    assert rows()[:2] == before


def test_a_double_click_notes_it_once(send, post_in, client_for):
    post, key = post_in("published"), client_for("author").key()
    first = send("author", "mistake", post, key=key)
    after = rows()
    assert send("author", "mistake", post, key=key).url == first.url
    assert rows() == after


@pytest.mark.parametrize("fields", [{"what": " "}, {"noticed_at": ""}, {"clause": "7-ka"}])
def test_bad_input_is_said_beside_its_field(send, post_in, fields):
    post = post_in("published")
    response = send("author", "mistake", post, **fields)
    assert (response.status_code, response.context["mistake_form"].has_error(next(iter(fields)))) == (422, True)
    assert not Mistake.objects.exists()


def test_it_is_due_after_four_working_hours_which_the_page_explains(post_in, world, client_for):
    post = post_in("published")
    Publication.objects.filter(post=post).update(published_at=THURSDAY)
    mistake = notice_mistake(post=post, what="ভুল", noticed_at=THURSDAY, by=world.person("head"))
    assert mistake.due_at == SUNDAY
    shown = page(client_for("author").get(reverse("content:post_detail", args=[post.pk])))
    assert "Why this time?" in shown and "Weekly rest day" in shown


@pytest.mark.parametrize("followed", [True, False])
def test_the_limit_is_that_of_the_edition_and_else_the_installations_own(world, followed):
    if followed:
        follow(world, "cg-2017")
    Parameter.objects.filter(name="correction").update(value=2)
    assert correction_deadline(THURSDAY, world.office("DIST").lineage).at == THURSDAY + timedelta(hours=2)


def test_an_approver_who_did_not_note_it_finds_that_it_is_none(dismiss, noted, world):
    mistake = noted()
    assert dismiss("approver", mistake).status_code == 302
    mistake.refresh_from_db()
    assert (mistake.state, mistake.settled_by, mistake.note) == ("dismissed", world.person("approver"), REASON)
    assert (last_entry(mistake.post).action, last_entry(mistake.post).note) == ("mistake.dismissed", REASON)
    assert Notice.objects.filter(kind="mistake_settled", address="author@test.example").exists()
    assert not Notice.objects.filter(kind="mistake_noticed", read_at=None).exists()


def test_the_head_may_too(dismiss, noted):
    assert dismiss("head", noted()).status_code == 302


@pytest.mark.parametrize(("noticed_by", "login"), [("approver", "approver"), ("head", "head"), ("author", "author2")])
def test_nobody_dismisses_what_she_noted_and_no_writer_does(dismiss, noted, noticed_by, login):
    mistake = noted(login=noticed_by)
    before = rows()
    assert dismiss(login, mistake).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("login", ["oth_approver", "oth_head", "nobody"])
def test_a_mistake_of_others_does_not_exist(dismiss, noted, login):
    assert dismiss(login, noted()).status_code == 404


def test_the_second_to_dismiss_is_told_and_a_double_click_does_it_once(dismiss, noted, client_for):
    mistake, key = noted(), client_for("approver").key()
    first = dismiss("approver", mistake, key=key)
    after = rows()
    assert dismiss("approver", mistake, key=key).url == first.url
    assert dismiss("approver2", mistake).status_code == 409
    assert rows()[:2] == after[:2]


def test_a_dismissal_needs_ten_characters(dismiss, noted, world):
    mistake = noted()
    assert dismiss("approver", mistake, reason="নয়").status_code == 422
    with pytest.raises(RuleError) as refused:
        dismiss_mistake(mistake=mistake, reason="  ঠিক আছে ", by=world.person("approver"))
    assert refused.value.code == "reason_needed"


def test_a_correction_is_to_be_decided_no_later_than_its_mistake_is_due(send, post_in, world):
    post = post_in("published")
    correction = begin_correction(post=post, by=world.person("author"), what="ভুল")
    mistake, wished = Mistake.objects.get(), timezone.now() + timedelta(days=9)
    send("author", "edit", fresh_post(correction), wished_at=timezone.localtime(wished).strftime("%d/%m/%Y %H:%M"))
    send("author", "submit", fresh_post(correction))
    sent = fresh_post(correction)
    assert (sent.decide_by, sent.decide_why) == (mistake.due_at, mistake.due_why)
    recompute_deadlines()
    assert fresh_post(correction).decide_by == mistake.due_at


@pytest.mark.parametrize("login", ["approver", "approver2"])
def test_whoever_wrote_or_sent_the_post_does_not_find_that_it_holds_no_mistake(dismiss, world, post_in, login):
    post = post_in("published")
    part = {"approver": {"submitted_by": world.person(login)}, "approver2": {}}[login]
    Post.objects.filter(pk=post.pk).update(**part or {"version": post.version})
    if not part:
        post.versions.update(suggested_by=world.person(login))
    given = {"what": REASON, "noticed_at": timezone.now(), "by": world.person("author2")}
    mistake = notice_mistake(post=post, **given)
    assert dismiss(login, mistake).status_code == 403
    assert dismiss("head", mistake).status_code == 302


# ---- nobody heads off a finding with a mere slip ------------------------------------------------------------------


def name(send, post, login="head", **fields):
    return send(login, "mistake", fresh_post(post), what="মানহানিকর বাক্য", clause="9-ga", **fields)


def test_a_clause_is_named_of_a_mistake_that_is_open(send, noted, world):
    mistake = noted()
    assert name(send, mistake.post).status_code == 302
    now = Mistake.objects.get()
    assert (now.clause, now.what, now.noticed_by) == ("9-ga", f"{mistake.what}\nমানহানিকর বাক্য", world.person("author"))
    assert (last_entry(now.post).actor, json.loads(last_entry(now.post).data)["clause"]) == (
        world.person("head"),
        "9-ga",
    )
    assert name(send, now.post, "approver").status_code == 409


def test_a_clause_is_named_also_after_it_was_taken_down(send, post_in, world):
    post = post_in("retracted")
    Mistake.objects.all().update(settled_at=timezone.now() - timedelta(days=30))
    assert send("head", "mistake", post).status_code == 409
    response = name(send, post)
    said = page(response.client.get(response.url))
    assert "It is noted." in said and "or take the post down" not in said
    found = Mistake.objects.get(clause="9-ga")
    assert (found.state, found.settled_by) == ("retracted", world.person("head"))
    assert timezone.now() - found.settled_at < timedelta(minutes=1)


def test_a_clause_is_named_also_after_it_was_corrected_in_place(send, noted, post_in, world):
    mistake = noted()
    people = (world.person("author"), world.person("approver"))
    correction_of(mistake.post, *people, in_place=True)
    assert send("head", "mistake", fresh_post(mistake.post)).status_code == 409
    assert name(send, mistake.post).status_code == 302
    assert list(Mistake.objects.order_by("pk").values_list("state", "clause")) == [
        ("corrected", ""),
        ("corrected", "9-ga"),
    ]


def test_what_never_went_out_offends_nothing(send, post_in):
    post = post_in("approved")
    before = rows()
    assert name(send, post).status_code == 409
    assert rows() == before


@pytest.mark.parametrize(("login", "shown"), [("head", True), ("approver", True), ("supervisor", False)])
def test_the_form_stands_where_a_clause_is_still_to_be_named(client_for, post_in, login, shown):
    post = post_in("retracted")
    found = page(client_for(login).get(reverse("content:post_detail", args=[post.pk])))
    assert ("It offended a clause: say which" in found) == shown
