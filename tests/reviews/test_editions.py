"""A new edition: copied, written by one person, put into force by a second, followed from its day on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.rulebook.checks import checks, checks_on, editions_followed, followers
from govsocial.rulebook.models import Clause, Edition, EditionState, OfficeEdition, Parameter
from govsocial.rulebook.services import clauses_shown, parameter
from govsocial.workdays.periods import week_of
from reviews.services import drafts
from reviews.services import editions as services
from reviews.services.evaluation import run_step, steps_of
from tests.reviews.factories import LATER, drafted, followed, second_keeper
from tests.world import World

pytestmark = pytest.mark.both_databases
ONE_DAY = timedelta(days=1)


@pytest.fixture
def keeper(world):
    return world.person("keeper")


@pytest.fixture
def draft(keeper):
    return drafted(by=keeper)


@pytest.fixture
def in_force(world, draft):
    services.put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    draft.refresh_from_db()
    return draft


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def follows(world: World, code: str, day) -> list[str]:
    lineage = world.office(code).lineage
    return list(editions_followed([lineage], day)[lineage])


def test_a_copy_holds_every_clause_and_present_value(draft):
    old = Edition.objects.get(code="bd-2016")
    columns = ("code", "position", "text_bn", "force", "measured")
    assert list(draft.clauses.values_list(*columns)) == list(old.clauses.values_list(*columns))
    values = dict(Parameter.objects.filter(edition=draft).values_list("name", "value"))
    assert values == dict(Parameter.objects.filter(edition=old, until=None).values_list("name", "value"))
    assert set(Parameter.objects.filter(edition=draft).values_list("clause__edition__code", flat=True)) == {"bd-2026"}
    assert (draft.supersedes, draft.based_on, draft.status) == ("bd-2016", "bd-2016", EditionState.DRAFT)


def test_a_draft_is_followed_by_nobody_and_seen_by_keepers_alone(world, client_for, draft):
    assert follows(world, "DIST", draft.since) == ["bd-2016"]
    address = reverse("rulebook:edition_detail", args=["bd-2026"])
    assert {login: client_for(login).get(address).status_code for login in ("keeper", "cabinet", "head")} == {
        "keeper": 200,
        "cabinet": 200,
        "head": 404,
    }
    assert "bd-2026" not in client_for("head").get(reverse("rulebook:edition_list")).content.decode()


def test_the_words_of_a_draft_change_and_the_old_edition_keeps_its_own(world, keeper, draft):
    clause = Clause.objects.select_related("edition").get(edition=draft, code="7-ka")
    drafts.change_clause(clause=clause, by=keeper, version=1, text_bn="সপ্তাহে তিনটি হালনাগাদ", force="encouraged")
    clause.refresh_from_db()
    assert (clause.text_bn, clause.force) == ("সপ্তাহে তিনটি হালনাগাদ", "encouraged")
    assert Clause.objects.get(edition__code="bd-2016", code="7-ka").force == "must"
    assert refusal(drafts.change_clause, clause=clause, by=keeper, version=1, force="may") == "wrong_state"
    entry = Entry.objects.about(draft).first()
    assert (entry.action, entry.actor) == (Action.EDITION_CHANGED, keeper)


def test_who_wrote_last_does_not_put_it_into_force(world, keeper, draft):
    assert refusal(services.put_in_force, edition=draft, by=keeper, version=1) == "second_person"
    other = second_keeper()
    drafts.change_edition(edition=draft, by=other, version=1, title_en="Guideline of 2026")
    draft.refresh_from_db()
    assert refusal(services.put_in_force, edition=draft, by=other, version=2) == "second_person"
    services.put_in_force(edition=draft, by=keeper, version=2)
    assert Edition.objects.get(code="bd-2026").status == EditionState.IN_FORCE


def test_what_was_changed_after_it_was_read_is_not_put_into_force(world, keeper, draft):
    drafts.change_edition(edition=draft, by=keeper, version=1, title_en="Another")
    given = {"edition": draft, "by": world.person("cabinet"), "version": 1}
    assert refusal(services.put_in_force, **given) == "wrong_state"


def test_a_first_day_that_is_past_must_be_moved_first(world, keeper):
    draft = drafted(by=keeper, since=timezone.localdate() - ONE_DAY)
    given = {"edition": draft, "by": world.person("cabinet")}
    assert refusal(services.put_in_force, version=1, **given) == "bad_day"
    drafts.change_edition(edition=draft, by=keeper, version=1, since=timezone.localdate())
    draft.refresh_from_db()
    services.put_in_force(version=2, **given)
    assert set(Parameter.objects.filter(edition=draft).values_list("since", flat=True)) == {timezone.localdate()}


@pytest.mark.parametrize("login", ["head", "supervisor", "administrator", "auditor"])
def test_others_write_nothing(world, draft, login):
    by = world.person(login)
    for service in (drafts.change_edition, services.put_in_force, services.withdraw_edition):
        assert refusal(service, edition=draft, by=by, version=1) == "not_allowed"


def test_the_installation_follows_it_from_its_day_on_and_not_before(world, in_force):
    for code in ("GOB", "DIST", "FAR"):
        assert follows(world, code, in_force.since - ONE_DAY) == ["bd-2016"]
        assert follows(world, code, in_force.since) == ["bd-2026"]
    assert OfficeEdition.default_code() == "bd-2016"
    assert OfficeEdition.default_code(in_force.since) == "bd-2026"


def test_values_are_those_of_the_edition_of_the_day(world, in_force):
    Parameter.objects.filter(edition=in_force, name="updates_per_week").update(value=3)
    assert parameter("updates_per_week", in_force.since - ONE_DAY) == 2
    assert parameter("updates_per_week", in_force.since) == 3
    assert clauses_shown()["7-ka"].edition.code == "bd-2016"


def test_offices_with_their_own_choice_move_with_the_edition_they_chose(world, keeper, draft):
    other = followed(world.office("FAR"), "np-2075")
    own = followed(world.office("DIST"), "bd-2016")
    services.put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.until, other.until) == (draft.since, None)
    assert follows(world, "DIST", draft.since - ONE_DAY) == ["bd-2016"]
    assert [follows(world, code, draft.since) for code in ("DIST", "FAR", "MIN")] == [
        ["bd-2026"],
        ["np-2075"],
        ["bd-2026"],
    ]


def test_a_new_supplement_takes_the_place_of_the_old_one_where_it_was_followed(world, keeper):
    followed(world.office("MIN"), "ssd-2020")
    draft = drafted(by=keeper, source="ssd-2020", code="ssd-2026")
    services.put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    assert follows(world, "DIST", draft.since - ONE_DAY) == ["bd-2016", "ssd-2020"]
    assert follows(world, "DIST", draft.since) == ["bd-2016", "ssd-2026"]
    assert follows(world, "FAR", draft.since) == ["bd-2016"]


def test_it_takes_over_the_checks_of_its_origin(world, in_force):
    before, after = checks_on(in_force.since - ONE_DAY), checks_on(in_force.since)
    assert before == checks()
    assert ("bd-2026", "7-ka") not in before
    assert after["bd-2026", "7-ka"].run is checks()["bd-2016", "7-ka"].run
    assert after["bd-2026", "7-ka"].edition == "bd-2026"


def test_an_account_is_judged_by_the_edition_of_its_day(world, keeper):
    """A finding under the old clause ends where the new edition's begins."""
    today = timezone.localdate()
    draft = drafted(by=keeper, since=today)
    services.put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    day = followers("bd-2016", today)("lineage"), followers("bd-2026", today)("lineage")
    accounts = type(world.account()).objects
    assert [accounts.filter(q).count() for q in day] == [0, accounts.count()]
    assert accounts.filter(followers("bd-2016", today - ONE_DAY)("lineage")).count() == accounts.count()


