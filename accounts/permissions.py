"""Who may do what with people, offices and official accounts. Asked by every service, never bypassed by a view."""

from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.role import OVERSEEING, ROOT_ONLY, RoleKind


def has_role(person: Person, office: Office, *kinds: RoleKind) -> bool:
    """Holds one of the roles at this very office, today."""
    return Role.objects.current().of(*kinds).filter(person=person, office=office).exists()


def has_role_over(person: Person, office: Office, *kinds: RoleKind) -> bool:
    """Holds one of the roles at the office or at one above it, today."""
    at = [*office.ancestor_ids, office.pk]
    return Role.objects.current().of(*kinds).filter(person=person, office_id__in=at).exists()


def overseers(office: Office) -> "list[Person]":
    """Active people who supervise the office from above, of the nearest level that has any."""
    roles = Role.objects.current().of(*OVERSEEING).above(office).filter(person__is_active=True)
    found = list(roles.select_related("person", "office"))
    nearest = max((len(role.office.lineage) for role in found), default=0)
    return list({role.person_id: role.person for role in found if len(role.office.lineage) == nearest}.values())


def heads(office: Office) -> "list[Person]":
    """Active heads of the office."""
    roles = Role.objects.current().of(RoleKind.HEAD).filter(office=office, person__is_active=True)
    return [role.person for role in roles.select_related("person")]


def can_apply(person: Person, office: Office) -> bool:
    """Apply for a new page or register an existing one."""
    return has_role(person, office, RoleKind.OFFICER, RoleKind.HEAD)


def can_apply_somewhere(person: Person) -> bool:
    """The same for any office of hers."""
    return bool(person.lineages(RoleKind.OFFICER, RoleKind.HEAD))


def can_decide_application(person: Person, account: OfficialAccount) -> bool:
    """Whoever oversees the office from above; where nobody active does, the head decides himself (own decision)."""
    above = Role.objects.current().of(*OVERSEEING).above(account.office)
    if above.filter(person__is_active=True).exists():
        return above.filter(person=person).exists()
    return has_role(person, account.office, RoleKind.HEAD)


def can_manage_team(person: Person, account: OfficialAccount) -> bool:
    """The head of the account's office, or an administrator of it or of an office above."""
    return has_role(person, account.office, RoleKind.HEAD) or has_role_over(
        person, account.office, RoleKind.ADMINISTRATOR
    )


def can_suspend(person: Person, account: OfficialAccount) -> bool:
    return can_manage_team(person, account) or (
        Role.objects.current().of(*OVERSEEING).above(account.office).filter(person=person).exists()
    )


def can_invite(person: Person, office: Office) -> bool:
    """The head for the own office, an administrator for the own subtree."""
    return bool(givable(person, office))


def givable(person: Person, office: Office) -> list[RoleKind]:
    """Roles she may give and end: heads the officer's, administrators all; the Cabinet's exist at the root only."""
    if has_role_over(person, office, RoleKind.ADMINISTRATOR):
        return [kind for kind in RoleKind if kind not in ROOT_ONLY or office.parent_id is None]
    return [RoleKind.OFFICER] if has_role(person, office, RoleKind.HEAD) else []


def can_give(person: Person, office: Office, kind: RoleKind) -> bool:
    return kind in givable(person, office)


def can_import(person: Person) -> bool:
    """Bulk imports are an administrator's at the root."""
    return Role.objects.current().of(RoleKind.ADMINISTRATOR).filter(person=person, office__parent=None).exists()


def seat_of(person: Person, account: OfficialAccount) -> TeamMember | None:
    """Her present seat on the account's team."""
    return TeamMember.objects.current().filter(account=account, person=person).first()


def can_keep_calendar(person: Person) -> bool:
    """Administrators and Cabinet Division's people at the root keep the working calendar."""
    kinds = (RoleKind.ADMINISTRATOR, RoleKind.CABINET)
    return Role.objects.current().of(*kinds).filter(person=person, office__parent=None).exists()
