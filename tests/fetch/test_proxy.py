"""By an egress proxy the fetcher asks for the address it checked, and still speaks to the host alone."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings

from govsocial import fetch as fetching
from govsocial.fetch import FetchError
from tests.fetch.server import HOST, PAGE, PUBLIC, PUBLIC_TOO, Net, Website


class Proxy:
    """Answers CONNECT and passes bytes on to the website."""

    def __init__(self, website: Website, says: bytes = b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n") -> None:
        self.website, self.says, self.asked = website, says, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self.listener.accept()
            self.asked.append(client.recv(4096).decode())
            client.sendall(self.says)
            server = socket.create_connection(self.website.listener.getsockname())
            threading.Thread(target=pump, args=[server, client], daemon=True).start()
            pump(client, server)

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        assert address == ("proxy.lan", 3128)
        return socket.create_connection(self.listener.getsockname(), seconds)


def pump(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            to.sendall(piece)


@pytest.fixture
def net() -> Iterator[Net]:
    with Website().running() as website:
        yield Net(website)


@pytest.mark.parametrize(("address", "told"), [(PUBLIC, f"{PUBLIC}:443"), (PUBLIC_TOO, f"[{PUBLIC_TOO}]:443")])
def test_the_proxy_is_told_the_checked_address(net: Net, address: str, told: str) -> None:
    net.names[HOST] = [address]
    proxy = Proxy(net.website)
    fetcher = net.fetcher(proxy="http://me:s%40cret@proxy.lan:3128", connect=proxy.connect)
    assert fetcher.fetch(f"https://{HOST}/", [HOST]).body == PAGE
    assert proxy.asked[0].startswith(f"CONNECT {told} HTTP/1.1\r\nHost: {told}\r\n")
    assert "Proxy-Authorization: Basic bWU6c0BjcmV0\r\n" in proxy.asked[0]
    assert net.website.hellos == [HOST] and "bWU6" not in net.website.asked[0]


@pytest.mark.parametrize("says", [b"HTTP/1.1 407 Who are you\r\n\r\n", b"", b"HTTP/1.1 200 " + b"x" * 9000, b"hello"])
def test_a_proxy_that_refuses_is_told_apart(net: Net, says: bytes) -> None:
    proxy = Proxy(net.website, says)
    with pytest.raises(FetchError) as error:
        net.fetcher(proxy="http://proxy.lan:3128", connect=proxy.connect, seconds=0.5).fetch(f"https://{HOST}/", [HOST])
    assert error.value.code in {"refused", "timeout"}
    assert net.website.asked == []


def test_no_proxy_is_asked_for_a_name_that_leads_inside(net: Net) -> None:
    net.names[HOST] = ["10.0.0.1"]
    with pytest.raises(FetchError) as error:
        net.fetcher(proxy="http://proxy.lan:3128").fetch(f"https://{HOST}/", [HOST])
    assert (error.value.code, net.connected) == ("not_public", [])


def test_the_portals_fetcher_weakens_nothing_and_takes_only_the_proxy_from_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    monkeypatch.setattr(fetching.Fetcher, "fetch", lambda self, url, hosts: made.append((self, url, hosts)))
    monkeypatch.setattr(settings, "EGRESS_PROXY", "http://proxy.lan:3128")
    fetching.fetch(f"https://{HOST}/", [HOST])
    assert made == [
        (fetching.Fetcher(f"govsocial (+{settings.PORTAL_URL})", "http://proxy.lan:3128"), f"https://{HOST}/", [HOST])
    ]
