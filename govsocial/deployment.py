"""What a deployment may and may not run with. Pure: settings hand in the values, loud refusals come out."""

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
SECRET_MIN_LENGTH = 50
SECRET_MIN_DISTINCT = 10


def is_loopback(hosts: list[str]) -> bool:
    """True when every allowed host is this machine itself."""
    return bool(hosts) and set(hosts) <= LOOPBACK_HOSTS


def own_folder(path: Path) -> None:
    """Make the portal's folder, open to its owner alone; one of another owner (a mounted volume) stays as it is.

    A folder that all share, such as /tmp, is nobody's own and stays as it is too.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid == os.geteuid() and mode & 0o077 and not mode & stat.S_ISVTX and path != path.parent:
        with contextlib.suppress(OSError):
            path.chmod(0o700)


def own_secret(path: Path) -> str:
    """The installation's own secret, made at the first start, readable by its owner alone (mode 600)."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written in full, then linked into place: a process that starts at the same moment never reads half a secret.
    with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as draft:
        draft.write(secrets.token_urlsafe(64))
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
    return path.read_text(encoding="ascii").strip()


def refuse_weak(*, hosts: list[str], secret: str, debug: bool, loopback: bool, demo: bool, email: str) -> None:
    """Raise ImproperlyConfigured, naming the variable, when a value is not fit to leave this machine."""
    if loopback:
        return
    problems = {
        "ALLOWED_HOSTS: name the portal's own host names; '*' and an empty list are refused": not hosts or "*" in hosts,
        "SECRET_KEY: at least 50 characters, 10 of them different": len(secret) < SECRET_MIN_LENGTH
        or len(set(secret)) < SECRET_MIN_DISTINCT,
        "DEBUG: must be off outside this machine": debug,
        "DEMO: demo people have known passwords; set DEMO=0 outside this machine": demo,
        "EMAIL_URL: notices need a mail server outside this machine": not email,
    }
    said = [text for text, wrong in problems.items() if wrong]
    if said:
        raise ImproperlyConfigured("Not started. " + " | ".join(said))
