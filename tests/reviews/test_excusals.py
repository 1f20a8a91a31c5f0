"""Excusing a breach: asked by the head, decided above, for a term; shown as excused and counted apart."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from govsocial.rulebook.models import Clause, Parameter
from govsocial.tallies.models import Finding, Tally
from govsocial.workdays.periods import quarter_of, week_of
from reviews.models import Excusal
from reviews.services.evaluation import evaluate
from reviews.services.excusals import ask_excusal, decide_excusal, end_excusal
from tests.reviews.factories import ExcusalFactory, breach_of, fresh_excusal

pytestmark = pytest.mark.both_databases
ONE_DAY = timedelta(days=1)
REASON = "আদেশটি যাচাই করা হয়েছে।"
EVERYBODY = ["author", "head", "upz_head", "oth_head", "supervisor", "far_supervisor", "cabinet", "auditor", "nobody"]


@pytest.fixture
def excusal_in(world):
    """An excusal of DIST's account in a state."""

    def make(state="asked", **fields):
        people = {"by": world.person("head"), "decider": world.person("supervisor")}
        return ExcusalFactory(state=state, **{"subject": world.account(), **people, **fields})

    return make


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def history(clause="5-gha"):
    rows = Finding.objects.filter(clause=clause).order_by("since")
    return [(row.status, row.since, row.until) for row in rows]


def told(kind):
    return {address.split("@")[0] for address in Notice.objects.filter(kind=kind).values_list("address", flat=True)}


def counts(world, code, period):
    row = Tally.objects.get(office_id=world.office(code).pk, clause="5-gha", period=period.name)
    return (row.breached, row.excused)


def asking(world, **fields):
    today = timezone.localdate()
    return {
        "clause": Clause.objects.select_related("edition").get(edition__code="bd-2016", code="5-gha"),
        "office": world.office("DIST"),
        "account": world.account(),
        "since": today,
        "last_day": today + timedelta(days=20),
        "reason": "বন্যায় সংযোগ বন্ধ ছিল।",
        "evidence": "আদেশ ১২",
        "link": "",
        "by": world.person("head"),
        **fields,
    }


def test_a_granted_excusal_takes_effect_at_once_and_the_sums_follow(world, excusal_in):
    began = timezone.localdate() - timedelta(days=10)
    excusal = excusal_in("granted")
    assert history() == [("excused", began, None)]
    found = Finding.objects.get(clause="5-gha")
    assert (found.facts["excusal"], found.facts["would_be"], found.began) == (excusal.pk, "breached", began)
    for code in ("GOB", "MIN", "DIST"):
        for period in (week_of(timezone.localdate()), week_of(began), quarter_of(began)):
            assert counts(world, code, period) == (0, 1), (code, period.name)
    call_command("reconcile_tallies")


def test_a_refused_one_changes_nothing(excusal_in):
    excusal_in("refused")
    assert [row[0] for row in history()] == ["breached"]
    assert told("excusal_refused") == {"head"}
    call_command("reconcile_tallies")


def test_ended_early_it_is_a_breach_again_from_today_on(excusal_in):
    today = timezone.localdate()
    excusal_in("ended")
    assert history() == [("excused", today - timedelta(days=10), today), ("breached", today, None)]
    assert Finding.objects.get(clause="5-gha", until=None).began == today
    assert told("excusal_ended") == {"head"}
    call_command("reconcile_tallies")


def test_days_before_and_after_the_term_stay_a_breach(world, excusal_in):
    began = timezone.localdate() - timedelta(days=10)
    excusal_in("granted", days=4)
    end = began + timedelta(days=4)
    assert history() == [("excused", began, end), ("breached", end, None)]
    assert counts(world, "DIST", quarter_of(timezone.localdate()))[0] == 1
    call_command("reconcile_tallies")


def test_the_nightly_evaluation_keeps_it_excused_and_ends_it_with_its_term(world, excusal_in):
    excusal_in("granted", clause="5-gha", days=12)  # today and tomorrow are excused
    today = timezone.localdate()
    evaluate(week_of(today), today)
    assert Finding.objects.get(clause="5-gha", subject_id=world.account().pk, until=None).status == "excused"
    assert evaluate(week_of(today), today) == 0
    later = today + 2 * ONE_DAY
    evaluate(week_of(later), later)
    found = Finding.objects.get(clause="5-gha", subject_id=world.account().pk, until=None)
    assert (found.status, found.began) == ("breached", later)
    call_command("reconcile_tallies")


def test_what_is_met_meanwhile_is_met_not_excused(world, excusal_in):
    excusal_in("granted", clause="5-ga")
    today = timezone.localdate()
    evaluate(week_of(today), today)
    assert Finding.objects.get(clause="5-ga", subject_id=world.account().pk, until=None).status == "met"


