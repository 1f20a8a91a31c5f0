"""All addresses of the portal."""

from allauth.account.views import (
    logout,
    password_change,
    password_reset,
    password_reset_done,
    password_reset_from_key,
    password_reset_from_key_done,
)
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView

from accounts.sign_in import SignInView
from govsocial.web.idempotency import once_exempt

# allauth under /sign-in/, by name: only what invited people need. Signing up is closed.
sign_in = [
    path("", once_exempt(SignInView.as_view()), name="account_login"),
    path("out/", logout, name="account_logout"),
    path(
        "closed/",
        login_not_required(TemplateView.as_view(template_name="account/signup_closed.html")),
        name="account_signup",
    ),
    path("password/change/", password_change, name="account_change_password"),
    path(  # a person without a password gets one by the reset mail
        "password/set/", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"
    ),
    path("password/reset/", login_not_required(password_reset), name="account_reset_password"),
    path("password/reset/sent/", login_not_required(password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        login_not_required(password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", include("govsocial.dashboard.urls")),
    path("", include("govsocial.web.urls")),
    path("sign-in/", include(sign_in)),
    path("", include("accounts.urls")),
    path("content/", include("content.urls")),
    path("", include("reviews.urls")),
    path("rule-book/", include("reviews.rule_book_urls")),
    path("calendar/", include("accounts.calendar_urls")),
]

handler400 = "govsocial.web.errors.bad_request"
handler403 = "govsocial.web.errors.forbidden"
handler404 = "govsocial.web.errors.not_found"
handler500 = "govsocial.web.errors.failed"
