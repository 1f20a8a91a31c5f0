"""The guarded fetcher: the portal's only way to ask another machine for a page."""

from collections.abc import Collection

from django.conf import settings

from govsocial.fetch.errors import FetchError, Problem
from govsocial.fetch.fetcher import Fetched, Fetcher

__all__ = ["FetchError", "Fetched", "Fetcher", "Problem", "fetch"]


def fetch(url: str, allowed_hosts: Collection[str]) -> Fetched:
    """GET a public https page in the portal's name, by the installation's proxy where it has one. Raises FetchError."""
    return Fetcher(f"govsocial (+{settings.PORTAL_URL})", settings.EGRESS_PROXY).fetch(url, allowed_hosts)
