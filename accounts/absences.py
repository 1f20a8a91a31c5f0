"""What somebody's absence does to the teams on which she sits: who is left, and is it enough (clause 5-ga)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import HandOver, HandOverSeat, Office, OfficialAccount, Person, TeamMember
from accounts.models.official_account import AccountState
from accounts.services.teams import single_officers
from accounts.team_rules import team_rules

Team = dict[int, bool]  # person id → may approve


@dataclass(frozen=True)
class Gap:
    """One seat of hers, and the team without it. `is_short`: the page is active, and the rule asks for more."""

    account: OfficialAccount
    seat: TeamMember
    members: int
    approvers: int
    is_short: bool


def gaps(
    person: Person, office: Office, since: date, until: date | None, substitutes: dict[int, Person] | None = None
) -> list[Gap]:
    """Her seats on the office's teams with who is left in that time, each seat filled by its substitute, if any.

    Whoever else is away in that time is not counted; who stands in for him is. A fixed number of queries.
    """
    seats = list(
        TeamMember.objects.current().filter(person=person, account__office=office).select_related("account", "person")
    )
    teams = _teams_without(person, [seat.account_id for seat in seats], since, until)
    day = max(since, timezone.localdate())
    rules = team_rules(day)
    alone = set(OfficialAccount.objects.filter(single_officers(rules, day), office=office).values_list("pk", flat=True))
    found = []
    for seat in seats:
        team = teams[seat.account_id]
        if substitutes and seat.account_id in substitutes:
            team[substitutes[seat.account_id].pk] = seat.may_approve
        members, approvers = len(team), sum(team.values())
        alone_is_enough = members == 1 and seat.account_id in alone
        enough = alone_is_enough or (members >= rules.fewest and approvers >= rules.approvers)
        short = seat.account.status == AccountState.ACTIVE and not enough
        found.append(Gap(seat.account, seat, members, approvers, short))
    return found


def away(office: Office, since: date, until: date | None) -> set[int]:
    """Ids of the people of an office who are away on any day of a time."""
    rows = HandOver.objects.open().overlapping(since, until).filter(office=office)
    return set(rows.values_list("person_id", flat=True))


def _teams_without(person: Person, accounts: list[int], since: date, until: date | None) -> dict[int, Team]:
    teams: dict[int, Team] = defaultdict(dict)
    members = TeamMember.objects.current().filter(account__in=accounts).exclude(person=person)
    for account, member, may_approve in members.values_list("account_id", "person_id", "may_approve"):
        teams[account][member] = may_approve
    others = HandOver.objects.open().overlapping(since, until).exclude(person=person)
    handed = HandOverSeat.objects.filter(hand_over__in=others, account__in=accounts)
    for account, absent, substitute in handed.values_list("account_id", "hand_over__person_id", "substitute_id"):
        rights = teams[account].pop(absent, None)
        if rights is not None and substitute:
            teams[account][substitute] = rights
    return teams
