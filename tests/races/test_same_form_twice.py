"""The same form sent several times at once through the real server: one object, one place, never an error page."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.races.processes import Site, free_port, listens, until

ROUNDS, SENDERS = 6, 4
TEXT = "শীতের পিঠা উৎসব\n\nজেলা শিল্পকলা একাডেমিতে শুক্রবার বিকেলে।"


class Browser:
    """Just enough of one: cookies, and the hidden fields of a page."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {"django_language": "en"}

    def send(self, method: str, path: str, fields: dict[str, str] | None = None, wait=None) -> tuple[int, str, str]:
        """(status, location, body). `wait` is called when all but the last byte is on its way."""
        body = urlencode(fields or {}).encode()
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
    command = f"gunicorn govsocial.wsgi --worker-class gthread --workers 2 --threads 4 --bind 127.0.0.1:{port}"
    with site.running(*command.split()):
        until(lambda: listens(port), 30, "the portal listens")
        yield port


@pytest.fixture
def window(site: Site) -> Iterator[Browser]:
    person = site.act("set_password", login="author")
    with portal(site) as port:
        browser = Browser(port)
        browser.sign_in(**person)
        yield browser


def at_once(browser: Browser, path: str, fields: dict[str, str]) -> list[tuple[int, str, str]]:
    """Send the same form from several windows; the last byte of each at the same instant."""
    barrier, answers = threading.Barrier(SENDERS), []
    send = lambda: answers.append(browser.send("POST", path, fields, wait=barrier.wait))  # noqa: E731
    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == SENDERS
    return answers


def test_one_draft_for_one_key(site: Site, window: Browser):
    """An impatient double click must not leave two drafts, or an error page, behind."""
    before = site.act("counts")["posts"]
    page = "/content/posts/new/"
    account = re.search(r'<option value="(\d+)"', window.send("GET", page)[2])[1]
    for _ in range(ROUNDS):
        fields = window.hidden(page, 'name="purpose"')
        assert set(fields) == {"csrfmiddlewaretoken", "idem"}
        typed = {"account": account, "text": TEXT, "purpose": "4-ga", "source": "অফিস আদেশ"}
        answers = at_once(window, page, {**fields, **typed})
        assert {status for status, _location, _page in answers} == {302}, [page[:300] for *_rest, page in answers]
        assert len({location for _status, location, _page in answers}) == 1
    assert site.act("counts")["posts"] == before + ROUNDS
    assert site.act("chain")["faults"] == []
