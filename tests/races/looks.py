"""What a test looks at afterwards, as plain data; called in the same way as the acts."""

import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import Office, OfficialAccount, Person, Role, TeamMember
from content.models import Post
from govsocial.audit.models import Entry
from govsocial.audit.services import verify
from govsocial.notifications.models import Notice

Meet = Callable[[], Any]


def chain(number: int, meet: Meet) -> dict[str, Any]:
    """What a verification of the audit chain says."""
    verdict = verify()
    return {"count": verdict.count, "faults": list(verdict.faults)}


def team_history(number: int, meet: Meet, account: int) -> dict[str, Any]:
    """The team as its audit entries tell it: who sits in the end, and how many sat at most."""
    sitting: set[str] = set()
    most = 0
    subject = OfficialAccount.objects.get(pk=account)
    for entry in reversed(Entry.objects.about(subject)):
        who = json.loads(entry.data).get("person")
        if entry.action == "team_member.added":
            assert who not in sitting
            sitting.add(who)
        elif entry.action == "team_member.removed":
            sitting.remove(who)
        most = max(most, len(sitting))
    seats = TeamMember.objects.filter(account=subject, until=None)
    return {
        "told": sorted(sitting),
        "most": most,
        "stored": sorted(seats.values_list("person__email", flat=True)),
        "seats": sorted(seats.values_list("seat", flat=True)),
    }


def post_history(number: int, meet: Meet, posts: list[int]) -> list[dict[str, Any]]:
    """Of each post its state, decisions and final audit entries."""
    rows = []
    for post in Post.objects.filter(pk__in=posts).order_by("pk"):
        final = Entry.objects.about(post).filter(action__in=["post.approved", "post.returned", "post.rejected"])
        rows.append(
            {
                "status": post.status,
                "decisions": [[row.by_id, row.kind] for row in post.decisions.all()],
                "entries": [[entry.actor_id, entry.action] for entry in final],
            }
        )
    return rows


def counts(number: int, meet: Meet) -> dict[str, int]:
    """How many rows of each kind there are."""
    return {
        "people": Person.objects.count(),
        "offices": Office.objects.count(),
        "posts": Post.objects.count(),
        "notices": Notice.objects.count(),
        "mailed": Notice.objects.exclude(mailed_at=None).count(),
        "due": Notice.objects.due_by_mail(timezone.now()).count(),
        "administrators": Role.objects.current().filter(kind="administrator", office__parent=None).count(),
        "joined": Person.objects.filter(email="new@test.example").count(),
    }
