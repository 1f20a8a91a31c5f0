"""The register of offices: found by words in either language or by code, drilled down, paged without a gap."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.urls import reverse

from accounts.services.offices import import_offices
from tests.conftest import FormClient
from tests.factories import AccountFactory, officer
from tests.world import OFFICES, World

ClientFor = Callable[..., FormClient]
SEARCH = reverse("accounts:office_search")


def found(client: FormClient, words: str) -> list[str]:
    return [office.code for office in client.get(SEARCH, {"q": words}).context["page"].rows]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("পাশের", ["OTH"]),
        ("প্রশাসকের কার্যালয়", ["DIST"]),
        ("কার্যাল\u09df", ["DIST"]),  # য় as one character, as some keyboards send it
        ("upaZILA", ["UPZ"]),
        ("next district", ["OTH"]),
        ("District", ["DIST", "OTH"]),
        ("dist", ["DIST", "OTH"]),
        ("UPZ", ["UPZ"]),
        ("DIST উপজেলা", ["UPZ"]),  # the name of the office above is “District Office”
        ("প্রশাসকের সদর", ["UPZ"]),
        ("sadar district", ["UPZ"]),
        ("প্রশাসকের পাশের", []),
        ("GOB মন্ত্রণালয়", []),  # a code is the office's own
        ("nowhere", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_", []),
    ],
)
def test_offices_are_found_by_words_in_either_language_or_by_code(
    words: str, codes: list[str], client_for: ClientFor
) -> None:
    assert found(client_for("nobody"), words) == codes


def test_a_code_is_found_whole_and_with_bangla_digits(client_for: ClientFor) -> None:
    import_offices((OFFICES + "3026,MIN,agency,সংস্থা,Agency,,,\n30261,MIN,agency,দপ্তর,Bureau,,,\n").encode())
    assert found(client_for("nobody"), "৩০২৬") == ["3026"]


def test_an_upazila_is_shown_with_its_district_because_names_repeat(client_for: ClientFor) -> None:
    import_offices((OFFICES + "UPZ2,OTH,upazila_office,সদর উপজেলা,Sadar Upazila,,,\n").encode())
    page = client_for("nobody", "bn").get(SEARCH, {"q": "সদর উপজেলা"}).content.decode()
    assert page.count("সদর উপজেলা</a>") == 2
    assert "জেলা প্রশাসকের কার্যালয়" in page
    assert "পাশের জেলা" in page


def test_a_search_without_a_find_says_what_to_do(client_for: ClientFor) -> None:
    response = client_for("nobody").get(SEARCH, {"q": "nowhere"})
    assert response.status_code == 200
    assert "No office found" in response.content.decode()
    assert 'value="nowhere"' in response.content.decode()


def test_the_tree_is_walked_down_from_the_root_and_up_again(world: World, client_for: ClientFor) -> None:
    client = client_for("nobody")
    below = client.get(reverse("accounts:office_list")).context
    walked = [below["office"].code]
    for code in ("MIN", "DIST", "UPZ"):
        child = next(office for office in below["page"].rows if office.code == code)
        below = client.get(reverse("accounts:office_detail", args=[child.pk])).context
        walked.append(below["office"].code)
    assert walked == ["GOB", "MIN", "DIST", "UPZ"]
    assert below["page"].rows == []
    page = client.get(reverse("accounts:office_detail", args=[world.office("UPZ").pk])).content.decode()
    page = page.split('<nav class="sm my-2"')[1].split("</nav>")[0]
    place = [page.index(world.office(code).name_en) for code in ("GOB", "MIN", "DIST", "UPZ")]
    assert place == sorted(place), "the path stands in order from the root"


def test_people_of_an_office_are_shown_to_its_own_and_to_who_manages_them(world: World, client_for: ClientFor) -> None:
    address = reverse("accounts:office_detail", args=[world.office("DIST").pk])
    for insider in ("head", "officer", "administrator"):
        assert "Mx author" in client_for(insider).get(address).content.decode(), insider
    for outsider in ("oth_head", "upz_head", "far_supervisor", "nobody", "former"):
        assert "Mx author" not in client_for(outsider).get(address).content.decode(), outsider


# Paging --------------------------------------------------------------------------------------------------------------


def pages(client: FormClient, address: str, query: str, between: Callable[[int], object]) -> list[Any]:
    """All rows, page after page, with something done between the pages."""
    rows: list[Any] = []
    for turn in range(100):
        page = client.get(address + query).context["page"]
        rows += page.rows
        query = page.next_url
        if not query:
            return rows
        between(turn)
    raise AssertionError("the pages do not end")


def many_offices(numbers: Iterable[int]) -> None:
    rows = "".join(f"N{n:03},OTH,upazila_office,উপজেলা নতুন {n},New Upazila {n},,,\n" for n in numbers)
    import_offices((OFFICES + rows).encode())


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["", "?q=New+Upazila"])
def test_pages_of_offices_show_each_row_once_while_rows_are_added(
    query: str, world: World, client_for: ClientFor
) -> None:
    many_offices(range(60))
    address = SEARCH if query else reverse("accounts:office_detail", args=[world.office("OTH").pk])
    shown = pages(client_for("nobody"), address, query, lambda turn: many_offices([900 + turn]))
    codes = [office.code for office in shown]
    assert len(codes) == len(set(codes))
    assert {f"N{n:03}" for n in range(60)} <= set(codes)


def test_pages_of_accounts_show_each_row_once_while_accounts_are_added(world: World, client_for: ClientFor) -> None:
    head, office = world.person("head"), world.office("DIST")
    for _ in range(55):
        AccountFactory(state="applied", office=office, head=head)
    expected = set(office.official_accounts.values_list("pk", flat=True))
    add = lambda _turn: AccountFactory(state="applied", office=office, head=head)  # noqa: E731
    shown = [row.pk for row in pages(client_for("head"), reverse("accounts:official_account_list"), "", add)]
    assert len(shown) == len(set(shown))
    assert set(shown) == expected, "newest first: what came later is not on the later pages"


@pytest.mark.parametrize("after", ["0", "-1", "x", "৯", "9" * 40, "1e3", ""])
def test_a_damaged_page_address_shows_a_page(after: str, client_for: ClientFor) -> None:
    assert client_for("head").get(reverse("accounts:official_account_list"), {"after": after}).status_code == 200


def test_the_list_of_accounts_is_filtered_by_state(world: World, client_for: ClientFor) -> None:
    AccountFactory(state="applied", office=world.office("DIST"), head=world.person("head"))
    client, address = client_for("head"), reverse("accounts:official_account_list")
    shown = {state: client.get(address, {"state": state}).context["page"].rows for state in ("applied", "active")}
    assert [row.status for row in shown["applied"]] == ["applied"]
    assert [row.status for row in shown["active"]] == ["active"]
    assert len(client.get(address, {"state": "nonsense"}).context["page"].rows) == 2


def test_an_office_of_many_people_stays_readable(world: World, client_for: ClientFor) -> None:
    for _ in range(60):
        officer(world.office("DIST"))
    response = client_for("head").get(reverse("accounts:office_detail", args=[world.office("DIST").pk]))
    assert response.status_code == 200
    assert len(response.context["people"]) == 50
