"""Who may do what with people, offices and official accounts. Asked by every service, never bypassed by a view."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.duty_types import Duty
from accounts.models import HandOver, MisuseReport, Office, OfficialAccount, Person, Role, TeamMember
from accounts.models.misuse import COMPETENT
from accounts.models.role import OVERSEEING, READS_SUBTREE, ROOT_ONLY, RoleKind
from govsocial.rulebook.checks import editions_followed
from govsocial.rulebook.models import Edition


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
    kinds = (RoleKind.OFFICER, RoleKind.HEAD)
    return any(role.office_id == office.pk and role.kind in kinds for role in person.present_roles)


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


def can_move(person: Person, office: Office) -> bool:
    """Administrators of the office's place; a move asks for both places."""
    return any(
        role.kind == RoleKind.ADMINISTRATOR and role.office.holds(office.lineage) for role in person.present_roles
    )


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


def can_attest(person: Person, account: OfficialAccount) -> bool:
    """The team of an account and the head of its office state how its duties are met."""
    return can_attest_for(person, account.office) or any(seat.account_id == account.pk for seat in person.present_seats)


def can_attest_for(person: Person, office: Office) -> bool:
    """The duties of an office are its head's to state."""
    return any(role.office_id == office.pk and role.kind == RoleKind.HEAD for role in person.present_roles)


def can_state(person: Person, duty: Duty, account: OfficialAccount | None, office: Office) -> bool:
    """What the office decides, and what concerns the office itself, is its head's; the rest also the team's."""
    if account is None or duty.by_head:
        return can_attest_for(person, office)
    return can_attest(person, account)


def can_see_contacts(person: Person, account: OfficialAccount) -> bool:
    """Numbers of citizens are seen by the team, the head of the office and its administrators."""
    administers = any(
        role.kind == RoleKind.ADMINISTRATOR and role.office.holds(account.lineage) for role in person.present_roles
    )
    return administers or can_attest(person, account)


def can_see_duties(person: Person, office: Office) -> bool:
    """What an office owes is seen by its own people and by whoever reads the offices below."""
    return any(
        (role.office_id == office.pk and role.kind in {RoleKind.OFFICER, RoleKind.HEAD})
        or (role.kind in READS_SUBTREE and role.office.holds(office.lineage))
        for role in person.present_roles
    )


def can_keep_personnel(person: Person, office: Office) -> bool:
    """Job descriptions, orientations, leaves: the head of the office, or an administrator of it or of one above."""
    return any(
        (role.office_id == office.pk and role.kind == RoleKind.HEAD)
        or (role.kind == RoleKind.ADMINISTRATOR and role.office.holds(office.lineage))
        for role in person.present_roles
    )


def can_see_personnel(person: Person, office: Office, about: Person) -> bool:
    """Who keeps them, the person herself, and whoever reads the offices below."""
    reads = any(role.kind in READS_SUBTREE and role.office.holds(office.lineage) for role in person.present_roles)
    own = person.pk == about.pk and any(role.office_id == office.pk for role in person.present_roles)
    return own or reads or can_keep_personnel(person, office)


def can_record_leave(person: Person, office: Office, about: Person) -> bool:
    """Who keeps the office's people; and everybody for herself."""
    own = person.pk == about.pk and any(role.office_id == office.pk for role in person.present_roles)
    return own or can_keep_personnel(person, office)


def can_record_transfer(person: Person, office: Office, kinds: list[RoleKind]) -> bool:
    """Who may end every role that the leaving person holds in the office."""
    may = givable(person, office)
    return bool(may) and all(kind in may for kind in kinds)


def can_end_hand_over(person: Person, hand_over: HandOver) -> bool:
    """Who keeps the office's people; a leave also the person who takes it."""
    own = hand_over.kind == "leave" and can_record_leave(person, hand_over.office, hand_over.person)
    return own or can_keep_personnel(person, hand_over.office)


def can_report_misuse(person: Person) -> bool:
    """Anybody with a role; an auditor only reads."""
    return any(role.kind != RoleKind.AUDITOR for role in person.present_roles)


def can_read_outcome(person: Person, report: MisuseReport) -> bool:
    """The competent office and auditors read all of a report; who reported it only its state."""
    return report.about_person_id != person.pk and any(
        (role.office_id == report.authority_id and role.kind in COMPETENT)
        or (role.kind == RoleKind.AUDITOR and role.office.holds(report.lineage))
        for role in person.present_roles
    )


def can_decide_misuse(person: Person, report: MisuseReport) -> bool:
    """The competent office; nobody in a matter of his own, and not who reported it."""
    if person.pk in {report.reported_by_id, report.about_person_id}:
        return False
    return any(role.office_id == report.authority_id and role.kind in COMPETENT for role in person.present_roles)


def can_permit_single_officer(person: Person, account: OfficialAccount) -> bool:
    """Whoever oversees the office from above."""
    above = set(account.office.ancestor_ids)
    return any(role.office_id in above and role.kind in OVERSEEING for role in person.present_roles)


def can_keep_website(person: Person, office: Office) -> bool:
    """The head records the office's website and has it looked at; so does an administrator of it or of one above."""
    return any(
        (role.office_id == office.pk and role.kind == RoleKind.HEAD)
        or (role.kind == RoleKind.ADMINISTRATOR and role.office.holds(office.lineage))
        for role in person.present_roles
    )


def can_keep_numbers(person: Person, office: Office) -> bool:
    """Who keeps the office's website also keeps the numbers that it publishes."""
    return can_keep_website(person, office)


def can_acknowledge(person: Person, edition: Edition) -> bool:
    """Anybody with a role in an office that follows the edition."""
    lineages = {role.office.lineage for role in person.present_roles}
    followed = editions_followed(lineages, timezone.localdate())
    return any(edition.code in codes for codes in followed.values())


def can_keep_rules(person: Person) -> bool:
    """Rule-book keepers at the root propose values, write editions and say which office follows which."""
    return Role.objects.current().of(RoleKind.KEEPER).filter(person=person, office__parent=None).exists()


def can_confirm_rules(person: Person) -> bool:
    """A keeper or somebody of the Cabinet Division at the root; never the one who proposed."""
    return confirmers().filter(pk=person.pk).exists()


def confirmers() -> QuerySet[Person]:
    """Everybody who may confirm what a keeper proposed."""
    return Role.objects.current().of(RoleKind.KEEPER, RoleKind.CABINET).filter(office__parent=None).people()
