"""The guarded fetcher brings public pages of allowed hosts and reaches nothing else (promise H5)."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import trustme

from govsocial.fetch import FetchError, Problem
from govsocial.fetch.addresses import is_public
from govsocial.fetch.fetcher import system_resolve
from tests.fetch.server import (
    HOST,
    OTHER,
    PAGE,
    PUBLIC,
    PUBLIC_TOO,
    TWIN,
    Net,
    Website,
    answer,
    bomb,
    drip,
    endless,
    redirect,
)

ALLOWED = (HOST, TWIN)
# One machine, the own one, in every notation; and the address that clouds tell their secrets from.
NUMBERS = [
    *("127.0.0.1", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.0.0.1", "127.1", "127.0.1", "0"),
    *("0.0.0.0", "127.0.0.1.", "１２７.０.０.１", "127。0。0。1", "①②⑦.0.0.1", "০১২৭.0.0.1", "%31%32%37.0.0.1"),
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "8.8.8.8", "134744072"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[fd00::1]", "[fe80::1%25eth0]"),
]
TRICKS = [
    *(f"https://{HOST}@127.0.0.1/", f"https://127.0.0.1@{HOST}/", f"https://user:word@{HOST}/", f"https://@{HOST}/"),
    *(f"https://127.0.0.1\\@{HOST}/", f"https://{HOST}\\.evil.example/", f"https:\\\\{HOST}\\", f"https:/{HOST}/"),
    *(f"https://{HOST}:22/", f"https://{HOST}:80/", f"https://{HOST}:8443/", f"https://{HOST}:/", f"https://{HOST}:x/"),
    *(f"http://{HOST}/", f"ftp://{HOST}/", f"gopher://{HOST}/_", f"file://{HOST}/etc/passwd", "file:///etc/passwd"),
    *("dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "data:text/html,x", "javascript:1", "jar:https://x!/", "//x/"),
    *(f"https://{HOST} /", f" https://{HOST}/", f"https://{HOST}/a b", f"https://{HOST}/\r\nHost: x", "https://", ""),
    *(f"https://{HOST}\t/", f"https://{HOST}\x00.evil.example/", f"https://{HOST}%00.evil.example/", "https://["),
    *(f"https://{HOST}.evil.example/", f"https://evil{HOST}/", f"https://evil.example/?{HOST}", f"https://{OTHER}/"),
    *(
        f"https://evil.example#{HOST}/",
        f"https://a.{HOST}/",
        f"https://{HOST}./",
        f"https://{HOST}..bd/",
        "https://bd/",
    ),
    *("https://localhost/", "https://metadata/", f"https://{HOST}/{'x' * 2000}", f"https://{'a' * 64}.gov.bd/"),
]
PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::8.8.8.8", "64:ff9b:1:ffff::127.0.0.1", "2002:7f00:1::1", "2002:a00:1::", "2001::f5ff:fffe"),
    *(
        "2001:0:808:808::80ff:fffe",
        "2001:0:a00:1::f7f7:f7f7",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "4000::1",
        "1::1",
        "none",
        "",
    ),
]
OPEN = ["8.8.8.8", "103.1.2.3", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]


@pytest.fixture
def net() -> Iterator[Net]:
    with Website().running() as website:
        yield Net(website)


def refusal(net: Net, url: str, allowed: tuple[str, ...] = ALLOWED, **changes: object) -> str:
    """Why it is not fetched; within its time and its bytes."""
    began = time.monotonic()
    with pytest.raises(FetchError) as error:
        net.fetcher(**changes).fetch(url, allowed)
    assert time.monotonic() - began <= 5.5
    return error.value.code.value


def test_a_public_page_of_an_allowed_host_is_fetched_by_its_checked_address(net: Net) -> None:
    page = net.fetcher().fetch(f"https://{HOST}/", ALLOWED)
    assert (page.body, page.content_type, page.url) == (PAGE, "text/html", f"https://{HOST}/")
    assert (net.resolved, net.connected, net.website.hellos) == ([HOST], [(PUBLIC, 443)], [HOST])
    asked = net.website.asked[0].lower()
    assert "user-agent: govsocial (+https://portal.example)" in asked and f"host: {HOST}\r\n" in asked
    assert "cookie" not in asked and "authorization" not in asked


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_name_in_whatever_notation(net: Net, number: str) -> None:
    assert refusal(net, f"https://{number}/", (number, HOST)) == "not_allowed"
    assert (net.website.hits, net.resolved) == (0, [])


@pytest.mark.parametrize("url", TRICKS)
def test_an_address_that_is_not_plainly_an_allowed_hosts_is_refused(net: Net, url: str) -> None:
    assert refusal(net, url) == "not_allowed"
    assert (net.website.hits, net.resolved) == (0, [])


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_refused(net: Net, address: str) -> None:
    net.names[HOST] = [address]
    assert refusal(net, f"https://{HOST}/") == "not_public"
    net.names[HOST] = [PUBLIC, address]
    assert refusal(net, f"https://{HOST}/") == "not_public", "one private answer among public ones is enough"
    assert net.website.hits == 0


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are_told_from_private_ones(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["a.localhost", "printer.local", "db.internal", "office.example", "x.test", "y.arpa"])
def test_names_that_lead_nowhere_outside_are_not_even_asked_for(net: Net, host: str) -> None:
    assert refusal(net, f"https://{host}/", (host,)) == "not_public"
    assert (net.website.hits, net.resolved) == (0, [])


@pytest.mark.parametrize(
    "to",
    [
        *(
            "https://127.0.0.1/",
            "http://127.0.0.1/",
            "https://2130706433/",
            "https://[::1]/",
            "https://169.254.169.254/",
        ),
        *("//127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", f"https://{HOST}:22/", f"http://{HOST}/"),
        *(f"https://{OTHER}/", f"https://x@{HOST}/", "https://localhost/", f"https://{HOST}\\@127.0.0.1/"),
    ],
)
def test_a_redirect_is_held_to_the_same_rules(net: Net, to: str) -> None:
    net.website.answers["/"] = redirect(to)
    assert refusal(net, f"https://{HOST}/") == "elsewhere"
    assert net.connected == [(PUBLIC, 443)]


def test_a_redirect_to_a_name_that_leads_inside_is_refused(net: Net) -> None:
    net.names[TWIN] = ["10.0.0.1"]
    net.website.answers["/"] = redirect(f"https://{TWIN}/")
    assert refusal(net, f"https://{HOST}/") == "not_public"
    assert net.connected == [(PUBLIC, 443)]


def test_a_name_that_turns_inside_between_two_answers_is_never_followed_there(net: Net) -> None:
    net.names[HOST] = [[PUBLIC], ["127.0.0.1"]]
    net.website.answers["/"] = redirect("/second")
    assert refusal(net, f"https://{HOST}/") == "not_public"
    assert (net.connected, net.resolved) == ([(PUBLIC, 443)], [HOST, HOST])


def test_redirects_within_the_list_are_followed_three_times(net: Net) -> None:
    net.website.answers |= {
        "/": redirect(f"https://{TWIN}/1", "301 Moved"),
        "/1": redirect("2", "308 Permanent"),
        "/2": redirect(f"//{HOST}/%E0%A6%95", "307 Temporary"),
        "/%E0%A6%95": answer(b"end"),
    }
    assert net.fetcher().fetch(f"https://{HOST}/", ALLOWED).body == b"end"
    net.website.answers["/%E0%A6%95"] = redirect("/")
    assert refusal(net, f"https://{HOST}/") == "elsewhere"
    assert net.website.hits == 8


def test_names_below_are_allowed_where_the_list_says_so(net: Net) -> None:
    assert net.fetcher().fetch(f"https://{TWIN}/", (f".{HOST}",)).body == PAGE
    assert refusal(net, f"https://{HOST}/", (f".{HOST}",)) == "not_allowed"


def test_a_bangla_name_is_asked_for_as_it_stands_in_the_dns(net: Net) -> None:
    assert refusal(net, "https://বাংলা.বাংলা/", ("বাংলা.বাংলা",)) == "certificate"
    assert net.resolved == ["xn--54b7fta0cc.xn--54b7fta0cc"] and net.website.hellos == net.resolved


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
def test_a_slow_answer_gets_no_more_time(net: Net, head: bytes) -> None:
    net.website.answers["/"] = drip(head)
    began = time.monotonic()
    assert refusal(net, f"https://{HOST}/", seconds=0.6) == "timeout"
    assert time.monotonic() - began < 1


def test_a_slow_handshake_gets_no_more_time(net: Net) -> None:
    net.website.tls = False
    assert refusal(net, f"https://{HOST}/", seconds=0.5) == "timeout"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", b"x" * 65536),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff", b"\0\0\0\xff\xff" * 9999),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 999),
    ],
)
def test_a_body_of_ten_gigabytes_is_left_after_one_megabyte(net: Net, head: bytes, piece: bytes) -> None:
    taken = []

    def send(connection: object) -> None:
        endless(head, piece)(Counting(connection, taken))

    net.website.answers["/"] = send
    assert refusal(net, f"https://{HOST}/") == "too_big"
    assert sum(taken) < 8_000_000, "what the two sockets' buffers hold beside the megabyte"


class Counting:
    """A connection that counts what it got rid of."""

    def __init__(self, connection: object, taken: list[int]) -> None:
        self.connection, self.taken = connection, taken

    def sendall(self, piece: bytes) -> None:
        self.connection.sendall(piece)
        self.taken.append(len(piece))


def test_endless_headers_are_left(net: Net) -> None:
    net.website.answers["/"] = endless(b"HTTP/1.1 200 OK\r\n", b"X-Many: x\r\n" * 500)
    assert refusal(net, f"https://{HOST}/") == "unreadable"


def test_a_packed_bomb_is_left_after_one_megabyte(net: Net) -> None:
    net.website.answers["/"] = bomb()
    assert refusal(net, f"https://{HOST}/") == "too_big"


def test_a_packed_page_is_unpacked(net: Net) -> None:
    net.website.answers["/"] = bomb(900_000)
    assert net.fetcher().fetch(f"https://{HOST}/", ALLOWED).body == b"\0" * 900_000


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (answer(b"", "404 Not Found"), "status"),
        (answer(b"", "500 Broken"), "status"),
        (answer(b"", "401 Who", 'WWW-Authenticate: Basic realm="x"'), "status"),
        (answer(b"", "302 Found"), "status"),
        (redirect("https://["), "unreadable"),
        (answer(b"x", "200 OK", "Content-Encoding: br"), "unreadable"),
        (answer(b"x", "200 OK", "Content-Encoding: gzip"), "unreadable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "unreadable"),
        (bomb()[:800], "unreadable"),
        (b"SSH-2.0-OpenSSH\r\n", "unreadable"),
        (b"", "refused"),
    ],
)
def test_an_answer_that_is_no_page_is_told_apart(net: Net, given: bytes, code: str) -> None:
    net.website.answers["/"] = given
    assert refusal(net, f"https://{HOST}/") == code


def test_a_certificate_of_another_host_or_authority_is_refused(net: Net) -> None:
    assert refusal(net, "https://unnamed.gov.bd/", ("unnamed.gov.bd",)) == "certificate"
    assert refusal(net, f"https://{HOST}/", authority=None) == "certificate"
    stranger = trustme.CA().cert_pem.bytes().decode()
    assert refusal(net, f"https://{HOST}/", authority=stranger) == "certificate"
    assert net.website.asked == []


def test_a_name_without_an_address_and_a_machine_that_is_down(net: Net) -> None:
    net.names[HOST] = []
    assert refusal(net, f"https://{HOST}/") == "dns"
    net.names[HOST], net.dead = [PUBLIC], (PUBLIC,)
    assert refusal(net, f"https://{HOST}/") == "refused"


def test_the_second_address_is_tried_where_the_first_is_down(net: Net) -> None:
    net.names[HOST], net.dead = [PUBLIC_TOO, PUBLIC], (PUBLIC_TOO,)
    assert net.fetcher().fetch(f"https://{HOST}/", ALLOWED).body == PAGE
    assert net.connected == [(PUBLIC_TOO, 443), (PUBLIC, 443)]


def test_a_name_server_that_hangs_gets_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: held.wait(5) and [])
    with pytest.raises(FetchError) as error:
        system_resolve(HOST, 0.2)
    held.set()
    assert error.value.code == Problem.TIMEOUT


def test_the_systems_resolver_is_asked_for_numbers_and_tells_a_missing_name() -> None:
    assert system_resolve("localhost", 2)[0] in {"127.0.0.1", "::1"}
    assert system_resolve("no-such-name.invalid", 4) == []
