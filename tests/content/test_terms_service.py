"""The list of prohibited content: drafts, changes that a second person confirms, states of the list, counts."""

import pytest
from django.db import IntegrityError, transaction

from content.models import ProhibitedTerm, Ruleset, ScreeningHit, ShadowHit, TermChange
from content.models.prohibited import ChangeState, TermState
from content.services import prohibited_terms as terms
from content.services import term_bulk, term_counts, term_rules
from content.services import term_changes as changes
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.content.terms import REASON, fresh_term, values

pytestmark = pytest.mark.both_databases


def refusal(service, **given):
    with pytest.raises(RuleError) as refused:
        service(**given)
    return refused.value.code


def told(kind):
    return {address.split("@")[0] for address in Notice.objects.filter(kind=kind).values_list("address", flat=True)}


def last_action(term):
    return Entry.objects.about(term).first().action


def test_a_draft_gets_a_code_of_its_list_and_the_clause_of_its_category(world, term_in):
    first, second, own = term_in(), term_in(text="দ্বিতীয়কথা"), term_in(office="DIST")
    assert (first.code, second.code, own.code) == ("ka-1001", "ka-1002", "ka-DIST-001")
    assert (first.status, first.clause, first.match_key) == (TermState.DRAFT, "9-ka", "নমুনাকথা")
    assert last_action(first) == Action.TERM_CREATED
    assert Entry.objects.about(own).first().lineage == world.office("DIST").lineage


