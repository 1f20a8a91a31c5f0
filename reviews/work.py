"""What waits for a person of proposals, questions, circulars and excusals: lines of “my work”."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.models.role import RoleKind
from accounts.selectors import WorkItem
from govsocial.rulebook.models import Edition, EditionState, ParameterProposal
from govsocial.rulebook.services import parameter
from govsocial.workdays.periods import day_bounds_utc
from reviews.models import Addressee, Clarification, Excusal
from reviews.models.clarification import ClarificationState

LIMIT = 50


def proposals_waiting(person: Person) -> list[WorkItem]:
    """Values and editions that somebody else proposed and she may confirm."""
    if not _holds(person, RoleKind.KEEPER, RoleKind.CABINET):
        return []
    found = ParameterProposal.objects.pending().exclude(proposed_by=person).order_by("id")[:LIMIT]
    drafts = Edition.objects.filter(status=EditionState.DRAFT).exclude(drafted_by=person).order_by("id")[:LIMIT]
    values = [
        WorkItem(
            kind="proposal",
            title=f"{row.parameter.clause.label} {row.parameter.title}",
            detail=f"{row.get_status_display()} · {row.proposed_by}",
            url=reverse("rulebook:proposal_list"),
            button=_("See proposal"),
            due_at=None,
            since=row.proposed_at,
        )
        for row in found.select_related("parameter__clause", "proposed_by")
    ]
    editions = [
        WorkItem(
            kind="edition",
            title=draft.title,
            detail=f"{draft.get_status_display()} · {draft.drafted_by}",
            url=reverse("rulebook:edition_detail", args=[draft.code]),
            button=_("See edition"),
            due_at=None,
            since=draft.drafted_at or timezone.now(),
        )
        for draft in drafts.select_related("drafted_by")
    ]
    return values + editions


def questions_waiting(person: Person) -> list[WorkItem]:
    """Questions about the guideline that the Cabinet Division has not answered."""
    if not any(role.kind == RoleKind.CABINET and role.office.parent_id is None for role in person.present_roles):
        return []
    found = Clarification.objects.filter(status=ClarificationState.ASKED).order_by("id")[:LIMIT]
    return [
        WorkItem(
            kind="question",
            title=f"{row.clause.label} {row.clause.title}",
            detail=f"{row.get_kind_display()} · {row.office}",
            url=reverse("reviews:clarification_detail", args=[row.pk]),
            button=_("Answer"),
            due_at=None,
            since=row.asked_at,
        )
        for row in found.select_related("clause", "office")
    ]


def circulars_waiting(person: Person) -> list[WorkItem]:
    """Circulars that the offices she heads have not acknowledged, due as the parameter says."""
    headed = [role.office_id for role in person.present_roles if role.kind == RoleKind.HEAD]
    if not headed:
        return []
    found = Addressee.objects.missing().filter(office_id__in=headed).order_by("id")[:LIMIT]
    rows = list(found.select_related("circular", "office"))
    days = timedelta(days=int(parameter("circular_acknowledgement", timezone.localdate()))) if rows else timedelta()
    return [
        WorkItem(
            kind="circular",
            title=row.circular.subject,
            detail=f"{row.circular.memo_number} · {row.office}",
            url=reverse("reviews:circular_detail", args=[row.circular_id]),
            button=_("Acknowledge"),
            due_at=_end_of(timezone.localdate(row.circular.issued_at) + days),
            since=row.circular.issued_at,
        )
        for row in rows
    ]


def excusals_waiting(person: Person) -> list[WorkItem]:
    """Excusals that offices below hers ask for."""
    found = Excusal.objects.decidable_by(person).select_related("clause", "office", "account").order_by("id")[:LIMIT]
    return [
        WorkItem(
            kind="excusal",
            title=f"{row.clause.label} {row.clause.title}",
            detail=f"{row.account or row.get_status_display()} · {row.office}",
            url=reverse("reviews:excusal_detail", args=[row.pk]),
            button=_("Decide"),
            due_at=None,
            since=row.asked_at,
        )
        for row in found
    ]


def _end_of(day: date) -> datetime:
    """The last second of a day, as people read a term."""
    return day_bounds_utc(day, settings.TIME_ZONE)[1] - timedelta(seconds=1)


def _holds(person: Person, *kinds: RoleKind) -> bool:
    return any(role.kind in kinds for role in person.present_roles)
