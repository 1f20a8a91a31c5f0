"""Inviting people, and their dated roles."""

import hashlib
import secrets
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Office, Person, Role
from accounts.models.role import ROOT_ONLY, RoleKind
from accounts.permissions import can_give, can_invite
from accounts.services.passwords import validate_first_password
from accounts.services.teams import leave_teams
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw

INVITATION_DAYS = 14


@transaction.atomic
def invite(*, office: Office, email: str, name_bn: str, name_en: str, role: RoleKind, by: Person) -> Invitation:
    """Offer a role in an office to somebody by mail; an open offer of this office to the same address is taken back.

    Raises not_allowed, already_here, already_invited.
    """
    if not can_invite(by, office) or not can_give(by, office, role):
        raise RuleError("not_allowed", _("You may not give this role in this office."))
    email = email.strip().lower()
    if Person.objects.filter(email__iexact=email).exists():
        raise RuleError("already_here", _("This person is already in the portal. Give the role on the people page."))
    for earlier in Invitation.objects.unanswered().filter(office=office, email=email).select_related("office"):
        withdraw_invitation(invitation=earlier, by=by)
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        email=email,
        name_bn=name_bn,
        name_en=name_en,
        office=office,
        role=role,
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        token_hash=token_hash(token),
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        raise RuleError("already_invited", _("Somebody invited this person a moment before you.")) from None
    url = reverse("accounts:join", args=[token])
    notify("invitation", invitation, [email], url=url, facts={"office": office.name_bn})
    _record(Action.PERSON_INVITED, invitation, by)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> None:
    """Take an invitation back: its link ends, and its mail where it was not sent yet.

    Raises not_allowed, already_accepted, already_withdrawn.
    """
    if not can_give(by, invitation.office, RoleKind(invitation.role)):
        raise RuleError("not_allowed", _("You may not take back an invitation to a role you may not give."))
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        if Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).exists():
            raise RuleError("already_accepted", _("The person has joined by this invitation. End the role instead."))
        last = Entry.objects.about(invitation).first()
        message = _("%(who)s took this invitation back before you.")
        raise RuleError("already_withdrawn", message % {"who": last.actor_name if last else ""})
    withdraw(invitation, ["invitation"])
    _record(Action.INVITATION_WITHDRAWN, invitation, by)


def _record(action: Action, invitation: Invitation, by: Person) -> None:
    facts = {"office": invitation.office.code, "role": invitation.role}
    record(action, invitation, by=by, lineage=invitation.office.lineage, data=facts)


def token_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a token while it is open, and who invited may still give its role."""
    rows = Invitation.objects.open(timezone.now()).filter(token_hash=token_hash(token))
    found = rows.select_related("office", "invited_by").first()
    if found and found.invited_by.is_active and can_give(found.invited_by, found.office, RoleKind(found.role)):
        return found
    return None


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> Person:
    """Make the invited person with the offered role. Raises invitation_gone."""
    invitation = open_invitation(token)
    now = timezone.now()
    if not invitation or not Invitation.objects.unanswered().filter(pk=invitation.pk).update(accepted_at=now):
        raise RuleError("invitation_gone", _("This invitation was used or has expired. Ask for a new one."))
    person = Person(email=invitation.email, name_bn=invitation.name_bn, name_en=invitation.name_en)
    validate_first_password(password, person, invitation.office)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise RuleError("already_here", _("This person is already in the portal.")) from None
    Role.objects.create(person=person, office=invitation.office, kind=invitation.role, given_by=invitation.invited_by)
    record(Action.PERSON_JOINED, person, by=person, lineage=invitation.office.lineage, data={"role": invitation.role})
    return person


@transaction.atomic
def give_role(*, person: Person, office: Office, kind: RoleKind, by: Person, since: date, until: date | None) -> Role:
    """Give a dated role. Raises not_allowed, root_only, bad_dates, has_role."""
    if kind in ROOT_ONLY and office.parent_id is not None:
        raise RuleError("root_only", _("This role exists at the root of the tree only."))
    if not can_give(by, office, kind):
        raise RuleError("not_allowed", _("You may not give this role in this office."))
    if until and until <= since:
        raise RuleError("bad_dates", _("The end must come after the start."))
    held = Role.objects.filter(person=person, office=office, kind=kind).filter(Q(until=None) | Q(until__gt=since))
    if (held.filter(since__lt=until) if until else held).exists():
        raise RuleError("has_role", _("The person holds this role already."))
    role = Role.objects.create(person=person, office=office, kind=kind, since=since, until=until, given_by=by)
    record(Action.ROLE_GIVEN, person, by=by, lineage=office.lineage, data=_role_facts(role))
    return role


@transaction.atomic
def end_role(*, role: Role, by: Person) -> None:
    """End a role today, and with the last one the seats in that office; both are gone at the person's next request.

    Raises not_allowed, already_ended, last_administrator.
    """
    if not can_give(by, role.office, RoleKind(role.kind)):
        raise RuleError("not_allowed", _("You may not end this role."))
    at_root = role.kind == RoleKind.ADMINISTRATOR and role.office.parent_id is None
    if at_root:  # the office's row first: two administrators who end each other's role follow one another
        Office.objects.filter(pk=role.office_id).update(code=F("code"))
    today = timezone.localdate()
    open_role = Role.objects.filter(pk=role.pk).filter(Q(until=None) | Q(until__gt=today))
    if not open_role.update(until=max(today, role.since)):
        raise RuleError("already_ended", _("Somebody ended this role before you."))
    if at_root and not _somebody_stays(role):
        message = _("Without another administrator at the root, whose role has no end, nobody could let people in.")
        raise RuleError("last_administrator", message)
    leave_teams(person=role.person, office=role.office, by=by)
    record(Action.ROLE_ENDED, role.person, by=by, lineage=role.office.lineage, data=_role_facts(role))


def _somebody_stays(ended: Role) -> bool:
    """An active administrator at the root is left today; after a role without an end, one without an end too."""
    left = Role.objects.current().of(RoleKind.ADMINISTRATOR).filter(office=ended.office, person__is_active=True)
    return (left if ended.until else left.filter(until=None)).exists()


@transaction.atomic
def change_settings(*, person: Person, language: str, bangla_digits: bool) -> None:
    """A person's own language and digits."""
    Person.objects.filter(pk=person.pk).update(language=language, bangla_digits=bangla_digits)
    record(Action.PERSON_SETTINGS, person, by=person, data={"language": language, "bangla_digits": bangla_digits})


@transaction.atomic
def create_first_administrator(*, email: str, name_bn: str, password: str) -> Person:
    """The first person of an empty installation: administrator at the root.

    Raises not_first when anybody is there already, no_root when no office was loaded.
    """
    root = Office.objects.select_for_update(no_key=True).filter(parent=None).first()
    if root is None:
        raise RuleError("no_root", _("Load the offices first: make setup."))
    if Person.objects.exists():
        raise RuleError("not_first", _("The portal has an administrator already."))
    person = Person(email=email.strip().lower(), name_bn=name_bn)
    validate_first_password(password, person, root)
    person.set_password(password)
    person.save()
    Role.objects.create(person=person, office=root, kind=RoleKind.ADMINISTRATOR)
    record(Action.PERSON_JOINED, person, by=person, lineage=root.lineage, data={"role": "administrator"})
    return person


def _role_facts(role: Role) -> dict[str, str]:
    return {
        "office": role.office.code,
        "role": role.kind,
        "since": role.since.isoformat(),
        "until": role.until.isoformat() if role.until else "",
    }
