"""The team of an account: 3 to 5 people, two of whom may approve (clause 5-ga)."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import TEAM_MAX, AccountState, SingleOfficerSpan
from accounts.permissions import can_manage_team, can_permit_single_officer, heads
from accounts.team_rules import TeamRules, team_rules
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
    hold_teams([account.pk])
    member = _take_seat(account, person, may_write=may_write, may_approve=may_approve)
    _note_strength(account, by)
    _record(Action.MEMBER_ADDED, account, by, member)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: Person) -> None:
    """End a seat now. Falling below the minimum is recorded and shown. Raises not_allowed, already_ended."""
    account = member.account
    _check_manager(account, by)
    hold_teams([account.pk])
    if not TeamMember.objects.filter(pk=member.pk, until=None).update(until=timezone.now()):
        raise RuleError("already_ended", _("Somebody removed this member before you."))
    _note_strength(account, by)
    _record(Action.MEMBER_REMOVED, account, by, member)


def leave_teams(*, person: Person, office: Office, by: Person) -> None:
    """End the seats of somebody who holds no role in the office any more; the caller's transaction and permission."""
    if Role.objects.current().filter(person=person, office=office).exists():
        return
    seats = TeamMember.objects.filter(person=person, account__office=office, until=None)
    hold_teams(seats.values_list("account_id", flat=True))
    for member in seats.select_related("account__office", "person"):
        TeamMember.objects.filter(pk=member.pk).update(until=timezone.now())
        _note_strength(member.account, by)
        _record(Action.MEMBER_REMOVED, member.account, by, member)


def swap_member(
    *, account: OfficialAccount, leaves: Person | None, takes: Person | None, rights: dict[str, bool], by: Person | None
) -> TeamMember | None:
    """One seat changes hands in one step; the caller's transaction and permission, and it holds the team (hand-overs).

    Answers the new seat; None where nobody takes it, she is on the team already, the team is full or the page closed.
    """
    member = TeamMember.objects.filter(account=account, person=leaves, until=None).select_related("person").first()
    if member and TeamMember.objects.filter(pk=member.pk, until=None).update(until=timezone.now()):
        _record(Action.MEMBER_REMOVED, account, by, member)
    taken = None
    if takes and account.status not in {AccountState.CLOSED, AccountState.REFUSED}:
        try:
            taken = _take_seat(account, takes, **rights)
            _record(Action.MEMBER_ADDED, account, by, taken)
        except RuleError:
            taken = None
    _note_strength(account, by)
    return taken


def hold_teams(accounts: Iterable[int]) -> None:
    """Write the accounts' rows first, in one order and before the first audit entry.

    Team changes of one account follow each other on both databases, and two that concern several accounts never wait
    for each other in a circle.
    """
    for account in sorted(set(accounts)):
        OfficialAccount.objects.filter(pk=account).update(version=F("version") + 1)


@transaction.atomic
def permit_single_officer(*, account: OfficialAccount, reason: str, by: Person, version: int) -> None:
    """The office above lets one officer run an account instead of a team, from today (clause 5-ga).

    Raises not_allowed, not_by_permission, reason_needed, wrong_state, already_decided.
    """
    if team_rules(timezone.localdate()).single_officer != "by_permission":
        raise RuleError("not_by_permission", _("Here a single officer is not a matter of permission."))
    _decide_single_officer(account, timezone.localdate(), reason, by, version)


@transaction.atomic
def withdraw_single_officer(*, account: OfficialAccount, reason: str, by: Person, version: int) -> None:
    """Ask for a team again. Raises not_allowed, reason_needed, wrong_state, already_decided."""
    _decide_single_officer(account, None, reason, by, version)


