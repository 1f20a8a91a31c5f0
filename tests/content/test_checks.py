"""Clause 6-ka: what went out in a week rests on an approval of exactly its version."""

from datetime import UTC, date, datetime

import pytest

from accounts.models.official_account import ActiveSpan
from content.models import Decision, Publication
from tests.accounts.test_duty_checks import ask

pytestmark = pytest.mark.both_databases
SATURDAY = date(2026, 10, 10)
IN_THE_WEEK = datetime(2026, 10, 6, 6, 0, tzinfo=UTC)
BEFORE_IT = datetime(2026, 10, 3, 17, 59, tzinfo=UTC)  # Saturday 23:59 in Dhaka
AFTER_IT = datetime(2026, 10, 10, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _running(db):
    ActiveSpan.objects.update(since=datetime(2026, 9, 1, tzinfo=UTC))


@pytest.fixture
def published(post_in):
    def do(at=IN_THE_WEEK):
        row = Publication.objects.get(post=post_in("published"))
        Publication.objects.filter(pk=row.pk).update(published_at=at)
        return row

    return do


def status(world, name="dist"):
    return ask("6-ka", SATURDAY)[world.account(name).pk].status


def test_a_week_in_which_everything_was_approved_is_met(world, published):
    published()
    assert (status(world), status(world, "oth")) == ("met", "not_applicable")


@pytest.mark.parametrize(("at", "word"), [(BEFORE_IT, "not_applicable"), (AFTER_IT, "not_applicable")])
def test_what_went_out_in_another_week_does_not_count(world, published, at, word):
    published(at)
    assert status(world) == word


@pytest.mark.parametrize("fields", [{"kind": "returned"}, {"text_hash": "0" * 64}])
def test_a_publication_without_an_approval_of_its_text_is_a_breach(world, published, fields):
    published()
    row = published()
    Decision.objects.filter(version=row.version_id).update(**fields)
    found = ask("6-ka", SATURDAY)[world.account().pk]
    assert (found.status, found.facts) == ("breached", {"published": 2, "unapproved": 1})


def test_an_approval_of_another_version_does_not_count(world, published, post_in):
    row, other = published(), post_in("submitted")
    Decision.objects.filter(version=row.version_id).update(version=other.current_id)
    assert status(world) == "breached"
