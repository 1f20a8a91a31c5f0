"""Figures of clauses by which nobody passes or fails: needless posts (6-gha), reuse of what is worth it (6-nga)."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from content.models import Decision, Publication
from content.models.decision import DecisionKind
from content.models.states import PostState
from govsocial.workdays.periods import Period, bounds_utc

NEEDLESS, REUSE = "6-gha", "6-nga"


@dataclass(frozen=True)
class Needless:
    """Of the posts decided for good or sent back in a period: how many, and how many as not needed."""

    decided: int
    needless: int

    @property
    def share(self) -> int:
        """Per cent, rounded; 0 where nothing was decided."""
        return round(100 * self.needless / self.decided) if self.decided else 0


@dataclass(frozen=True)
class Reuse:
    """Of what went out in a period: how many posts, and how many of them are archived, are marked as important, and
    share an older one again."""

    published: int
    archived: int
    important: int
    shared: int


def needless_posts(lineage: str, period: Period) -> Needless:
    """Decisions at and below an office in a period; one query, a post counts once."""
    start, end = bounds_utc(period, settings.TIME_ZONE)
    rows = Decision.objects.standing().exclude(kind=DecisionKind.FIRST_APPROVAL)
    rows = rows.filter(at__gte=start, at__lt=end, post__lineage__startswith=lineage)
    refused = Q(clause=NEEDLESS, kind__in=(DecisionKind.RETURNED, DecisionKind.REJECTED))
    found = rows.aggregate(decided=Count("post", distinct=True), needless=Count("post", distinct=True, filter=refused))
    return Needless(found["decided"], found["needless"])


def reuse_of_posts(lineage: str, period: Period) -> Reuse:
    """Publications at and below an office in a period; one query."""
    start, end = bounds_utc(period, settings.TIME_ZONE)
    rows = Publication.objects.filter(published_at__gte=start, published_at__lt=end, post__lineage__startswith=lineage)
    found = rows.order_by().aggregate(
        published=Count("pk"),
        archived=Count("pk", filter=Q(post__status=PostState.ARCHIVED)),
        important=Count("pk", filter=Q(post__is_important=True)),
        shared=Count("pk", filter=Q(post__shares__isnull=False)),
    )
    return Reuse(**found)
