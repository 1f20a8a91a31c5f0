"""What a post's page shows of internal remarks."""

from typing import Any

from accounts.models import Person
from content.desk_forms import RemarkForm
from content.models import Post, PostVersion
from content.permissions import can_remark


def remark_parts(person: Person, post: Post, current: PostVersion) -> dict[str, Any]:
    """Variables of templates/content/_remark.html: the remarks, the oldest first, and a form for who may add one."""
    form = RemarkForm(prefix="remark") if can_remark(person, post) else None
    return {"remarks": post.remarks.select_related("by"), "remark_form": form}