def test_an_edition_is_copied_from_a_copy(world, keeper, in_force):
    second = drafted(by=keeper, source="bd-2026", code="bd-2027", since=in_force.since + LATER)
    assert (second.supersedes, second.based_on) == ("bd-2026", "bd-2016")
    services.put_in_force(edition=second, by=world.person("cabinet"), version=1)
    days = [in_force.since - ONE_DAY, in_force.since, second.since - ONE_DAY, second.since]
    assert [OfficeEdition.default_code(day) for day in days] == ["bd-2016", "bd-2026", "bd-2026", "bd-2027"]


def test_a_code_is_taken_once_and_a_draft_is_not_copied(world, keeper, draft):
    with pytest.raises(RuleError) as refused:
        drafted(by=keeper)
    assert refused.value.code == "code_taken"
    with pytest.raises(RuleError) as refused:
        drafted(by=keeper, source="bd-2026", code="bd-2028")
    assert refused.value.code == "wrong_state"


def test_a_draft_that_is_given_up_is_not_put_into_force(world, keeper, draft):
    services.withdraw_edition(edition=draft, by=keeper, version=1)
    given = {"edition": draft, "by": world.person("cabinet"), "version": 2}
    assert refusal(services.put_in_force, **given) == "wrong_state"


def test_each_step_is_recorded_and_told(world, in_force):
    actions = list(Entry.objects.about(in_force).values_list("action", flat=True))
    assert actions == [Action.EDITION_IN_FORCE, Action.EDITION_DRAFTED]
    told = Notice.objects.filter(kind="edition_in_force").values_list("address", flat=True)
    assert list(told) == ["keeper@test.example"]
    assert not Notice.objects.filter(kind="edition_drafted", read_at=None).exists()


