"""Fetching one public page from a host that the caller names; nothing inside the own network can be reached by it.

Each address, each redirect's too, is parsed strictly, resolved once, refused unless every answer is public, and the
connection goes to that very answer, with the host's name in the TLS handshake and its certificate checked.
"""

import base64
import queue
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import unquote, urljoin, urlsplit

from govsocial.fetch.addresses import is_public
from govsocial.fetch.errors import FetchError, Problem
from govsocial.fetch.limits import BoundedSocket, Budget, read_body
from govsocial.fetch.targets import Target, target_of

PORT = 443
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 3
MOST_ADDRESSES = 4
HEAD_MOST = 8192  # bytes of a proxy's answer
Resolve = Callable[[str, float], list[str]]
Connect = Callable[[tuple[str, int], float], socket.socket]


@dataclass(frozen=True)
class Fetched:
    """A page that was fetched: where it was found in the end, and its bytes, unpacked."""

    url: str
    content_type: str
    charset: str
    body: bytes

    @property
    def text(self) -> str:
        try:
            return self.body.decode(self.charset, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def system_resolve(host: str, seconds: float) -> list[str]:
    """Ask the system's resolver, which keeps no time limit, in a thread that is not waited for longer."""
    answer: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
        except OSError:
            found = []
        answer.put([str(row[4][0]) for row in found])

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=seconds)
    except queue.Empty:
        raise FetchError(Problem.TIMEOUT, "name server") from None


@dataclass(frozen=True)
class Fetcher:
    """How to fetch: who asks, within which limits, by which proxy (http://host:port, connected to by CONNECT).

    `resolve`, `connect` and `authority` (a PEM certificate) are for tests; no setting leads to them.
    """

    user_agent: str
    proxy: str = ""
    seconds: float = 5.0
    octets: int = 1_000_000
    resolve: Resolve = system_resolve
    connect: Connect = socket.create_connection
    authority: str | None = None

    def fetch(self, url: str, allowed_hosts: Collection[str]) -> Fetched:
        """GET a page, without cookies, following at most three redirects to allowed hosts. Raises FetchError."""
        budget = Budget(self.seconds, self.octets)
        for hop in range(MOST_REDIRECTS + 1):
            try:
                target = target_of(url, allowed_hosts)
            except FetchError as error:
                raise error if hop == 0 else FetchError(Problem.ELSEWHERE, error.detail) from None
            answer = self._get(target, budget)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise FetchError(Problem.ELSEWHERE, "too many redirects")

    def _get(self, target: Target, budget: Budget) -> Fetched | str:
        """The page, or where the host redirects to."""
        with _in_our_words(), closing(self._connected(target.host, budget)) as connection:
            connection.sendall(self._request(target))
            response = HTTPResponse(BoundedSocket(connection, budget), method="GET")  # type: ignore[arg-type]
            response.begin()
            where = response.getheader("Location")
            if response.status in REDIRECTS and where:
                return urljoin(target.url, where.encode("latin-1").decode("utf-8", "replace").strip())
            if response.status != 200:
                raise FetchError(Problem.STATUS, str(response.status))
            kind, charset = response.headers.get_content_type(), response.headers.get_content_charset("utf-8")
            return Fetched(target.url, kind, charset, read_body(response, self.octets))

    def _request(self, target: Target) -> bytes:
        lines = (
            f"GET {target.path} HTTP/1.1",
            f"Host: {target.host}",
            f"User-Agent: {self.user_agent}",
            "Accept: text/html,application/xhtml+xml",
            "Accept-Encoding: gzip",
            "Connection: close",
        )
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii", "replace")

    def _connected(self, host: str, budget: Budget) -> ssl.SSLSocket:
        """A checked connection to one of the host's public addresses; the name is resolved this once."""
        found = self.resolve(host, budget.seconds())[:MOST_ADDRESSES]
        if not found:
            raise FetchError(Problem.DNS, host)
        if not all(map(is_public, found)):
            raise FetchError(Problem.NOT_PUBLIC, host)
        connection = self._reached(found, budget)
        try:
            connection.settimeout(budget.seconds())
            context = ssl.create_default_context(cadata=self.authority)
            return context.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise

    def _reached(self, addresses: list[str], budget: Budget) -> socket.socket:
        """The first address that answers; each gets its share of the time left."""
        failure: OSError = OSError("no address")
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                share = budget.seconds() / left
                return self._through_proxy(address, budget) if self.proxy else self.connect((address, PORT), share)
            except OSError as error:
                failure = error
        raise failure

    def _through_proxy(self, address: str, budget: Budget) -> socket.socket:
        """A tunnel to the checked address: the proxy is told the number, so that it resolves nothing anew."""
        parts = urlsplit(self.proxy)
        connection = self.connect((parts.hostname or "", parts.port or 80), budget.seconds())
        try:
            connection.settimeout(budget.seconds())
            where = f"[{address}]:{PORT}" if ":" in address else f"{address}:{PORT}"
            login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
            known = f"Proxy-Authorization: Basic {base64.b64encode(login).decode()}\r\n" if parts.username else ""
            connection.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{known}\r\n".encode())
            if not _head(connection, budget).split(b" ")[1:2] == [b"200"]:
                raise FetchError(Problem.REFUSED, "the proxy refused")
        except BaseException:
            connection.close()
            raise
        return connection


def _head(connection: socket.socket, budget: Budget) -> bytes:
    """A proxy's answer up to its empty line; byte by byte, so that nothing of what follows is taken."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        connection.settimeout(budget.seconds())
        byte = connection.recv(1)
        head += byte
        if not byte or len(head) > HEAD_MOST:
            raise FetchError(Problem.REFUSED, "the proxy broke off")
    return head


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Whatever goes wrong with a connection becomes a FetchError."""
    try:
        yield
    except TimeoutError:
        raise FetchError(Problem.TIMEOUT) from None
    except ssl.SSLError as error:
        raise FetchError(Problem.CERTIFICATE, str(error)) from None
    except OSError as error:
        raise FetchError(Problem.REFUSED, str(error)) from None
    except (HTTPException, ValueError, zlib.error) as error:
        raise FetchError(Problem.UNREADABLE, str(error)) from None
