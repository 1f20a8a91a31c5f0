"""The request as views behind the sign-in get it."""

from django.http import HttpRequest

from accounts.models import Person


class SignedInRequest(HttpRequest):
    """LoginRequiredMiddleware let it through: its user is a person."""

    user: Person
    waiting: int | None  # posts that wait for her, where a page has read them already: the frame need not count
    waiting_ids: list[int]  # the first of those, by the filters she came with
    section: str  # the part of the portal the page belongs to, by the name of its first page
