"""Signing in: invited people only, locked out by axes alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator

from accounts.models import Person
from accounts.services import passwords
from govsocial.web.digits import clean
from govsocial.web.logs import masked


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A disabled person with the right password is answered like anybody with a wrong one."""
        person = super().authenticate(request, **credentials)
        return person if person and person.is_active else None

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth's limits count the same address as axes."""
        return client_address(request)

    def set_password(self, user: Person, password: str) -> None:
        """Both pages that end in a new password come here."""
        match = self.request.resolver_match
        passwords.set_password(
            person=user, password=password, by_mail=match.view_name == "account_reset_password_from_key"
        )


class SignInLog(AxesDatabaseHandler):  # type: ignore[misc]
    """axes' own, without the keys that stand in some addresses."""

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
        request.axes_path_info = masked(request.axes_path_info)  # type: ignore[attr-defined]
        super().user_logged_in(sender, request, user, **kwargs)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The mail goes through the outbox, and an unknown address costs the same work."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = str(self.cleaned_data["email"])
        for asked in self.users or [Person(pk=0, email=email[:254])]:
            key = default_token_generator.make_token(asked)
            url = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(asked), key])
            passwords.mail_reset(asked=asked, url=url)
        return email


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