def test_the_list_says_first_which_edition_is_followed(world, client_for, keeper):
    page = client_for("nobody").get(reverse("rulebook:edition_list")).content.decode()
    assert page.index("2019") < page.index('class="p rows"')
    draft = drafted(by=keeper, since=timezone.localdate())
    services.put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    page = client_for("nobody").get(reverse("rulebook:edition_list")).content.decode()
    assert "This installation follows: New guideline" in page
    assert page.count("followed here") == 1


def test_by_the_browser_from_copy_to_force(world, client_for):
    keeper, since = client_for("keeper"), (timezone.localdate() + LATER).isoformat()
    head = {"title_bn": "নতুন", "title_en": "New", "year": "২০২৬", "since": since}
    copy = reverse("rulebook:edition_copy", args=["bd-2016"])
    for code in ("", "BD 2026", "editions", "বিডি"):
        assert keeper.submit(copy, {**head, "code": code}).status_code == 422
    assert keeper.submit(copy, {**head, "year": "2026", "code": "bd-2026"}).status_code == 302
    page = keeper.get(reverse("rulebook:clause_change", args=["bd-2026", "7-ka"]))
    body = {**page.context["form"].initial, "text_en": "Three updates a week."}
    assert keeper.submit(reverse("rulebook:clause_change", args=["bd-2026", "7-ka"]), body).status_code == 302
    force = reverse("rulebook:edition_put_in_force", args=["bd-2026"])
    assert keeper.submit(force, {"version": 2}).status_code == 403
    assert client_for("cabinet").submit(force, {"version": 1}).status_code == 409
    assert client_for("cabinet").submit(force, {"version": 2}).status_code == 302
    assert keeper.submit(reverse("rulebook:clause_change", args=["bd-2026", "7-ka"]), body).status_code == 404
    text = client_for("head").get(reverse("rulebook:clause_detail", args=["bd-2026", "7-ka"])).content.decode()
    assert "Three updates a week." in text


def test_the_evaluation_asks_the_checks_of_each_day(world, keeper):
    today = timezone.localdate()
    draft = drafted(by=keeper, since=today)
    services.put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    week = week_of(today)
    daily = [step for step in steps_of(week, today) if step.check.clause == "5-ga" and step.check.every == "day"]
    assert {step.check.edition for step in daily if step.day < today} <= {"bd-2016"}
    assert {step.check.edition for step in daily if step.day == today} == {"bd-2016", "bd-2026"}
    assert sum(run_step(step, today) for step in daily if step.day == today) > 0
