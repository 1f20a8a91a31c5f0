"""People, offices, roles, official accounts, teams and their duties."""

from accounts.models.committee import Committee, CommitteeDecision, CommitteeMember
from accounts.models.contact import Peer, ViberContact
from accounts.models.duty import Acknowledgement, Attestation, CredentialRotation, GrsIdentity
from accounts.models.misuse import MisuseReport
from accounts.models.office import Office, OfficeParent
from accounts.models.office_number import OfficeNumber
from accounts.models.official_account import OfficialAccount, Platform, TeamMember
from accounts.models.person import Invitation, Person
from accounts.models.personnel import HandOver, HandOverSeat, JobDescription, Orientation
from accounts.models.role import Role
from accounts.models.website import WebsiteCheck, WebsiteWatch

__all__ = [
    "Acknowledgement",
    "Attestation",
    "Committee",
    "CommitteeDecision",
    "CommitteeMember",
    "CredentialRotation",
    "GrsIdentity",
    "HandOver",
    "HandOverSeat",
    "Invitation",
    "JobDescription",
    "MisuseReport",
    "Office",
    "OfficeNumber",
    "OfficeParent",
    "OfficialAccount",
    "Orientation",
    "Peer",
    "Person",
    "Platform",
    "Role",
    "TeamMember",
    "ViberContact",
    "WebsiteCheck",
    "WebsiteWatch",
]
