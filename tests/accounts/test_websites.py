"""The machine looks on each office's website for its accounts once a week, and says what it saw (clause 5-ja)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office, OfficialAccount, WebsiteCheck, WebsiteWatch
from accounts.models.website import Reason
from accounts.services import websites
from accounts.services.offices import import_offices
from accounts.services.websites import ask_for_check, check_due, record_website
from accounts.websites import own_hosts
from govsocial.audit.models import Entry, Head
from govsocial.errors import RuleError
from govsocial.fetch import Fetched, FetchError, Problem
from govsocial.notifications import jobs
from tests.world import OFFICES, World

pytestmark = pytest.mark.both_databases
SITE = "https://dist.gov.bd"
DAY = timedelta(days=1)


class Web:
    """What the websites answer: a page, or why there is none; and who was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, str | FetchError] = {}
        self.kind = "text/html"
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def fetch(self, url: str, hosts: tuple[str, ...]) -> Fetched:
        assert not connection.savepoint_ids, "a website is asked outside of transactions"
        self.asked.append((url, hosts))
        page = self.pages.get(url, FetchError(Problem.DNS))
        if isinstance(page, FetchError):
            raise page
        return Fetched(url, self.kind, "utf-8", page.encode())


@pytest.fixture
def web(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """DIST has a website, whose start page links its account."""
    Office.objects.filter(code="DIST").update(website=SITE)
    made = Web()
    made.pages[SITE] = f'<a href="{world.account().url}">page</a>'
    monkeypatch.setattr(websites, "fetch", made.fetch)
    return made


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: now)


def refusal(call: Callable[[], Any]) -> str:
    head = Head.objects.get().seq
    with pytest.raises(RuleError) as error, transaction.atomic():
        call()
    assert Head.objects.get().seq == head, "what is refused leaves nothing"
    return error.value.code


def results() -> list[tuple[str, str]]:
    return list(WebsiteCheck.objects.order_by("id").values_list("result", "reason"))


def test_a_website_with_the_link_is_noted_with_its_time_and_one_entry(world: World, web: Web) -> None:
    assert check_due() == "1 websites checked"
    assert web.asked == [(SITE, ("dist.gov.bd", "www.dist.gov.bd"))]
    check = WebsiteCheck.objects.get()
    assert (check.account, check.website, check.result) == (world.account(), SITE, "found")
    entry = Entry.objects.about(world.office("DIST")).first()
    assert (entry.action, entry.actor) == ("website.checked", None) and '"found":1' in entry.data


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ('<a href="/home">x</a>', ("not_found", "")),
        ('<a href="https://www.facebook.com/other">x</a>', ("not_found", "")),
        ("<p>under construction</p>", ("could_not_check", "no_links")),
        ("", ("could_not_check", "no_links")),
        *((FetchError(code), ("could_not_check", code.value)) for code in Problem),
    ],
)
def test_what_was_seen_and_what_could_not_be_checked(web: Web, given: Any, seen: tuple[str, str]) -> None:
    web.pages[SITE] = given
    check_due()
    assert results() == [seen]


def test_an_answer_that_is_no_page_could_not_be_checked(web: Web) -> None:
    web.kind = "application/pdf"
    check_due()
    assert results() == [("could_not_check", "unreadable")]


def test_every_code_of_the_fetcher_has_its_words() -> None:
    assert {code.value for code in Problem} | {"no_links"} == set(Reason.values)


def test_each_account_of_an_office_has_its_own_result_from_one_visit(world: World, web: Web, account_in: Any) -> None:
    second = account_in("active")
    account_in("preparing")
    check_due()
    found = dict(WebsiteCheck.objects.values_list("account_id", "result"))
    assert found == {world.account().pk: "found", second.pk: "not_found"}
    assert len(web.asked) == 1


