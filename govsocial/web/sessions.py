"""How long a session may live: idle 30 minutes, 12 hours in all."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

STARTED, SEEN = "started_at", "seen_at"
WRITE_EVERY = 60  # seconds: not every page view writes a session row
View = Callable[..., HttpResponse]


def asked_by_page(view: View) -> View:
    """Mark a view that pages ask by themselves, with nobody at the keyboard: it keeps no session alive."""
    view.asked_by_page = True  # type: ignore[attr-defined]
    return view


class SessionLimitsMiddleware:
    """Sign out a session that was idle too long or has grown too old; what was typed is held by HoldExpiredPost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started, seen = request.session.get(STARTED, now), request.session.get(SEEN, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Somebody is there: a page was asked for, or something was typed into one."""
        if not request.user.is_authenticated:
            return
        now = int(time.time())
        is_new = STARTED not in request.session
        if is_new or (now - request.session[SEEN] > WRITE_EVERY and not getattr(view, "asked_by_page", False)):
            request.session[STARTED], request.session[SEEN] = request.session.get(STARTED, now), now
