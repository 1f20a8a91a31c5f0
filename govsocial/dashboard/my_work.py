"""My work: everything that waits for one person, in one order (overdue, due today, waiting, to know)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.duty_work import duties_waiting
from accounts.models import Office, OfficialAccount, Person, TeamMember
from accounts.models.official_account import AccountState
from accounts.models.role import RoleKind
from accounts.selectors import WorkItem, accounts_in_preparation, applications_waiting, misuse_waiting, own_decisions
from accounts.task_list import acknowledgements_waiting
from content.models import Post, SecondLook
from content.models.states import WAITING, PostState
from content.services.publications import updates_by_account
from content.work import mistakes_waiting
from govsocial.dashboard.next_steps import UPDATES
from govsocial.rulebook.models import Clause, Force, Parameter
from govsocial.tallies.models import Finding, Status
from govsocial.workdays.periods import week_of
from reviews.work import circulars_waiting, excusals_waiting, proposals_waiting, questions_waiting

LIMIT = 50


@dataclass(frozen=True)
class Group:
    """A heading with its items."""

    code: str
    title: str
    items: list[WorkItem]


def work_groups(person: Person, now: datetime) -> list[Group]:
    """What waits, grouped and ordered; empty groups are left out."""
    today = timezone.localdate(now)
    items = [
        *_to_decide(person),
        *_of_their_time(person, now, today),
        *_looks_owed(person),
        *mistakes_waiting(person),
        *_to_mend(person),
        *applications_waiting(person),
        *own_decisions(person),
        *accounts_in_preparation(person),
        *duties_waiting(person, now),
        *acknowledgements_waiting(person, now),
        *misuse_waiting(person),
        *circulars_waiting(person),
        *questions_waiting(person),
        *proposals_waiting(person),
        *excusals_waiting(person),
    ]
    groups: dict[str, list[WorkItem]] = {"overdue": [], "today": [], "waiting": []}
    for item in items:
        groups[_group_of(item, now, today)].append(item)
    titles = {"overdue": _("Overdue"), "today": _("Due today"), "waiting": _("Waiting for me")}
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return [
        Group(code, titles[code], sorted(found, key=lambda item: (item.due_at or far, item.since)))
        for code, found in groups.items()
        if found
    ]


def _group_of(item: WorkItem, now: datetime, today: Any) -> str:
    if item.due_at is None:
        return "waiting"
    if item.due_at < now:
        return "overdue"
    return "today" if timezone.localdate(item.due_at) == today else "waiting"


def _to_decide(person: Person) -> list[WorkItem]:
    posts = Post.objects.decidable_by(person).select_related("account", "current__written_by").order_by("id")[:LIMIT]
    return [_item(post, "decide", _("Open post"), post.decide_by) for post in posts]


def _of_their_time(person: Person, now: datetime, today: date) -> list[WorkItem]:
    """To publish: what is approved and has no time, or one of today or before. What still waits for approval when its
    time has come needs another one from those who write."""
    seats = [seat.account_id for seat in person.present_seats]
    writing = [seat.account_id for seat in person.present_seats if seat.may_write]
    tomorrow = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
    ready = Q(status=PostState.APPROVED) | Q(status=PostState.SCHEDULED, publish_at__lt=tomorrow)
    passed = Q(status__in=WAITING, publish_at__lte=now, account_id__in=writing)
    posts = Post.objects.filter(ready | passed, account_id__in=seats, account__status=AccountState.ACTIVE)
    found = posts.select_related("account", "current__written_by").order_by("id")[:LIMIT]
    return [
        _item(post, "time_passed", _("Choose a new time"), post.publish_at)
        if post.is_waiting
        else _item(post, "publish", _("Publish"), post.publish_at)
        for post in found
    ]


def _looks_owed(person: Person) -> list[WorkItem]:
    """Second looks at emergencies that she may take."""
    looks = SecondLook.objects.owed_by(person).select_related("post__account", "post__current__written_by")
    return [_item(look.post, "second_look", _("Look again"), look.due_at) for look in looks[:LIMIT]]


def _to_mend(person: Person) -> list[WorkItem]:
    """Own drafts and returned posts of accounts one writes for, and those whose author has left the team."""
    seats = [seat.account_id for seat in person.present_seats if seat.may_write]
    starter = TeamMember.objects.current().filter(
        account=OuterRef("account"), person=OuterRef("started_by"), may_write=True
    )
    posts = Post.objects.filter(status__in=[PostState.RETURNED, PostState.DRAFT], account_id__in=seats)
    posts = posts.filter(Q(started_by=person) | ~Exists(starter))
    found = posts.select_related("account", "current__written_by").order_by("-id")[:LIMIT]
    return [_item(post, post.status, _("Continue"), None) for post in found]


def _item(post: Post, kind: str, button: str, due_at: datetime | None) -> WorkItem:
    writer = post.current.written_by if post.current else post.started_by
    return WorkItem(
        kind=kind,
        title=post.headline,
        detail=f"{post.get_status_display()} · {writer} · {post.account.get_platform_display()}, {post.account}",
        url=reverse("content:post_detail", args=[post.pk]),
        button=button,
        due_at=due_at,
        since=post.submitted_at or post.started_at,
    )


@dataclass(frozen=True)
class HeadedOffice:
    """An office that a person heads, with its breaches of today: of its accounts and of its own."""

    office: Office
    breaches: int


def headed_offices(person: Person) -> list[HeadedOffice]:
    """The way from “my work” to the compliance page of each office she heads."""
    offices = [role.office for role in person.present_roles if role.kind == RoleKind.HEAD][:10]
    if not offices:
        return []
    found = Finding.objects.present().filter(office_id__in=[row.pk for row in offices], status=Status.BREACHED)
    numbers = dict(found.order_by().values_list("office_id").annotate(n=Count("pk")))
    return [HeadedOffice(office, numbers.get(office.pk, 0)) for office in offices]


@dataclass(frozen=True)
class WeekLine:
    """Updates of one account in the present week against the duty of clause 7-ka."""

    account: OfficialAccount
    clause: Clause
    updates: int
    owed: int

    @property
    def shape(self) -> str:
        return "ok" if self.updates >= self.owed else "warn"


def week_lines(person: Person, now: datetime) -> list[WeekLine]:
    """The accounts on whose team the person sits and whose office owes updates, with this week's count."""
    today = timezone.localdate(now)
    running = {seat.account for seat in person.present_seats if seat.account.status == AccountState.ACTIVE}
    accounts = sorted(running, key=lambda account: account.pk)[:10]
    if not accounts:
        return []
    rules = _update_rules(today)
    followed = {account.lineage: person.following(today).of(account.lineage) for account in accounts}
    owing = [(account, rules[code]) for account in accounts for code in followed[account.lineage] if code in rules]
    updates = updates_by_account([account for account, _row in owing], week_of(today), settings.TIME_ZONE)
    return [WeekLine(account, row.clause, updates.get(account.pk, 0), int(row.value)) for account, row in owing]


def _update_rules(today: date) -> dict[str, Parameter]:
    """How many updates a week each edition owes that has clause 7-ka, with the clause."""
    rows = Parameter.objects.on(today).filter(name="updates_per_week", clause__force=Force.MUST)
    found = rows.select_related("clause__edition")
    return {row.clause.edition.code: row for row in found if row.clause.rule == UPDATES}
