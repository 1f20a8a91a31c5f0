"""The duties of an account or an office as a list of tasks, and what a person is asked again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.duties import DUTIES, VERIFICATION
from accounts.duty_types import Duty
from accounts.models import (
    Acknowledgement,
    Attestation,
    CredentialRotation,
    GrsIdentity,
    Office,
    OfficialAccount,
    Person,
)
from accounts.selectors import WorkItem
from accounts.services.duties import RUN_BY_TEAM
from govsocial.rulebook.checks import Following
from govsocial.rulebook.models import Clause, Edition, Force
from govsocial.rulebook.services import clauses_followed, parameter

SOON = timedelta(days=14)
BD = "bd-2016"
Clauses = dict[tuple[str, str], Clause]


@dataclass(frozen=True)
class Task:
    """One duty: open (never stated), done (`until` a day), overdue (asked again since `until`), unmet (stated so),
    encouraged (nothing is owed) or not_owed."""

    clause: Clause
    url: str
    state: str
    until: date | None = None
    last: Any = None

    @property
    def shape(self) -> str:
        return {"open": "warn", "done": "ok", "overdue": "bad", "unmet": "bad"}.get(self.state, "none")


def account_tasks(account: OfficialAccount, today: date) -> list[Task]:
    """What an account owes under the editions its office follows, in the order of their clauses."""
    if account.status not in RUN_BY_TEAM:
        return []
    clauses = duty_clauses([account.office], Following.on(today))[account.office_id]
    last = _latest(Attestation.objects.filter(account=account))
    tasks = []
    for duty, clause in _owed("account", clauses):
        if not duty.is_asked_on(account.platform):
            continue
        if duty.needs_website and not account.office.website:
            tasks.append(Task(clause, "", "not_owed"))
            continue
        url = reverse("accounts:account_duty_attest", args=[account.pk, duty.code])
        stated = last.get((duty.edition, duty.clause))
        if stated and not duty.is_met_by(stated.answers, account.name):
            tasks.append(Task(clause, url, "unmet", None, stated))
        elif duty == VERIFICATION and stated is None:
            tasks.append(_to_apply_for(account, clause, url, today))
        elif not _is_owed(duty, clause) and (stated is None or (stated.until and today >= stated.until)):
            tasks.append(Task(clause, url, "encouraged", None, stated))
        else:
            tasks.append(_stated(clause, url, stated, today))
    if (BD, "5-nga") in clauses:
        tasks.append(_rotation(account, clauses[BD, "5-nga"], today))
    return _in_order(tasks)


def office_tasks(office: Office, today: date) -> list[Task]:
    """What an office itself owes; nothing before it has an account of its own."""
    if not OfficialAccount.objects.filter(office=office, status__in=RUN_BY_TEAM).exists():
        return []
    clauses = duty_clauses([office], Following.on(today))[office.pk]
    last = _latest(Attestation.objects.filter(office=office, account=None))
    tasks = []
    for duty, clause in _owed("office", clauses):
        url = reverse("accounts:office_duty_attest", args=[office.pk, duty.code])
        tasks.append(_stated(clause, url, last.get((duty.edition, duty.clause)), today))
    if (BD, "5-jha") in clauses:
        known = GrsIdentity.objects.filter(office=office).select_related("by").first()
        url = reverse("accounts:grs_identity_record", args=[office.pk])
        tasks.append(Task(clauses[BD, "5-jha"], url, "done" if known else "open", None, known))
    return _in_order(tasks)


def duty_clauses(offices: Iterable[Office], following: Following) -> dict[int, Clauses]:
    """The clauses of duties that offices follow, by office and by the shipped clause they come from."""
    at = {office.pk: office.lineage for office in offices}
    followed = {lineage: following.of(lineage) for lineage in at.values()}
    found = clauses_followed(followed, [duty.clause for duty in DUTIES] + ["5-nga", "5-jha"])
    return {pk: found[lineage] for pk, lineage in at.items()}


def _is_owed(duty: Duty, clause: Clause) -> bool:
    return not duty.encouraged and clause.force == Force.MUST


def _owed(subject: str, clauses: Clauses) -> list[tuple[Duty, Clause]]:
    found = [(duty, clauses.get((duty.edition, duty.clause))) for duty in DUTIES if duty.subject == subject]
    return [(duty, clause) for duty, clause in found if clause]


def _latest(rows: "QuerySet[Attestation]") -> dict[tuple[str, str], Attestation]:
    return {(row.edition, row.clause): row for row in rows.order_by("number").select_related("by")}


def _stated(clause: Clause, url: str, last: Attestation | None, today: date) -> Task:
    if last is None:
        return Task(clause, url, "open")
    if last.until is None:
        return Task(clause, url, "done", None, last)
    return Task(clause, url, "done" if today < last.until else "overdue", last.until, last)


def _rotation(account: OfficialAccount, clause: Clause, today: date) -> Task:
    """Changed every so many days; counted from the activation where no change was recorded yet."""
    url = reverse("accounts:credentials_rotate", args=[account.pk])
    last = CredentialRotation.objects.filter(account=account).select_related("by").first()
    if last is None and account.activated_at is None:
        return Task(clause, url, "open")
    began = last.on if last else timezone.localdate(account.activated_at)
    until = began + timedelta(days=int(parameter("credential_rotation", today, clause.edition.code)))
    state = "overdue" if today >= until else "done" if last else "open"
    return Task(clause, url, state, until, last)


def _to_apply_for(account: OfficialAccount, clause: Clause, url: str, today: date) -> Task:
    """Verification is owed so many days after the activation."""
    if account.activated_at is None:
        return Task(clause, url, "open")
    days = int(parameter("verification_after", today, clause.edition.code))
    until = timezone.localdate(account.activated_at) + timedelta(days=days)
    return Task(clause, url, "overdue" if today >= until else "open", until)


def _in_order(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.clause.edition_id, task.clause.position))


@dataclass(frozen=True)
class Pledge:
    """An edition that a person's offices follow, and until when she acknowledged it."""

    edition: Edition
    state: str
    until: date | None

    @property
    def shape(self) -> str:
        return {"open": "warn", "done": "ok", "overdue": "bad"}[self.state]


