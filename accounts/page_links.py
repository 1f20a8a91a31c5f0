"""The links of a web page. Pure; not html.parser, which takes hours over one megabyte made to that end.

A tag is read up to its end or to the next "<", so that the time grows with the length of the page alone.
"""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from accounts.platforms import address_key

COMMENT = re.compile(r"(<!--|-->)")
TAG = re.compile(r"<(?:a|area|link|iframe|div)\s((?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>", re.IGNORECASE)
ADDRESS = re.compile(
    r"(?<![\w-])(?:data-)?(?:href|src)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))", re.IGNORECASE
)
PLUGIN = "/plugins/"  # a platform's own box in the page; its query says which page it shows
MOST = 20_000
LONGEST = 1000


def links_of(page: str, base: str) -> set[str]:
    """Where a page leads: links, and the pages that boxes of platforms show; http is taken for https."""
    found: set[str] = set()
    for tag in TAG.finditer(_shown(page)):
        for match in ADDRESS.finditer(tag[1]):
            found |= _addresses(unescape(next(filter(None, match.groups()), "")).strip(), base)
        if len(found) > MOST:
            break
    return found


def leads_to(links: set[str], platform: str, url_key: str) -> bool:
    """True when one of the links is the page with this key, however it was written."""
    return any(address_key(link, platform) == url_key for link in links)


def _shown(page: str) -> str:
    """The page without its comments; one that is not closed hides the rest, as in a browser."""
    pieces, hidden = [], False
    for piece in COMMENT.split(page):
        if COMMENT.fullmatch(piece):
            hidden = piece == "<!--"
        elif not hidden:
            pieces.append(piece)
    return "".join(pieces)


def _addresses(raw: str, base: str) -> set[str]:
    if not raw or len(raw) > LONGEST:
        return set()
    try:
        url = urljoin(base, raw)
        parts = urlsplit(url)
    except ValueError:
        return set()
    if parts.scheme not in {"http", "https"}:
        return set()
    boxed = parse_qs(parts.query).get("href", []) if parts.path.startswith(PLUGIN) else []
    return {re.sub(r"^http:", "https:", address, flags=re.IGNORECASE) for address in (url, *boxed)}
