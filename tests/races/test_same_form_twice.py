"""The same form sent several times at once through the real server: one object, one place, never an error page."""

import re
import threading
from collections.abc import Iterator

import pytest

from tests.races.processes import Site
from tests.races.web import Browser, portal

ROUNDS, SENDERS = 6, 4
TEXT = "শীতের পিঠা উৎসব\n\nজেলা শিল্পকলা একাডেমিতে শুক্রবার বিকেলে।"


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