def test_a_week_that_is_excused_on_every_day_counts_as_excused(world, excusal_in):
    today = timezone.localdate()
    week = week_of(today).previous()
    world.account().active_spans.update(since=timezone.now() - timedelta(days=60))
    excusal_in("granted", clause="7-ka", days=40)
    Excusal.objects.update(since=week.first)
    evaluate(week, today)
    evaluate(week_of(today), today)
    sums = Tally.objects.get(office_id=world.office("DIST").pk, clause="7-ka", period=week.name)
    assert (sums.breached, sums.excused) == (0, 1)


def test_excusals_cost_a_step_one_query(world, excusal_in):
    today = timezone.localdate()
    evaluate(week_of(today), today)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        evaluate(week_of(today), today)
    excusal_in("granted")
    number = sum("reviews_excusal" in query["sql"] for query in asked.captured_queries)
    with CaptureQueriesContext(connection) as again:
        evaluate(week_of(today), today)
    assert sum("reviews_excusal" in query["sql"] for query in again.captured_queries) <= number


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("supervisor", None),
        ("cabinet", None),
        ("head", "not_allowed"),
        ("far_supervisor", "not_allowed"),
        ("auditor", "not_allowed"),
        ("administrator", "not_allowed"),
        ("upz_head", "not_allowed"),
    ],
)
def test_only_those_who_oversee_from_above_decide(world, excusal_in, login, code):
    given = {"excusal": excusal_in(), "grant": True, "reason": REASON, "version": 1, "by": world.person(login)}
    if code:
        assert refusal(decide_excusal, **given) == code
    else:
        decide_excusal(**given)
        assert Excusal.objects.get().status == "granted"


def test_no_office_excuses_itself_even_where_its_head_also_supervises(world, excusal_in):
    excusal, head = excusal_in(), world.person("head")
    Role.objects.create(person=head, office=world.office("MIN"), kind="supervisor")
    given = {"excusal": excusal, "grant": True, "reason": REASON, "version": 1}
    assert refusal(decide_excusal, **given, by=head) == "not_allowed"
    assert not Excusal.objects.decidable_by(head).exists()


def test_where_nobody_stands_between_the_cabinet_division_decides(world, excusal_in):
    Role.objects.filter(kind="supervisor").update(until=timezone.localdate())
    excusal = excusal_in()
    assert told("excusal_asked") == {"cabinet"}
    decide_excusal(excusal=excusal, grant=True, reason=REASON, version=1, by=world.person("cabinet"))
    assert Excusal.objects.get().status == "granted"


def test_who_comes_second_is_told_what_it_is_now(world, excusal_in):
    excusal = excusal_in()
    given = {"excusal": excusal, "reason": REASON, "version": 1}
    decide_excusal(**given, grant=False, by=world.person("cabinet"))
    assert refusal(decide_excusal, **given, grant=True, by=world.person("supervisor")) == "already_decided"
    assert [row[0] for row in history()] == ["breached"]


@pytest.mark.parametrize("state", ["asked", "refused", "ended"])
def test_only_one_that_runs_is_ended(world, excusal_in, state):
    excusal = excusal_in(state)
    given = {"excusal": excusal, "reason": REASON, "version": excusal.version, "by": world.person("supervisor")}
    assert refusal(end_excusal, **given) == "already_decided"


def test_one_whose_term_is_over_is_not_ended(world, excusal_in):
    excusal = excusal_in("granted", days=10)
    given = {"excusal": excusal, "reason": REASON, "version": 2, "by": world.person("supervisor")}
    assert refusal(end_excusal, **given) == "over_already"


def test_another_excusal_still_covers_what_one_no_longer_does(world, excusal_in):
    first = excusal_in("granted", days=30)
    again = Excusal.objects.get(pk=first.pk)
    again.pk, again.status, again.version = None, "granted", 2
    again.save()
    end_excusal(excusal=fresh_excusal(first), reason=REASON, version=2, by=world.person("supervisor"))
    assert [row[0] for row in history()] == ["excused"]


@pytest.mark.parametrize(
    ("first", "length", "code"),
    [
        (0, 1, None),
        (0, 90, None),
        (-90, 90, None),
        (0, 91, "bad_term"),
        (0, 0, "bad_term"),
        (1, 5, "bad_term"),
        (-91, 90, "bad_term"),
    ],
)
def test_the_term_is_as_long_as_the_parameter_says_and_begins_today_at_the_latest(world, first, length, code):
    breach_of(world.account(), since=timezone.localdate() - timedelta(days=200))
    since = timezone.localdate() + timedelta(days=first)
    given = asking(world, since=since, last_day=since + timedelta(days=length - 1))
    if code:
        assert refusal(ask_excusal, **given) == code
    else:
        assert ask_excusal(**given).status == "asked"


