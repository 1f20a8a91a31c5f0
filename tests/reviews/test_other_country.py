"""An installation whose offices follow np-2075: nothing of bd-2016 is owed, and what names it still works."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from govsocial.rulebook.checks import checks_on, followers
from govsocial.rulebook.models import Edition, OfficeEdition
from govsocial.rulebook.services import clauses_shown, parameter
from reviews.services.editions import follow_edition, put_in_force, stop_following
from reviews.services.excusals import longest_term
from tests.reviews.factories import drafted

pytestmark = pytest.mark.both_databases
ONE_DAY = timedelta(days=1)


@pytest.fixture
def nepal(world):
    """The office at the top follows np-2075 from today on."""
    given = {"edition": Edition.objects.get(code="np-2075"), "since": timezone.localdate()}
    return follow_edition(office=world.office("GOB"), by=world.person("keeper"), **given)


def page(client_for, login, name, *args):
    response = client_for(login).get(reverse(name, args=args))
    assert response.status_code == 200, name
    return response


def test_what_the_office_at_the_top_follows_the_installation_follows(nepal):
    today = timezone.localdate()
    assert OfficeEdition.default_code(today) == "np-2075"
    assert OfficeEdition.default_code(today - ONE_DAY) == "bd-2016"


def test_the_list_says_which_and_the_other_edition_does_not_claim_to_be_followed(nepal, client_for):
    first = page(client_for, "author", "rulebook:edition_list").content.decode()
    assert "This installation follows: Nepal" in first
    other = page(client_for, "author", "rulebook:edition_detail", "bd-2016").content.decode()
    assert "2019" in other and "This installation follows" not in other


def test_values_that_the_edition_leaves_open_are_those_of_the_shipped_one(nepal):
    today = timezone.localdate()
    assert parameter("first_response_urgent", today) == 2
    assert parameter("circular_acknowledgement", today) == 7
    assert parameter("acknowledgement", today, "np-2075") == 365
    assert longest_term(today) == 90
    with pytest.raises(KeyError):
        parameter("nothing", today)


def test_a_clause_is_read_where_the_office_follows_it_else_where_it_exists(nepal, world):
    shown = clauses_shown(world.office("DIST").lineage)
    assert [shown[code].edition.code for code in ("logo", "9-ka", "5-nya")] == ["np-2075", "bd-2016", "bd-2016"]
    assert shown["9-ka"].get_absolute_url() == reverse("rulebook:clause_detail", args=["bd-2016", "9-ka"])


@pytest.mark.parametrize("name", ["accounts:website_record", "accounts:office_block", "accounts:grs_identity_record"])
def test_pages_of_an_office_link_to_a_clause_that_exists(nepal, world, client_for, name):
    text = page(client_for, "head", name, world.office("DIST").pk).content.decode()
    start = reverse("rulebook:edition_detail", args=["bd-2016"]) + "5-"
    links = [part.split('"')[0] for part in text.split('href="') if part.startswith(start)]
    assert links and all(client_for("head").get(link).status_code == 200 for link in links)


def test_pages_of_an_account_and_of_a_post_stand(nepal, world, client_for, post_in):
    page(client_for, "head", "accounts:official_account_detail", world.account().pk)
    page(client_for, "author", "accounts:credentials_rotate", world.account().pk)
    shown = page(client_for, "approver2", "content:post_detail", post_in("second").pk)
    assert reverse("rulebook:clause_detail", args=["bd-2016", "9-ka"]) in shown.content.decode()
    choices = dict(shown.context["reject_form"].fields["clause"].choices)
    assert set(choices) == {"", "decorum-post"}


def test_my_work_counts_no_updates_that_nobody_owes(nepal, world, client_for):
    assert page(client_for, "author", "dashboard:my_work").context["weeks"] == []


def test_a_question_is_asked_about_what_the_office_follows(nepal, client_for):
    form = page(client_for, "author", "reviews:clarification_ask").context["form"]
    assert set(form.fields["clause"].queryset.values_list("edition__code", flat=True)) == {"np-2075"}


def test_only_its_own_clauses_judge_accounts(nepal, world):
    today = timezone.localdate()
    accounts = type(world.account()).objects
    assert not accounts.filter(followers("bd-2016", today)("lineage")).exists()
    assert accounts.filter(followers("np-2075", today)("lineage")).count() == accounts.count()
    assert ("np-2075", "logo") in checks_on(today)


def test_the_choice_of_the_top_wins_over_a_new_edition_of_the_old_one_until_it_ends(nepal, world):
    draft = drafted(by=world.person("keeper"), since=timezone.localdate() + ONE_DAY)
    put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    assert OfficeEdition.default_code(draft.since) == "np-2075"
    given = {"row": nepal, "office": world.office("GOB"), "by": world.person("keeper")}
    stop_following(until=draft.since + ONE_DAY, **given)
    assert OfficeEdition.default_code(draft.since + ONE_DAY) == "bd-2026"


def test_an_office_that_goes_another_way_is_shown_its_own_clause(world, client_for):
    office = world.office("DIST")
    draft = drafted(by=world.person("keeper"), since=timezone.localdate())
    Edition.objects.filter(pk=draft.pk).update(status="in_force")
    OfficeEdition.objects.create(office_id=office.pk, lineage=office.lineage, edition=draft, since=draft.since)
    text = page(client_for, "head", "accounts:office_block", office.pk).content.decode()
    assert reverse("rulebook:clause_detail", args=["bd-2026", "5-nya"]) in text
    work = page(client_for, "author", "dashboard:my_work")
    assert work.context["weeks"][0].clause.edition.code == "bd-2026"
