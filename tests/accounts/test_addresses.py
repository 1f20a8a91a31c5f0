"""One page is registered once and one post recorded once, however their addresses are typed."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounts.models import OfficialAccount
from accounts.platforms import address_key
from accounts.services import official_accounts as services
from accounts.services.account_import import import_accounts
from content.models import Post, Publication
from govsocial.errors import RuleError
from tests.world import World

PAGE = "https://www.facebook.com/dc.office"
SAME = [
    PAGE,
    "https://facebook.com/DC.Office/",
    "https://m.facebook.com/dc.office?ref=share&fbclid=1",
    "https://bn-in.facebook.com//dc.office#about",
    "https://mobile.fb.com/dc%2Eoffice",
    "  https://WWW.FACEBOOK.COM/dc.office\n",
]


@pytest.mark.parametrize("url", SAME)
def test_one_page_has_one_form(url: str) -> None:
    assert address_key(url, "facebook") == "facebook.com/dc.office"


@pytest.mark.parametrize(
    ("platform", "one", "other"),
    [
        ("youtube", "https://youtu.be/dQw4?si=1", "https://m.youtube.com/watch?feature=x&v=dQw4&t=9"),
        ("youtube", "https://youtube.com/shorts/dQw4", "https://www.youtube.com/watch?v=dQw4"),
        ("facebook", "https://facebook.com/profile.php?id=7&sk=about", "https://m.facebook.com/profile.php?id=7"),
        (
            "facebook",
            "https://facebook.com/permalink.php?story_fbid=1&id=7",
            "https://fb.com/permalink.php?id=7&story_fbid=1&mibextid=a%20b",
        ),
        ("x", "https://twitter.com/Office/status/1?s=20", "https://x.com/office/status/1/"),
        ("linkedin", "https://bd.linkedin.com/company/Office", "https://www.linkedin.com/company/office/"),
    ],
)
def test_two_ways_to_write_an_address_are_one(platform: str, one: str, other: str) -> None:
    assert address_key(one, platform) == address_key(other, platform) != ""


@pytest.mark.parametrize(
    ("platform", "one", "other"),
    [
        ("youtube", "https://youtu.be/dqw4", "https://youtu.be/dQw4"),
        ("youtube", "https://youtube.com/watch?v=a", "https://youtube.com/watch?v=b"),
        ("facebook", "https://facebook.com/profile.php?id=7", "https://facebook.com/profile.php?id=8"),
        ("facebook", "https://facebook.com/p/posts/pfbidA", "https://facebook.com/p/posts/pfbida"),
        ("facebook", "https://facebook.com/a?id=1", "https://facebook.com/a"),
        ("facebook", "https://fb.watch/aB", "https://fb.watch/ab"),
    ],
)
def test_two_pages_stay_two(platform: str, one: str, other: str) -> None:
    assert "" != address_key(one, platform) != address_key(other, platform) != ""


REFUSED = [
    "https://facebook.com",
    "https://www.facebook.com/",
    "https://facebook.com/?id=1",
    "https://facebook.com/#!/page",
    "https://facebook.com/profile.php",
    "https://l.facebook.com/l.php?u=https://evil.example/",
    "https://lm.facebook.com/page",
    "https://m.facebook.com/l.php?u=https://evil.example/",
    "https://facebook.com/sharer/sharer.php?u=https://evil.example/",
    "https://facebook.com/a b",
    "https://facebook.com/a\nb",
    "https://facebook.com/a\tb",
    "https://face\nbook.com/a",
    "https://facebook.com/a%0Ab",
    "https://facebook.com/a%20b",
    "https://facebook.com/a\u202eb",
    "https://facebook.com/a/../b",
    "https://user@facebook.com/a",
    "https://facebook.com:443/a",
    "https://facebook.com\\@evil.example/a",
    "https://facebook.com.evil.example/a",
    "http://facebook.com/a",
    "https://facebook.com/" + "a" * 600,
]


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: repr(url)[:50])
def test_what_is_no_page_of_the_platform_is_refused(url: str, world: World) -> None:
    assert address_key(url, "facebook") == ""
    with pytest.raises(RuleError, match="wrong_host"):
        register(world, url)
    assert not OfficialAccount.objects.filter(name="নতুন পেজ").exists()


def register(world: World, url: str) -> OfficialAccount:
    office, head = world.office("DIST"), world.person("head")
    since = head.joined_at.date()
    facts = {"office": office, "platform": "facebook", "name": "নতুন পেজ", "url": url}
    return services.register_account(**facts, on_platform_since=since, access_note="টিম", by=head)


@pytest.mark.both_databases
@pytest.mark.parametrize("again", SAME)
def test_a_page_is_registered_once_and_shown_as_it_was_typed(again: str, world: World) -> None:
    made = register(world, f" {PAGE}/?ref=1 ")
    assert OfficialAccount.objects.get(pk=made.pk).url == f"{PAGE}/?ref=1"
    with pytest.raises(RuleError, match="url_taken"):
        register(world, again)
    services.close(account=made, reason="আর দরকার নেই", by=world.person("head"), version=made.version)
    assert register(world, again).url == again.strip(), "the address of a closed page is free again"


def test_an_address_recorded_later_is_compared_in_the_same_way(world: World, account_in: Callable[..., object]) -> None:
    register(world, PAGE)
    account = account_in("preparing")
    with pytest.raises(RuleError, match="url_taken"):
        services.record_url(account=account, url=SAME[2], handle="", by=world.person("head"), version=account.version)


def test_the_database_itself_wants_a_form_for_each_address(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialAccount.objects.filter(pk=world.account().pk).update(url_key="")


def test_an_import_knows_a_page_by_another_spelling(world: World) -> None:
    register(world, PAGE)
    rows = f"office,platform,name,url,since,members\nDIST,facebook,পেজ,{SAME[2]},2020-01-31,\n"
    assert import_accounts(rows.encode(), by=world.person("administrator")) == 0
    two = rows.replace("dc.office", "other") + "DIST,facebook,পেজ,https://fb.com/Other,2020-01-31,\n"
    with pytest.raises(Exception, match="stands twice|দুবার"):
        import_accounts(two.encode(), by=world.person("administrator"))


def test_rows_from_before_get_their_form_and_a_later_double_is_marked(
    world: World, post_in: Callable[..., Post]
) -> None:
    """Data of the migrations: nothing is lost, and what was recorded twice already does not stop them."""
    first, later, closed = (register(world, f"https://facebook.com/p{n}") for n in range(3))
    OfficialAccount.objects.filter(pk=closed.pk).update(url="https://fb.com/P0", status="closed")
    OfficialAccount.objects.filter(pk=later.pk).update(url="https://fb.com/P0")
    bare = world.account("oth")
    OfficialAccount.objects.filter(pk=bare.pk).update(url="https://facebook.com")
    import_module("accounts.migrations.0002_one_form_of_an_address").fill_keys(apps, None)
    keys = dict(OfficialAccount.objects.values_list("pk", "url_key"))
    wanted = ["facebook.com/p0", f"facebook.com/p0#{later.pk}", "facebook.com/p0", "https://facebook.com"]
    assert [keys[row.pk] for row in (first, later, closed, bare)] == wanted
    posts = [post_in("published").publication for _ in range(2)]
    link = posts[0].link
    Publication.objects.filter(pk=posts[1].pk).update(link=link.replace("www.", "m."))
    import_module("content.migrations.0004_one_form_of_a_link").fill_keys(apps, None)
    links = dict(Publication.objects.values_list("pk", "link_key"))
    assert links[posts[0].pk] == address_key(link, "facebook")
    assert links[posts[1].pk] == f"{address_key(link, 'facebook')}#{posts[1].pk}"
