"""What accounts still need, and what waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import APPROVERS_MIN, TEAM_MAX, TEAM_MIN, AccountState
from accounts.models.role import OVERSEEING, RoleKind


@dataclass(frozen=True)
class Step:
    """One thing an account needs before it is active, with its clause."""

    clause: str
    title: Promise | str
    done: bool


def open_steps(account: OfficialAccount, members: list[TeamMember]) -> list[Step]:
    """The task list of an account in the making: application, address, team, approvers."""
    approvers = sum(member.may_approve for member in members)
    decided = account.is_existing or account.status not in {AccountState.APPLIED, AccountState.REFUSED}
    return [
        Step("3", _("Registered or approved by the office above"), decided),
        Step("5-ka", _("Address of the page recorded"), bool(account.url)),
        Step("5-ga", _("Team of 3 to 5 people"), TEAM_MIN <= len(members) <= TEAM_MAX),
        Step("6-ka", _("Two of them may approve"), approvers >= APPROVERS_MIN),
        Step("5-ga", _("Activated"), account.status == AccountState.ACTIVE),
    ]


@dataclass(frozen=True)
class WorkItem:
    """One line of “my work”: what, where, since or until when, and the one button."""

    kind: str
    title: str
    detail: str
    url: str
    button: Promise | str
    due_at: datetime | None
    since: datetime


def applications_waiting(person: Person) -> list[WorkItem]:
    """Applications that this person decides: of offices below hers, or of her own where nobody is above."""
    scope = Q(pk__in=[])
    for lineage in person.lineages(*OVERSEEING):
        scope |= Q(lineage__startswith=lineage) & ~Q(lineage=lineage)
    found = OfficialAccount.objects.filter(scope, status=AccountState.APPLIED).select_related("office")
    return [_item(account, "application", _("See application")) for account in found.order_by("applied_at")[:50]]


def accounts_in_preparation(person: Person) -> list[WorkItem]:
    """Accounts of the offices she heads that are not active yet, or whose team fell short."""
    headed = Role.objects.current().of(RoleKind.HEAD).filter(person=person).values("office_id")
    own = OfficialAccount.objects.filter(office_id__in=headed).select_related("office")
    waiting = own.filter(
        Q(status=AccountState.PREPARING) | Q(status=AccountState.ACTIVE, team_short_since__isnull=False)
    )
    return [_item(account, "preparation", _("Complete account")) for account in waiting.order_by("applied_at")[:50]]


def own_decisions(person: Person) -> list[WorkItem]:
    """Applications of the offices she heads where nobody active stands above."""
    items = []
    for role in [role for role in person.present_roles if role.kind == RoleKind.HEAD]:
        if not Role.objects.current().of(*OVERSEEING).above(role.office).filter(person__is_active=True).exists():
            own = OfficialAccount.objects.filter(office=role.office, status=AccountState.APPLIED)
            items += [_item(account, "application", _("See application")) for account in own.select_related("office")]
    return items


def writable_accounts(person: Person) -> QuerySet[OfficialAccount]:
    """Active accounts on which she may write."""
    seats = TeamMember.objects.current().filter(person=person, may_write=True)
    return OfficialAccount.objects.filter(pk__in=seats.values("account_id"), status=AccountState.ACTIVE)


def _item(account: OfficialAccount, kind: str, button: Promise) -> WorkItem:
    return WorkItem(
        kind=kind,
        title=account.name,
        detail=f"{account.get_platform_display()} · {account.office}",
        url=reverse("accounts:official_account_detail", args=[account.pk]),
        button=button,
        due_at=None,
        since=account.applied_at,
    )
