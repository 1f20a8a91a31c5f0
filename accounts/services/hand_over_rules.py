"""Rules of leaves and transfers: who records them, when, and that no team is left too small unawares."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.absences import Gap, away
from accounts.models import HandOver, Office, Person, Role, TeamMember
from accounts.models.personnel import HandOverKind
from accounts.models.role import RoleKind
from accounts.permissions import can_record_leave, can_record_transfer
from govsocial.errors import RuleError


def check_allowed(office: Office, person: Person, kind: str, by: Person) -> None:
    roles = Role.objects.current().filter(person=person, office=office)
    if kind == HandOverKind.TRANSFER and not can_record_transfer(by, office, [RoleKind(role.kind) for role in roles]):
        raise RuleError("not_allowed", _("Who may end all roles of the person here records a transfer."))
    if not can_record_leave(by, office, person):
        raise not_allowed()
    if not roles:
        raise RuleError("not_of_office", _("The person holds no role in this office today."))
    if kind == HandOverKind.TRANSFER and office.parent_id is None and roles.of(RoleKind.ADMINISTRATOR).exists():
        message = _("An administrator at the root first hands that role over, on the office's page.")
        raise RuleError("administrator_at_root", message)


def check_days(kind: str, since: date, until: date | None) -> None:
    if kind == HandOverKind.LEAVE and (until is None or until <= since or until <= timezone.localdate()):
        raise RuleError("bad_dates", _("A leave has a first day back, after its start and after today."))
    if kind == HandOverKind.TRANSFER and until is not None:
        raise RuleError("bad_dates", _("A transfer has no day back."))


def check_substitutes(
    office: Office, person: Person, since: date, until: date | None, substitutes: dict[int, Person]
) -> None:
    roles = Role.objects.current().filter(office=office) & Role.objects.current(max(since, timezone.localdate()))
    fit = set(roles.people().values_list("pk", flat=True)) - {person.pk}
    absent = away(office, since, until)
    seated = set(TeamMember.objects.filter(account__in=substitutes, until=None).values_list("account_id", "person_id"))
    for account, substitute in substitutes.items():
        if substitute.pk not in fit or (account, substitute.pk) in seated:
            message = _("%(who)s holds no role here then, or is on that team already.")
            raise RuleError("substitute_unfit", message % {"who": substitute.name})
        if substitute.pk in absent:
            raise RuleError("substitute_away", _("%(who)s is away in that time.") % {"who": substitute.name})


def check_strength(found: list[Gap], shortfall_reason: str) -> None:
    short = [gap.account.name for gap in found if gap.is_short]
    if short and not shortfall_reason.strip():
        message = _("Without a substitute the team is too small: %(names)s. Choose one, or say why it must be so.")
        raise RuleError("team_too_small", message % {"names": ", ".join(short)})


def recorded_already(office: Office, person: Person) -> RuleError:
    first = HandOver.objects.open().filter(office=office, person=person).select_related("recorded_by").first()
    who = {"who": first.recorded_by.name if first else ""}
    return RuleError("recorded_already", _("%(who)s recorded a leave or transfer that is still open.") % who)


def not_allowed() -> RuleError:
    message = _("The head of the office or an administrator records this, a leave also the person herself.")
    return RuleError("not_allowed", message)
