"""A form sent by an expired session is kept, and done again for the same person after signing in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from govsocial.web.idempotency import NOT_SIGNED, key_owner, new_key

HELD = "held_post"
MAX_HELD = 200_000  # characters: more than the longest form of the portal


class HoldExpiredPostMiddleware:
    """Before LoginRequiredMiddleware turns an expired session away: keep what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        owner = key_owner(request.POST.get("idem", ""))
        fields = [[name, value] for name, values in request.POST.lists() if name not in NOT_SIGNED for value in values]
        if not owner or sum(len(name) + len(value) for name, value in fields) > MAX_HELD:
            return None
        request.session[HELD] = {"person": owner, "path": request.path, "fields": fields}
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': reverse('web:resume')})}")


@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Show what was kept with one button that sends it again; another person's text is dropped unseen."""
    held = request.session.pop(HELD, None)
    if not held or held["person"] != request.user.pk:
        return redirect(settings.LOGIN_REDIRECT_URL)
    held.setdefault("key", new_key(request))  # sent twice, it is done once
    request.session[HELD] = held
    return render(request, "web/resume.html", {"held": held})
