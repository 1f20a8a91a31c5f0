"""Who else has a waiting post open: a courtesy, nothing is locked by it."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Person
from content.models import Post, PostLook

FRESH = timedelta(minutes=2)
KEPT = timedelta(days=1)


def look_at(*, post: Post, by: Person) -> list[Person]:
    """Note that she has the post open; who else has."""
    PostLook.objects.update_or_create(post=post, person=by, defaults={"seen_at": timezone.now()})
    return lookers(post, by)


def lookers(post: Post, but: Person) -> list[Person]:
    """Others who had the post open within the last two minutes."""
    fresh = PostLook.objects.filter(post=post, seen_at__gt=timezone.now() - FRESH).exclude(person=but)
    return [look.person for look in fresh.select_related("person").order_by("person__name_bn")]


def forget_looks() -> str:
    """Sweep: who looked yesterday is nobody's business."""
    gone, _rows = PostLook.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()
    return f"{gone} looks forgotten"
