"""Issuing circulars, acknowledging them, reminding who has not (clause `circular`).

Addressees and reminders are written in transactions of at most 500 offices with one audit entry each: the first
batch with the form, the rest by the sweep, so that nobody waits behind a circular to 50,000 offices.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person, Role
from accounts.models.role import RoleKind
from accounts.permissions import heads
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw
from reviews.files import MAX_BYTES, kind_of
from reviews.models import Addressee, Circular
from reviews.models.circular import REMINDER_EVERY
from reviews.permissions import can_acknowledge, can_issue

BATCH = 500
SWEEP_SECONDS = 120  # a sweep stops then and goes on with the next one


@transaction.atomic
def issue_circular(
    *,
    office: Office,
    memo_number: str,
    dated_on: date,
    kinds: list[str],
    copy: "File[bytes] | None",
    by: Person,
    **texts: Any,
) -> Circular:
    """Send a circular to the offices below, all or of some kinds. Raises not_allowed, bad_day, nobody, memo_taken,
    bad_file."""
    if not can_issue(by, office):
        raise RuleError("not_allowed", _("The head or whoever oversees from the office issues its circulars."))
    if dated_on > timezone.localdate():
        raise RuleError("bad_day", _("The date lies in the future."))
    circular = Circular(
        office=office,
        lineage=office.lineage,
        memo_number=memo_number,
        dated_on=dated_on,
        kinds=kinds,
        issued_by=by,
        **texts,
        **_file_facts(copy),
    )
    if not circular.addressed_offices().exists():
        raise RuleError("nobody", _("There is no office of these kinds below this one."))
    try:
        with transaction.atomic():
            circular.save()
    except IntegrityError:
        raise RuleError("memo_taken", _("This office has a circular with this memo number already.")) from None
    facts = {"memo": memo_number, "kinds": ",".join(kinds), "sha256": circular.copy_sha256}
    rows = _address(circular)
    record(Action.CIRCULAR_ISSUED, circular, by=by, lineage=office.lineage, note=circular.subject_bn, data=facts)
    _record_addressed(circular, rows)
    return circular


def _file_facts(copy: "File[bytes] | None") -> dict[str, Any]:
    """Columns of an attached copy: its kind by its bytes, its size and digest."""
    if copy is None:
        return {}
    body = copy.read(MAX_BYTES + 1)
    copy.seek(0)
    kind = kind_of(body)
    if kind is None or len(body) > MAX_BYTES:
        raise RuleError("bad_file", _("The copy must be a PDF, JPEG or PNG file of at most 5 MB."))
    digest = hashlib.sha256(body).hexdigest()
    return {"copy": copy, "copy_kind": kind, "copy_bytes": len(body), "copy_sha256": digest}


@transaction.atomic
def address_batch(circular: Circular) -> int:
    """Write the next 500 addressees and tell their heads; returns how many. Safe to run beside another one."""
    rows = _address(circular)
    _record_addressed(circular, rows)
    return len(rows)


def _address(circular: Circular) -> list[Addressee]:
    now = Circular.objects.select_for_update(of=("self",)).select_related("office").get(pk=circular.pk)
    if now.addressed_at is not None:
        return []
    offices = list(now.addressed_offices().filter(pk__gt=now.addressed_up_to).order_by("pk")[:BATCH])
    rows = [Addressee(circular=now, office=office, lineage=office.lineage) for office in offices]
    Addressee.objects.bulk_create(rows)
    last = offices[-1].pk if offices else now.addressed_up_to
    done = timezone.now() if len(offices) < BATCH else None
    Circular.objects.filter(pk=now.pk).update(addressed_up_to=last, addressed_at=done)
    if rows:
        _tell_heads("circular_issued", now, rows)
    return rows


def _record_addressed(circular: Circular, rows: list[Addressee]) -> None:
    if rows:
        record(Action.CIRCULAR_ADDRESSED, circular, lineage=circular.lineage, data=_batch_facts(rows))


@transaction.atomic
def acknowledge(*, addressee: Addressee, by: Person) -> None:
    """The head of an addressed office acknowledges. Raises not_allowed, already_acknowledged."""
    if not can_acknowledge(by, addressee.office):
        raise RuleError("not_allowed", _("The head of the office acknowledges."))
    rows = Addressee.objects.missing().filter(pk=addressee.pk)
    if not rows.update(acknowledged_at=timezone.now(), acknowledged_by=by):
        raise RuleError("already_acknowledged", _("It was acknowledged for this office already."))
    withdraw(addressee.circular, ["circular_issued", "circular_reminder"], recipients=heads(addressee.office))
    facts = {"office": addressee.office.code, "memo": addressee.circular.memo_number}
    note = addressee.office.name_bn
    record(Action.CIRCULAR_ACKNOWLEDGED, addressee.circular, by=by, lineage=addressee.lineage, note=note, data=facts)


@transaction.atomic
def remind_missing(*, circular: Circular, by: Person) -> int:
    """Remind the offices that have not acknowledged, each at most once in seven days; returns how many at once.

    Raises not_allowed, nobody.
    """
    if not can_issue(by, circular.office):
        raise RuleError("not_allowed", _("The issuing office sends reminders."))
    now = timezone.now()
    if not circular.addressees.to_remind(now).exists():
        raise RuleError("nobody", _("Every missing office was reminded in the last seven days."))
    Circular.objects.filter(pk=circular.pk).update(reminding_since=now)
    return remind_batch(circular, now, by)


@transaction.atomic
def remind_batch(circular: Circular, at: datetime, by: Person | None = None) -> int:
    """Remind the next 500; returns how many. `at` is the moment by which seven days are counted."""
    due = list(circular.addressees.to_remind(at).order_by("pk")[:BATCH])
    mine = Addressee.objects.to_remind(at).filter(pk__in=[row.pk for row in due])
    list(mine.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # a move writes them in this order too
    reminded = mine.update(reminded_at=timezone.now()) if due else 0
    if reminded < BATCH:
        Circular.objects.filter(pk=circular.pk).update(reminding_since=None)
    if reminded:
        _tell_heads("circular_reminder", circular, due, period=timezone.localdate().isoformat())
        record(Action.CIRCULAR_REMINDED, circular, by=by, lineage=circular.lineage, data=_batch_facts(due))
    return reminded


def go_on() -> str:
    """Sweep: the rest of the addressees, reminders that were asked for, and each week those still missing."""
    until = timezone.now() + timedelta(seconds=SWEEP_SECONDS)
    addressed = sum(_batches(address_batch, Circular.objects.being_addressed(), until))
    now = timezone.now()
    asked = Circular.objects.exclude(reminding_since=None).select_related("office")
    reminded = sum(_batches(lambda circular: remind_batch(circular, now), asked, until))
    stale = Addressee.objects.to_remind(now).filter(circular__issued_at__lte=now - REMINDER_EVERY)
    weekly = Circular.objects.filter(pk__in=stale.values("circular_id")).select_related("office")
    reminded += sum(_batches(lambda circular: remind_batch(circular, now), weekly, until))
    return f"{addressed} addressed, {reminded} reminded"


def _batches(run: Any, circulars: Iterable[Circular], until: datetime) -> Iterable[int]:
    """Batches of each circular until it has no more, or the sweep's time is over."""
    for circular in circulars:
        done = BATCH
        while done == BATCH and timezone.now() < until:
            done = run(circular)
            yield done


def _tell_heads(kind: str, circular: Circular, rows: list[Addressee], period: str = "") -> None:
    """One notice for each head of the offices, in one insert."""
    roles = Role.objects.current().of(RoleKind.HEAD).filter(office_id__in=[row.office_id for row in rows])
    url = reverse("reviews:circular_detail", args=[circular.pk])
    facts = {"memo": circular.memo_number, "subject": circular.subject_bn}
    notify(kind, circular, roles.people(), url=url, facts=facts, period=period)


def _batch_facts(rows: list[Addressee]) -> dict[str, Any]:
    digest = hashlib.sha256(",".join(str(row.office_id) for row in rows).encode()).hexdigest()
    return {"offices": len(rows), "first": rows[0].office_id, "sha256": digest}
