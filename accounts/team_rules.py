"""How many run an account (clause 5-ga), as the edition followed here says on a day."""

from dataclasses import dataclass
from datetime import date

from accounts.models.official_account import APPROVERS_MIN, TEAM_MAX, TEAM_MIN
from govsocial.rulebook.models import Edition, Parameter


@dataclass(frozen=True)
class TeamRules:
    """Fewest and most members, how many of them approve; `single_officer`: allowed, by_permission or never."""

    fewest: int
    most: int
    approvers: int
    single_officer: str

    def holds(self, members: int, approvers: int) -> bool:
        """Enough people and not too many; the single officer is another question."""
        return self.fewest <= members <= self.most and approvers >= self.approvers


def team_rules(day: date) -> TeamRules:
    """What holds on a day; an edition that says nothing takes the portal's own numbers, which no edition exceeds."""
    leading = Edition.objects.leading(day).values("pk")[:1]
    said = dict(Parameter.objects.on(day).filter(edition__in=leading).values_list("name", "value"))
    return TeamRules(
        fewest=int(said.get("team_min", TEAM_MIN)),
        most=min(int(said.get("team_max", TEAM_MAX)), TEAM_MAX),
        approvers=int(said.get("approvers_min", APPROVERS_MIN)),
        single_officer=str(said.get("single_officer", "by_permission")),
    )
