"""Inviting people, and their dated roles."""

import hashlib
import secrets
from datetime import date, timedelta

from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Office, Person, Role
from accounts.models.role import ROOT_ONLY, RoleKind
from accounts.permissions import can_give, can_invite
from accounts.services.teams import leave_teams
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify

INVITATION_DAYS = 14


@transaction.atomic
def invite(*, office: Office, email: str, name_bn: str, name_en: str, role: RoleKind, by: Person) -> Invitation:
    """Offer a role in an office to somebody by mail. Raises not_allowed, already_here."""
    if not can_invite(by, office) or not can_give(by, office, role):
        raise RuleError("not_allowed", _("You may not give this role in this office."))
    email = email.strip().lower()
    if Person.objects.filter(email__iexact=email).exists():
        raise RuleError("already_here", _("This person is already in the portal. Give the role on the people page."))
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        email=email,
        name_bn=name_bn,
        name_en=name_en,
        office=office,
        role=role,
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        token_hash=token_hash(token),
    )
    notify(
        "invitation", invitation, [email], url=reverse("accounts:join", args=[token]), facts={"office": office.name_bn}
    )
    record(
        Action.PERSON_INVITED,
        invitation,
        by=by,
        lineage=office.lineage,
        data={"office": office.code, "role": role.value},
    )
    return invitation


def token_hash(token: str) -> str:
    """What is stored of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a token while it is neither used nor expired."""
    rows = Invitation.objects.filter(token_hash=token_hash(token), accepted_at=None, expires_at__gt=timezone.now())
    return rows.select_related("office").first()


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> Person:
    """Make the invited person with the offered role. Raises invitation_gone."""
    invitation = open_invitation(token)
    taken = invitation and Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        accepted_at=timezone.now()
    )
    if not invitation or not taken:
        raise RuleError("invitation_gone", _("This invitation was used or has expired. Ask for a new one."))
    person = Person(email=invitation.email, name_bn=invitation.name_bn, name_en=invitation.name_en)
    password_validation.validate_password(password, person)
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

    Raises not_allowed, already_ended.
    """
    if not can_give(by, role.office, RoleKind(role.kind)):
        raise RuleError("not_allowed", _("You may not end this role."))
    today = timezone.localdate()
    open_role = Role.objects.filter(pk=role.pk).filter(Q(until=None) | Q(until__gt=today))
    if not open_role.update(until=max(today, role.since)):
        raise RuleError("already_ended", _("Somebody ended this role before you."))
    leave_teams(person=role.person, office=role.office, by=by)
    record(Action.ROLE_ENDED, role.person, by=by, lineage=role.office.lineage, data=_role_facts(role))


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
    root = Office.objects.select_for_update().filter(parent=None).first()
    if root is None:
        raise RuleError("no_root", _("Load the offices first: make setup."))
    if Person.objects.exists():
        raise RuleError("not_first", _("The portal has an administrator already."))
    person = Person(email=email.strip().lower(), name_bn=name_bn)
    password_validation.validate_password(password, person)
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
