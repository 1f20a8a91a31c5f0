"""The checks together: each has its tests, and none finds a breach where the guideline does not say must."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from govsocial.rulebook.checks import checks
from govsocial.tallies.models import Status
from tests.accounts.test_duty_checks import active_since, ask, follow
from tests.rulebook.test_editions_data import BOOKS
from tests.world import World

FORCES = {(edition, clause["id"]): clause["force"] for edition, book in BOOKS.items() for clause in book["clause"]}
NO_MUST = sorted(key for key in checks() if FORCES[key] != "must")
# What asks the records → the module that shows it met, in breach, not applicable, and on which day that turns.
TESTS = {
    "accounts.compliance.acknowledged_by_the_team": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_5_chha": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_5_gha": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_5_kha": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_5_nya": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_bio": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_cover": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_engage": "accounts/test_lists.py",
    "accounts.compliance.attested_follow_relevant": "accounts/test_lists.py",
    "accounts.compliance.attested_logo": "accounts/test_duty_checks.py",
    "accounts.compliance.attested_vb_hours": "accounts/test_lists.py",
    "accounts.compliance.credentials_changed_in_time": "accounts/test_duty_checks.py",
    "accounts.compliance.known_to_the_grs": "accounts/test_duty_checks.py",
    "accounts.compliance.linked_both_ways": "accounts/test_duty_checks.py",
    "accounts.compliance.recorded_5_cha": "accounts/test_identity.py",
    "accounts.compliance.recorded_5_ka": "accounts/test_identity.py",
    "accounts.compliance.recorded_name": "accounts/test_identity.py",
    "accounts.compliance.recorded_username": "accounts/test_identity.py",
    "accounts.compliance.recorded_vb_number": "accounts/test_lists.py",
    "accounts.compliance.team_of_three_to_five": "reviews/test_evaluation.py",
    "accounts.compliance.verification_applied_for": "accounts/test_identity.py",
    "accounts.compliance.viber_contacts_kept": "accounts/test_lists.py",
    "accounts.people_checks.handed_over_on_leave": "accounts/test_personnel_checks.py",
    "accounts.people_checks.job_described": "accounts/test_personnel_checks.py",
    "accounts.people_checks.ministry_committee_stands": "accounts/test_personnel_checks.py",
    "accounts.people_checks.oriented": "accounts/test_personnel_checks.py",
    "accounts.people_checks.own_committee_stands": "accounts/test_personnel_checks.py",
    "content.after_checks.corrected_in_time": "content/test_after_checks.py",
    "content.after_checks.no_finding_upheld": "content/test_after_checks.py",
    "content.compliance.nothing_published_unapproved": "content/test_checks.py",
    "content.compliance.two_updates_a_week": "reviews/test_evaluation.py",
    "reviews.compliance.circulars_acknowledged": "reviews/test_circular_check.py",
}


def test_every_check_has_its_tests_and_every_line_of_the_table_a_check() -> None:
    assert {check.name for check in checks().values()} == set(TESTS)


@pytest.mark.parametrize("name", sorted(TESTS))
def test_they_name_a_clause_of_the_check_and_show_it_met_and_otherwise(name: str) -> None:
    text = (Path(settings.BASE_DIR) / "tests" / TESTS[name]).read_text(encoding="utf-8")
    clauses = [clause for (_edition, clause), check in checks().items() if check.name == name]
    assert any(f'"{clause}"' in text for clause in clauses)
    musts = [key for key, check in checks().items() if check.name == name and FORCES[key] == "must"]
    assert '"met"' in text and ('"breached"' if musts else '"not_applicable"') in text


def test_only_these_checks_are_of_a_clause_that_is_no_must() -> None:
    assert NO_MUST == [("np-2075", "engage"), ("np-2075", "follow-relevant")]


@pytest.mark.parametrize(("edition", "clause"), sorted(checks()))
def test_where_nothing_was_recorded_a_check_answers_for_its_subjects_by_known_states(
    world: World, edition: str, clause: str
) -> None:
    today = timezone.localdate()
    active_since(today.replace(year=today.year - 1, day=1))
    if edition != "bd-2016":
        follow(world, edition)
    found = ask(clause, today, edition)
    lineages = {
        world.office(code).pk: world.office(code).lineage for code in ("GOB", "MIN", "DIST", "UPZ", "OTH", "FAR")
    }
    for subject, outcome in found.items():
        assert (outcome.subject_id, lineages[outcome.office_id]) == (subject, outcome.lineage)
        assert outcome.status in Status.values
        assert outcome.status != Status.BREACHED or FORCES[edition, clause] == "must"
        assert edition == "bd-2016" or outcome.lineage.startswith(world.office("DIST").lineage)
