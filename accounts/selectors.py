"""What accounts still need, and what waits for a person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    MisuseReport,
    Office,
    OfficeNumber,
    OfficeParent,
    OfficialAccount,
    Person,
    Role,
    TeamMember,
)
from accounts.models.misuse import COMPETENT, MisuseState
from accounts.models.official_account import AccountState
from accounts.models.role import OVERSEEING, RoleKind
from accounts.team_rules import TeamRules
from govsocial.tallies.models import Tally
from govsocial.workdays.periods import Period

NUMBERS_SHOWN = 50


def internal_office_ids() -> set[int]:
    """Offices that have offices below them."""
    return set(Office.objects.exclude(parent=None).values_list("parent_id", flat=True).distinct())


def summed_offices(period: Period) -> set[int]:
    """Offices of which sums are kept in a period: those that have others below them, or had when it was summed."""
    kept = Tally.objects.filter(period=period.name).order_by().values_list("office_id", flat=True).distinct()
    return internal_office_ids().union(kept)


def places_on(day: date) -> dict[str, str]:
    """Where offices stood on a day, by the lineage they have now: only those whose place was another."""
    if not OfficeParent.objects.filter(since__gt=day).exists():
        return {}
    rows = OfficeParent.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))
    parents = dict(rows.values_list("office_id", "parent_id"))
    now = dict(Office.objects.values_list("pk", "lineage"))
    then: dict[int, str] = {}

    def lineage_of(office: int) -> str:
        if office not in then:
            parent = parents.get(office)
            then[office] = f"{lineage_of(parent) if parent else '/'}{office}/"
        return then[office]

    return {now[office]: lineage_of(office) for office in parents if now[office] != lineage_of(office)}


def moved_since(places: dict[str, str]) -> dict[str, str]:
    """Of the offices of `places_on` those that moved themselves, the outer ones first; the others went with them."""

    def went_along(now: str, then: str) -> bool:
        above = now[: now.rindex("/", 0, -1) + 1]
        return above in places and places[above] + now[len(above) :] == then

    roots = [now for now, then in places.items() if not went_along(now, then)]
    return {now: places[now] for now in sorted(roots, key=len)}


def published_numbers(lineage: str) -> frozenset[str]:
    """Mobile numbers, of 11 ASCII digits, that the office at a place in the tree and those above it publish now."""
    return frozenset(_numbers_over(lineage).filter(ended_at=None).values_list("number", flat=True))


def numbers_changed(lineage: str, since: datetime) -> bool:
    """True when one of them was recorded or ended from a moment on."""
    return _numbers_over(lineage).filter(Q(recorded_at__gte=since) | Q(ended_at__gte=since)).exists()


def _numbers_over(lineage: str) -> QuerySet[OfficeNumber]:
    at = [int(part) for part in lineage.split("/") if part]
    return OfficeNumber.objects.filter(office_id__in=at).order_by()


def numbers_shown(office: Office) -> list[OfficeNumber]:
    """The numbers that an office itself publishes now."""
    return list(OfficeNumber.objects.present().filter(office=office)[:NUMBERS_SHOWN])


@dataclass(frozen=True)
class Step:
    """One thing an account needs before it is active, with its clause."""

    clause: str
    title: Promise | str
    done: bool


def open_steps(account: OfficialAccount, members: list[TeamMember], rules: TeamRules) -> list[Step]:
    """The task list of an account in the making: application, address, team, approvers."""
    approvers = sum(member.may_approve for member in members)
    alone = len(members) == 1 and account.single_officer_since is not None
    decided = account.is_existing or account.status not in {AccountState.APPLIED, AccountState.REFUSED}
    return [
        Step("3", _("Registered or approved by the office above"), decided),
        Step("5-ka", _("Address of the page recorded"), bool(account.url)),
        Step("5-ga", _("Team of 3 to 5 people"), alone or rules.fewest <= len(members) <= rules.most),
        Step("6-ka", _("Two of them may approve"), alone or approvers >= rules.approvers),
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
    headed = [role.office_id for role in person.present_roles if role.kind == RoleKind.HEAD]
    if not headed:
        return []
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


def misuse_waiting(person: Person) -> list[WorkItem]:
    """Reports of misuse that her office looks into; not her own and none about herself."""
    decides = [role.office_id for role in person.present_roles if role.kind in COMPETENT]
    if not decides:
        return []
    found = MisuseReport.objects.visible_to(person).filter(authority_id__in=decides, status=MisuseState.REPORTED)
    return [
        WorkItem(
            kind="misuse",
            title=f"{report.get_kind_display()} · {report.about}",
            detail=str(report.office),
            url=reverse("accounts:misuse_report_detail", args=[report.pk]),
            button=_("See report"),
            due_at=None,
            since=report.reported_at,
        )
        for report in found.exclude(reported_by=person).select_related("office").order_by("id")[:50]
    ]


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