@pytest.mark.parametrize(
    ("office", "login", "code"),
    [
        ("GOB", "keeper", ""),
        ("GOB", "cabinet", "not_allowed"),
        ("GOB", "administrator", "not_allowed"),
        ("DIST", "head", ""),
        ("DIST", "administrator", ""),
        ("DIST", "author", "not_allowed"),
        ("DIST", "supervisor", "not_allowed"),
        ("DIST", "oth_head", "not_allowed"),
        ("UPZ", "head", "not_allowed"),
    ],
)
def test_who_writes_for_which_list(world, office, login, code):
    given = {"office": world.office(office), "values": values(), "by": world.person(login)}
    if code:
        assert refusal(terms.create_term, **given) == code
    else:
        assert terms.create_term(**given).created_by == given["by"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "!!"}, "text"),
        ({"kind": "prefix", "text": "ab"}, "text"),
        ({"kind": "regex", "text": "(?=a)b"}, "text"),
        ({"kind": "regex", "text": "a*"}, "text"),
        ({"exceptions": ("…",)}, "text"),
        ({"why_en": " "}, "why_en"),
        ({"why_bn": "ক" * 401}, "why_bn"),
        ({"category": "PII"}, "category"),
        ({"kind": "sound"}, "kind"),
        ({"aliases": tuple(f"নাম{n}" for n in range(51))}, "aliases"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_beside_its_field(world, fields, field):
    with pytest.raises(RuleError) as refused:
        terms.create_term(office=world.office("GOB"), values=values(**fields), by=world.person("keeper"))
    assert (refused.value.code, refused.value.facts["field"]) == ("bad_entry", field)


def test_one_text_stands_once_in_a_list_but_in_another_list_again(world, term_in):
    term_in()
    again = {"values": values(text="নমুনা\u200cকথা"), "office": world.office("GOB"), "by": world.person("keeper")}
    assert refusal(terms.create_term, **again) == "duplicate"
    assert term_in(office="DIST").code == "ka-DIST-001"
    assert term_in(category="kha").code == "kha-1001"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProhibitedTerm.objects.filter(code="kha-1001").update(category="ka")


def test_a_given_code_is_kept_or_refused_when_it_is_in_use(world, term_in):
    assert term_in(code="own-1").code == "own-1"
    given = {"values": values(text="অন্যকথা"), "office": world.office("GOB"), "by": world.person("keeper")}
    assert refusal(terms.create_term, code="own-1", **given) == "code_taken"


def test_a_draft_is_edited_by_whoever_comes_first(world, term_in):
    term, keeper = term_in(), world.person("keeper")
    terms.edit_draft(term=term, values=values(severity="block"), by=keeper, version=1)
    assert (fresh_term(term).severity, last_action(term)) == ("block", Action.TERM_EDITED)
    late = {"term": fresh_term(term), "values": values(severity="info"), "by": keeper, "version": 1}
    assert refusal(terms.edit_draft, **late) == "changed_meanwhile"
    assert refusal(terms.edit_draft, **{**late, "values": values(severity="block")}) == "same_values"
    assert refusal(terms.edit_draft, **{**late, "by": world.person("head")}) == "not_allowed"


def test_a_draft_that_was_asked_for_is_not_edited(world, change_in):
    term = change_in().term
    late = {"term": fresh_term(term), "values": values(severity="info"), "by": world.person("keeper")}
    assert refusal(terms.edit_draft, **late, version=fresh_term(term).version) == "wrong_state"


def test_leaving_draft_needs_a_fresh_dry_run(world, term_in):
    term, keeper = term_in(), world.person("keeper")
    ask = {"by": keeper, "to_status": "shadow", "reason": REASON}
    assert refusal(changes.propose_change, term=term, version=1, **ask) == "dry_run_needed"
    terms.try_term(term=term, by=keeper)
    assert last_action(term) == Action.TERM_TRIED
    terms.edit_draft(term=fresh_term(term), values=values(text="বদলানো কথা", kind="phrase"), by=keeper, version=1)
    assert refusal(changes.propose_change, term=fresh_term(term), version=2, **ask) == "dry_run_needed"
    terms.try_term(term=fresh_term(term), by=keeper)
    assert changes.propose_change(term=fresh_term(term), version=2, **ask).status == ChangeState.PROPOSED


def test_a_confirmed_change_is_in_force_at_once_and_makes_a_new_state_of_the_list(world, change_in):
    change, before = change_in(), Ruleset.objects.latest("pk")
    assert told("term_proposed") == {"cabinet"}
    changes.confirm_change(change=change, by=world.person("cabinet"), version=1)
    term, newest = fresh_term(change.term), Ruleset.objects.latest("pk")
    assert (term.status, last_action(term)) == (TermState.SHADOW, Action.TERM_CHANGE_CONFIRMED)
    assert newest.pk > before.pk and newest.activated_by == world.person("cabinet")
    assert newest.checksum != before.checksum
    assert told("term_confirmed") == {"keeper"}
    assert not Notice.objects.filter(kind="term_proposed", read_at=None).exists()


@pytest.mark.parametrize(
    ("login", "code"), [("keeper", "second_person"), ("head", "not_allowed"), ("administrator", "not_allowed")]
)
def test_who_may_not_confirm_the_national_list(world, change_in, login, code):
    change = change_in()
    for service, more in ((changes.confirm_change, {}), (changes.refuse_change, {"note": REASON})):
        assert refusal(service, change=change, by=world.person(login), version=1, **more) == code


@pytest.mark.parametrize(
    ("login", "code"),
    [("head", "second_person"), ("supervisor", ""), ("administrator", ""), ("upz_head", "not_allowed")],
)
def test_who_confirms_the_list_of_an_office(world, change_in, login, code):
    change = change_in(office="DIST")
    assert told("term_proposed") == {"supervisor"}
    given = {"change": change, "by": world.person(login), "version": 1}
    if code:
        assert refusal(changes.confirm_change, **given) == code
    else:
        assert changes.confirm_change(**given).term_id == change.term_id


def test_the_database_holds_the_second_person(change_in):
    change = change_in()
    with pytest.raises(IntegrityError), transaction.atomic():
        TermChange.objects.filter(pk=change.pk).update(status="confirmed", decided_by=change.proposed_by)


def test_who_comes_second_is_told_who_was_first(world, change_in):
    change = change_in()
    changes.refuse_change(change=change, by=world.person("cabinet"), version=1, note=REASON)
    assert (told("term_refused"), last_action(change.term)) == ({"keeper"}, Action.TERM_CHANGE_REFUSED)
    with pytest.raises(RuleError) as refused:
        changes.confirm_change(change=change, by=world.person("cabinet"), version=1)
    assert refused.value.code == "already_decided" and "cabinet" in str(refused.value.message)
    assert fresh_term(change.term).status == TermState.DRAFT


def test_who_proposed_takes_it_back_and_nobody_else(world, change_in):
    change = change_in()
    given = {"change": change, "version": 1}
    assert refusal(changes.withdraw_change, by=world.person("cabinet"), **given) == "not_allowed"
    changes.withdraw_change(by=world.person("keeper"), **given)
    assert last_action(change.term) == Action.TERM_CHANGE_WITHDRAWN
    assert refusal(changes.withdraw_change, by=world.person("keeper"), **given) == "already_decided"


def test_one_change_waits_at_a_time(world, term_in):
    term = term_in("active")
    ask = {"by": world.person("keeper"), "reason": REASON}
    changes.propose_change(term=term, version=term.version, to_status="retired", **ask)
    again = {"term": fresh_term(term), "version": fresh_term(term).version, "to_status": "retired", **ask}
    assert refusal(changes.propose_change, **again) == "already_proposed"
    assert refusal(changes.propose_change, **{**again, "version": 1}) == "changed_meanwhile"


@pytest.mark.parametrize(
    ("state", "to"), [("draft", "retired"), ("shadow", "draft"), ("active", "shadow"), ("active", "x")]
)
def test_states_follow_in_their_order(world, term_in, state, to):
    term = term_in(state)
    ask = {"by": world.person("keeper"), "reason": REASON, "version": term.version, "to_status": to}
    assert refusal(changes.propose_change, term=term, **ask) == "wrong_state"


def test_other_values_of_an_active_entry_wait_for_the_second_person(world, term_in):
    term = term_in("active")
    new = values(severity="block", aliases=("নমুনা-কথা",), category="kha")
    change = changes.propose_change(
        term=term, by=world.person("keeper"), version=term.version, reason=REASON, values=new
    )
    assert change.values == {"severity": "block", "aliases": ["নমুনা-কথা"], "category": "kha", "clause": "9-kha"}
    assert fresh_term(term).severity == "warn"
    changes.confirm_change(change=change, by=world.person("cabinet"), version=1)
    term = fresh_term(term)
    assert (term.severity, term.aliases, term.clause, term.status) == ("block", ["নমুনা-কথা"], "9-kha", "active")


def test_values_that_do_not_change_anything_or_of_a_draft_are_refused(world, term_in):
    ask = {"by": world.person("keeper"), "reason": REASON, "values": values()}
    active, draft = term_in("active"), term_in(text="খসড়াকথা")
    assert refusal(changes.propose_change, term=active, version=active.version, **ask) == "same_values"
    assert refusal(changes.propose_change, term=draft, version=1, **ask) == "wrong_state"


def test_a_retired_entry_comes_back_the_same_way(world, term_in):
    term = term_in("retired")
    assert not ProhibitedTerm.objects.looked_for(term.created_at.date()).filter(pk=term.pk).exists()
    ask = {"by": world.person("keeper"), "reason": REASON, "to_status": "active"}
    change = changes.propose_change(term=term, version=term.version, **ask)
    changes.confirm_change(change=change, by=world.person("cabinet"), version=1)
    assert fresh_term(term).status == TermState.ACTIVE


def test_a_pattern_that_is_found_everywhere_stays_a_draft(world, term_in):
    term, keeper = term_in(kind="regex", text="[ক-হ]"), world.person("keeper")
    terms.try_term(term=term, by=keeper)
    ask = {"by": keeper, "reason": REASON, "to_status": "shadow"}
    assert refusal(changes.propose_change, term=fresh_term(term), version=1, **ask) == "too_many_alarms"
    active = term_in("active", kind="regex", text="নমুনা[০-৯]+")
    wider = values(kind="regex", text="[ক-হ]")
    ask = {"by": keeper, "reason": REASON, "values": wider, "version": active.version}
    assert refusal(changes.propose_change, term=active, **ask) == "duplicate"
    ask["values"] = values(kind="regex", text="[ক-ম]")
    assert refusal(changes.propose_change, term=active, **ask) == "too_many_alarms"


def test_there_are_only_so_many_patterns(world, term_in, change_in, monkeypatch):
    term_in("active", kind="regex", text="নমুনা[০-৯]+")
    present = ProhibitedTerm.objects.filter(kind="regex", status__in=term_rules.LOOKED_FOR).count()
    monkeypatch.setattr(term_rules, "PATTERNS_MAX", present + 1)
    change = change_in(kind="regex", text="উদাহরণ[০-৯]+")
    monkeypatch.setattr(term_rules, "PATTERNS_MAX", present)
    given = {"change": change, "by": world.person("cabinet"), "version": 1}
    assert refusal(changes.confirm_change, **given) == "too_many_patterns"


def test_many_are_asked_for_and_confirmed_at_once_and_the_others_are_named(world, term_in):
    ready = [term_in(text=f"নমুনা{name}") for name in ("একতা", "দুইতা", "তিনতা")]
    wide, keeper = term_in(kind="regex", text="[ক-হ]"), world.person("keeper")
    pairs = [(term, term.version) for term in (*ready, wide)]
    asked = term_bulk.propose_many(terms=pairs, to_status="active", reason=REASON, by=keeper)
    assert ([one.term.code for one in asked.done], [code for code, _why in asked.skipped]) == (
        [term.code for term in ready],
        [wide.code],
    )
    assert (last_action(wide), fresh_term(wide).dry_run) == (Action.TERM_CREATED, None)
    assert Entry.objects.filter(action=Action.TERM_TRIED).count() == 3
    states = Ruleset.objects.count()
    waiting = [(change, 1) for change in TermChange.objects.waiting_for(world.person("cabinet"))]
    waiting[0] = (waiting[0][0], 99)
    done = term_bulk.confirm_many(changes=waiting, by=world.person("cabinet"))
    assert (len(done.done), len(done.skipped), Ruleset.objects.count()) == (2, 1, states + 1)
    assert Entry.objects.filter(action=Action.TERM_CHANGE_CONFIRMED).count() == 2


def test_an_entry_is_seen_by_its_office_by_those_below_and_by_who_oversees_it(world, term_in):
    term_in(office="DIST")
    seen = {
        login
        for login in ("author", "head", "upz_author", "supervisor", "auditor", "keeper", "oth_head", "far_supervisor")
        if ProhibitedTerm.objects.visible_to(world.person(login)).filter(office__code="DIST").exists()
    }
    assert seen == {"author", "head", "upz_author", "supervisor", "auditor", "keeper"}
    national = ProhibitedTerm.objects.filter(office__parent=None).count()
    assert ProhibitedTerm.objects.visible_to(world.person("nobody")).count() == national > 100


def test_counts_are_brought_in_line_and_only_wrong_rows_are_written(term_in, post_in):
    term = term_in("active")
    run = post_in("second").current.screening
    hit = ScreeningHit.objects.filter(run=run).first()
    facts = {name: getattr(hit, name) for name in ("category", "clause", "severity", "listed_severity", "view")}
    places = {"run": run, "term_code": term.code, "start": 0, "end": 4}
    words = {"word_start": 0, "word_end": 4, "matched_text": "নমুন"}
    for decision in ("open", "upheld", "overridden", "overridden"):
        ScreeningHit.objects.create(**places, **words, **facts, decision=decision)
    ShadowHit.objects.create(**places)
    term_counts.recount()
    term = fresh_term(term)
    assert (term.hits, term.upheld, term.overridden, term.shadow_hits) == (4, 1, 2, 1)
    assert term_counts.recount() == 0


def test_the_sweep_counts_at_most_hourly(db):
    assert "counted anew" in term_counts.count_hits()
    assert term_counts.count_hits() == "counted within the hour"
