"""What of posts waits for one person after publication, for “my work”."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.models.role import RoleKind
from accounts.selectors import WorkItem
from content.models import Mistake

LIMIT = 50


def mistakes_waiting(person: Person) -> list[WorkItem]:
    """Open mistakes of the accounts on whose team she sits or whose office she heads, the most urgent first."""
    seats = [seat.account_id for seat in person.present_seats]
    headed = person.lineages(RoleKind.HEAD)
    if not (seats or headed):
        return []
    of_team = Mistake.objects.open().filter(post__account__in=seats)
    rows = of_team | Mistake.objects.open().filter(post__lineage__in=headed)
    return [_item(mistake) for mistake in rows.select_related("post__account", "noticed_by").order_by("due_at")[:LIMIT]]


def _item(mistake: Mistake) -> WorkItem:
    account, what = mistake.post.account, _("Mistake to be corrected")
    return WorkItem(
        kind="mistake",
        title=mistake.post.headline,
        detail=f"{what} · {mistake.noticed_by} · {account.get_platform_display()}, {account}",
        url=reverse("content:post_detail", args=[mistake.post_id]),
        button=_("Correct"),
        due_at=mistake.due_at,
        since=mistake.noticed_at,
    )
