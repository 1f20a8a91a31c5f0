"""A parameter changes from a day on, by two persons; what is past keeps the old value."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.rulebook.models import Parameter, ParameterProposal
from govsocial.rulebook.services import load_editions, parameter
from reviews.services.parameters import confirm_value, propose_value, withdraw_value
from tests.reviews.factories import LATER, proposed, second_keeper
from tests.reviews.factories import parameter as row

pytestmark = pytest.mark.both_databases
ONE_DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def proposal(world):
    return proposed(by=world.person("keeper"))


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def told(kind):
    return {address.split("@")[0] for address in Notice.objects.filter(kind=kind).values_list("address", flat=True)}


def test_a_proposal_changes_nothing_until_a_second_person_confirms(world, proposal, today):
    assert parameter("first_response", proposal.since) == 8
    confirm_value(proposal=proposal, by=world.person("cabinet"), version=1)
    assert parameter("first_response", proposal.since - ONE_DAY) == 8
    assert parameter("first_response", proposal.since) == 6
    assert parameter("first_response", today) == 8


def test_the_old_row_ends_where_the_new_one_begins(world, proposal):
    confirm_value(proposal=proposal, by=second_keeper(), version=1)
    old, new = Parameter.objects.filter(edition__code="bd-2016", name="first_response").order_by("since")
    assert (old.value, old.until, new.value, new.since, new.until) == (8, proposal.since, 6, proposal.since, None)
    assert (new.clause, new.title_bn, new.set_by) == (old.clause, old.title_bn, "installation")


def test_the_one_who_proposed_does_not_confirm(world, proposal):
    assert refusal(confirm_value, proposal=proposal, by=world.person("keeper"), version=1) == "second_person"
    assert parameter("first_response", proposal.since) == 8


@pytest.mark.parametrize("login", ["head", "supervisor", "auditor", "administrator", "author"])
def test_others_neither_propose_nor_confirm_nor_withdraw(world, proposal, login):
    by = world.person(login)
    assert refusal(confirm_value, proposal=proposal, by=by, version=1) == "not_allowed"
    assert refusal(withdraw_value, proposal=proposal, by=by, version=1) == "not_allowed"
    given = {"parameter": row("triage"), "value": 5, "since": proposal.since, "reason": "কারণ"}
    assert refusal(propose_value, by=by, **given) == "not_allowed"


def test_the_cabinet_division_confirms_and_does_not_propose(world, today):
    given = {"parameter": row(), "value": 5, "since": today + LATER, "reason": "কারণ"}
    assert refusal(propose_value, by=world.person("cabinet"), **given) == "not_allowed"


@pytest.mark.parametrize(("days", "code"), [(-1, "bad_day"), (0, None), (1, None)])
def test_a_change_begins_today_or_later(world, today, days, code):
    given = {"by": world.person("keeper"), "since": today + timedelta(days=days)}
    if code:
        with pytest.raises(RuleError) as refused:
            proposed(**given)
        assert refused.value.code == code
    else:
        confirm_value(proposal=proposed(**given), by=world.person("cabinet"), version=1)
        assert parameter("first_response", given["since"]) == 6


def test_a_proposal_whose_day_has_passed_is_not_confirmed(world, proposal, today):
    ParameterProposal.objects.update(since=today - ONE_DAY)
    proposal.refresh_from_db()
    assert refusal(confirm_value, proposal=proposal, by=world.person("cabinet"), version=1) == "bad_day"


def test_a_second_change_lies_after_the_first(world, proposal):
    confirm_value(proposal=proposal, by=world.person("cabinet"), version=1)
    for days, code in ((-1, "bad_day"), (0, "bad_day")):
        with pytest.raises(RuleError) as refused:
            proposed(by=world.person("keeper"), value=4, since=proposal.since + timedelta(days=days))
        assert refused.value.code == code
    proposed(by=world.person("keeper"), value=4, since=proposal.since + ONE_DAY)


@pytest.mark.parametrize(
    ("value", "code"), [(8, "same_value"), ("8", "same_value"), (-1, "bad_value"), ("x", "bad_value")]
)
def test_a_value_must_fit_and_be_another(world, value, code):
    with pytest.raises(RuleError) as refused:
        proposed(by=world.person("keeper"), value=value)
    assert refused.value.code == code


def test_one_proposal_at_a_time(world, proposal):
    with pytest.raises(RuleError) as refused:
        proposed(by=second_keeper(), value=5)
    assert refused.value.code == "already_proposed"
    withdraw_value(proposal=proposal, by=world.person("keeper"), version=1)
    proposed(by=second_keeper(), value=5)


def test_a_value_that_has_ended_is_not_changed(world, proposal):
    old = proposal.parameter
    confirm_value(proposal=proposal, by=world.person("cabinet"), version=1)
    old.refresh_from_db()
    given = {"value": 3, "since": proposal.since + ONE_DAY, "reason": "কারণ", "by": world.person("keeper")}
    assert refusal(propose_value, parameter=old, **given) == "wrong_state"


def test_who_comes_second_is_told(world, proposal):
    confirm_value(proposal=proposal, by=second_keeper(), version=1)
    assert refusal(confirm_value, proposal=proposal, by=world.person("cabinet"), version=1) == "already_decided"
    assert refusal(withdraw_value, proposal=proposal, by=world.person("keeper"), version=1) == "already_decided"
    assert Parameter.objects.filter(edition__code="bd-2016", name="first_response").count() == 2


def test_a_withdrawn_proposal_leaves_the_value(world, proposal):
    withdraw_value(proposal=proposal, by=world.person("cabinet"), version=1, reason="আরও আলোচনা দরকার")
    assert parameter("first_response", proposal.since) == 8
    assert told("parameter_withdrawn") == {"keeper"}


def test_each_step_leaves_its_entry_and_tells_the_others(world):
    second_keeper()
    proposal = proposed(by=world.person("keeper"))
    assert told("parameter_proposed") == {"keeper2", "cabinet"}
    confirm_value(proposal=proposal, by=world.person("cabinet"), version=1)
    assert told("parameter_confirmed") == {"keeper2", "keeper"}
    assert not Notice.objects.filter(kind="parameter_proposed", read_at=None).exists()
    actions = list(Entry.objects.about(proposal).values_list("action", "actor__email"))
    assert actions == [
        (Action.PARAMETER_CONFIRMED, "cabinet@test.example"),
        (Action.PARAMETER_PROPOSED, "keeper@test.example"),
    ]


def test_loading_the_shipped_edition_again_keeps_the_confirmed_value(world, proposal):
    confirm_value(proposal=proposal, by=world.person("cabinet"), version=1)
    proposal.parameter.edition.checksum = ""
    proposal.parameter.edition.save()
    load_editions()
    assert parameter("first_response", proposal.since) == 6


def test_a_keeper_whose_role_ended_confirms_nothing(world, proposal):
    person = second_keeper()
    Role.objects.filter(person=person).update(until=timezone.localdate())
    assert refusal(confirm_value, proposal=proposal, by=person, version=1) == "not_allowed"


def test_the_clause_page_shows_history_and_what_waits(world, client_for, proposal, today):
    address = reverse("rulebook:clause_detail", args=["bd-2016", "7-kha"])
    page = client_for("author").get(address).content.decode()
    assert "waits for a second person" in page
    assert reverse("rulebook:parameter_change", args=[row().pk]) not in page
    assert reverse("rulebook:parameter_change", args=[row().pk]) in client_for("keeper").get(address).content.decode()
    confirm_value(proposal=proposal, by=world.person("cabinet"), version=1)
    values = [
        (p.value, p.until) for p in client_for("author").get(address).context["parameters"] if p.name == row().name
    ]
    assert values == [(6, None), (8, proposal.since)]


def test_by_the_browser_from_proposal_to_value(world, client_for, today):
    address = reverse("rulebook:parameter_change", args=[row().pk])
    body = {"value": "৬", "since": (today + LATER).isoformat(), "reason": "সভার সিদ্ধান্ত"}
    assert client_for("keeper").submit(address, {**body, "value": "-2"}).status_code == 422
    assert client_for("keeper").submit(address, body).status_code == 302
    proposal = ParameterProposal.objects.get()
    confirm = reverse("rulebook:proposal_confirm", args=[proposal.pk])
    assert client_for("keeper").submit(confirm, {"version": 1}).status_code == 403
    assert client_for("cabinet").submit(confirm, {"version": 1}).status_code == 302
    assert client_for("cabinet").submit(confirm, {"version": 1}).status_code == 409
    assert parameter("first_response", today + LATER) == 6


def test_weekdays_are_ticked_and_choices_chosen(world, client_for, today):
    client, since = client_for("keeper"), (today + LATER).isoformat()
    for name, value in (("rest_days", ["friday"]), ("single_officer", "never"), ("office_hours", "০৮:০০-১৫:৩০")):
        address = reverse("rulebook:parameter_change", args=[row(name).pk])
        assert client.submit(address, {"value": value, "since": since, "reason": "কারণ"}).status_code == 302
    assert sorted(map(str, ParameterProposal.objects.values_list("value", flat=True))) == sorted(
        ["['friday']", "never", "08:00-15:30"]
    )


def test_what_waits_is_work_of_the_second_person_alone(world, client_for, proposal):
    address = reverse("rulebook:proposal_list")
    work = {login: client_for(login).get("/").content.decode() for login in ("keeper", "cabinet", "head")}
    assert [login for login, page in work.items() if f'href="{address}"' in page] == ["cabinet"]
