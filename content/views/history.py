"""The whole of a post's history on one page to print: versions with their difference, decisions, publication, each with
its entry in the audit log."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from content.diff import Change, Looks, word_diff
from content.models import Post, PostVersion
from content.views.posts import find_post
from content.views.presentation import whole_words
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.rulebook.services import clauses_shown

MOST = 100  # entries on the page; older ones stay in the audit log
MOST_LOOKS = 3_000_000  # words looked at for all differences of the page, about half a second


@dataclass
class Event:
    """An entry of the audit log with what belongs to it."""

    entry: Entry
    data: dict[str, Any]
    clause: str = ""
    version: PostVersion | None = None
    changes: list[Change] | None = None


@require_safe
def post_history(request: SignedInRequest, pk: int) -> HttpResponse:
    post = find_post(request, pk)
    entries = list(Entry.objects.about(post)[: MOST + 1])
    context = {
        "post": post,
        "events": _events(request, post, entries[:MOST]),
        "more": len(entries) > MOST,
        "now": timezone.now(),
    }
    return render(request, "content/post_history.html", context)


def _events(request: SignedInRequest, post: Post, entries: list[Entry]) -> list[Event]:
    """Oldest first; the sending of a version shows what it changed of the one sent before."""
    followed = request.user.following(timezone.localdate()).of(post.account.lineage)
    labels = {code: clause.label for code, clause in clauses_shown(followed=followed).items()}
    versions = {version.number: version for version in PostVersion.objects.filter(post=post)}
    events, sent, looks = [], None, Looks(MOST_LOOKS)
    for entry in reversed(entries):
        data = json.loads(entry.data)
        code = str(data.get("clause", ""))
        event = Event(entry, data, labels.get(code, code))
        if entry.action == Action.POST_SUBMITTED and data.get("version") in versions:
            event.version = versions[data["version"]]
            if sent is not None and sent.pk != event.version.pk:
                event.changes = word_diff(whole_words(sent), whole_words(event.version), looks)
            sent = event.version
        events.append(event)
    return events
