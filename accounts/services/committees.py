"""Forming committees, their members and their decisions (np-2075 `own-committee`, `ministry-committee`, `block`)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Committee, CommitteeDecision, CommitteeMember, Office, Person
from accounts.models.committee import CommitteeRole
from accounts.permissions import can_attest_for
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify


@transaction.atomic
def form_committee(*, office: Office, kind: str, order_number: str, formed_on: date, by: Person) -> Committee:
    """Form a committee by an order. Raises not_allowed, in_future, formed_already."""
    _check_head(office, by)
    _check_day(formed_on)
    row = Committee(office=office, lineage=office.lineage, kind=kind, order_number=order_number, formed_on=formed_on)
    row.formed_by = by
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RuleError("formed_already", _("A committee of this kind stands already: dissolve it first.")) from None
    _record(Action.COMMITTEE_FORMED, row, by, order_number=order_number, formed_on=formed_on.isoformat())
    return row


@transaction.atomic
def add_committee_member(
    *, committee: Committee, person: Person | None, name: str, post: str, role: str, since: date, by: Person
) -> CommitteeMember:
    """Seat a person of the portal, or somebody by name and post. Raises not_allowed, dissolved, nobody_named,
    bad_dates, in_future, seat_taken."""
    _check_standing(committee, by)
    if not person and not name.strip():
        raise RuleError("nobody_named", _("Choose a person of the office, or write a name."))
    if since < committee.formed_on:
        raise RuleError("bad_dates", _("Nobody is a member before the committee was formed."))
    _check_day(since)
    row = CommitteeMember(committee=committee, person=person, name=name, post=post, role=role, since=since, by=by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        message = _("The person is a member already, or the committee has a chair: end that seat first.")
        raise RuleError("seat_taken", message) from None
    if person and person != by:
        url = reverse("accounts:committee_detail", args=[committee.pk])
        notify("committee_joined", row, [person], url=url, facts={"office": committee.office.name_bn})
    _record(Action.COMMITTEE_MEMBER_ADDED, committee, by, **_member_facts(row))
    return row


@transaction.atomic
def end_committee_member(*, member: CommitteeMember, by: Person) -> None:
    """End a seat today. Raises not_allowed, dissolved, already_ended."""
    _check_standing(member.committee, by)
    until = max(timezone.localdate(), member.since)
    if not CommitteeMember.objects.filter(pk=member.pk, until=None).update(until=until):
        raise RuleError("already_ended", _("Somebody ended this seat before you."))
    _record(Action.COMMITTEE_MEMBER_ENDED, member.committee, by, **_member_facts(member))


@transaction.atomic
def record_committee_decision(*, committee: Committee, on: date, text: str, seen: int, by: Person) -> CommitteeDecision:
    """Add a decision under the next number; `seen` is the latest number on the page. Raises not_allowed, dissolved,
    bad_dates, in_future, no_chair, stated_meanwhile."""
    _check_standing(committee, by)
    if on < committee.formed_on:
        raise RuleError("bad_dates", _("The committee decides nothing before it was formed."))
    _check_day(on)
    if not committee.members.sitting(on).filter(role=CommitteeRole.CHAIR).exists():
        raise RuleError("no_chair", _("The committee had no chair on that day."))
    latest = committee.decisions.first()
    if (latest.number if latest else 0) != seen:
        raise _stated_meanwhile(committee)
    row = CommitteeDecision(committee=committee, number=seen + 1, on=on, text=text, by=by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _stated_meanwhile(committee) from None
    _record(Action.COMMITTEE_DECIDED, committee, by, number=str(row.number), on=on.isoformat(), text=text)
    return row


@transaction.atomic
def dissolve_committee(*, committee: Committee, reason: str, by: Person, version: int) -> None:
    """Dissolve it today; its members and decisions stay on record. Raises not_allowed, dissolved, reason_needed."""
    _check_standing(committee, by)
    if not reason.strip():
        raise RuleError("reason_needed", _("Say why: the reason stays with the committee."))
    rows = Committee.objects.filter(pk=committee.pk, version=version, dissolved_on=None)
    if not rows.update(dissolved_on=timezone.localdate(), version=version + 1):
        raise _dissolved()
    _record(Action.COMMITTEE_DISSOLVED, committee, by, note=reason)


def _check_head(office: Office, by: Person) -> None:
    if not can_attest_for(by, office):
        raise RuleError("not_allowed", _("The head of the office forms and keeps its committees."))


def _check_standing(committee: Committee, by: Person) -> None:
    _check_head(committee.office, by)
    if not Committee.objects.filter(pk=committee.pk, dissolved_on=None).exists():
        raise _dissolved()


def _check_day(on: date) -> None:
    if on > timezone.localdate():
        raise RuleError("in_future", _("The day may not lie in the future."))


def _dissolved() -> RuleError:
    return RuleError("dissolved", _("The committee was dissolved before."))


def _stated_meanwhile(committee: Committee) -> RuleError:
    first = committee.decisions.select_related("by").first()
    who = {"who": first.by.name if first else ""}
    return RuleError(
        "stated_meanwhile", _("%(who)s recorded a decision before you. Look at it before you add another.") % who
    )


def _member_facts(member: CommitteeMember) -> dict[str, str]:
    return {
        "note": member.person.name_bn if member.person else member.name,
        "role": member.role,
        "post": member.post,
        "since": member.since.isoformat(),
    }


def _record(action: Action, committee: Committee, by: Person, *, note: str = "", **facts: str) -> None:
    record(action, committee, by=by, lineage=committee.lineage, note=note, data={"kind": committee.kind, **facts})
