"""The archive as a file: CSV line by line, in constant memory, with nothing a program calculates."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from content.models import Publication
from govsocial.web.inert import inert

MOST = 10_000  # rows of a file
CHUNK = 500  # rows read at a time
HEAD = (
    "post",
    "published_at",
    "platform",
    "account",
    "state",
    "important",
    "headline",
    "text",
    "purpose",
    "source",
    "shared_link",
    "link",
    "unchanged",
    "change_note",
    "sha256",
)


class _Echo:
    """What a CSV writer writes is what it gives back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: QuerySet[Publication]) -> Iterator[str]:
    """A CSV file line by line, newest first, with the mark by which Excel knows UTF-8: ASCII digits, ISO moments on the
    local clock."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    found = rows.select_related("post", "version", "account").order_by("-published_at", "-id")[:MOST]
    for row in found.iterator(chunk_size=CHUNK):
        yield writer.writerow([inert(str(cell)) for cell in _cells(row)])


def _cells(row: Publication) -> list[str | int]:
    post, version = row.post, row.version
    return [
        post.pk,
        timezone.localtime(row.published_at).isoformat(timespec="minutes"),
        row.account.platform,
        row.account.name,
        post.status,
        "yes" if post.is_important else "no",
        post.headline,
        version.text,
        version.purpose,
        version.source,
        version.link,
        row.link,
        "yes" if row.is_unchanged else "no",
        row.change_note,
        row.text_hash,
    ]
