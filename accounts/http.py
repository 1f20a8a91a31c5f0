"""The request as views behind the sign-in get it."""

from django.http import HttpRequest

from accounts.models import Person


class SignedInRequest(HttpRequest):
    """LoginRequiredMiddleware let it through: its user is a person."""

    user: Person
