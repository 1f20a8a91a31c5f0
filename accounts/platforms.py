"""Does an address belong to a platform, and which page is it? Pure; the parsed address is checked, not the text."""

import re
import unicodedata
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from accounts.models.official_account import KEY_MAX, PLATFORM_HOSTS, Platform

SAME_SITE = {"fb.com": "facebook.com", "twitter.com": "x.com"}
FACE = re.compile(r"www|m|mobile|mbasic|touch|web|[a-z]{2}(-[a-z]{2})?")  # the same site for a device or a language
LEADS_ELSEWHERE = {"l", "lm"}  # hosts below a site, and its pages, that lead to whatever their query says
LEADING_PATHS = {
    "facebook.com": ("l.php", "flx", "sharer", "sharer.php", "login", "login.php", "dialog"),
    "youtube.com": ("redirect", "attribution_link", "signin"),
    "x.com": ("intent", "share", "i/redirect"),
    "linkedin.com": ("redir", "safety", "sharearticle"),
}
# What a query says about which page it is: the first group that the address has any of. The rest tells who shared it.
IDENTIFYING = {
    "facebook.com": (("id", "story_fbid", "fbid", "v"), ("set",)),
    "youtube.com": (("v",), ("list", "lb")),
    "viber.com": (("g2",), ("g",)),
}
NAMELESS = {  # paths that name nothing without such a query
    "facebook.com": ("profile.php", "permalink.php", "story.php", "photo.php", "photo", "video.php", "watch"),
    "youtube.com": ("watch", "playlist"),
    "viber.com": ("invite",),
}
CASELESS = {"fb.watch": 0, "linkedin.com": 2}  # how many parts of a path are names; one elsewhere
JOINERS = {0x200C: None, 0x200D: None}  # invisible, between Bangla letters


def address_key(url: str, platform: str) -> str:
    """The one form of an address, however it was typed, at most KEY_MAX characters; two pages never share it.

    Empty for what is no page of the platform: another host, a bare host, a redirector, or something hidden in it.
    """
    parts = _parsed(url.strip())
    site, host = _site_and_host(parts.hostname or "", PLATFORM_HOSTS[Platform(platform)])
    segments = [part for part in unquote(parts.path).split("/") if part]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    site, host, segments, query = _video(site, host, segments, query)
    segments = ["invite"] if host == "invite.viber.com" and not segments else segments
    names = CASELESS.get(site, 1)
    path = "/".join([*(part.lower() for part in segments[:names]), *segments[names:]])
    if not site or not path or {".", ".."} & set(segments) or _leads_elsewhere(site, path):
        return ""
    groups = IDENTIFYING.get(site, ())
    named = next((kept for group in groups if (kept := [name for name in group if query.get(name)])), [])
    if path in NAMELESS.get(site, ()) and not named:
        return ""
    asked = "&".join(f"{name}={query[name]}" for name in sorted(named))
    key = unicodedata.normalize("NFC", f"{host}/{path}{'?' if asked else ''}{asked}".translate(JOINERS))
    return "" if len(key) > KEY_MAX or _has_gaps(key) else key


def host_of(url: str) -> str:
    """Host of an https address in lower case; empty when the address hides something or is not https."""
    return _parsed(url.strip()).hostname or ""


def _parsed(url: str) -> SplitResult:
    """The parts of an https address; none when it hides a name, a port, a space or what does not show."""
    nothing = urlsplit("")
    try:
        parts = urlsplit(url)
    except ValueError:
        return nothing
    hides = "@" in parts.netloc or ":" in parts.netloc or "\\" in url or _has_gaps(url.translate(JOINERS))
    return nothing if hides or parts.scheme != "https" else parts


def _has_gaps(text: str) -> bool:
    """Spaces, line ends, and characters that do not show."""
    return any(unicodedata.category(ch)[0] in "CZ" for ch in text)


def _site_and_host(host: str, known: tuple[str, ...]) -> tuple[str, str]:
    """(site, host below it without its faces); both empty for another site and for a redirector."""
    found = next((site for site in known if host == site or host.endswith(f".{site}")), "")
    below = [label for label in host.removesuffix(found).split(".") if label]
    if not found or LEADS_ELSEWHERE & set(below):
        return "", ""
    site = SAME_SITE.get(found, found)
    return site, ".".join([*(label for label in below if not FACE.fullmatch(label)), site])


def _video(
    site: str, host: str, segments: list[str], query: dict[str, str]
) -> tuple[str, str, list[str], dict[str, str]]:
    """The ways to write one YouTube video, as one."""
    if site == "youtu.be" and segments:
        return "youtube.com", "youtube.com", ["watch"], {"v": segments[0]}
    if site == "youtube.com" and len(segments) == 2 and segments[0].lower() in {"shorts", "live", "embed", "v"}:
        return site, host, ["watch"], {"v": segments[1]}
    return site, host, segments, query


def _leads_elsewhere(site: str, path: str) -> bool:
    return any(f"{path}/".startswith(f"{known}/") for known in LEADING_PATHS.get(site, ()))


def hosts_in_words(platform: str) -> str:
    """The platform's hosts for a message."""
    return ", ".join(PLATFORM_HOSTS[Platform(platform)])
