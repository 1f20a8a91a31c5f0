"""Which waiting posts are shown, as it stands in the address; the same filters hold for the queue and for each post's
way to the next one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cached_property

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import OfficialAccount, Person
from accounts.models.official_account import Platform
from content.models import Post, ScreeningHit
from content.models.post import PostQuerySet
from content.models.prohibited import Severity
from content.models.states import PostState

ORDER = "decide_by id"  # what is due first; two that are due together, the older one
CLEAN, WITH_HITS = "clean", "found"
PASSED, SECOND = "passed", "second"
CHOICES: dict[str, Iterable[str]] = {
    "platform": Platform.values,
    "hits": (CLEAN, WITH_HITS),
    "only": (PASSED, SECOND),
}


@dataclass(frozen=True)
class QueueFilters:
    """One value for each filter; empty: all. A value that does not exist is none."""

    account: str = ""
    platform: str = ""
    hits: str = ""
    only: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "QueueFilters":
        given = {name: query.get(name, "") for name, allowed in CHOICES.items() if query.get(name, "") in allowed}
        account = query.get("account", "")
        is_number = account.isascii() and account.isdigit() and len(account) < 19
        return cls(**given, account=account if is_number else "")

    @property
    def is_set(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @cached_property  # each row of the list leads on with it
    def query(self) -> str:
        """As it stands behind an address, with its question mark; empty where nothing is chosen."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def rows(self, person: Person) -> PostQuerySet:
        """Posts that wait for this person and fit, what is due first before the others."""
        rows = Post.objects.decidable_by(person).order_by(*ORDER.split())
        if self.account:
            rows = rows.filter(account_id=int(self.account))
        if self.platform:
            rows = rows.filter(account__platform=self.platform)
        if self.only == PASSED:
            rows = rows.filter(publish_at__lt=timezone.now())
        elif self.only == SECOND:
            rows = rows.filter(status=PostState.SECOND)
        if self.hits:
            number = number_of(hits_of_current())
            rows = rows.filter(Exact(number, 0) if self.hits == CLEAN else GreaterThan(number, 0))
        return rows


def hits_of_current() -> QuerySet[ScreeningHit]:
    """Hits of the outer post's present version."""
    return ScreeningHit.objects.filter(run__version=OuterRef("current")).order_by()


def number_of(hits: QuerySet[ScreeningHit]) -> Coalesce:
    """How many hits the outer post's version has."""
    # Never Exists(): PostgreSQL would rather hash every hit there is than look up those of 25 posts.
    return Coalesce(Subquery(hits.values("run").annotate(number=Count("pk")).values("number")), 0)


def as_rows(posts: PostQuerySet) -> PostQuerySet:
    """With all that a row of the list shows: the account, who wrote it, its hits, blocked phrases and warnings."""
    hits = hits_of_current()
    return posts.select_related("account", "current__written_by", "corrects").annotate(
        hits=number_of(hits),
        blocks=number_of(hits.filter(severity=Severity.BLOCK)),
        warnings=number_of(hits.filter(severity=Severity.WARN)),
    )


def accounts_to_choose(person: Person, shown: Iterable[Post]) -> list[OfficialAccount]:
    """Accounts whose posts she approves by a seat, and those of the posts on the page: asks the database nothing."""
    seated = [seat.account for seat in person.present_seats if seat.may_approve]
    found = {account.pk: account for account in [*seated, *(post.account for post in shown)]}
    return sorted(found.values(), key=lambda account: (account.name, account.pk))
