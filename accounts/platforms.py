"""Does an address belong to a platform? Pure; the check is on the parsed host, not on the text."""

from urllib.parse import urlsplit

from accounts.models.official_account import PLATFORM_HOSTS, Platform


def host_of(url: str) -> str:
    """Host of an https address in lower case without `www.`; empty when the address hides something or is not https."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or parts.username or parts.password or port not in (None, 443) or "\\" in url:
        return ""
    return (parts.hostname or "").removeprefix("www.")


def is_on_platform(url: str, platform: str) -> bool:
    """True when the host is one of the platform's, or a sub-domain of one."""
    host = host_of(url)
    return any(host == known or host.endswith("." + known) for known in PLATFORM_HOSTS[Platform(platform)])


def hosts_in_words(platform: str) -> str:
    """The platform's hosts for a message."""
    return ", ".join(PLATFORM_HOSTS[Platform(platform)])