def pledges(person: Person, today: date) -> list[Pledge]:
    """Every edition followed by an office in which she holds a role, with her acknowledgement."""
    until = _acknowledged_until(person, today)
    return [_pledge(edition, until[edition.code], today) for edition in Edition.objects.filter(code__in=until)]


def _acknowledged_until(person: Person, today: date) -> dict[str, date | None]:
    lineages = {role.office.lineage for role in person.present_roles}
    given = Acknowledgement.objects.filter(person=person).order_by().values("edition").annotate(last=Max("until"))
    until = dict(given.values_list("edition", "last"))
    following = person.following(today)
    return {code: until.get(code) for lineage in lineages for code in following.of(lineage)}


def _pledge(edition: Edition, until: date | None, today: date) -> Pledge:
    return Pledge(edition, "open" if until is None else "done" if today < until else "overdue", until)


def acknowledgements_waiting(person: Person, now: datetime) -> list[WorkItem]:
    """Members of a team are asked once a year for each edition: the first time at once, later two weeks before."""
    if not person.present_seats:
        return []
    today = timezone.localdate(now)
    until = _acknowledged_until(person, today)
    asked = [code for code, day in until.items() if day is None or day <= today + SOON]
    editions = Edition.objects.filter(code__in=asked) if asked else Edition.objects.none()
    return [_to_acknowledge(person, edition, until[edition.code]) for edition in editions]


def _to_acknowledge(person: Person, edition: Edition, until: date | None) -> WorkItem:
    return WorkItem(
        kind="acknowledgement",
        title=edition.title,
        detail=str(_("Read the guideline and acknowledge it (once a year)")),
        url=reverse("accounts:acknowledgement_list"),
        button=_("Acknowledge"),
        due_at=_start_of(until) if until else None,
        since=min(seat.since for seat in person.present_seats),
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
