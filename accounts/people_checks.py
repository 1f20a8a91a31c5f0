"""Checks of the people who run accounts, and of committees (np-2075); `compliance.py` registers them."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Committee, CommitteeMember, HandOver, HandOverSeat, JobDescription, Office, Orientation
from accounts.models.committee import CommitteeKind, CommitteeRole
from accounts.models.office import OfficeKind
from accounts.models.personnel import HandOverKind, HandOverState
from accounts.standing import end_of, offices_with_accounts, seats_then
from govsocial.rulebook.checks import Outcome, Question
from govsocial.tallies.models import Status


def job_described(question: Question) -> Iterator[Outcome]:
    """Every member of the team of an active account has got a written job description from the account's office."""
    yield from _each_member_has(JobDescription.objects.all(), question)


def oriented(question: Question) -> Iterator[Outcome]:
    """Every member of the team of an active account was oriented by the account's office."""
    yield from _each_member_has(Orientation.objects.all(), question)


def _each_member_has(records: "QuerySet[Any]", question: Question) -> Iterator[Outcome]:
    """A person on several teams counts once: where one office still owes it, at that one."""
    given = records.filter(person=OuterRef("person"), office=OuterRef("account__office"), on__lte=question.day)
    rows = seats_then(question).annotate(given=Exists(given)).order_by("person_id", "given", "account_id")
    columns = ("person_id", "account__office_id", "account__lineage", "given")
    for person, group in groupby(rows.values_list(*columns).iterator(), key=lambda row: row[0]):
        _person, office, lineage, has = next(group)
        yield Outcome(person, office, lineage, (Status.MET if has else Status.BREACHED).value)


def handed_over_on_leave(question: Question) -> Iterator[Outcome]:
    """Nobody on leave still holds a seat on the team of an active account; without one there was nothing to give."""
    end = end_of(question.day)
    seats = seats_then(question).filter(person=OuterRef("person"), account__office=OuterRef("office"))
    handed = HandOverSeat.objects.filter(hand_over=OuterRef("pk"), ended__isnull=False)
    away = HandOver.objects.filter(kind=HandOverKind.LEAVE, since__lte=question.day, until__gt=question.day)
    away = away.exclude(status=HandOverState.WITHDRAWN).filter(Q(ended_at=None) | Q(ended_at__gte=end))
    rows = away.filter(question.whose("lineage")).annotate(holds=Exists(seats), handed=Exists(handed))
    columns = ("person_id", "office_id", "lineage", "holds", "handed")
    ordered = rows.order_by("person_id", "-holds", "-handed", "id").values_list(*columns).iterator()
    for person, group in groupby(ordered, key=lambda row: row[0]):
        _person, office, lineage, holds, has_handed = next(group)
        status = Status.BREACHED if holds else Status.MET if has_handed else Status.NOT_APPLICABLE
        yield Outcome(person, office, lineage, status.value)


def own_committee_stands(question: Question) -> Iterator[Outcome]:
    """The office of an active account has a grievance committee with a chair and at least one more member."""
    complete = _complete_committees(question.day).filter(office=OuterRef("pk"))
    rows = offices_with_accounts(question).annotate(has=Exists(complete))
    for pk, lineage, has in rows.values_list("pk", "lineage", "has"):
        yield Outcome(pk, pk, lineage, (Status.MET if has else Status.BREACHED).value)


def ministry_committee_stands(question: Question) -> Iterator[Outcome]:
    """The nearest ministry at or above the office of an active account has such a committee; without one above there
    is nobody to ask."""
    ministries = Office.objects.filter(kind__in=[OfficeKind.MINISTRY, OfficeKind.MINISTRY_DIVISION])
    complete = _complete_committees(question.day).filter(office=OuterRef("pk"))
    stands = {str(pk): has for pk, has in ministries.annotate(has=Exists(complete)).values_list("pk", "has")}
    for pk, lineage in offices_with_accounts(question).values_list("pk", "lineage"):
        nearest = next((part for part in reversed(lineage.split("/")) if part in stands), None)
        met = Status.MET if nearest and stands[nearest] else Status.BREACHED
        status = met if nearest else Status.NOT_APPLICABLE
        yield Outcome(pk, pk, lineage, status.value, {"ministry": int(nearest) if nearest else None})


def _complete_committees(day: date) -> QuerySet[Committee]:
    """Grievance committees that stand on a day with a chair and at least one more member."""
    sitting = CommitteeMember.objects.sitting(day).filter(committee=OuterRef("pk"))
    chair, other = sitting.filter(role=CommitteeRole.CHAIR), sitting.exclude(role=CommitteeRole.CHAIR)
    return Committee.objects.standing(day).filter(Exists(chair), Exists(other), kind=CommitteeKind.GRIEVANCE)


# Clause: what it is about, its check.
CHECKS = {
    "job-description": ("person", job_described),
    "orientation": ("person", oriented),
    "leave": ("person", handed_over_on_leave),
    "own-committee": ("office", own_committee_stands),
    "ministry-committee": ("office", ministry_committee_stands),
}