def test_a_website_is_asked_once_a_week(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [check_due(), check_due()] == ["1 websites checked", "0 websites checked"]
    later(monkeypatch, 7 * DAY - timedelta(minutes=1))
    assert check_due() == "0 websites checked"
    later(monkeypatch, timedelta(minutes=2))
    assert check_due() == "1 websites checked"
    assert len(web.asked) == 2


def test_a_sweep_asks_a_bounded_number_and_the_next_one_goes_on(world: World, web: Web, monkeypatch: Any) -> None:
    Office.objects.filter(code__in=["UPZ", "OTH"]).update(website="http://other.gov.bd")
    monkeypatch.setattr(websites, "BATCH", 2)
    assert [check_due(), check_due(), check_due()] == [f"{n} websites checked" for n in (2, 1, 0)]
    monkeypatch.setattr(websites, "SECONDS", -1.0)
    WebsiteWatch.objects.update(due_at=timezone.now())
    assert check_due() == "0 websites checked"
    assert [url for url, _ in web.asked[1:]] == ["https://other.gov.bd"] * 2


def test_offices_without_website_or_active_account_are_left_alone(world: World, web: Web, account_in: Any) -> None:
    Office.objects.filter(code="FAR").update(website="https://far.gov.bd")
    OfficialAccount.objects.filter(handle="dist").update(status="suspended")
    account_in("preparing")
    assert (check_due(), web.asked) == ("0 websites checked", [])


def test_of_two_sweeps_one_asks_and_a_look_that_died_is_made_up_for(web: Web, monkeypatch: Any) -> None:
    office = websites.watched().get(code="DIST")
    assert websites._claim(office, timezone.now()) and not websites._claim(office, timezone.now())
    assert check_due() == "0 websites checked"
    later(monkeypatch, timedelta(minutes=16))
    stale = websites.watched().get(code="DIST")
    assert check_due() == "1 websites checked"
    assert not websites._claim(stale, timezone.now())


def test_the_sweep_is_registered() -> None:
    assert jobs.sweeps()["websites"] is check_due


def test_a_could_not_check_has_a_reason_and_only_that(world: World) -> None:
    for result, reason in (("found", "dns"), ("could_not_check", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            WebsiteCheck.objects.create(account=world.account(), website=SITE, result=result, reason=reason)


@pytest.mark.parametrize(
    ("website", "hosts"),
    [
        ("https://www.dist.gov.bd/bn", ("www.dist.gov.bd", "dist.gov.bd")),
        ("http://dist.gov.bd", ("dist.gov.bd", "www.dist.gov.bd")),
        ("https://127.0.0.1/", ()),
        ("ftp://dist.gov.bd", ()),
    ],
)
def test_a_website_is_its_host_and_the_twin(website: str, hosts: tuple[str, ...]) -> None:
    assert own_hosts(website) == hosts


def test_the_command_looks_at_what_is_due_or_at_one_office(world: World, web: Web) -> None:
    said = StringIO()
    call_command("check_website_links", stdout=said)
    call_command("check_website_links", office="DIST", stdout=said)
    assert said.getvalue() == f"1 websites checked\naccount {world.account().pk}: found\n"
    with pytest.raises(CommandError):
        call_command("check_website_links", office="FAR")


def test_asking_again_makes_it_due_and_the_sweep_looks(world: World, web: Web, monkeypatch: Any) -> None:
    check_due()
    assert not ask_for_check(account=world.account(), by=world.person("head")), "looked at a moment ago"
    later(monkeypatch, timedelta(minutes=10))
    assert ask_for_check(account=world.account(), by=world.person("head"))
    assert Entry.objects.about(world.account()).first().action == "website.check_asked"
    head = Head.objects.get().seq
    assert not ask_for_check(account=world.account(), by=world.person("administrator")), "waiting already"
    assert Head.objects.get().seq == head
    assert check_due() == "1 websites checked" and len(results()) == 2


def test_asking_is_refused_where_there_is_nothing_to_look_at(world: World, web: Web, account_in: Any) -> None:
    head = world.person("head")
    assert refusal(lambda: ask_for_check(account=account_in("preparing"), by=head)) == "wrong_state"
    assert refusal(lambda: ask_for_check(account=world.account(), by=world.person("author"))) == "not_allowed"
    assert refusal(lambda: ask_for_check(account=world.account("upz"), by=world.person("upz_head"))) == "no_website"


def test_a_website_is_recorded_and_looked_at_soon(world: World, web: Web, client_for: Any) -> None:
    check_due()
    address = reverse("accounts:website_record", args=[world.office("DIST").pk])
    body = {"website": "https://new.dist.gov.bd/", "seen": SITE}
    assert client_for("head").submit(address, body).status_code == 302
    office = world.office("DIST")
    assert (office.website, office.has_own_website) == ("https://new.dist.gov.bd/", True)
    assert Entry.objects.about(office).first().action == "office.website_recorded"
    assert check_due() == "1 websites checked"


@pytest.mark.parametrize(
    ("website", "seen", "login", "code"),
    [
        ("http://new.gov.bd", SITE, "head", "wrong_address"),
        ("https://10.0.0.1/", SITE, "head", "wrong_address"),
        ("https://user@new.gov.bd", SITE, "head", "wrong_address"),
        ("https://new.gov.bd:8443", SITE, "head", "wrong_address"),
        ("https://www.facebook.com/dist", SITE, "head", "is_platform"),
        ("https://youtube.com/dist", SITE, "administrator", "is_platform"),
        (SITE, SITE, "head", "unchanged"),
        ("https://new.gov.bd", "", "head", "changed_meanwhile"),
        ("https://new.gov.bd", SITE, "author", "not_allowed"),
        ("https://new.gov.bd", SITE, "supervisor", "not_allowed"),
        ("https://new.gov.bd", SITE, "oth_head", "not_allowed"),
    ],
)
def test_a_website_that_cannot_be_is_refused(
    world: World, web: Web, website: str, seen: str, login: str, code: str
) -> None:
    given = {"office": world.office("DIST"), "website": website, "seen": seen, "by": world.person(login)}
    assert refusal(lambda: record_website(**given)) == code
    assert world.office("DIST").website == SITE


def test_the_second_to_record_is_told_and_keeps_what_was_typed(world: World, web: Web, client_for: Any) -> None:
    address = reverse("accounts:website_record", args=[world.office("DIST").pk])
    assert client_for("administrator").submit(address, {"website": "https://a.gov.bd", "seen": SITE}).status_code == 302
    late = client_for("head").submit(address, {"website": "https://b.gov.bd", "seen": SITE})
    assert late.status_code == 409 and 'value="https://b.gov.bd"' in late.content.decode()
    assert world.office("DIST").website == "https://a.gov.bd"


def test_an_import_leaves_a_recorded_website_and_changes_any_other(world: World, web: Web) -> None:
    by = world.person("head")
    record_website(office=world.office("DIST"), website="https://mine.gov.bd", seen=SITE, by=by)
    import_offices(OFFICES.replace("Next District,,", "Next District,https://oth.gov.bd,").encode())
    assert (world.office("DIST").website, world.office("OTH").website) == ("https://mine.gov.bd", "https://oth.gov.bd")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "Could not check on"),
        ("<a href='/x'>x</a>", "did not see this page's address"),
        (None, "The machine saw this page's address"),
        (FetchError(Problem.TIMEOUT), "the website took too long to answer. This does not count as a breach"),
    ],
)
def test_the_page_says_what_the_machine_saw(world: World, web: Web, client_for: Any, given: Any, words: str) -> None:
    web.pages[SITE] = web.pages[SITE] if given is None else given
    check_due()
    shown = client_for("author").get(reverse("accounts:official_account_detail", args=[world.account().pk]))
    assert words in shown.content.decode()
    assert reverse("accounts:website_check", args=[world.account().pk]) not in shown.content.decode()


def test_the_button_is_the_heads_and_asks_once(world: World, web: Web, client_for: Any, monkeypatch: Any) -> None:
    check_due()
    WebsiteWatch.objects.update(checked_at=timezone.now() - timedelta(minutes=11))
    client, address = client_for("head"), reverse("accounts:website_check", args=[world.account().pk])
    page = reverse("accounts:official_account_detail", args=[world.account().pk])
    assert address in client.get(page).content.decode()
    assert client.submit(address).status_code == 302
    shown = client.get(page).content.decode()
    assert "It looks again within a few minutes" in shown and address not in shown


def test_what_another_website_showed_is_not_shown_for_the_new_one(world: World, web: Web, client_for: Any) -> None:
    check_due()
    Office.objects.filter(code="DIST").update(website="https://new.gov.bd")
    page = client_for("head").get(reverse("accounts:official_account_detail", args=[world.account().pk]))
    assert "has not looked at this website yet" in page.content.decode()
