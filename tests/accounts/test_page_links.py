"""The links of a page, and whether one of them is an account's page, however it is written."""

import time

import pytest

from accounts.page_links import leads_to, links_of
from accounts.platforms import address_key

BASE = "https://office.gov.bd/home"
PAGE = "https://www.facebook.com/dist.office"
KEY = address_key(PAGE, "facebook")


def sees(html: str) -> bool:
    return leads_to(links_of(html, BASE), "facebook", KEY)


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{PAGE}">page</a>',
        f"<A class=x HREF = '{PAGE}/'>page</A>",
        "<a href=https://m.facebook.com/Dist.Office?ref=site>page</a>",
        '<a title="a > b" href="http://facebook.com/dist.office">page</a>',
        '<a href="//fb.com/dist.office">page</a>',
        '<a href="https://www.facebook.com/dist.office?a=1&amp;b=2">page</a>',
        '<area shape="rect" href="https://www.facebook.com/dist.office">',
        '<link rel="me" href="https://www.facebook.com/dist.office"/>',
        '<a\nhref="https://www.facebook.com/dist.office"\n>page</a>',
        '<div class="fb-page" data-href="https://www.facebook.com/dist.office" data-tabs=""></div>',
        '<iframe src="https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Fdist.office&tabs">',
        f'<p>২ < ৩ <b>x</b><a href="{PAGE}">',
        f'<!-- menu --><a href="{PAGE}">page</a><!--',
    ],
)
def test_a_link_to_the_page_is_seen(html: str) -> None:
    assert sees(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        PAGE,
        f"<p>{PAGE}</p>",
        f'<!-- <a href="{PAGE}">page</a> -->',
        f'<!-- <a href="{PAGE}">page</a>',
        '<a href="https://www.facebook.com/other.office">page</a>',
        '<a href="https://facebook.com.evil.example/dist.office">page</a>',
        '<a href="https://evil.example/?https://www.facebook.com/dist.office">page</a>',
        '<a href="https://l.facebook.com/l.php?u=https://www.facebook.com/dist.office">page</a>',
        '<a href="/dist.office">page</a>',
        '<a href="javascript:https://www.facebook.com/dist.office">page</a>',
        '<a data-x-href="https://www.facebook.com/dist.office">page</a>',
        '<a href="https://[">page</a><a href="">page</a>',
        '<iframe src="https://evil.example/frame?href=https%3A%2F%2Fwww.facebook.com%2Fdist.office">',
        f'<a href="{PAGE}{"x" * 1000}">',
    ],
)
def test_what_is_no_link_to_the_page_is_not_taken_for_one(html: str) -> None:
    assert not sees(html)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "-->",
        "<a x='",
        "<a a",
        "<a href=",
        "<a href='x'>",
        "<a b='c' ",
        "href=",
        " ",
        "<a href='//x.com/",
        "<a ",
    ]
    + ["<a href='//fb.com/%d'>"],
)
def test_a_page_that_is_made_to_be_slow_is_read_quickly(piece: str) -> None:
    page = "<a " + "".join((piece % n if "%d" in piece else piece) for n in range(1_000_000 // len(piece)))
    began = time.perf_counter()
    assert not sees(page)
    assert time.perf_counter() - began < 5
