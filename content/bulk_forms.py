"""Forms of deciding several posts together: what was shown, and one reason."""

from collections.abc import Iterable

from django.http import QueryDict

from content.forms import MAX_INT, ReasonedReturn
from content.models import Post
from content.services.bulk import MOST, Shown


class BulkReturnForm(ReasonedReturn):
    """One reason for all of them."""


def chosen_numbers(values: Iterable[str]) -> list[int]:
    """Ids as they stand in an address, each once, at most twenty."""
    found = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]
    return list(dict.fromkeys(found))[:MOST]


def shown_of(sent: QueryDict, posts: Iterable[Post]) -> list[Shown]:
    """Which of the posts were shown and how: `post` holds "id.version.number" for each."""
    by_pk = {post.pk: post for post in posts}
    found: dict[int, Shown] = {}
    for value in sent.getlist("post"):
        parts = value.split(".")
        if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            pk, version, seen = map(int, parts)
            if pk in by_pk and version <= MAX_INT and len(found) < MOST:
                found[pk] = Shown(by_pk[pk], version, seen)
    return list(found.values())


def sent_numbers(sent: QueryDict) -> list[int]:
    """Ids of the posts in a sent form."""
    return chosen_numbers(value.split(".")[0] for value in sent.getlist("post"))
