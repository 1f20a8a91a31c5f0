"""What the tests of posts share: sending one of their forms, and the state of everything a form could change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from content.models import Decision, Mistake, Post, PostVersion, Publication, ScreeningHit
from content.models.media import FOLDER
from content.models.post import Asked
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from govsocial.web.models import FormResult
from tests.content.terms import make_change, make_term
from tests.factories import ALT, CLEAN, REASON, attached, fresh_post, picture

OTHER_ALT = "মঞ্চে শিশুদের গান পরিবেশন"
NEW_TEXT = "নতুন পাঠ: মেলা শনিবার সকাল দশটায় শুরু হবে।"


def form_of(action: str, post: Post) -> dict[str, Any]:
    """A form that does its work when an allowed person sends it at the right time."""
    seen = {"version": post.version, "seen": post.current.number, "reason": REASON}
    written = {"account": post.account_id, "text": NEW_TEXT, "purpose": "4-ga", "source": "অফিস আদেশ ১২"}
    return {
        "edit": {**written, "version": post.version},
        "submit": {"version": post.version, "asked": Asked.values},
        "withdraw": {"version": post.version},
        "approve": seen,
        "return": seen,
        "reject": {**seen, "clause": "9-ga"},
        "looking": {},
        "emergency": seen,
        "undo": {"version": post.version},
        "time": {"version": post.version, "at": _in_words(timezone.now() + timedelta(days=5))},
        "media": {"version": post.version, "alt_text": ALT},
        "media_describe": {"version": post.version, "alt_text": ALT},
        "media_remove": {"version": post.version},
        "mistake": {"what": "তারিখ ভুল ছাপা হয়েছে", "noticed_at": _in_words(timezone.now())},
        "correct": {"what": "তারিখ ভুল ছাপা হয়েছে"},
        "retract": {"version": post.version, "taken_down_at": _in_words(timezone.now()), "reason": REASON},
        "archive_put": {"version": post.version},
        "mark": {"version": post.version, "is_important": "on"},
        "share_again": {},
        "take_over": {"version": post.version},
        "remark": {"remark-text": "একবার দেখে নিন"},
        "publish": {
            "version": post.version,
            "link": f"{post.account.url}/posts/{post.pk}",
            "published_at": timezone.localtime().strftime("%d/%m/%Y %H:%M"),
            "changed": "no",
            **({"place": "anew"} if post.corrects_id else {}),
        },
    }[action]


def _in_words(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M")


@pytest.fixture
def send(client_for: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Send the form of an action on a post as somebody; `fields` override what the page would have sent."""

    def do(login: str, action: str, post: Post, *, key: str | None = None, **fields: Any) -> HttpResponse:
        data = {**form_of(action, post), **fields}
        extra = {} if key is None else {"key": key}
        return client_for(login).submit(reverse(f"content:post_{action}", args=[post.pk]), data, **extra)

    return do


@pytest.fixture
def compose(client_for: Callable[..., Any], world: Any) -> Callable[..., HttpResponse]:
    """Send the form of a new post as somebody."""

    def do(login: str = "author", *, key: str | None = None, **fields: Any) -> HttpResponse:
        data = {"account": world.account().pk, "text": CLEAN, "purpose": "4-ga", "source": "অফিস আদেশ", **fields}
        extra = {} if key is None else {"key": key}
        return client_for(login).submit(reverse("content:post_create"), data, **extra)

    return do


@pytest.fixture
def term_in(world: Any) -> Callable[..., Any]:
    """An entry of the list in a state; see tests.content.terms."""
    return partial(make_term, world)


@pytest.fixture
def change_in(world: Any) -> Callable[..., Any]:
    """A change of an entry that waits for a second person."""
    return partial(make_change, world)


def rows() -> list[Any]:
    """Every row a post's form may write, so that “nothing changed” can be asserted."""
    tables = (Post, Mistake, PostVersion, Decision, Publication, ScreeningHit, Entry, Notice, FormResult)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def last_entry(post: Post) -> Entry:
    return Entry.objects.about(post).first()


def page(response: HttpResponse) -> str:
    return response.content.decode()


def on_disk() -> set[str]:
    return set(default_storage.listdir(FOLDER)[1]) if default_storage.exists(FOLDER) else set()


@pytest.fixture
def empty_disk():
    for name in on_disk():
        default_storage.delete(f"{FOLDER}/{name}")


@pytest.fixture
def put(client_for):
    """Send the form that adds a picture."""

    def do(post, login="author", key=None, **fields):
        body = {"version": post.version, "alt_text": ALT, "file": SimpleUploadedFile("mela.png", picture()), **fields}
        extra = {} if key is None else {"key": key}
        return client_for(login).submit(reverse("content:post_media", args=[post.pk]), body, **extra)

    return do


@pytest.fixture
def change(client_for):
    """Send the form that describes a file or takes it off."""

    def do(action, row, login="author", key=None, **fields):
        post = fresh_post(row.version.post)
        body = {"version": post.version, "alt_text": OTHER_ALT, **fields}
        address = reverse(f"content:post_media_{action}", args=[post.pk, row.pk])
        return client_for(login).submit(address, body, **({} if key is None else {"key": key}))

    return do


@pytest.fixture
def with_file(post_in, world):
    post = post_in("draft")
    return attached(post, world.person("author"))
