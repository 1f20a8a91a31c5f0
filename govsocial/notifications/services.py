"""Queueing notices in the transaction of a change, and delivering what is due."""

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from govsocial.notifications.kinds import KINDS, SECRET
from govsocial.notifications.models import Notice
from govsocial.notifications.tasks import wake

log = logging.getLogger("govsocial.notifications")
SERVER_GONE = (SMTPServerDisconnected, ConnectionError, TimeoutError)
MAX_ATTEMPTS = 24  # refusals, at least CLAIM apart: two hours


def notify(
    kind: str,
    subject: models.Model,
    recipients: Iterable[Any],
    *,
    url: str,
    facts: dict[str, str],
    stage: str = "",
    period: str = "",
    not_before: datetime | None = None,
) -> int:
    """Queue one notice for each recipient in the caller's transaction; a repeated key writes nothing. Returns rows.

    A recipient is a person, or an address (text) of somebody who is not a person here yet.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown notice kind {kind}")
    rows = [
        Notice(
            kind=kind,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            recipient=None if isinstance(to, str) else to,
            address=to if isinstance(to, str) else to.email,
            stage=stage,
            period=period,
            facts=facts,
            url=url,
            not_before=not_before or timezone.now(),
        )
        for to in recipients
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(wake)
    return len(rows)


def withdraw(
    subject: models.Model,
    kinds: Iterable[str],
    recipients: Iterable[Any] | None = None,
    *,
    stage: str | None = None,
) -> None:
    """Take back what is no longer true, for everybody or the people named, of every stage or one: unread notices of
    these kinds are marked read, unmailed ones never mailed."""
    about = Notice.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), kind__in=list(kinds)
    )
    about = about if recipients is None else about.filter(recipient__in=list(recipients))
    about = about if stage is None else about.filter(stage=stage)
    now, unmailed = timezone.now(), Q(mailed_at=None, given_up_at=None)
    about.filter(unmailed | Q(read_at=None)).update(
        read_at=Coalesce("read_at", now),
        given_up_at=Case(When(unmailed, then=Value(now)), default=F("given_up_at")),
        url=Case(When(unmailed & Q(kind__in=SECRET), then=Value("")), default=F("url")),
    )


def deliver_due(now: datetime | None = None, *, batch: int = 500) -> str:
    """Mail every notice that is due. Survives a crash at any point: a row is marked only after the server took it.

    Sweeps may overlap: each row is claimed before it is mailed, and a claim lapses when its sweep died. A mail that
    was refused is tried again when its claim has lapsed; a server that is not there raises OSError and counts nothing.
    """
    sent = failed = 0
    due = Notice.objects.due_by_mail(now or timezone.now())
    if not due.exists():
        return "0 sent, 0 failed"
    with get_connection() as connection:
        for notice in due.select_related("recipient")[:batch]:
            # As it was read: a row that another sweep tried meanwhile is left to the next one.
            if not due.filter(pk=notice.pk, attempts=notice.attempts).update(claimed_at=timezone.now()):
                continue
            if notice.read_at or (notice.recipient and not notice.recipient.is_active):
                Notice.objects.filter(pk=notice.pk, mailed_at=None).update(
                    given_up_at=timezone.now(), url=_kept(notice)
                )
            elif _mail(notice, connection):
                sent += 1
            else:
                failed += 1
    return f"{sent} sent, {failed} failed"


def _mail(notice: Notice, connection: Any) -> bool:
    try:
        _message(notice, connection).send()
    except SERVER_GONE:
        Notice.objects.filter(pk=notice.pk).update(claimed_at=None)
        raise
    except Exception:
        log.exception("notice %s was not mailed", notice.pk)
        row = Notice.objects.filter(pk=notice.pk)
        row.update(attempts=F("attempts") + 1)
        if notice.attempts + 1 >= MAX_ATTEMPTS:
            row.update(given_up_at=timezone.now(), url=_kept(notice))
        return False
    now, kept = timezone.now(), _kept(notice)
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now, attempts=F("attempts") + 1, url=kept)
    return True


def _kept(notice: Notice) -> str:
    """The address that stays in the table when nothing is left to mail: never one that is a key."""
    return notice.url if notice.recipient_id and notice.kind not in SECRET else ""


def _message(notice: Notice, connection: Any) -> EmailMessage:
    language = notice.recipient.language if notice.recipient else settings.LANGUAGE_CODE
    with translation.override(language):
        return EmailMessage(
            subject=_subject(notice.title),
            body=_body(notice),
            to=[notice.address],
            headers={"Message-ID": notice.message_id},
            connection=connection,
        )


def _subject(title: str) -> str:
    """One line: a line break in a stored fact must not become a mail header."""
    text = " ".join(title.split())
    return f"[{_('Sample data')}] {text}" if settings.DEMO else text


def _body(notice: Notice) -> str:
    parts = [notice.title, str(KINDS[notice.kind].text), settings.PORTAL_URL + notice.url]
    lines = ["\n\n".join(part for part in parts if part), "", str(_("Government Social Media Governance"))]
    if settings.DEMO:
        lines += ["", str(_("Sample data: all persons, posts and figures are fictional."))]
    return "\n".join(lines)
