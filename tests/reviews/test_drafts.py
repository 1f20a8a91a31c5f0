"""Writing an edition: clauses and values come and go without code, until it is in force."""

import json

import pytest
from django.urls import reverse

from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.checks import checks, checks_on, parameters_on
from govsocial.rulebook.models import Clause, Edition, Parameter
from reviews.services import drafts as services
from reviews.services.editions import put_in_force
from tests.reviews.factories import drafted

pytestmark = pytest.mark.both_databases
WORDS = {
    "label_bn": "১০(জ)",
    "label_en": "10(ja)",
    "title_bn": "ভিত্তিহীন তথ্য",
    "title_en": "Baseless information",
    "text_bn": "ভিত্তিহীন, অসত্য বা অশ্লীল তথ্য প্রকাশ করা যাবে না।",
    "text_en": "Nothing baseless, untrue or obscene is published.",
    "portal_bn": "অনুমোদনের সময় দেখা হয়।",
    "portal_en": "Looked at when a post is approved.",
}
HOW = {"force": "must", "decided_by": ["human"], "level": "post", "period": "each", "like": ""}
REASON = {"reason_bn": "অনুমোদনকারী সিদ্ধান্ত নেন।", "reason_en": "The approver decides."}
VALUE = {"title_bn": "উত্তর", "title_en": "Answers", "unit": "days", "set_by": "guideline"}


@pytest.fixture
def keeper(world):
    return world.person("keeper")


@pytest.fixture
def draft(keeper):
    return drafted(by=keeper)


@pytest.fixture
def add(draft, keeper):
    def do(code="9-ja", after="9-chha", **fields):
        given = {**WORDS, **HOW, **REASON, **fields}
        draft.refresh_from_db()
        return services.add_clause(edition=draft, code=code, after=after, by=keeper, version=draft.version, **given)

    return do


def clause(draft, code):
    return Clause.objects.select_related("edition").get(edition=draft, code=code)


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def test_a_prohibited_kind_of_a_revision_is_entered_without_code(world, client_for, post_in, add, draft):
    add()
    put_in_force(edition=draft, by=world.person("cabinet"), version=2)
    Edition.objects.filter(pk=draft.pk).update(since="2026-01-01")
    draft.followers.update(since="2026-01-01")
    page = client_for("approver").get(reverse("content:post_detail", args=[post_in("submitted").pk]))
    choices = dict(page.context["reject_form"].fields["clause"].choices)
    assert choices["9-ja"] == "10(ja) Baseless information"
    assert {"9-ka", "9-chha", "6-kha"} < set(choices)


def test_a_new_clause_stands_where_it_was_put(add, draft):
    add()
    order = list(draft.clauses.values_list("code", flat=True))
    assert order[order.index("9-chha") + 1] == "9-ja"
    add(code="0", after="")
    assert list(draft.clauses.values_list("code", flat=True))[0] == "0"
    assert len(set(draft.clauses.values_list("position", flat=True))) == draft.clauses.count()


def test_a_new_clause_may_be_decided_like_an_old_one(world, add, draft):
    made = add(code="7-cha", like="7-ka", level="account", period="week", decided_by=["auto"])
    assert made.measured and made.rule == ("bd-2016", "7-ka")
    put_in_force(edition=draft, by=world.person("cabinet"), version=2)
    check = checks_on(draft.since)["bd-2026", "7-cha"]
    assert (check.run, check.clause) == (checks()["bd-2016", "7-ka"].run, "7-cha")


def test_one_that_is_like_nothing_is_not_measured(world, add, draft):
    assert not add().measured
    put_in_force(edition=draft, by=world.person("cabinet"), version=2)
    assert ("bd-2026", "9-ja") not in checks_on(draft.since)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "9-chha"}, "code_taken"),
        ({"like": "99"}, "unknown_rule"),
        ({"decided_by": []}, "bad_deciders"),
        ({"decided_by": ["auto", "none"]}, "bad_deciders"),
    ],
)
def test_what_is_no_clause_is_refused(add, fields, code):
    assert refusal(add, **fields) == code


def test_a_clause_that_is_taken_out_takes_its_check_and_values_along(world, keeper, draft):
    services.remove_clause(clause=clause(draft, "7-ka"), by=keeper, version=1)
    assert not Parameter.objects.filter(edition=draft, name="updates_per_week").exists()
    put_in_force(edition=draft, by=world.person("cabinet"), version=2)
    assert ("bd-2026", "7-ka") not in checks_on(draft.since)
    assert Clause.objects.filter(edition__code="bd-2016", code="7-ka").exists()
    facts = json.loads(Entry.objects.about(draft)[1].data)
    assert (facts["clause"], facts["what"]) == ("7-ka", "removed")


def test_a_duty_whose_clause_was_taken_out_is_owed_no_more(world, client_for, keeper, draft):
    address = reverse("accounts:account_duty_attest", args=[world.account().pk, "5-gha"])
    assert client_for("head").get(address).status_code == 200
    services.remove_clause(clause=clause(draft, "5-gha"), by=keeper, version=1)
    put_in_force(edition=draft, by=world.person("cabinet"), version=2)
    draft.followers.update(since="2026-01-01")
    assert client_for("head").get(address).status_code == 404
    page = client_for("head").get(reverse("accounts:official_account_detail", args=[world.account().pk]))
    owed = {task.clause.code for task in page.context["tasks"]}
    assert "5-gha" not in owed and "5-kha" in owed


