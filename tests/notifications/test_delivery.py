"""Mail: what is due is sent, at least once with the same Message-ID, whatever the mail server does."""

import re
import socket
from datetime import timedelta
from smtplib import SMTPDataError

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from govsocial.notifications.models import CLAIM, Notice
from govsocial.notifications.services import MAX_ATTEMPTS, deliver_due, notify
from tests.factories import PersonFactory

ADDRESS = "reader@test.example"


class RefusingBackend(BaseEmailBackend):
    """A server that is there and takes no mail; it remembers what it was offered."""

    offered: list[str] = []
    refuses = "test.example"
    with_what: Exception = SMTPDataError(451, b"try later")

    def send_messages(self, messages):
        for message in messages:
            self.offered.append(message.message()["Message-ID"])
            if self.refuses in message.to[0]:
                raise self.with_what
        return len(messages)


@pytest.fixture
def refusing(settings):
    RefusingBackend.offered, RefusingBackend.refuses = [], "test.example"
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    return RefusingBackend


@pytest.fixture
def queue(world):
    """One notice to a reader, or to somebody else, about DIST."""

    def do(to=None, headline="শিরোনাম", **fields):
        person = to or PersonFactory(email=ADDRESS, language="en")
        notify("post_returned", world.office("DIST"), [person], url="/help/", facts={"headline": headline}, **fields)
        return Notice.objects.latest("id")

    return do


