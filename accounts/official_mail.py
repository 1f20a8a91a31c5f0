"""Does an e-mail address look like one of an office? Pure; a hint, a person decides."""

import re

from accounts.platforms import host_of

_GOVERNMENT = re.compile(r"(^|\.)(gov|mil|gob|gouv)(\.[a-z]{2})?$")
_FREE = frozenset({"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "proton.me", "icloud.com"})


def mail_kind(email: str, website: str) -> str:
    """own (the domain of the office's website), government, free (a mail service for everybody) or other."""
    domain = email.rpartition("@")[2].casefold()
    site = host_of(website).removeprefix("www.")
    if site and (domain == site or domain.endswith(f".{site}")):
        return "own"
    if domain in _FREE:
        return "free"
    return "government" if _GOVERNMENT.search(domain) else "other"
