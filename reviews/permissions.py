"""Who may ask and answer about the guideline, issue and acknowledge circulars, excuse and remind of breaches."""

from django.db.models import Q

from accounts.models import Office, Person, Role
from accounts.models.role import OVERSEEING, RoleKind
from accounts.permissions import has_role, has_role_over
from reviews.models import Circular, Clarification, Excusal

ISSUERS = (RoleKind.HEAD, RoleKind.SUPERVISOR, RoleKind.CABINET)


def can_ask(person: Person, office: Office) -> bool:
    """Officers and the head of an office, for it."""
    return has_role(person, office, RoleKind.OFFICER, RoleKind.HEAD)


def can_answer(person: Person) -> bool:
    """The Cabinet Division's people at the root, who also bring in what a2i says."""
    return Role.objects.current().of(RoleKind.CABINET).filter(person=person, office__parent=None).exists()


def can_take_back(person: Person, clarification: Clarification) -> bool:
    """Whoever asked, or the head of the asking office."""
    own = clarification.asked_by_id == person.pk and can_ask(person, clarification.office)
    return own or has_role(person, clarification.office, RoleKind.HEAD)


def can_issue(person: Person, office: Office) -> bool:
    """Whoever leads or oversees from an office sends circulars for it."""
    return has_role(person, office, *ISSUERS)


def can_see_addressees(person: Person, circular: Circular) -> bool:
    """Those who may issue for the office, and whoever oversees or audits it from above."""
    above = (RoleKind.SUPERVISOR, RoleKind.CABINET, RoleKind.AUDITOR)
    return can_issue(person, circular.office) or has_role_over(person, circular.office, *above)


def can_acknowledge(person: Person, office: Office) -> bool:
    return has_role(person, office, RoleKind.HEAD)


def can_ask_excusal(person: Person, office: Office) -> bool:
    return has_role(person, office, RoleKind.HEAD)


def can_decide_excusal(person: Person, excusal: Excusal) -> bool:
    """Whoever oversees the office from above, and neither asked nor heads it: no office excuses itself.

    Where nobody stands above, the request stays open until the Cabinet Division's people decide.
    """
    above = Role.objects.current().of(*OVERSEEING).above(excusal.office).filter(person=person).exists()
    return above and person.pk != excusal.asked_by_id and not has_role(person, excusal.office, RoleKind.HEAD)


def reminded_by(person: Person) -> Q:
    """Offices that a person may remind: those below the ones where she oversees."""
    found = Q(pk__in=[])
    for lineage in person.lineages(*OVERSEEING):
        found |= Q(lineage__startswith=lineage) & ~Q(lineage=lineage)
    return found


def can_remind(person: Person, scope: Office) -> bool:
    """Oversees the office, or at least those below it."""
    return any(scope.lineage.startswith(lineage) for lineage in person.lineages(*OVERSEEING))