@pytest.fixture
def smtp(settings):
    """A real mail server on a loopback port; `taken` holds what it took."""

    class Sink:
        taken = []

        async def handle_DATA(self, server, session, envelope):  # noqa: N802  (the server's name for it)
            self.taken.append(envelope)
            return "250 taken"

    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "127.0.0.1", "django.core.mail.backends.smtp.EmailBackend"
    sink.controller = Controller(sink, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    yield sink
    if sink.controller.loop.is_running():
        sink.controller.stop()


@pytest.mark.both_databases
def test_what_is_due_is_mailed_once(queue):
    notice = queue()
    assert deliver_due().startswith("1 sent")
    assert deliver_due().startswith("0 sent")
    notice.refresh_from_db()
    assert (len(mail.outbox), mail.outbox[0].to, notice.attempts) == (1, [ADDRESS], 1)
    assert notice.mailed_at is not None


def test_a_real_server_receives_the_mail_once_with_its_link(queue, smtp, settings):
    notice = queue()
    smtp.controller.start()
    deliver_due()
    deliver_due()
    letter = smtp.taken[0].content.decode()
    assert len(smtp.taken) == 1
    assert smtp.taken[0].rcpt_tos == [ADDRESS]
    assert f"Message-ID: {notice.message_id}" in letter
    assert settings.PORTAL_URL in letter


def test_while_the_server_cannot_be_reached_nothing_is_lost_and_nothing_given_up(queue, smtp):
    notice = queue()
    for _ in range(MAX_ATTEMPTS + 4):
        with pytest.raises(OSError):
            deliver_due()
    notice.refresh_from_db()
    assert (notice.mailed_at, notice.given_up_at) == (None, None)
    smtp.controller.start()
    deliver_due()
    assert len(smtp.taken) == 1


def test_each_refused_attempt_is_counted_and_has_the_same_message_id(queue, refusing):
    notice = queue()
    for number in range(1, MAX_ATTEMPTS + 1):
        assert deliver_due() == "0 sent, 1 failed"
        assert deliver_due() == "0 sent, 0 failed"  # not again at once
        Notice.objects.update(claimed_at=timezone.now() - CLAIM - timedelta(seconds=1))
        notice.refresh_from_db()
        assert (notice.attempts, notice.mailed_at) == (number, None)
        assert (notice.given_up_at is not None) == (number == MAX_ATTEMPTS)
    assert deliver_due() == "0 sent, 0 failed"
    assert refusing.offered == [notice.message_id] * MAX_ATTEMPTS


def test_a_server_that_recovers_gets_what_it_refused(queue, refusing, settings):
    notice = queue()
    deliver_due()
    Notice.objects.update(claimed_at=timezone.now() - CLAIM - timedelta(seconds=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver_due() == "1 sent, 0 failed"
    assert mail.outbox[0].extra_headers["Message-ID"] == refusing.offered[0] == notice.message_id


def test_a_server_that_goes_away_in_the_middle_counts_nothing(queue, refusing, monkeypatch):
    monkeypatch.setattr(refusing, "with_what", ConnectionResetError("gone"))
    queue()
    queue(to=PersonFactory(email="other@test.example"))
    with pytest.raises(ConnectionResetError):
        deliver_due()
    assert len(refusing.offered) == 1
    assert set(Notice.objects.values_list("attempts", "claimed_at")) == {(0, None)}


def test_one_address_that_is_refused_keeps_nobody_else_waiting(queue, refusing):
    refusing.refuses = ADDRESS
    queue()
    other = queue(to=PersonFactory(email="other@test.example"))
    assert deliver_due() == "1 sent, 1 failed"
    other.refresh_from_db()
    assert other.mailed_at is not None


@pytest.mark.parametrize(
    "fields", [{"facts": {}}, {"kind": "gone_with_an_upgrade"}, {"address": "a\r\nBcc: x@y.example"}]
)
def test_one_notice_that_cannot_be_written_keeps_nobody_else_waiting(queue, fields):
    broken = queue()
    Notice.objects.filter(pk=broken.pk).update(**fields)
    queue(to=PersonFactory(email="other@test.example"))
    assert deliver_due() == "1 sent, 1 failed"
    assert [letter.to for letter in mail.outbox] == [["other@test.example"]]


@pytest.mark.both_databases
def test_what_was_read_in_the_portal_is_not_mailed(queue):
    notice = queue()
    Notice.objects.filter(pk=notice.pk).update(read_at=timezone.now())
    assert deliver_due() == "0 sent, 0 failed"
    assert mail.outbox == []
    assert not Notice.objects.due_by_mail(timezone.now()).exists()


@pytest.mark.both_databases
def test_who_was_disabled_gets_no_mail(queue):
    notice = queue()
    type(notice.recipient).objects.filter(pk=notice.recipient_id).update(is_active=False)
    assert deliver_due() == "0 sent, 0 failed"
    assert mail.outbox == []


@pytest.mark.both_databases
def test_a_notice_for_later_waits_for_its_time(queue):
    now = timezone.now()
    queue(not_before=now + timedelta(hours=1))
    assert deliver_due(now) == "0 sent, 0 failed"
    assert deliver_due(now + timedelta(hours=1)) == "1 sent, 0 failed"


@pytest.mark.both_databases
def test_a_claim_of_a_sweep_that_died_lapses(queue):
    now = timezone.now()
    notice = queue()
    Notice.objects.filter(pk=notice.pk).update(claimed_at=now)
    assert deliver_due(now + timedelta(seconds=30)) == "0 sent, 0 failed"
    assert deliver_due(now + timedelta(minutes=10)) == "1 sent, 0 failed"


def test_a_line_break_in_a_headline_makes_no_header(queue):
    queue(headline="এক\r\nBcc: victim@test.example\r\n\r\nbody")
    deliver_due()
    letter = mail.outbox[0].message()
    assert "\n" not in mail.outbox[0].subject
    assert letter["Bcc"] is None
    assert mail.outbox[0].recipients() == [ADDRESS]


@pytest.mark.parametrize(("language", "word"), [("en", "Returned with reason"), ("bn", "কারণসহ ফেরত")])
def test_a_mail_is_in_the_language_of_its_reader(queue, language, word):
    queue(to=PersonFactory(email=ADDRESS, language=language))
    deliver_due()
    assert word in mail.outbox[0].subject
    assert "শিরোনাম" in mail.outbox[0].subject


@pytest.mark.parametrize("demo", [True, False])
def test_mails_of_the_trial_say_that_they_are_samples(queue, settings, demo):
    settings.DEMO = demo
    queue()
    deliver_due()
    assert mail.outbox[0].subject.startswith("[Sample data] ") == demo
    assert ("fictional" in mail.outbox[0].body) == demo


def test_more_than_one_batch_is_sent_by_the_next_sweep(queue):
    for number in range(5):
        queue(to=PersonFactory(), stage=str(number))
    assert [deliver_due(batch=2) for _ in range(3)] == ["2 sent, 0 failed"] * 2 + ["1 sent, 0 failed"]


def test_message_ids_of_two_notices_differ_and_are_well_formed(queue):
    first, second = queue(), queue(to=PersonFactory())
    assert first.message_id != second.message_id
    assert re.fullmatch(r"<notice-\d+@[\w.-]+>", first.message_id)
