"""What the search looks in, kept in the transaction of the change; older rows are added in batches."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from content.models import Attachment, Post, PostText, PostVersion
from content.search_index import FTS, has_index, indexed, make_index

BATCH = 500


def index_post(version: PostVersion) -> None:
    """Write what the search finds a post by: words, alternative texts, source and link of its present version."""
    alts = Attachment.objects.filter(version=version).values_list("alt_text", flat=True)
    _write([(version.post_id, indexed(version.text, *alts, version.source, link=version.link))])


def index_older(*, anew: bool = False) -> int:
    """Index what is not indexed yet (`anew`: everything), a batch a transaction; returns how many posts.

    The index itself is made where it is missing.
    """
    if not has_index(connection):
        make_index(connection)
        anew = anew or connection.vendor == "sqlite"  # its table went with the words
    done, last = 0, 0
    while posts := _index_batch(last, anew):
        done, last = done + len(posts), posts[-1]
    return done


@transaction.atomic
def _index_batch(after: int, anew: bool) -> list[int]:
    """Index the next posts, held meanwhile so that whoever changes one writes its words later; returns their ids."""
    posts = Post.objects.filter(pk__gt=after).exclude(current=None).select_for_update(of=("self",)).order_by("pk")
    if not anew:
        posts = posts.filter(~Exists(PostText.objects.filter(post=OuterRef("pk"))))
    versions = [post.current for post in posts.select_related("current")[:BATCH] if post.current]
    alts: dict[int, list[str]] = {}
    for row in Attachment.objects.filter(version__in=versions):
        alts.setdefault(row.version_id, []).append(row.alt_text)
    _write((one.post_id, indexed(one.text, *alts.get(one.pk, []), one.source, link=one.link)) for one in versions)
    return [one.post_id for one in versions]


def _write(texts: Iterable[tuple[int, str]]) -> None:
    rows = [PostText(post_id=post, text=text) for post, text in texts]
    PostText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["post"], update_fields=["text"])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            replace = f"INSERT OR REPLACE INTO {FTS} (rowid, text) VALUES (%s, %s)"  # noqa: S608  (a constant)
            cursor.executemany(replace, [(row.post_id, row.text) for row in rows])
