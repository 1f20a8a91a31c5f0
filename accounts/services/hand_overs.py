"""Leave and transfer: who stands in on each team, from which day to which; seats end and come back by themselves."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.absences import Gap, gaps
from accounts.models import HandOver, HandOverSeat, Office, Person, Role, TeamMember
from accounts.models.personnel import HandOverKind, HandOverState
from accounts.permissions import can_end_hand_over, heads
from accounts.services.hand_over_rules import (
    check_allowed,
    check_days,
    check_strength,
    check_substitutes,
    not_allowed,
    recorded_already,
)
from accounts.services.teams import hold_teams, swap_member
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify

S = HandOverState
BATCH = 100


@transaction.atomic
def record_hand_over(
    *,
    office: Office,
    person: Person,
    kind: str,
    since: date,
    until: date | None,
    note: str,
    shortfall_reason: str,
    substitutes: dict[int, Person],
    by: Person,
) -> HandOver:
    """Record a leave or a departure with a substitute (by account id) for each seat that must not stay empty.

    On the first day, or at once where it has come, the seats change hands. Raises not_allowed, not_of_office,
    administrator_at_root, bad_dates, recorded_already, substitute_unfit, substitute_away, team_too_small.
    """
    check_allowed(office, person, kind, by)
    check_days(kind, since, until)
    # The office's row first: two members of one team who go at once are judged one after the other.
    Office.objects.filter(pk=office.pk).update(code=F("code"))
    check_substitutes(office, person, since, until, substitutes)
    found = gaps(person, office, since, until, substitutes)
    check_strength(found, shortfall_reason)
    row = HandOver(office=office, lineage=office.lineage, person=person, kind=kind, since=since, until=until)
    row.note, row.recorded_by = note, by
    row.shortfall_reason = shortfall_reason if any(gap.is_short for gap in found) else ""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise recorded_already(office, person) from None
    HandOverSeat.objects.bulk_create(
        HandOverSeat(hand_over=row, account=gap.account, substitute=substitutes.get(gap.account.pk)) for gap in found
    )
    _tell("hand_over_recorded", row, by)
    if since <= timezone.localdate():
        _hold(row)
    _record(Action.HAND_OVER_RECORDED, row, by, found)
    if since <= timezone.localdate():
        _begin(row, by)
    return row


@transaction.atomic
def withdraw_hand_over(*, hand_over: HandOver, by: Person, version: int) -> None:
    """Take back a leave or departure that has not begun. Raises not_allowed, already_decided."""
    if not can_end_hand_over(by, hand_over):
        raise not_allowed()
    _move(hand_over, S.PLANNED, S.WITHDRAWN, version)
    _tell("hand_over_withdrawn", hand_over, by)
    _record(Action.HAND_OVER_WITHDRAWN, hand_over, by)


@transaction.atomic
def end_leave(*, hand_over: HandOver, by: Person, version: int) -> None:
    """The person is back before the day: her seats come back at once. Raises not_allowed, already_decided."""
    if not can_end_hand_over(by, hand_over):
        raise not_allowed()
    hand_over.version = version
    _return(hand_over, by)


def carry_on() -> str:
    """Sweep: begin what has come, and bring back whose leave is over; each in a transaction of its own."""
    today = timezone.localdate()
    back = HandOver.objects.filter(status=S.BEGUN, until__lte=today)
    come = HandOver.objects.filter(status=S.PLANNED, since__lte=today)
    begun, ended = _each(come, _begin), _each(back, _return)
    return f"{begun} begun, {ended} ended"


def _each(rows: "QuerySet[HandOver]", step: Callable[[HandOver, Person | None], None]) -> int:
    done = 0
    for row in rows.select_related("office", "person").order_by("id")[:BATCH]:
        try:
            with transaction.atomic():
                step(row, None)
            done += 1
        except RuleError:
            continue  # somebody else did it a moment before
    return done


def _begin(row: HandOver, by: Person | None) -> None:
    """End her seats and seat the substitutes; a departure also ends her roles in the office."""
    leaves = row.kind == HandOverKind.LEAVE
    _hold(row)
    _move(row, S.PLANNED, S.BEGUN if leaves else S.OVER, row.version)
    planned = {seat.account_id: seat for seat in row.seats.select_related("substitute")}
    taken = TeamMember.objects.filter(person=row.person, account__office=row.office, until=None)
    for member in taken.select_related("account__office", "person"):
        seat = planned.get(member.account_id) or HandOverSeat(hand_over=row, account=member.account)
        rights = {"may_write": member.may_write, "may_approve": member.may_approve}
        seat.given = swap_member(
            account=member.account, leaves=row.person, takes=_fit(row.office, seat.substitute), rights=rights, by=by
        )
        seat.ended = member
        seat.save()
    if not leaves:
        _end_roles(row, by)
    _record(Action.HAND_OVER_BEGUN, row, by)


def _return(row: HandOver, by: Person | None) -> None:
    """Her seats come back and the substitutes' end, on pages that are still run."""
    _hold(row)
    _move(row, S.BEGUN, S.OVER, row.version, ended_at=timezone.now())
    takes = _fit(row.office, row.person)
    for seat in row.seats.exclude(ended=None).select_related("account__office", "ended", "given__person"):
        rights = {"may_write": seat.ended.may_write, "may_approve": seat.ended.may_approve}  # type: ignore[union-attr]
        substitute = seat.given.person if seat.given and seat.given.until is None else None
        swap_member(account=seat.account, leaves=substitute, takes=takes, rights=rights, by=by)
    _tell("hand_over_ended", row, by)
    _record(Action.HAND_OVER_ENDED, row, by)


