"""How long a session may live: idle 30 minutes, 12 hours in all."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

STARTED, SEEN = "started_at", "seen_at"
WRITE_EVERY = 60  # seconds: not every page view writes a session row


class SessionLimitsMiddleware:
    """Sign out a session that was idle too long or has grown too old; what was typed is held by HoldExpiredPost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.get(STARTED, now)
            seen = request.session.get(SEEN, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif STARTED not in request.session or now - seen > WRITE_EVERY:
                request.session[STARTED], request.session[SEEN] = started, now
        return self.get_response(request)
