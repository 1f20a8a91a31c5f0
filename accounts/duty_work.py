"""My work: the duties of the offices she heads that nobody has stated, or that are asked again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.duties import DUTIES, VERIFICATION
from accounts.models import Attestation, GrsIdentity, Office, OfficialAccount, Person
from accounts.models.official_account import AccountState
from accounts.models.role import RoleKind
from accounts.selectors import WorkItem
from accounts.task_list import BD, SOON, duty_clauses
from govsocial.rulebook.models import Force
from govsocial.rulebook.services import parameter
from govsocial.web.templatetags.web import num

LIMIT = 50
Subject = tuple[str, int]
Stated = dict[Subject, dict[tuple[str, str], date | None]]


def duties_waiting(person: Person, now: datetime) -> list[WorkItem]:
    """One line for each account and office whose duties were never stated, and one where they are asked again, or will
    be within two weeks. A fixed number of queries."""
    headed = [role.office for role in person.present_roles if role.kind == RoleKind.HEAD]
    running = list(_running(headed)) if headed else []
    if not running:
        return []
    today = timezone.localdate(now)
    offices = {office.pk: office for office in headed if any(row.office_id == office.pk for row in running)}
    subjects: dict[Subject, OfficialAccount | Office] = {("office", pk): office for pk, office in offices.items()}
    subjects |= {("account", row.pk): row for row in running}
    stated = _stated(offices, running)
    clauses = duty_clauses(offices.values(), person.following(today)).items()
    rules = {pk: {rule for rule, one in found.items() if one.force == Force.MUST} for pk, found in clauses}
    never = _never_stated(running, offices, rules, stated, today)
    again = _asked_again([row for row in running if (BD, "5-nga") in rules[row.office_id]], stated, today)
    return [
        *(_again(subjects[key], days) for key, days in again.items() if key in subjects),
        *(_never(subjects[key], number, _owed_since(key, running) or now) for key, number in never.items()),
    ]


def _running(offices: list[Office]) -> "QuerySet[OfficialAccount]":
    rows = OfficialAccount.objects.filter(office__in=offices, status=AccountState.ACTIVE)
    known = GrsIdentity.objects.filter(office=OuterRef("office"))
    return rows.annotate(rotated_on=Max("rotations__on"), grs_knows=Exists(known)).order_by("id")[:LIMIT]


def _stated(offices: dict[int, Office], running: Iterable[OfficialAccount]) -> Stated:
    """The day on which each duty that was stated is asked again; None where it holds until something changes."""
    rows = Attestation.objects.filter(office__in=offices).order_by().values("office", "account", "edition", "clause")
    found: Stated = defaultdict(dict)
    for row in rows.annotate(last=Max("until")):
        key = ("office", row["office"]) if row["account"] is None else ("account", row["account"])
        found[key][row["edition"], row["clause"]] = row["last"]
    for account in running:
        if account.grs_knows:  # type: ignore[attr-defined]
            found["office", account.office_id][BD, "5-jha"] = None
    return found


def _asked_again(rotating: Iterable[OfficialAccount], stated: Stated, today: date) -> dict[Subject, list[date]]:
    """The days on which something is asked again: of statements, and of credentials of the accounts given."""
    ends: dict[Subject, list[date]] = defaultdict(list)
    for key, days in stated.items():
        ends[key] += [day for day in days.values() if day and day <= today + SOON]
    interval = timedelta(days=int(parameter("credential_rotation", today)))
    for account in rotating:
        began = account.rotated_on or _began(account)  # type: ignore[attr-defined]
        if began + interval <= today + SOON:
            ends["account", account.pk].append(began + interval)
    return {key: days for key, days in ends.items() if days}


def _never_stated(
    running: Iterable[OfficialAccount],
    offices: dict[int, Office],
    rules: dict[int, set[tuple[str, str]]],
    stated: Stated,
    today: date,
) -> dict[Subject, int]:
    """How many duties of each subject nobody has stated yet, under the editions its office follows."""
    numbers = {}
    for pk in offices:
        of_office = {(duty.edition, duty.clause) for duty in DUTIES if duty.subject == "office" and not duty.encouraged}
        owed = (of_office | {(BD, "5-jha")}) & rules[pk]
        numbers["office", pk] = len(owed - set(stated["office", pk]))
    np_followed = any((VERIFICATION.edition, VERIFICATION.clause) in found for found in rules.values())
    after = int(parameter("verification_after", today, VERIFICATION.edition)) if np_followed else 0
    for account in running:
        website = bool(offices[account.office_id].website)
        too_early = today < _began(account) + timedelta(days=after)
        owed = {
            (duty.edition, duty.clause)
            for duty in DUTIES
            if duty.subject == "account" and (duty.edition, duty.clause) in rules[account.office_id]
            if duty.is_asked_on(account.platform) and not duty.encouraged
            if (website or not duty.needs_website) and not (duty == VERIFICATION and too_early)
        }
        numbers["account", account.pk] = len(owed - set(stated["account", account.pk]))
    return {key: number for key, number in numbers.items() if number}


def _began(account: OfficialAccount) -> date:
    return timezone.localdate(account.activated_at)


def _again(subject: OfficialAccount | Office, days: list[date]) -> WorkItem:
    first, number = _start_of(min(days)), len(days)
    words = ngettext("%(n)s duty to state again", "%(n)s duties to state again", number) % {"n": num(number)}
    return _item(subject, words, due_at=first, since=first)


def _owed_since(subject: Subject, running: Iterable[OfficialAccount]) -> datetime | None:
    """From the activation of the account, or of the office's first one."""
    kind, pk = subject
    began = [row.activated_at for row in running if pk == (row.pk if kind == "account" else row.office_id)]
    return min(filter(None, began), default=None)


def _never(subject: OfficialAccount | Office, number: int, since: datetime) -> WorkItem:
    words = ngettext("%(n)s duty never stated", "%(n)s duties never stated", number) % {"n": num(number)}
    return _item(subject, words, due_at=None, since=since)


def _item(subject: OfficialAccount | Office, detail: str, *, due_at: datetime | None, since: datetime) -> WorkItem:
    is_account = isinstance(subject, OfficialAccount)
    name = "accounts:official_account_detail" if is_account else "accounts:office_detail"
    url = f"{reverse(name, args=[subject.pk])}#duties"
    return WorkItem("duty", subject.name, detail, url, _("See duties"), due_at, since)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
