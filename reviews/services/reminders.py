"""Reminding offices of their breaches: one notice for each office, at most once in seven days, whoever sends."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person, Role, TeamMember
from accounts.models.role import RoleKind
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import Finding, Status
from govsocial.web.templatetags.web import num
from reviews.models import BreachReminder
from reviews.permissions import can_remind, reminded_by

MOST_OFFICES = 200


@dataclass(frozen=True)
class Line:
    """One office of a sending: how many of its breaches were chosen, who gets the notice, when it last got one."""

    office: Office
    breaches: int
    people: list[Person]
    reminded_at: datetime | None

    @property
    def is_due(self) -> bool:
        """It gets a notice: somebody is there to read it, and none was sent in seven days."""
        return bool(self.people) and self.reminded_at is None


@dataclass(frozen=True)
class Sent:
    """What became of a sending: the offices reminded, and those skipped."""

    reminded: list[Office]
    skipped: list[Office]


def lines_of(scope: Office, clause: Clause, findings: Collection[int], by: Person) -> list[Line]:
    """The offices behind chosen breaches that still hold, of those she may remind below a scope, in order."""
    chosen = Finding.objects.present().below(scope.lineage).filter(pk__in=list(findings), status=Status.BREACHED)
    chosen = chosen.filter(edition=clause.edition.code, clause=clause.code)
    numbers: dict[int, int] = {}
    for office in chosen.values_list("office_id", flat=True):
        numbers[office] = numbers.get(office, 0) + 1
    offices = list(Office.objects.filter(reminded_by(by), pk__in=numbers).select_related("parent").order_by("pk"))
    people = _readers([office.pk for office in offices])
    late = BreachReminder.objects.filter(office__in=offices)
    fresh = dict(late.exclude(pk__in=late.due(timezone.now())).values_list("office_id", "sent_at"))
    return [Line(office, numbers[office.pk], people.get(office.pk, []), fresh.get(office.pk)) for office in offices]


def _readers(offices: list[int]) -> dict[int, list[Person]]:
    """The heads of each office; of one without a head those who may approve on its teams."""
    found: dict[int, dict[int, Person]] = {}
    roles = Role.objects.current().of(RoleKind.HEAD).filter(office_id__in=offices, person__is_active=True)
    for role in roles.select_related("person").order_by("id"):
        found.setdefault(role.office_id, {})[role.person_id] = role.person
    headless = [office for office in offices if office not in found]
    seats = TeamMember.objects.current().approvers().filter(account__office_id__in=headless)
    for seat in seats.select_related("person", "account").order_by("id"):
        found.setdefault(seat.account.office_id, {})[seat.person_id] = seat.person
    return {office: list(people.values()) for office, people in found.items()}


@transaction.atomic
def send_reminders(*, scope: Office, clause: Clause, findings: Collection[int], by: Person) -> Sent:
    """Remind the offices behind the chosen breaches. Raises not_allowed, nobody, too_many."""
    if not can_remind(by, scope):
        raise RuleError("not_allowed", _("Whoever oversees offices from above reminds them."))
    lines = lines_of(scope, clause, findings, by)
    if len(lines) > MOST_OFFICES:
        raise RuleError("too_many", _("At most %(n)s offices at once.") % {"n": num(MOST_OFFICES)})
    taken = _take([line.office.pk for line in lines if line.is_due], clause, by)
    if not taken:
        raise RuleError("nobody", _("No office is left to remind: each gets at most one reminder in seven days."))
    mine = [line for line in lines if line.office.pk in taken]
    for line in mine:
        _tell(line, clause)
    digest = hashlib.sha256(",".join(str(pk) for pk in sorted(taken)).encode()).hexdigest()
    facts = {"edition": clause.edition.code, "clause": clause.code, "offices": len(mine), "sha256": digest}
    record(Action.BREACHES_REMINDED, scope, by=by, lineage=scope.lineage, data=facts)
    return Sent([line.office for line in mine], [line.office for line in lines if line.office.pk not in taken])


def _take(offices: list[int], clause: Clause, by: Person) -> set[int]:
    """Compare-and-set of the offices' turns: those of which this caller was first."""
    BreachReminder.objects.bulk_create([BreachReminder(office_id=pk) for pk in offices], ignore_conflicts=True)
    now = timezone.now()
    due = BreachReminder.objects.due(now).filter(pk__in=offices)
    free = list(due.select_for_update().order_by("pk").values_list("pk", flat=True))
    return {pk for pk in free if due.filter(pk=pk).update(sent_at=now, sent_by=by, clause=clause)}


def _tell(line: Line, clause: Clause) -> None:
    url = reverse("dashboard:office_compliance", args=[line.office.pk])
    facts = {"clause": clause.label_bn, "office": line.office.name_bn}
    notify("breach_reminder", line.office, line.people, url=url, facts=facts, period=timezone.localdate().isoformat())