def _hold(row: HandOver) -> None:
    """Her roles and teams are held before the first audit entry: roles first, as where a role is ended.

    And before her hand-over's own row, as a move of her office writes them.
    """
    roles = Role.objects.current().filter(person=row.person, office=row.office)
    list(roles.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    seats = TeamMember.objects.filter(person=row.person, account__office=row.office, until=None)
    hold_teams({*seats.values_list("account_id", flat=True), *row.seats.values_list("account_id", flat=True)})


def _end_roles(row: HandOver, by: Person | None) -> None:
    today = timezone.localdate()
    for role in Role.objects.current().filter(person=row.person, office=row.office):
        Role.objects.filter(pk=role.pk).update(until=max(today, role.since))
        facts = {"office": row.office.code, "role": role.kind, "since": role.since.isoformat()}
        record(Action.ROLE_ENDED, row.person, by=by, lineage=row.lineage, data={**facts, "until": today.isoformat()})


def _fit(office: Office, person: Person | None) -> Person | None:
    """The person, where she may take a seat of the office today."""
    if person is None or not person.is_active:
        return None
    return person if Role.objects.current().filter(person=person, office=office).exists() else None


def _move(row: HandOver, from_: S, to: S, version: int, **fields: object) -> None:
    if not HandOver.objects.filter(pk=row.pk).move(from_, to, version, **fields):
        now = HandOver.objects.get(pk=row.pk)
        facts = {"state": now.get_status_display()}
        raise RuleError("already_decided", _("Somebody was first: it is now “%(state)s”.") % facts)
    row.status, row.version = to, version + 1


def _tell(kind: str, row: HandOver, by: Person | None) -> None:
    """The person and the heads get the hand-over's page, the substitutes their list of accounts."""
    readers = {row.person, *heads(row.office)}
    stand_ins = {seat.substitute for seat in row.seats.select_related("substitute") if seat.substitute} - readers
    url = reverse("accounts:hand_over_record", args=[row.office_id, row.person_id])
    facts = {"who": row.person.name_bn}
    notify(kind, row, readers - {by}, url=url, facts=facts)
    notify(kind, row, stand_ins - {by}, url=reverse("accounts:official_account_list"), facts=facts)


def _record(action: Action, row: HandOver, by: Person | None, found: list[Gap] | None = None) -> None:
    facts = {"kind": row.kind, "since": row.since.isoformat(), "until": row.until.isoformat() if row.until else ""}
    if found is not None:
        facts["short"] = ", ".join(str(gap.account.pk) for gap in found if gap.is_short)
        facts["shortfall_reason"] = row.shortfall_reason
    record(action, row, by=by, lineage=row.lineage, note=row.person.name_bn, data=facts)
