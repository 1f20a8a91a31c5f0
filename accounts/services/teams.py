"""The team of an account: 3 to 5 people, two of whom may approve (clause 5-ga)."""

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import APPROVERS_MIN, TEAM_MAX, TEAM_MIN, AccountState
from accounts.permissions import can_manage_team, heads
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify


@transaction.atomic
def add_member(
    *, account: OfficialAccount, person: Person, may_write: bool, may_approve: bool, by: Person
) -> TeamMember:
    """Seat a person of the account's office. Raises not_allowed, not_of_office, no_right, on_team, team_full."""
    _check_manager(account, by)
    if not Role.objects.current().filter(person=person, office=account.office).exists() or not person.is_active:
        raise RuleError("not_of_office", _("The person holds no role in this office today."))
    if not (may_write or may_approve):
        raise RuleError("no_right", _("A member may write, approve, or both."))
    _hold(account)
    taken = dict(TeamMember.objects.filter(account=account, until=None).values_list("seat", "person_id"))
    if person.pk in taken.values():
        raise RuleError("on_team", _("The person is on the team already."))
    free = [seat for seat in range(1, TEAM_MAX + 1) if seat not in taken]
    if not free:
        raise _team_full()
    member = _seat(account, person, free[0], may_write=may_write, may_approve=may_approve)
    _note_strength(account, by)
    _record(Action.MEMBER_ADDED, account, by, member)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: Person) -> None:
    """End a seat now. Falling below the minimum is recorded and shown. Raises not_allowed, already_ended."""
    account = member.account
    _check_manager(account, by)
    _hold(account)
    if not TeamMember.objects.filter(pk=member.pk, until=None).update(until=timezone.now()):
        raise RuleError("already_ended", _("Somebody removed this member before you."))
    _note_strength(account, by)
    _record(Action.MEMBER_REMOVED, account, by, member)


def leave_teams(*, person: Person, office: Office, by: Person) -> None:
    """End the seats of somebody who holds no role in the office any more; the caller's transaction and permission."""
    if Role.objects.current().filter(person=person, office=office).exists():
        return
    seats = TeamMember.objects.filter(person=person, account__office=office, until=None)
    for member in seats.select_related("account__office", "person"):
        _hold(member.account)
        TeamMember.objects.filter(pk=member.pk).update(until=timezone.now())
        _note_strength(member.account, by)
        _record(Action.MEMBER_REMOVED, member.account, by, member)


def note_strengths() -> str:
    """Sweep: record each active account whose team fell short, or is complete again, because a role ran out."""
    current = TeamMember.objects.current().filter(account=OuterRef("pk")).order_by().values("account")
    active = OfficialAccount.objects.filter(status=AccountState.ACTIVE).annotate(
        seats=Coalesce(Subquery(current.annotate(n=Count("pk")).values("n")), 0),
        approvers=Coalesce(Subquery(current.filter(may_approve=True).annotate(n=Count("pk")).values("n")), 0),
    )
    complete = Q(seats__gte=TEAM_MIN, approvers__gte=APPROVERS_MIN)
    changed = active.filter(complete & Q(team_short_since__isnull=False) | ~complete & Q(team_short_since=None))
    found = list(changed.select_related("office")[:500])
    for account in found:
        with transaction.atomic():
            _note_strength(account, None)
    return f"{len(found)} teams changed"


def team_is_complete(account: OfficialAccount) -> bool:
    """Three to five members, two of whom may approve."""
    seats = TeamMember.objects.current().filter(account=account)
    counted = seats.aggregate(all=Count("id"), approvers=Count("id", filter=Q(may_approve=True)))
    return bool(TEAM_MIN <= counted["all"] <= TEAM_MAX and counted["approvers"] >= APPROVERS_MIN)


def _check_manager(account: OfficialAccount, by: Person) -> None:
    if not can_manage_team(by, account):
        raise RuleError("not_allowed", _("The head of the office or an administrator manages the team."))
    if account.status in {AccountState.CLOSED, AccountState.REFUSED, AccountState.APPLIED}:
        raise RuleError("wrong_state", _("The team is managed once the page is approved and until it is closed."))


def _hold(account: OfficialAccount) -> None:
    """Write the account's row first: team changes of one account follow each other on both databases."""
    OfficialAccount.objects.filter(pk=account.pk).update(version=F("version") + 1)


def _seat(account: OfficialAccount, person: Person, seat: int, **rights: bool) -> TeamMember:
    try:
        with transaction.atomic():
            return TeamMember.objects.create(account=account, person=person, seat=seat, **rights)
    except IntegrityError:
        raise _team_full() from None


def _team_full() -> RuleError:
    return RuleError("team_full", _("A team has at most five members (clause 5-ga)."))


def _note_strength(account: OfficialAccount, by: Person | None) -> None:
    """Record when an active account's team falls below the minimum, and when it is complete again."""
    complete = team_is_complete(account)
    rows = OfficialAccount.objects.filter(pk=account.pk, status=AccountState.ACTIVE)
    if complete and rows.exclude(team_short_since=None).update(team_short_since=None):
        record(Action.TEAM_COMPLETE, account, by=by, lineage=account.lineage)
    if not complete and rows.filter(team_short_since=None).update(team_short_since=timezone.now()):
        notify(
            "team_short",
            account,
            heads(account.office),
            url=reverse("accounts:official_account_detail", args=[account.pk]),
            facts={"name": account.name},
            period=timezone.localdate().isoformat(),
        )
        record(Action.TEAM_SHORT, account, by=by, lineage=account.lineage)


def _record(action: Action, account: OfficialAccount, by: Person, member: TeamMember) -> None:
    facts = {"person": member.person.email, "may_write": member.may_write, "may_approve": member.may_approve}
    record(action, account, by=by, lineage=account.lineage, note=member.person.name_bn, data=facts)
