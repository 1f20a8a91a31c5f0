"""Reminding offices of breaches: chosen, seen before, sent once in seven days for each office, whoever sends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.rulebook.models import Clause
from govsocial.tallies.models import Finding
from reviews.models import BreachReminder
from reviews.services import reminders
from reviews.services.reminders import lines_of, send_reminders
from tests.reviews.factories import below, breach_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def breaches(world):
    """Breaches of clause 5-gha at DIST, UPZ and OTH, by the code of their office."""
    return {name.upper(): breach_of(world.account(name)) for name in ("dist", "upz", "oth")}


@pytest.fixture
def clause(db):
    return Clause.objects.select_related("edition").get(edition__code="bd-2016", code="5-gha")


def send(world, clause, findings, login="cabinet", scope="GOB"):
    chosen = [finding.pk for finding in findings]
    return send_reminders(scope=world.office(scope), clause=clause, findings=chosen, by=world.person(login))


def refusal(*given, **named):
    with pytest.raises(RuleError) as refused:
        send(*given, **named)
    return refused.value.code


def told():
    found = Notice.objects.filter(kind="breach_reminder").values_list("address", flat=True)
    return sorted(address.split("@")[0] for address in found)


def codes(offices):
    return sorted(office.code for office in offices)


def test_each_office_gets_one_notice_for_its_head_however_many_breaches(world, clause, breaches):
    rows = [*breaches.values(), breach_of(world.office("DIST"))]
    sent = send(world, clause, rows)
    assert codes(sent.reminded) == ["DIST", "OTH", "UPZ"]
    assert told() == ["head", "oth_head", "upz_head"]
    notice = Notice.objects.get(kind="breach_reminder", recipient=world.person("head"))
    assert notice.url == reverse("dashboard:office_compliance", args=[world.office("DIST").pk])


def test_without_a_head_those_who_approve_are_told(world, clause, breaches):
    Role.objects.filter(office__code="DIST", kind="head").update(until=timezone.localdate())
    send(world, clause, [breaches["DIST"]])
    assert told() == ["approver", "approver2"]


def test_an_office_with_nobody_to_tell_is_left_out_and_keeps_its_turn(world, clause, breaches):
    lonely = below(world.office("DIST"))[0]
    sent = send(world, clause, [breaches["DIST"], breach_of(lonely)])
    assert (codes(sent.reminded), sent.skipped) == (["DIST"], [lonely])
    assert not BreachReminder.objects.filter(office=lonely).exists()


def test_an_office_reminded_in_the_last_seven_days_is_left_out(world, clause, breaches):
    send(world, clause, [breaches["DIST"]], login="supervisor", scope="MIN")
    sent = send(world, clause, breaches.values())
    assert (codes(sent.reminded), codes(sent.skipped)) == (["OTH", "UPZ"], ["DIST"])
    assert told() == ["head", "oth_head", "upz_head"]
    assert refusal(world, clause, breaches.values()) == "nobody"


@pytest.mark.parametrize(("days", "hours", "again"), [(6, 23, False), (7, 1, True)])
def test_seven_days_later_it_may_be_reminded_again(world, clause, breaches, days, hours, again):
    send(world, clause, [breaches["DIST"]])
    BreachReminder.objects.update(sent_at=timezone.now() - timedelta(days=days, hours=hours))
    line = lines_of(world.office("GOB"), clause, [breaches["DIST"].pk], world.person("cabinet"))[0]
    assert line.is_due == again


def test_of_two_who_send_at_once_one_reminds_the_office(world, clause, breaches, monkeypatch):
    lines = lines_of(world.office("GOB"), clause, [breaches["DIST"].pk], world.person("cabinet"))
    send(world, clause, [breaches["DIST"]], login="supervisor", scope="MIN")
    monkeypatch.setattr(reminders, "lines_of", lambda *_given: lines)  # read before the other one sent
    assert refusal(world, clause, [breaches["DIST"]]) == "nobody"
    assert told() == ["head"]


def test_what_is_met_meanwhile_is_not_reminded(world, clause, breaches):
    Finding.objects.filter(pk=breaches["DIST"].pk).update(status="met")
    assert refusal(world, clause, [breaches["DIST"]]) == "nobody"


@pytest.mark.parametrize(
    ("login", "scope", "reminded"),
    [
        ("supervisor", "MIN", ["DIST", "OTH", "UPZ"]),
        ("supervisor", "DIST", ["DIST", "UPZ"]),
        ("cabinet", "OTH", ["OTH"]),
    ],
)
def test_only_offices_below_the_scope_are_reminded(world, clause, breaches, login, scope, reminded):
    assert codes(send(world, clause, breaches.values(), login=login, scope=scope).reminded) == reminded


def test_nobody_reminds_the_office_where_he_oversees(world, clause):
    assert refusal(world, clause, [breach_of(world.office("MIN"))], login="supervisor", scope="MIN") == "nobody"


@pytest.mark.parametrize("login", ["head", "author", "auditor", "administrator", "far_supervisor"])
def test_only_those_who_oversee_remind(world, clause, breaches, login):
    assert refusal(world, clause, breaches.values(), login=login, scope="MIN") == "not_allowed"


def test_a_sending_is_of_so_many_offices_at_most(world, clause, breaches, monkeypatch):
    monkeypatch.setattr(reminders, "MOST_OFFICES", 2)
    assert refusal(world, clause, breaches.values()) == "too_many"


def test_a_sending_leaves_one_entry_with_count_and_digest(world, clause, breaches):
    send(world, clause, breaches.values())
    entry = Entry.objects.get(action=Action.BREACHES_REMINDED)
    assert '"offices":3' in entry.data.replace(" ", "")
    assert '"sha256"' in entry.data


def test_by_the_browser_it_is_seen_before_it_is_sent_and_says_who_was_left_out(world, client_for, clause, breaches):
    send(world, clause, [breaches["DIST"]], login="supervisor", scope="MIN")
    client, rows = client_for("cabinet"), [row.pk for row in breaches.values()]
    page = client.get(reverse("dashboard:compliance_clause", args=[world.office("GOB").pk, "5-gha"]))
    assert page.context["remindable"] == set(rows)
    address = reverse("dashboard:breach_remind", args=[world.office("GOB").pk, "5-gha"])
    seen = client.get(address, {"on_page": rows, "whole_page": "1"}).context
    lines = {name: codes(line.office for line in seen[name]) for name in ("due", "skipped")}
    assert lines == {"due": ["OTH", "UPZ"], "skipped": ["DIST"]}
    assert told() == ["head"]
    said = client.get(client.submit(address, {"finding": rows}).url).content.decode()
    assert "2 offices were reminded. Left out: District Office." in said
    assert client.submit(address, {"finding": rows}).status_code == 409


def test_a_past_breach_and_one_of_her_own_office_have_no_box(world, client_for, breaches):
    own = breach_of(world.office("MIN"))
    Finding.objects.filter(pk=breaches["OTH"].pk).update(until=timezone.localdate())
    page = client_for("supervisor").get(reverse("dashboard:compliance_clause", args=[world.office("MIN").pk, "5-gha"]))
    assert page.context["remindable"] == {breaches["DIST"].pk, breaches["UPZ"].pk}
    assert own.pk in [row.pk for row, _account, _office in page.context["lines"]]


@pytest.mark.parametrize("login", ["auditor", "keeper", "head"])
def test_who_only_reads_has_no_boxes(world, client_for, breaches, login):
    page = client_for(login).get(reverse("dashboard:compliance_clause", args=[world.office("DIST").pk, "5-gha"]))
    assert (len(page.context["lines"]) > 0, page.context["remindable"]) == (True, set())
