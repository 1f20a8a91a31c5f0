"""A waiting post as a card of the queue: what stands before and after it, who else looks at it, what may be undone."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import Person
from content.models import Decision, Post
from content.models.decision import UNDO
from content.permissions import can_decide
from content.queue_filters import ORDER, QueueFilters, as_rows
from content.services.bulk import MOST
from govsocial.web.paging import behind

COUNTED = 200  # places told apart; what waits behind them is "200+"
BESIDE = 8  # rows of the list at the side
LAST = 5


def filters_of(request: SignedInRequest) -> QueueFilters:
    """The filters of the queue she came from, in the address or in the form she sent."""
    return QueueFilters.of(request.GET) if request.method != "POST" else filters_in(request.POST.get("queue", ""))


def filters_in(query: str) -> QueueFilters:
    """The filters in a field that holds a queue's address."""
    return QueueFilters.of(QueryDict(query.lstrip("?")[:300]))


def waiting_ids(request: SignedInRequest) -> list[int]:
    """What waits for her by the filters she came with, as far as places are told apart; read once a request."""
    if not hasattr(request, "waiting_ids"):
        filters = filters_of(request)
        request.waiting_ids = list(filters.rows(request.user).values_list("pk", flat=True)[: COUNTED + 1])
        if not filters.is_set and len(request.waiting_ids) <= COUNTED:
            request.waiting = len(request.waiting_ids)
    return request.waiting_ids


def may_decide(request: SignedInRequest, post: Post) -> bool:
    """What permissions.can_decide says, asked anew only where the post is not among those that wait for her."""
    return post.is_waiting and (post.pk in waiting_ids(request) or can_decide(request.user, post))


def card_parts(request: SignedInRequest, post: Post) -> dict[str, Any]:
    """Variables of a post's page that somebody may decide."""
    ids = waiting_ids(request)
    request.section = "content:post_queue"
    at = ids.index(post.pk) if post.pk in ids else None
    start = max(0, (at or 0) - 2)
    rows = as_rows(Post.objects.filter(pk__in=ids[start : start + BESIDE]).order_by(*ORDER.split()))
    return {
        "filters": filters_of(request),
        "queue": rows,
        "place": None if at is None else at + 1,
        "waiting": len(ids[:COUNTED]),
        "waiting_more": len(ids) > COUNTED,
        "previous": ids[at - 1] if at else None,
        "next": next(iter(ids[at + 1 :] if at is not None else ids), None),
        "now": timezone.now(),
    }


def next_url(request: SignedInRequest, post: Post) -> str:
    """The post that waits behind this one, else the first that waits, else the queue."""
    filters = filters_of(request)
    rows = filters.rows(request.user).exclude(pk=post.pk)
    after = behind(rows, ORDER, [post.decide_by, post.pk]) if post.decide_by else rows.none()
    pk = after.values_list("pk", flat=True).first() or rows.values_list("pk", flat=True).first()
    address = reverse("content:post_detail", args=[pk]) if pk else reverse("content:post_queue")
    return f"{address}{filters.query}"


def undo_of(person: Person) -> Decision | None:
    """Her newest decision, where she may still take it back: see `undoing`."""
    lately = _own(person).filter(at__gt=timezone.now() - UNDO, undone_at=None, led_to=F("post__version"))
    return lately.first()


def last_decisions(person: Person) -> list[Decision]:
    """Her last five decisions, and of those before them the ones she may still take back: a whole lot decided together
    may be undone one by one."""
    rows = list(_own(person)[:MOST])
    for row in rows:
        fresh = row.undone_at is None and timezone.now() < row.undo_until
        row.may_undo = fresh and row.led_to == row.post.version  # type: ignore[attr-defined]
    return [row for place, row in enumerate(rows) if place < LAST or row.may_undo]  # type: ignore[attr-defined]


def _own(person: Person) -> QuerySet[Decision]:
    """Newest first; of posts she still sees: their headlines stand beside."""
    seen = Decision.objects.filter(by=person, post__in=Post.objects.visible_to(person))
    return seen.select_related("post").order_by("-at", "-id")
