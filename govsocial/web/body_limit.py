"""A body that is longer than any form of the portal is refused by its length, before a byte of it is kept."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

from govsocial.web.middleware import chosen_language

DRAINED_MAX = 512 * 1024 * 1024  # bytes that are let in and forgotten, and for how many seconds
DRAINED_SECONDS = 60
PIECE = 64 * 1024


class BodyLimitMiddleware:
    """By what the request says of its length: no more than that is ever read, and without it nothing is.

    What is a little too long (a film from a telephone) is let in and forgotten; beyond that nothing is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        said = int(length[:20]) if length.isascii() and length.isdigit() else settings.BODY_MAX * 100
        if said <= settings.BODY_MAX or said <= settings.BODIES_MAX.get(_name_of(request.path_info), 0):
            return self.get_response(request)
        if said <= DRAINED_MAX:
            _drain(request, said)
        with translation.override(chosen_language(request) or settings.LANGUAGE_CODE):
            return render(request, "413.html", status=413)


def _drain(request: HttpRequest, left: int) -> None:
    """Read and forget: a browser shows the answer only when it could send its form to the end."""
    until = time.monotonic() + DRAINED_SECONDS
    while left > 0 and time.monotonic() < until:
        piece = request.META["wsgi.input"].read(min(left, PIECE))
        left -= len(piece) or left


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
