"""A website on loopback with a certificate of its own authority, and a country's DNS that a test writes."""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import trustme

from govsocial.fetch import Fetcher

HOST, TWIN, OTHER = "office.gov.bd", "www.office.gov.bd", "other.gov.bd"
PUBLIC, PUBLIC_TOO = "8.8.8.8", "2606:4700:4700::1111"
PAGE = b"<html><a href='https://www.facebook.com/test'>page</a></html>"
Answer = bytes | Callable[[ssl.SSLSocket], None]


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def pem(ca: trustme.CA) -> str:
    return ca.cert_pem.bytes().decode()


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, f"Location: {to}")


def drip(head: bytes) -> Callable[[ssl.SSLSocket], None]:
    """A slow loris: what it begins it never ends, a byte every tenth of a second."""

    def send(connection: ssl.SSLSocket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            time.sleep(0.1)

    return send


def endless(head: bytes, piece: bytes) -> Callable[[ssl.SSLSocket], None]:
    """As much as the other side takes."""

    def send(connection: ssl.SSLSocket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return send


def bomb(size: int = 50_000_000) -> bytes:
    """Zeros that pack a thousandfold."""
    return answer(gzip.compress(b"\0" * size, 6), "200 OK", "Content-Encoding: gzip")


@dataclass
class Website:
    """A TLS server; `answers` by path, `hits` counts every connection that was made to it."""

    answers: dict[str, Answer] = field(default_factory=lambda: {"/": answer()})
    hosts: tuple[str, ...] = (HOST, TWIN, OTHER)
    ca: trustme.CA = field(default_factory=authority)
    tls: bool = True
    hits: int = 0
    sent: int = 0
    asked: list[str] = field(default_factory=list)
    hellos: list[str | None] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator["Website"]:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*self.hosts).configure_cert(self.context)
        self.context.sni_callback = lambda _socket, name, _context: self.hellos.append(name)
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self.listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.hits += 1
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            if not self.tls:
                time.sleep(3)
                return
            with self.context.wrap_socket(plain, server_side=True) as connection:
                asked = connection.recv(65536).decode()
                self.asked.append(asked)
                given = self.answers.get(asked.split(" ")[1], answer(b"", "404 Not Found"))
                if callable(given):
                    given(connection)
                else:
                    connection.sendall(given)


@dataclass
class Net:
    """The internet of a test: names and where they lead, and every address that a connection was made to.

    Whatever address is connected to, the website on loopback answers: a single connection to a private one is seen.
    """

    website: Website
    names: dict[str, list[str] | list[list[str]]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    dead: tuple[str, ...] = ()

    def resolve(self, host: str, _seconds: float) -> list[str]:
        self.resolved.append(host)
        found = self.names.get(host, [PUBLIC])
        if found and isinstance(found[0], list):  # another answer each time: rebinding
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.connected.append(address)
        if address[0] in self.dead:
            raise ConnectionRefusedError
        return socket.create_connection(self.website.listener.getsockname(), seconds)

    def fetcher(self, **changes: object) -> Fetcher:
        given = {"resolve": self.resolve, "connect": self.connect, "authority": pem(authority()), **changes}
        return Fetcher("govsocial (+https://portal.example)", **given)
