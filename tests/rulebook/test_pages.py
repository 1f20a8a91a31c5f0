"""The rule book can be read by everybody who is signed in: editions, clauses, parameters, in both languages."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from govsocial.rulebook.models import Clause, Edition
from tests.conftest import FormClient
from tests.world import World

ClientFor = Callable[..., FormClient]
CODES = ["bd-2016", "cg-2017", "np-2075", "ssd-2020"]


def test_the_list_shows_every_edition_and_says_which_one_is_followed(world: World, client_for: ClientFor) -> None:
    page = client_for("nobody").get(reverse("rulebook:edition_list")).content.decode()
    assert all(escape(edition.title_en) in page for edition in Edition.objects.all())
    assert page.count("followed here") == 1
    followed = page.index("followed here")
    others = [page.index(escape(edition.title_en)) for edition in Edition.objects.filter(is_default=False)]
    assert page.index(escape(Edition.objects.get(is_default=True).title_en)) < followed < min(others)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["bn", "en"])
def test_an_edition_shows_each_of_its_clauses(code: str, language: str, world: World, client_for: ClientFor) -> None:
    page = client_for("nobody", language).get(reverse("rulebook:edition_detail", args=[code])).content.decode()
    clauses = Clause.objects.filter(edition__code=code)
    assert clauses.exists()
    missing = [clause.code for clause in clauses if escape(getattr(clause, f"title_{language}")) not in page]
    assert missing == []
    assert all(reverse("rulebook:clause_detail", args=[code, clause.code]) in page for clause in clauses)


@pytest.mark.parametrize("code", CODES)
def test_each_clause_has_a_page_with_its_text_force_and_who_decides(
    code: str, world: World, client_for: ClientFor
) -> None:
    client = client_for("nobody", "bn")
    for clause in Clause.objects.filter(edition__code=code):
        response = client.get(reverse("rulebook:clause_detail", args=[code, clause.code]))
        page = response.content.decode()
        assert response.status_code == 200, clause
        assert escape(clause.text_bn) in page, clause
        assert escape(clause.portal_bn) in page, clause
        with translation.override("bn"):
            words = [clause.get_force_display(), *clause.decided_by_labels]
        assert all(escape(str(word)) in page for word in words), clause


def test_a_clause_shows_its_parameters_with_the_day_they_hold_from(world: World, client_for: ClientFor) -> None:
    clause = Clause.objects.filter(edition__is_default=True, parameters__isnull=False).first()
    response = client_for("nobody").get(reverse("rulebook:clause_detail", args=["bd-2016", clause.code]))
    page = response.content.decode()
    assert list(response.context["parameters"]) == list(clause.parameters.order_by("name", "-since"))
    with translation.override("en"):
        assert all(escape(str(parameter.shown)) in page for parameter in clause.parameters.all())
    assert all(escape(parameter.title_en) in page for parameter in clause.parameters.all())


@pytest.mark.parametrize(
    "args",
    [["none"], ["bd-2016", "none"], ["cg-2017", "5-ga"], ["bd-2016", "৫(গ)"], ["bd-2016", "%00"]],
)
def test_what_is_not_in_the_rule_book_is_not_found(args: list[str], client_for: ClientFor) -> None:
    name = "rulebook:edition_detail" if len(args) == 1 else "rulebook:clause_detail"
    assert client_for("nobody").get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize("name", ["edition_list", "edition_detail", "clause_detail"])
def test_the_pages_ask_little_of_the_database(name: str, world: World, client_for: ClientFor) -> None:
    clause = Clause.objects.filter(edition__is_default=True, parameters__isnull=False).first()
    args = {"edition_list": [], "edition_detail": ["bd-2016"], "clause_detail": ["bd-2016", clause.code]}[name]
    client, address = client_for("head"), reverse(f"rulebook:{name}", args=args)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    most = 12 if name == "clause_detail" else 10  # who is in breach is asked, too
    assert len(asked) <= most, "\n".join(query["sql"][:150] for query in asked.captured_queries)
