"""The portal behind a real server, and just enough of a browser to use it."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from govsocial.management.commands.start import COMMANDS
from tests.races.processes import Site, free_port, listens, until


class Browser:
    """Just enough of one: cookies, and the hidden fields of a page."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {"django_language": "en"}

    def send(self, method: str, path: str, fields: dict[str, str] | None = None, wait=None) -> tuple[int, str, str]:
        """(status, location, body). `wait` is called when all but the last byte is on its way."""
        body = urlencode(fields or {}, doseq=True).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(method, path)
        connection.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body:
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:-1] or None)
        if wait:
            wait()
        if body:
            connection.send(body[-1:])
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        connection.close()
        return answer.status, answer.headers.get("Location", ""), text

    def hidden(self, path: str, form: str = "") -> dict[str, str]:
        """Token and one-time key of the page's form that holds `form`."""
        status, _location, page = self.send("GET", path)
        assert status == 200, page[:500]
        part = next(part for part in page.split("<form")[1:] if form in part)
        found = re.findall(r'name="(csrfmiddlewaretoken|idem)" value="([^"]+)"', part.split("</form>")[0])
        return {name: unescape(value) for name, value in found}

    def sign_in(self, login: str, password: str) -> None:
        fields = self.hidden("/sign-in/", 'name="password"')
        status, location, page = self.send("POST", "/sign-in/", {**fields, "login": login, "password": password})
        assert (status, location) == (302, "/"), page[:500]


@contextmanager
def portal(site: Site) -> Iterator[int]:
    """gunicorn with two workers, as `make run` starts it; its port."""
    site.copy_front()
    site.manage("collectstatic", "--no-input", "-v0")
    port = free_port()
    command = COMMANDS["web"].format(workers=2, bind=f"127.0.0.1:{port}")
    with site.running(*command.split()):
        until(lambda: listens(port), 30, "the portal listens")
        yield port
