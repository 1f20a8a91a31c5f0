"""What a post's page shows of files of the version shown."""

from typing import Any

from accounts.models import Person
from content.models import Post, PostVersion


def media_parts(person: Person, post: Post, current: PostVersion) -> dict[str, Any]:
    """Variables of templates/content/_media.html: one query, whatever the number of files."""
    return {"files": list(current.attachments.select_related("file", "poster"))}
