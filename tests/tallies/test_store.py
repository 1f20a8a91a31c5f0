"""Findings in the database: only changes make rows, a move keeps the old places, sums equal a recount."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction

from govsocial.tallies.models import TOTAL, Finding, Tally
from govsocial.tallies.services import BATCH, Key, State, move_findings, store
from govsocial.tallies.sums import count_live, differences, keep_sums, shift_sums

pytestmark = pytest.mark.both_databases
KEY = Key("bd-2016", "7-ka", "account")
MONDAY = date(2026, 10, 5)


def write(states, since, until=None, offices=None):
    with transaction.atomic():
        return store(KEY, states, since, until, offices=offices)


def rows(subject=1):
    found = Finding.objects.filter(subject_id=subject).order_by("since")
    return [(row.status, row.since, row.until, row.began) for row in found]


def state(status, lineage="/1/2/"):
    return State(status, int(lineage.strip("/").split("/")[-1]), lineage)


def days(number):
    return MONDAY + timedelta(days=number)


def test_the_same_answer_again_makes_no_row(db):
    assert write({1: state("met")}, MONDAY) == 1
    assert write({1: state("met")}, days(3)) == 0
    assert rows() == [("met", MONDAY, None, MONDAY)]


def test_a_change_ends_one_row_and_begins_another(db):
    write({1: state("met")}, MONDAY)
    assert write({1: state("breached")}, days(7)) == 1
    assert rows() == [("met", MONDAY, days(7), MONDAY), ("breached", days(7), None, days(7))]


def test_of_many_subjects_only_those_that_changed_are_written(db):
    answer = {subject: state("met") for subject in range(2 * BATCH + 1)}
    assert write(answer, MONDAY) == len(answer)
    before = set(Finding.objects.values_list("pk", flat=True))
    assert write(answer | {7: state("breached"), 2 * BATCH: state("breached")}, days(3)) == 2
    assert len(before - set(Finding.objects.values_list("pk", flat=True))) == 2
    assert Finding.objects.count() == len(answer) + 2


def test_an_old_week_judged_again_changes_its_days_only(db):
    write({1: state("met")}, MONDAY)
    write({1: state("breached")}, days(7), days(14))
    assert [row[:3] for row in rows()] == [
        ("met", MONDAY, days(7)),
        ("breached", days(7), days(14)),
        ("met", days(14), None),
    ]
    assert write({1: state("breached")}, days(7), days(14)) == 0


def test_who_is_no_longer_asked_about_has_no_state_from_then_on(db):
    write({1: state("breached"), 2: state("met", "/1/3/")}, MONDAY)
    assert write({}, days(7), offices=[2]) == 1
    assert rows(1) == [("breached", MONDAY, days(7), MONDAY)]
    assert rows(2) == [("met", MONDAY, None, MONDAY)]


def test_an_office_that_moves_keeps_its_past_and_the_beginning_of_its_breach(db):
    write({1: state("breached", "/1/2/")}, MONDAY)
    write({1: state("breached", "/1/9/2/")}, days(7))
    found = list(Finding.objects.order_by("since").values_list("lineage", "since", "until", "began"))
    assert found == [("/1/2/", MONDAY, days(7), MONDAY), ("/1/9/2/", days(7), None, MONDAY)]


def test_a_subject_counts_once_by_its_worst_state_at_every_office_above_it(db):
    write({1: state("met", "/1/2/3/"), 2: state("met", "/1/2/")}, MONDAY)
    write({1: state("breached", "/1/2/3/")}, days(2), days(3))
    sums = count_live(MONDAY, days(6), {1, 2})
    assert sums["bd-2016", "7-ka", 1] == Counter(breached=1, met=1)
    assert sums["bd-2016", "7-ka", 2] == Counter(breached=1, met=1)
    assert ("bd-2016", "7-ka", 3) not in sums


TREE = {1: (2, 3), 2: (4, 5), 3: (6,), 6: (7,), 4: (), 5: (), 7: ()}
LINEAGES = ["/1/", "/1/2/", "/1/2/4/", "/1/2/5/", "/1/3/", "/1/3/6/", "/1/3/6/7/"]
WEEK = (MONDAY, days(6))


def change_at_random(chance):
    words = ("met", "met_single", "breached", "excused", "not_applicable", "could_not_check")
    chosen = {chance.randrange(60): chance.choice(LINEAGES) for _number in range(25)}
    answer = {subject: state(chance.choice(words), place) for subject, place in chosen.items()}
    start = chance.randrange(60)
    return write(answer, days(start), chance.choice([None, days(start + 7)]), offices=[])


def test_kept_sums_equal_a_recount_after_a_thousand_random_changes(db):
    chance, changes = random.Random(7), 0
    while changes < 1000:
        changes += change_at_random(chance)
        keep_sums("2026-10-05", count_live(*WEEK, {1, 2, 3, 6}))
    assert differences("2026-10-05", count_live(*WEEK, {1, 2, 3, 6})) == []
    assert Tally.objects.exclude(clause=TOTAL).count() == Tally.objects.filter(clause=TOTAL).count() == 4


def test_children_and_an_offices_own_add_up_to_it_over_the_whole_tree(db):
    chance = random.Random(11)
    for _round in range(20):
        change_at_random(chance)
    places = {row.subject_id: row.office_id for row in Finding.objects.overlapping(*WEEK).order_by("since")}
    whole = {office: counts for (_e, _c, office), counts in count_live(*WEEK, set(TREE)).items()}
    for office, children in TREE.items():
        own = sum(place == office for place in places.values())
        below = sum((whole.get(child, Counter()) for child in children), Counter())
        assert whole.get(office, Counter()).total() == below.total() + own
        assert not below - whole.get(office, Counter())


def test_findings_that_move_are_cut_on_the_day_and_begin_when_they_began(db):
    write({1: state("breached", "/1/2/4/"), 2: state("met", "/1/2/")}, MONDAY)
    write({1: state("met", "/1/2/4/")}, days(9), offices=[4])
    with transaction.atomic():
        assert move_findings("/1/2/", "/1/3/2/", days(7)) == 3
    found = Finding.objects.order_by("subject_id", "since").values_list("lineage", "since", "until", "began")
    assert list(found) == [
        ("/1/2/4/", MONDAY, days(7), MONDAY),
        ("/1/3/2/4/", days(7), days(9), MONDAY),
        ("/1/3/2/4/", days(9), None, days(9)),
        ("/1/2/", MONDAY, days(7), MONDAY),
        ("/1/3/2/", days(7), None, MONDAY),
    ]


def test_a_partial_recount_shifts_the_sums_to_what_a_full_one_says(db):
    chance, internal = random.Random(3), {1, 2, 3, 6}
    for _round in range(20):
        change_at_random(chance)
    keep_sums("2026-10-05", count_live(*WEEK, internal))
    before = count_live(*WEEK, internal, whose=[2, 4, 5])
    with transaction.atomic():
        move_findings("/1/2/", "/1/3/2/", days(3))
    after = count_live(*WEEK, internal, whose=[2, 4, 5])
    assert shift_sums("2026-10-05", before, after) == 1  # office 3: the others stand above or inside what moved
    assert differences("2026-10-05", count_live(*WEEK, internal)) == []
