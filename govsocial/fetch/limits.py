"""What one fetch may use up: seconds and bytes, counted over all its redirects and on the wire."""

import io
import socket
import time
import zlib
from http.client import HTTPResponse

from govsocial.fetch.errors import FetchError, Problem

CHUNK = 16_384


class Budget:
    """The seconds and bytes that are left. Raises FetchError timeout or too_big once there are none."""

    def __init__(self, seconds: float, octets: int) -> None:
        self.octets = octets
        self._ends = time.monotonic() + seconds
        self._left = octets

    def seconds(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise FetchError(Problem.TIMEOUT)
        return left

    def take(self, octets: int) -> None:
        self._left -= octets
        if self._left < 0:
            raise FetchError(Problem.TOO_BIG)


class BoundedSocket(io.RawIOBase):
    """Reads a socket within a budget: a server that answers a byte a second gets no more time than any other."""

    def __init__(self, connection: socket.socket, budget: Budget) -> None:
        self._connection, self._budget = connection, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._connection.settimeout(self._budget.seconds())
        got = self._connection.recv_into(buffer)
        self._budget.take(got)
        return got

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self)


def read_body(response: HTTPResponse, most: int) -> bytes:
    """The whole body, unpacked, at most so many bytes. Raises FetchError too_big, and unreadable for a body that is
    cut off or packed in a way that was not asked for."""
    if (response.length or 0) > most:
        raise FetchError(Problem.TOO_BIG, f"{response.length} bytes announced")
    packed = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packed in {"gzip", "x-gzip"}:
        body = _unzipped(response, most)
    elif packed == "identity":
        body = response.read(most + 1)
    else:
        raise FetchError(Problem.UNREADABLE, f"packed as {packed[:40]}")
    if len(body) > most:
        raise FetchError(Problem.TOO_BIG)
    if response.length:
        raise FetchError(Problem.UNREADABLE, "cut off")
    return body


def _unzipped(response: HTTPResponse, most: int) -> bytes:
    """Unpack as it comes; stops as soon as there is more than `most`."""
    unzip, body = zlib.decompressobj(16 + zlib.MAX_WBITS), bytearray()
    while chunk := response.read(CHUNK):
        body += unzip.decompress(chunk, most + 1 - len(body))
        if len(body) > most:
            raise FetchError(Problem.TOO_BIG, "unpacked")
    if not unzip.eof:
        raise FetchError(Problem.UNREADABLE, "cut off")
    return bytes(body)
