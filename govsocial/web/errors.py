"""Error pages. A page that is not there and another office's page look the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One body for all: it names neither the address nor what was looked for."""
    request.here = "/"  # type: ignore[attr-defined]
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Without context processors: they may be what failed."""
    return render(None, "500.html", status=500)  # type: ignore[arg-type]
