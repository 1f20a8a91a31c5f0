"""What happens while somebody holds the database; acts like those of `acts`, through the pages."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import setup_test_environment
from django.urls import reverse

from accounts.models import OfficialAccount
from accounts.views.imports import tried
from content.models import Post
from govsocial.audit.models import Entry
from tests.conftest import FormClient
from tests.factories import CLEAN
from tests.world import World

Meet = Callable[[], Any]
WORLD = World()
PATIENCE = {"sqlite": {"timeout": 0.3}, "postgresql": {"options": "-c lock_timeout=300"}}
HOLD = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN; SELECT * FROM audit_head FOR UPDATE"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
IMPORT = reverse("accounts:official_account_import")


def _client(login: str) -> FormClient:
    client = FormClient()
    client.force_login(WORLD.person(login), backend=BACKEND)
    client.cookies["django_language"] = "bn"
    return client


@contextmanager
def _held() -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(HOLD[connection.vendor])
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def form_while_locked(number: int, meet: Meet) -> dict[str, Any]:
    """A post is sent while the database is held, and once more, as the page offers, when it is free."""
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], **PATIENCE[connection.vendor]}
    setup_test_environment()  # the page's context can be read
    client, path = _client("author"), reverse("content:post_create")
    key, body = client.key(), {"account": WORLD.account().pk, "text": CLEAN, "purpose": "4-ga", "source": "অফিস আদেশ"}
    before = Post.objects.count()
    with _held():
        late = client.submit(path, body, key=key)
    during = Post.objects.count() - before
    page = late.content.decode()
    sent = dict(late.context["fields"])
    again = client.submit(late.context["path"], sent, key=late.context["idem"])
    return {
        "status": late.status_code,
        "retry": late.headers["Retry-After"],
        "shows": CLEAN in page.replace("\r\n", "\n") and "পোর্টাল এখন ব্যস্ত" in page,
        "stored": during,
        "again": again.status_code,
        "stored_in_the_end": Post.objects.count() - before,
        "same_key": late.context["idem"] == key,
    }


def import_beside_writers(number: int, meet: Meet, rows: int) -> Any:
    """The first process imports accounts by the page; the second changes settings until they are all there."""
    setup_test_environment()
    client = _client("administrator" if number == 0 else "author")
    meet()
    if number == 0:
        lines = "".join(f"DIST,facebook,পেজ {n},https://facebook.com/beside.{n},2020-01-31,\n" for n in range(rows))
        content = f"office,platform,name,url,since,members\n{lines}".encode()
        body = {"step": "write", "file": SimpleUploadedFile("a.csv", content), "tried": tried(content)}
        return client.submit(IMPORT, body).status_code
    statuses, slowest, end = set(), 0.0, time.monotonic() + 90
    while OfficialAccount.objects.filter(url__contains="beside.").count() < rows and time.monotonic() < end:
        started = time.monotonic()
        language = ("en", "bn")[int(started * 1000) % 2]
        statuses.add(client.submit(reverse("accounts:person_settings"), {"language": language}).status_code)
        slowest = max(slowest, time.monotonic() - started)
    numbers = list(
        Entry.objects.filter(action="official_account.imported").order_by("seq").values_list("seq", flat=True)
    )
    between = Entry.objects.filter(action="person.settings_changed", seq__gt=numbers[0], seq__lt=numbers[-1]).count()
    return {"statuses": sorted(statuses), "slowest": slowest, "between": between}
