"""A week of accounts: what went out on which day, what is to go out, and what clause 7-ka still misses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from accounts.models.official_account import AccountState, ActiveSpan
from content.models import Post, Publication
from content.models.decision import accounts_read_by
from content.models.states import READY, WAITING
from govsocial.rulebook.models import Force, Parameter
from govsocial.workdays.calendar import WorkingCalendar
from govsocial.workdays.periods import Period, bounds_utc

UPDATES = ("bd-2016", "7-ka")
SHOWN, OF_ONE = 4, 50  # entries on one day, of an account among others and of one by itself


@dataclass(frozen=True)
class Day:
    """A day of the week; `why_rest_bn` and `_en` name its holiday, where it is one."""

    on: date
    is_working: bool
    is_today: bool
    why_rest_bn: str = ""
    why_rest_en: str = ""


@dataclass(frozen=True)
class Entry:
    """A post on a day. `kind`: out, planned (scheduled or approved), waiting, passed (its time went by). `counts`: as
    an update, by the rule of `publications.updates_by_account`."""

    kind: str
    at: datetime
    headline: str
    url: str
    status: str
    counts: bool

    @property
    def shape(self) -> str:
        return {"out": "ok", "planned": "info", "waiting": "none"}.get(self.kind, "warn")


@dataclass(frozen=True)
class Line:
    """An account's week: entries by day, how many updates it owes, how many went out and are to go out by then.

    `why_not`: why it owes none.
    """

    account: OfficialAccount
    cells: list["Cell"]
    owed: int
    out: int
    planned: int
    why_not: Promise | str = ""

    @property
    def missing(self) -> int:
        return max(0, self.owed - self.out)

    @property
    def shape(self) -> str:
        if not self.missing:
            return "none" if self.why_not else "ok"
        return "info" if self.planned >= self.missing else "warn"


@dataclass(frozen=True)
class Cell:
    """What an account has on a day: the first few, and how many more."""

    day: Day
    shown: list[Entry]
    more: int


def my_accounts(person: Person) -> QuerySet[OfficialAccount]:
    """The running and the suspended accounts whose posts she may see."""
    return accounts_read_by(person).filter(status__in=[AccountState.ACTIVE, AccountState.SUSPENDED])


def days_of(week: Period, calendar: WorkingCalendar) -> list[Day]:
    names = {row.on: row for row in calendar.holidays}
    today = timezone.localdate()
    found = []
    for on in (week.first + timedelta(days=n) for n in range(7)):
        holiday = names.get(on)
        words = {"why_rest_bn": holiday.name_bn, "why_rest_en": holiday.name_en} if holiday else {}
        found.append(Day(on, calendar.is_working_day(on), on == today, **words))
    return found


def lines_of(
    person: Person, accounts: list[OfficialAccount], week: Period, days: list[Day], shown: int = SHOWN
) -> list[Line]:
    """A line for each account, in a fixed number of queries; `shown`: at most so many entries a day."""
    entries = _entries(accounts, week, timezone.now())
    owing = _Owing(person, accounts, week, sum(day.is_working for day in days))
    lines = []
    for account in accounts:
        own = entries[account.pk]
        by_day = defaultdict(list)
        for entry in sorted(own, key=lambda entry: entry.at):
            by_day[timezone.localdate(entry.at)].append(entry)
        owed, why_not = owing.of(account)
        out = sum(entry.counts for entry in own if entry.kind == "out")
        planned = sum(entry.counts for entry in own if entry.kind in {"planned", "waiting"})
        cells = [Cell(day, by_day[day.on][:shown], max(0, len(by_day[day.on]) - shown)) for day in days]
        lines.append(Line(account, cells, owed, out, planned, why_not))
    return lines


def agenda_of(days: list[Day], lines: list[Line]) -> list[tuple[Day, list[tuple[OfficialAccount, Cell]]]]:
    """The same by day, for narrow screens: each day with the accounts that have something on it."""
    columns = [[(line.account, line.cells[n]) for line in lines if line.cells[n].shown] for n in range(len(days))]
    return list(zip(days, columns, strict=True))


def _entries(accounts: list[OfficialAccount], week: Period, now: datetime) -> dict[int, list[Entry]]:
    """What went out in the week, and what has a time in it that was chosen, by account."""
    start, end = bounds_utc(week, settings.TIME_ZONE)
    found: dict[int, list[Entry]] = defaultdict(list)
    sent = Publication.objects.filter(account__in=accounts, published_at__gte=start, published_at__lt=end)
    for row in sent.select_related("post").order_by("published_at"):
        url = reverse("content:post_archived", args=[row.post_id])
        state = str(row.post.get_status_display())
        found[row.account_id].append(
            Entry("out", row.published_at, row.post.headline, url, state, not row.is_correction)
        )
    planned = Post.objects.filter(account__in=accounts, status__in=[*WAITING, *READY])
    for post in planned.filter(publish_at__gte=start, publish_at__lt=end).order_by("publish_at"):
        assert post.publish_at is not None
        kind = "passed" if post.publish_at < now else "waiting" if post.is_waiting else "planned"
        url = reverse("content:post_detail", args=[post.pk])
        state = str(_("time passed") if kind == "passed" else post.get_status_display())
        entry = Entry(kind, post.publish_at, post.headline, url, state, post.corrects_id is None)
        found[post.account_id].append(entry)
    return found


class _Owing:
    """How many updates accounts owe in a week, by the rules of the time (clause 7-ka)."""

    def __init__(self, person: Person, accounts: list[OfficialAccount], week: Period, working_days: int) -> None:
        day = max(week.first, min(week.last, timezone.localdate()))
        self._following = person.following(day)
        self._working_days = working_days
        self._rules: dict[str, dict[str, Any]] = defaultdict(dict)
        names = ("updates_per_week", "update_week_min_working_days")
        for row in Parameter.objects.on(day).filter(name__in=names).select_related("clause__edition"):
            if row.clause.rule == UPDATES and row.clause.force == Force.MUST:
                self._rules[row.clause.edition.code][row.name] = row.value
        start, end = bounds_utc(week, settings.TIME_ZONE)
        self._whole: set[int] = set()
        self._part: set[int] = set()
        for span in ActiveSpan.objects.filter(account__in=accounts, since__lt=end).order_by("since"):
            if span.until is None or span.until >= end:
                (self._whole if span.since < start else self._part).add(span.account_id)

    def of(self, account: OfficialAccount) -> tuple[int, Promise | str]:
        """How many, and why none are."""
        rules = next((self._rules[code] for code in self._following.of(account.lineage) if code in self._rules), None)
        if not rules:
            return 0, _("the rules its office follows name no number")
        if self._working_days < int(rules.get("update_week_min_working_days", 0)):
            return 0, _("too few working days")
        if account.pk in self._whole:
            return int(rules["updates_per_week"]), ""
        if account.pk in self._part:
            return 0, _("the first full week after activation counts")
        return 0, _("the account was not active all week")
