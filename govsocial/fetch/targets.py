"""What an address asks for, and whether it may be asked. Pure; the parsed address is checked, not the text."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from govsocial.fetch.errors import FetchError, Problem

LONGEST = 2000
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TOP = re.compile(r"[a-z][a-z0-9-]*")  # a number there is an IPv4 address in one of its notations
NOWHERE = {"example", "invalid", "test", "localhost", "local", "internal", "intranet", "lan", "home", "arpa", "onion"}
KEPT_PATH, KEPT_QUERY = "/%:@!$&'()*+,;=~", "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True)
class Target:
    """A host (ASCII, lower case) and what is asked of it, ready for the request line."""

    host: str
    path: str

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"


def target_of(url: str, allowed_hosts: Collection[str]) -> Target:
    """The target of an https address on port 443 of an allowed host.

    `allowed_hosts` holds hosts, and with a leading dot everything below one. Raises FetchError: not_allowed for any
    other address, and for user names, ports, backslashes, spaces and numbers in place of a name; not_public for names
    that lead nowhere outside.
    """
    host = host_of(url)
    if not host:
        raise FetchError(Problem.NOT_ALLOWED, "no plain https address")
    if not any(_matches(host, entry) for entry in allowed_hosts):
        raise FetchError(Problem.NOT_ALLOWED, host)
    if host.rpartition(".")[2] in NOWHERE:
        raise FetchError(Problem.NOT_PUBLIC, host)
    parts = urlsplit(url)
    query = f"?{quote(parts.query, safe=KEPT_QUERY)}" if parts.query else ""
    return Target(host, f"{quote(parts.path or '/', safe=KEPT_PATH)}{query}")


def host_of(url: str) -> str:
    """The host of a plain https address as it stands in the DNS; empty for any other address."""
    if len(url) > LONGEST or "\\" in url or not url.isprintable() or " " in url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host, _, port = parts.netloc.partition(":")
    plain = parts.scheme == "https" and port in {"", "443"} and not parts.netloc.endswith(":")
    return _ascii(host) if plain else ""


def _matches(host: str, entry: str) -> bool:
    if entry.startswith("."):
        below = _ascii(entry[1:])
        return bool(below) and host.endswith(f".{below}")
    return host == _ascii(entry)


def _ascii(name: str) -> str:
    """A host's name in the DNS; empty where it is no name (numbers, user names, brackets and signs are none)."""
    try:
        host = name.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    labels = host.split(".")
    is_name = len(host) <= 253 and len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels)
    return host if is_name and TOP.fullmatch(labels[-1]) else ""
