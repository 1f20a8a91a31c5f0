"""Does an address belong to a platform, and which page is it? Pure; checks are on the parsed address, not on the text."""

import re
import unicodedata
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from accounts.models.official_account import PLATFORM_HOSTS, Platform

KEY_MAX = 500
SAME_HOST = {"fb.com": "facebook.com", "twitter.com": "x.com"}
FACES = r"^(?:(?:www|m|mobile|mbasic|touch|web)\.)+"  # the same site for another device
REDIRECTORS = re.compile(r"^(?:l|lm)\.")
REDIRECTS = {
    "facebook.com": ("l.php", "flx", "sharer.php", "sharer", "login", "login.php", "dialog"),
    "youtube.com": ("redirect", "attribution_link", "signin"),
    "x.com": ("intent", "share", "i/redirect"),
    "instagram.com": ("linkshim",),
    "linkedin.com": ("redir", "safety", "sharearticle"),
}
# What a query says about which page it is: the first group that the address has any of. The rest tells who shared it.
IDENTIFYING = {
    "facebook.com": (("id", "story_fbid", "fbid", "v"), ("set",)),
    "youtube.com": (("v",), ("list", "lb")),
}
NAMELESS = {  # paths that name nothing without their query
    "facebook.com": ("profile.php", "permalink.php", "story.php", "photo.php", "photo", "video.php", "watch"),
    "youtube.com": ("watch", "playlist"),
}
JOINERS = "\u200c\u200d"  # between Bangla letters, invisible


def address_key(url: str, platform: str) -> str:
    """The one form of an address, however it was typed, at most KEY_MAX characters; two pages never share it.

    Empty for what is no page of the platform: another host, a bare host, a redirector, or something hidden in it.
    """
    host, parts = _host_and_parts(url.strip())
    if not any(host == known or host.endswith("." + known) for known in PLATFORM_HOSTS[Platform(platform)]):
        return ""
    segments = [part for part in unquote(parts.path).split("/") if part]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host, segments, query = _video(host, segments, query)
    if host != "fb.watch":
        segments[:1] = [part.lower() for part in segments[:1]]  # a name or a word of the platform: case says nothing
    path = "/".join(segments)
    if not path or {".", ".."} & set(segments) or _redirects(host, path):
        return ""
    groups = IDENTIFYING.get(host, ())
    named = next((kept for names in groups if (kept := [name for name in names if query.get(name)])), [])
    if path in NAMELESS.get(host, ()) and not named:
        return ""
    asked = "&".join(f"{name}={query[name]}" for name in sorted(named))
    key = unicodedata.normalize("NFC", f"{host}/{path}{'?' if asked else ''}{asked}")
    key = key.translate(dict.fromkeys(map(ord, JOINERS)))
    return key if len(key) <= KEY_MAX else ""


def _host_and_parts(url: str) -> tuple[str, SplitResult]:
    """The host in lower case without its faces; empty when the address is not https or hides something."""
    try:
        parts = urlsplit(url)
        hides = bool("@" in parts.netloc or ":" in parts.netloc)
    except ValueError:
        return "", urlsplit("")
    if parts.scheme != "https" or hides or "\\" in url or _has_gaps(url) or _has_gaps(unquote(url)):
        return "", parts
    host = re.sub(FACES, "", (parts.hostname or "").removesuffix("."))
    return ("" if REDIRECTORS.match(host) else SAME_HOST.get(host, host)), parts


def _has_gaps(text: str) -> bool:
    """Spaces, line ends, and characters that do not show."""
    return any(unicodedata.category(ch)[0] in "CZ" and ch not in JOINERS for ch in text)


def _video(host: str, segments: list[str], query: dict[str, str]) -> tuple[str, list[str], dict[str, str]]:
    """The ways to write one YouTube video, as one."""
    if host == "youtu.be" and segments:
        return "youtube.com", ["watch"], {"v": segments[0]}
    if host == "youtube.com" and len(segments) == 2 and segments[0].lower() in {"shorts", "live", "embed", "v"}:
        return host, ["watch"], {"v": segments[1]}
    return host, segments, query


def _redirects(host: str, path: str) -> bool:
    """True for a page that leads to whatever its query says."""
    return any(f"{path}/".startswith(f"{known}/") for known in REDIRECTS.get(host, ()))


def hosts_in_words(platform: str) -> str:
    """The platform's hosts for a message."""
    return ", ".join(PLATFORM_HOSTS[Platform(platform)])
