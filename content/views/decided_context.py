"""What a post's page shows of what follows a decision: undo, time of publication, emergency, second look."""

from typing import Any

from django.utils import timezone

from accounts.models import Person
from content.decided_forms import EmergencyForm, LookForm, TimeForm
from content.models import Post, PostVersion, SecondLook
from content.models.states import OUT, READY, WAITING, PostState
from content.permissions import can_look_again
from content.services.undoing import undoable

LOOKED_AT = (*READY, *OUT, PostState.RETRACTED)
SENT_BACK = (PostState.RETURNED, PostState.REJECTED)


def decided_parts(person: Person, post: Post, current: PostVersion) -> dict[str, Any]:
    """Variables of templates/content/_decided.html; asks the database only where the post's state calls for it."""
    shown: dict[str, Any] = {"undo": undoable(post, person)}
    if post.status in SENT_BACK:
        shown["came_back"] = post.decisions.standing().select_related("by").last()
    if post.status in LOOKED_AT:
        shown |= _look(person, post, current)
    if post.status in (*WAITING, *READY):
        now = timezone.now()
        shown |= {
            "time_chosen": post.publish_at,
            "time_passed": post.publish_at is not None and post.publish_at <= now,
            "time_form": TimeForm(initial={"version": post.version, "at": _local(post)}, auto_id="id_time_%s"),
        }
    if post.is_waiting:
        seen = {"version": post.version, "seen": current.number}
        shown["emergency_form"] = EmergencyForm(initial=seen, auto_id="id_emergency_%s")
    return shown


def _local(post: Post) -> Any:
    return timezone.localtime(post.publish_at) if post.publish_at else None


def _look(person: Person, post: Post, current: PostVersion) -> dict[str, Any]:
    """The second look that an approval of the present version owes or got."""
    looks = SecondLook.objects.standing().filter(post=post).select_related("decision__by", "looked_by")
    look = looks.filter(decision__version=current).first()
    if look is None:
        return {}
    late = look.due_at < (look.looked_at or timezone.now())
    open_to_her = look.looked_at is None and can_look_again(person, look)
    return {"second_look": look, "look_late": late, "look_form": LookForm() if open_to_her else None}