def _decide_single_officer(account: OfficialAccount, since: date | None, reason: str, by: Person, version: int) -> None:
    if not can_permit_single_officer(by, account):
        raise RuleError("not_allowed", _("The office above decides this."))
    if not reason.strip():
        raise RuleError("reason_needed", _("Say why: the reason stays with the account."))
    if account.status in {AccountState.CLOSED, AccountState.REFUSED, AccountState.APPLIED}:
        raise RuleError("wrong_state", _("The team is managed once the page is approved and until it is closed."))
    state = AccountState(account.status)
    rows = OfficialAccount.objects.filter(pk=account.pk, single_officer_since__isnull=since is not None)
    if not rows.move(state, state, version, single_officer_since=since):
        raise RuleError("already_decided", _("Somebody changed the account before you: look at it again."))
    account.single_officer_since = since
    permitted = since is not None
    if since is not None:
        SingleOfficerSpan.objects.create(account=account, since=since)
    else:
        SingleOfficerSpan.objects.filter(account=account, until=None).update(until=timezone.localdate())
    _note_strength(account, by)
    notify(
        "single_officer_permitted" if permitted else "single_officer_withdrawn",
        account,
        heads(account.office),
        url=reverse("accounts:official_account_detail", args=[account.pk]),
        facts={"name": account.name},
        period=str(version),
    )
    action = Action.SINGLE_OFFICER_PERMITTED if permitted else Action.SINGLE_OFFICER_WITHDRAWN
    record(action, account, by=by, lineage=account.lineage, note=reason)


def note_strengths() -> str:
    """Sweep: record each active account whose team fell short, or is complete again, because a role ran out."""
    current = TeamMember.objects.current().filter(account=OuterRef("pk")).order_by().values("account")
    active = OfficialAccount.objects.filter(status=AccountState.ACTIVE).annotate(
        seats=Coalesce(Subquery(current.annotate(n=Count("pk")).values("n")), 0),
        approvers=Coalesce(Subquery(current.filter(may_approve=True).annotate(n=Count("pk")).values("n")), 0),
    )
    today = timezone.localdate()
    rules = team_rules(today)
    complete = Q(seats__gte=rules.fewest, approvers__gte=rules.approvers) | Q(seats=1) & single_officers(rules, today)
    changed = active.filter(complete & Q(team_short_since__isnull=False) | ~complete & Q(team_short_since=None))
    found = list(changed.select_related("office")[:500])
    for account in found:
        with transaction.atomic():
            _note_strength(account, None)
    return f"{len(found)} teams changed"


def team_is_complete(account: OfficialAccount) -> bool:
    """Three to five members, two of whom may approve; or one, where a single officer is permitted."""
    seats = TeamMember.objects.current().filter(account=account)
    counted = seats.aggregate(all=Count("id"), approvers=Count("id", filter=Q(may_approve=True)))
    today = timezone.localdate()
    rules = team_rules(today)
    if counted["all"] == 1:
        return OfficialAccount.objects.filter(single_officers(rules, today), pk=account.pk).exists()
    return rules.holds(counted["all"], counted["approvers"])


def single_officers(rules: TeamRules, day: date) -> Q:
    """Narrow accounts to those that one officer may run alone on a day."""
    if rules.single_officer == "allowed":
        return Q(pk__isnull=False)
    return Q(single_officer_since__lte=day) if rules.single_officer == "by_permission" else Q(pk__in=[])


def _check_manager(account: OfficialAccount, by: Person) -> None:
    if not can_manage_team(by, account):
        raise RuleError("not_allowed", _("The head of the office or an administrator manages the team."))
    if account.status in {AccountState.CLOSED, AccountState.REFUSED, AccountState.APPLIED}:
        raise RuleError("wrong_state", _("The team is managed once the page is approved and until it is closed."))


def _take_seat(account: OfficialAccount, person: Person, **rights: bool) -> TeamMember:
    """The first free seat. Raises on_team, team_full."""
    taken = dict(TeamMember.objects.filter(account=account, until=None).values_list("seat", "person_id"))
    if person.pk in taken.values():
        raise RuleError("on_team", _("The person is on the team already."))
    free = [seat for seat in range(1, TEAM_MAX + 1) if seat not in taken]
    if not free:
        raise _team_full()
    return _seat(account, person, free[0], **rights)


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


def _record(action: Action, account: OfficialAccount, by: Person | None, member: TeamMember) -> None:
    facts = {"person": member.person.email, "may_write": member.may_write, "may_approve": member.may_approve}
    record(action, account, by=by, lineage=account.lineage, note=member.person.name_bn, data=facts)
