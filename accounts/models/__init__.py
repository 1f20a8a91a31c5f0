"""People, offices, roles, official accounts and teams."""

from accounts.models.office import Office, OfficeParent
from accounts.models.official_account import OfficialAccount, Platform, TeamMember
from accounts.models.person import Invitation, Person
from accounts.models.role import Role

__all__ = ["Invitation", "Office", "OfficeParent", "OfficialAccount", "Person", "Platform", "Role", "TeamMember"]
