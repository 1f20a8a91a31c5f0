"""What every request passes: refusal of input no form can hold, the language, and what a browser may keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from govsocial.web import digits

GetResponse = Callable[[HttpRequest], HttpResponse]


class HostileInputMiddleware:
    """NUL in an address, query, cookie or header fails in PostgreSQL: answer 400 before anything else sees it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        texts = [request.path, *request.GET.keys(), *(v for values in request.GET.lists() for v in values[1])]
        texts += request.COOKIES.values()
        texts += [text for name, text in request.META.items() if name.startswith("HTTP_")]
        if any("\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text) for text in texts):
            with translation.override(chosen_language(request) or settings.LANGUAGE_CODE):
                return render(request, "400.html", status=400)
        return self.get_response(request)


class LanguageMiddleware:
    """Bangla first: the language of the cookie, else the person's own, else Bangla. Never the browser's wish."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request) or getattr(request.user, "language", settings.LANGUAGE_CODE)
        token = digits.wanted.set(getattr(request.user, "bangla_digits", True))
        try:
            with translation.override(language):
                request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
                response = self.get_response(request)
        finally:
            digits.wanted.reset(token)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivateMiddleware:
    """What somebody signed in was shown stays hers: nobody between keeps it, and the browser forgets it at the end.

    Not `no-store`: with it a browser also throws away what is half written into a form that is left and come back to.
    So it may keep pages while she is signed in, and is told to drop them by the answer that ends the session, whether
    she signs out or was idle too long.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came_in = request.user.is_authenticated
        response = self.get_response(request)
        if came_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if came_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


def chosen_language(request: HttpRequest) -> str:
    """The language of the cookie; empty where there is none that is known."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(settings.LANGUAGES) else ""
