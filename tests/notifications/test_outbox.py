"""Notices: each person's own, once, and no mail for what was read or taken back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from govsocial.notifications.kinds import KINDS, SECRET
from govsocial.notifications.models import Notice
from govsocial.notifications.services import deliver_due, notify, withdraw
from tests.factories import PersonFactory

pytestmark = pytest.mark.both_databases
WORDS = {
    "headline": "শিরোনাম",
    "name": "পেজ",
    "office": "দপ্তর",
    "clause": "৭(ক)",
    "memo": "০৫.০০.১",
    "number": "৩",
    "subject": "বিষয়",
    "text": "ভুক্তি",
    "who": "জনাব ক",
    "time": "২১/১১/২০২৬ ১০:০০",
}


@pytest.fixture
def tell(world):
    """Queue one notice about DIST; the same key each time unless said otherwise."""

    def do(*people, kind="team_short", **fields):
        subject = fields.pop("subject", world.office("DIST"))
        return notify(kind, subject, people, url="/help/", facts=WORDS, **fields)

    return do


def test_the_same_notice_twice_is_one(world, tell):
    person = world.person("head")
    tell(person)
    tell(person)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"kind": "post_returned"}, {"stage": "2"}, {"period": "2026-11-21"}, {"subject": "OTH"}]
)
def test_another_kind_stage_period_or_subject_is_another_notice(world, tell, other):
    if "subject" in other:
        other = {"subject": world.office(other["subject"])}
    tell(world.person("head"))
    tell(world.person("head"), **other)
    assert Notice.objects.count() == 2


def test_everybody_gets_one_of_their_own(world, tell):
    tell(world.person("head"), world.person("author"), "guest@test.example")
    assert sorted(Notice.objects.values_list("address", flat=True)) == [
        "author@test.example",
        "guest@test.example",
        "head@test.example",
    ]
    assert Notice.objects.get(address="guest@test.example").recipient is None


def test_an_unknown_kind_is_an_error_and_no_notice(world, tell):
    with pytest.raises(ValueError):
        tell(world.person("head"), kind="team_shrot")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - SECRET))
@pytest.mark.parametrize("language", ["bn", "en"])
def test_every_kind_has_its_words_in_both_languages(world, tell, client_for, kind, language):
    tell(world.person("author"), kind=kind)
    page = client_for("author", language).get(reverse("dashboard:notice_list")).content.decode()
    assert any(word in page for word in WORDS.values())
    assert "%(" not in page


@pytest.mark.parametrize("kind", sorted(SECRET))
def test_a_kind_whose_address_is_a_key_is_mailed_in_both_languages_and_never_listed(world, tell, client_for, kind):
    people = [PersonFactory(language=language) for language in ("bn", "en")]
    tell(*people, world.person("author"), kind=kind)
    assert client_for("author").get(reverse("dashboard:notice_list")).context["page"].rows == []
    deliver_due()
    letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox if letter.to[0] != "author@test.example"]
    assert len(set(letters)) == 2
    assert all("/help/" in letter and "%(" not in letter for letter in letters)
    assert set(Notice.objects.values_list("url", flat=True)) == {""}


def test_a_notice_is_seen_by_its_person_alone(world, tell, client_for):
    tell(world.person("author"))
    notice = Notice.objects.get()
    for login in ("author2", "head", "administrator", "auditor"):
        assert notice.title not in client_for(login).get(reverse("dashboard:notice_list")).content.decode()
        assert client_for(login).submit(reverse("dashboard:notice_open", args=[notice.pk])).status_code == 404
        client_for(login).submit(reverse("dashboard:notices_read"))
    notice.refresh_from_db()
    assert notice.read_at is None
    assert notice.title in client_for("author", "bn").get(reverse("dashboard:notice_list")).content.decode()


def test_opening_a_notice_marks_it_read_and_leads_to_what_it_is_about(world, tell, client_for):
    tell(world.person("author"))
    notice = Notice.objects.get()
    response = client_for("author").submit(reverse("dashboard:notice_open", args=[notice.pk]))
    first = Notice.objects.get().read_at
    assert response.url == "/help/"
    assert first is not None
    client_for("author").submit(reverse("dashboard:notice_open", args=[notice.pk]))
    assert Notice.objects.get().read_at == first


def test_all_read_at_once_leaves_those_of_others(world, tell, client_for):
    tell(world.person("author"), world.person("author2"))
    tell(world.person("author"), stage="2")
    client_for("author").submit(reverse("dashboard:notices_read"))
    assert list(Notice.objects.filter(read_at=None).values_list("address", flat=True)) == ["author2@test.example"]


def test_a_notice_for_later_is_not_shown_before_its_time(world, tell, client_for):
    tell(world.person("author"), not_before=timezone.now() + timedelta(hours=1))
    page = client_for("author").get(reverse("dashboard:notice_list"))
    assert page.context["page"].rows == []
    assert page.context["ui"]["notices"] == 0


def test_the_bell_counts_what_is_unread(world, tell, client_for):
    for number in range(3):
        tell(world.person("author"), stage=str(number))
    client = client_for("author")
    assert client.get("/").context["ui"]["notices"] == 3
    client.submit(reverse("dashboard:notice_open", args=[Notice.objects.first().pk]))
    assert client.get("/").context["ui"]["notices"] == 2


def test_what_is_no_longer_true_is_taken_back_for_everybody(world, tell):
    person = PersonFactory()
    tell(world.person("head"), person)
    tell(person, kind="post_returned")
    withdraw(world.office("DIST"), ["team_short"])
    gone = Notice.objects.filter(kind="team_short")
    assert not gone.filter(read_at=None).exists()
    assert not Notice.objects.due_by_mail(timezone.now()).filter(kind="team_short").exists()
    assert Notice.objects.due_by_mail(timezone.now()).get().kind == "post_returned"