def test_a_value_is_added_changed_and_taken_out(keeper, draft):
    found = clause(draft, "7-kha")
    row = services.add_parameter(clause=found, name="first_thanks", value="3", by=keeper, version=1, **VALUE)
    assert (row.value, row.since) == (3, draft.since)
    again = {"clause": found, "name": "first_thanks", "value": "3", "by": keeper, **VALUE}
    assert refusal(services.add_parameter, version=2, **again) == "name_taken"
    assert refusal(services.add_parameter, version=2, **{**again, "value": "-1"}) == "bad_value"
    row = Parameter.objects.select_related("clause__edition", "edition").get(pk=row.pk)
    services.change_parameter(parameter=row, value="5", by=keeper, version=2)
    row = Parameter.objects.select_related("clause__edition", "edition").get(pk=row.pk)
    assert (row.value, row.set_by) == (5, "installation")
    services.remove_parameter(parameter=row, by=keeper, version=3)
    assert not Parameter.objects.filter(pk=row.pk).exists()


def test_a_check_reads_the_old_value_where_the_new_edition_has_none(world, keeper, draft):
    row = Parameter.objects.select_related("clause__edition", "edition").get(edition=draft, name="team_max")
    services.change_parameter(parameter=row, value=4, by=keeper, version=1)
    gone = Parameter.objects.select_related("clause__edition", "edition").get(edition=draft, name="team_min")
    services.remove_parameter(parameter=gone, by=keeper, version=2)
    values = parameters_on("bd-2026", draft.since)
    assert (values["team_max"], values["team_min"]) == (4, 3)
    assert parameters_on("bd-2016", draft.since)["team_max"] == 5


def test_only_a_keeper_writes_and_only_what_she_has_seen(world, draft, keeper):
    found, value = clause(draft, "7-ka"), Parameter.objects.filter(edition=draft).select_related("edition", "clause")[0]
    calls = [
        (services.remove_clause, {"clause": found}),
        (services.change_clause, {"clause": found, "title_en": "Other"}),
        (services.add_parameter, {"clause": found, "name": "x", "value": "1", **VALUE}),
        (services.remove_parameter, {"parameter": value}),
        (services.change_parameter, {"parameter": value, "value": value.value}),
    ]
    for service, given in calls:
        assert refusal(service, by=world.person("cabinet"), version=1, **given) == "not_allowed"
        assert refusal(service, by=keeper, version=9, **given) == "wrong_state"


def test_nothing_of_an_edition_in_force_is_taken_out(world, keeper, draft):
    put_in_force(edition=draft, by=world.person("cabinet"), version=1)
    given = {"clause": clause(draft, "7-ka"), "by": keeper, "version": 2}
    assert refusal(services.remove_clause, **given) == "wrong_state"


def test_by_the_browser_a_clause_and_its_value(client_for, draft):
    keeper, body = client_for("keeper"), {**WORDS, **HOW, **REASON, "version": 1, "code": "9-ja", "after": "9-chha"}
    address = reverse("rulebook:clause_add", args=["bd-2026"])
    for code in ("", "৯-জ", "9 JA"):
        assert keeper.submit(address, {**body, "code": code}).status_code == 422
    key = keeper.key()
    made = keeper.submit(address, body, key=key)
    assert made.url == reverse("rulebook:clause_change", args=["bd-2026", "9-ja"])
    assert keeper.submit(address, body, key=key).url == made.url
    assert keeper.submit(address, {**body, "code": "9-jha"}).status_code == 409
    assert "9-ja" in keeper.get(reverse("rulebook:edition_detail", args=["bd-2026"])).content.decode()


def test_by_the_browser_a_value_and_out_again(client_for, draft, add):
    add()
    keeper = client_for("keeper")
    value = reverse("rulebook:draft_value_add", args=["bd-2026", "9-ja"])
    assert keeper.submit(value, {**VALUE, "name": "looks", "value": "কত", "version": 2}).status_code == 422
    assert keeper.submit(value, {**VALUE, "name": "looks", "value": "৩", "version": 2}).status_code == 302
    row = Parameter.objects.get(edition=draft, name="looks")
    change = reverse("rulebook:draft_value_change", args=[row.pk])
    assert keeper.submit(change, {**VALUE, "value": "4", "version": 3}).status_code == 302
    assert keeper.submit(reverse("rulebook:draft_value_remove", args=[row.pk]), {"version": 3}).status_code == 409
    assert keeper.submit(reverse("rulebook:draft_value_remove", args=[row.pk]), {"version": 4}).status_code == 302
    assert keeper.submit(reverse("rulebook:clause_remove", args=["bd-2026", "9-ja"]), {"version": 5}).status_code == 302
    assert not draft.clauses.filter(code="9-ja").exists()