def test_a_changed_parameter_is_the_longest_term_from_then_on(world):
    breach_of(world.account())
    Parameter.objects.filter(name="excusal_days").update(value=7)
    today = timezone.localdate()
    assert refusal(ask_excusal, **asking(world, last_day=today + timedelta(days=7))) == "bad_term"
    assert ask_excusal(**asking(world, last_day=today + timedelta(days=6)))


def test_what_is_not_in_breach_is_not_excused(world):
    assert refusal(ask_excusal, **asking(world)) == "not_in_breach"


def test_a_second_request_waits_for_the_first_decision(world, excusal_in):
    excusal_in()
    assert refusal(ask_excusal, **asking(world)) == "already_asked"


@pytest.mark.parametrize("login", ["author", "supervisor", "cabinet", "oth_head", "administrator"])
def test_only_the_head_asks(world, login):
    breach_of(world.account())
    assert refusal(ask_excusal, **asking(world, by=world.person(login))) == "not_allowed"


def test_the_office_itself_may_be_excused(world, excusal_in):
    excusal_in("granted", subject=world.office("DIST"), clause="5-jha")
    assert [row[0] for row in history("5-jha")] == ["excused"]


def test_it_is_seen_by_its_office_and_those_above(world, excusal_in):
    excusal = excusal_in()
    seen = [who for who in EVERYBODY if Excusal.objects.visible_to(world.person(who)).filter(pk=excusal.pk).exists()]
    assert seen == ["author", "head", "supervisor", "cabinet", "auditor"]


def test_each_step_leaves_its_entry(excusal_in):
    excusal = excusal_in("ended")
    actions = list(Entry.objects.about(excusal).values_list("action", "actor__email"))
    assert actions == [
        (Action.EXCUSAL_ENDED, "supervisor@test.example"),
        (Action.EXCUSAL_GRANTED, "supervisor@test.example"),
        (Action.EXCUSAL_ASKED, "head@test.example"),
    ]


def test_the_rows_behind_a_figure_show_what_is_excused_apart(world, client_for, excusal_in):
    excusal = excusal_in("granted")
    address = reverse("dashboard:compliance_clause", args=[world.office("MIN").pk, "5-gha"])
    client = client_for("supervisor")
    assert client.get(address).context["lines"] == []
    page = client.get(address, {"state": "excused"})
    assert [row.subject_id for row, _account, _office in page.context["lines"]] == [world.account().pk]
    assert reverse("reviews:excusal_detail", args=[excusal.pk]) in page.content.decode()


def test_a_request_is_work_of_those_above_until_it_is_decided(client_for, excusal_in):
    address = reverse("reviews:excusal_detail", args=[excusal_in().pk])
    shown = [login for login in EVERYBODY if f'href="{address}"' in client_for(login).get("/").content.decode()]
    assert shown == ["supervisor", "cabinet"]
    body = {"version": 1, "reason": REASON, "decision": "grant"}
    assert client_for("supervisor").submit(address + "decide/", body).status_code == 302
    assert f'href="{address}"' not in client_for("cabinet").get("/").content.decode()
    assert client_for("cabinet").submit(address + "decide/", body).status_code == 409


def test_the_form_proposes_the_term_from_the_breachs_first_day(world, client_for):
    breach_of(world.account())
    address = reverse("reviews:account_excusal_ask", args=[world.account().pk, "bd-2016", "5-gha"])
    form = client_for("head").get(address).context["form"]
    began = timezone.localdate() - timedelta(days=10)
    assert (form.initial["since"], form.initial["last_day"]) == (began, began + timedelta(days=89))


@pytest.mark.parametrize("body", [{"decision": "grant"}, {"reason": REASON}, {"reason": "না", "decision": "grant"}])
def test_a_decision_without_its_reason_or_its_way_is_asked_for_again(client_for, excusal_in, body):
    address = reverse("reviews:excusal_decide", args=[excusal_in().pk])
    assert client_for("supervisor").submit(address, {"version": 1, **body}).status_code == 422
    assert Excusal.objects.get().status == "asked"


def test_the_database_holds_that_nobody_decides_what_he_asked(excusal_in):
    excusal = excusal_in()
    with pytest.raises(Exception, match=r"excusal_never_by_the_asker|CHECK"), transaction.atomic():
        Excusal.objects.filter(pk=excusal.pk).update(decided_by=excusal.asked_by)
