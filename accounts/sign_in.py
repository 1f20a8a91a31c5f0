"""Signing in: invited people only, locked out by axes alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator

from accounts.models import Person
from govsocial.web.digits import clean


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A disabled person with the right password is answered like anybody with a wrong one."""
        person = super().authenticate(request, **credentials)
        return person if person and person.is_active else None


@method_decorator(login_not_required, name="dispatch")
@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in with axes counting the failures."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """An installation without anybody leads to its first administrator's page."""
        return {**super().get_context_data(**kwargs), "nobody_yet": not Person.objects.exists()}


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: outside loopback one proxy stands before the portal and writes the last entry."""
    forwarded = "" if settings.LOOPBACK else request.headers.get("X-Forwarded-For", "")
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address somebody tried, in one form, whichever way it reached axes."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login", "")
    return clean(str(name)).strip().lower()[:254]


def locked_out(request: HttpRequest, response: HttpResponse | None = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many failures: say for how long, in the person's language, and keep the address typed."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "account/locked.html", {"minutes": minutes, "tried": name_tried(request)}, status=429)
