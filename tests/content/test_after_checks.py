"""What came to light after publication: an upheld finding is the breach of its clause; mistakes are settled in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models.official_account import ActiveSpan
from content.after_checks import FINDABLE
from content.figures import needless_posts, reuse_of_posts
from content.models import Decision, Mistake, Post, Publication
from govsocial.workdays.periods import quarter_of
from tests.accounts.test_duty_checks import ask, follow

pytestmark = pytest.mark.both_databases
SATURDAY = date(2026, 10, 10)
FIRST = datetime(2026, 10, 3, 18, 0, tzinfo=UTC)  # Sunday 00:00 in Dhaka
LAST = datetime(2026, 10, 10, 17, 59, tzinfo=UTC)  # Saturday 23:59
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _running(db):
    ActiveSpan.objects.update(since=datetime(2026, 9, 1, tzinfo=UTC))


@pytest.fixture
def mistake_in(post_in, world):
    """A mistake in a post that went out in the week, settled when it was due unless said otherwise."""

    def do(state="corrected", due_at=LAST, settled_at=LAST, **fields):
        post = post_in("published")
        Publication.objects.filter(post=post).update(published_at=FIRST)
        fields = {"noticed_by": world.person("head"), "noticed_at": FIRST, "what": "তারিখ", "due_why": {}, **fields}
        settled = None if state == "open" else settled_at
        return Mistake.objects.create(post=post, state=state, due_at=due_at, settled_at=settled, **fields)

    return do


def found(world, clause, edition="bd-2016", account="dist"):
    outcome = ask(clause, SATURDAY, edition)[world.account(account).pk]
    return outcome.status, outcome.facts


@pytest.mark.parametrize("clause", FINDABLE)
@pytest.mark.parametrize("state", ["corrected", "retracted"])
def test_a_finding_that_was_upheld_is_a_breach_of_the_clause_it_names(world, mistake_in, clause, state):
    mistake_in(state, clause=clause)
    assert found(world, clause) == ("breached", {"published": 1, "upheld": 1})
    assert {found(world, other)[0] for other in FINDABLE if other != clause} == {"met"}
    assert found(world, clause, account="oth") == ("not_applicable", {"published": 0, "upheld": 0})


@pytest.mark.parametrize("state", ["open", "dismissed"])
def test_what_is_not_upheld_is_no_breach(world, mistake_in, state):
    mistake_in(state, clause="9-ga")
    assert found(world, "9-ga")[0] == "met"


@pytest.mark.parametrize(
    ("settled_at", "word"), [(FIRST, "breached"), (LAST, "breached"), (FIRST - MINUTE, "met"), (LAST + MINUTE, "met")]
)
def test_a_finding_counts_in_the_week_in_which_it_was_settled(world, mistake_in, settled_at, word):
    mistake_in(clause="9-ka", settled_at=settled_at)
    assert found(world, "9-ka")[0] == word


def test_a_mistake_without_a_clause_breaks_none(world, mistake_in):
    mistake_in()
    assert {found(world, clause)[0] for clause in FINDABLE} == {"met"}


@pytest.mark.parametrize(
    ("state", "settled_at", "word"),
    [
        ("corrected", LAST, "met"),
        ("retracted", LAST - MINUTE, "met"),
        ("corrected", LAST + MINUTE, "breached"),
        ("open", None, "breached"),
        ("dismissed", LAST + MINUTE, "not_applicable"),
    ],
)
def test_a_mistake_is_settled_by_its_due_time(world, mistake_in, state, settled_at, word):
    follow(world, "cg-2017")
    mistake_in(state, settled_at=settled_at)
    assert found(world, "d8", "cg-2017")[0] == word


@pytest.mark.parametrize(("due_at", "number"), [(FIRST, 1), (LAST, 1), (FIRST - MINUTE, 0), (LAST + MINUTE, 0)])
def test_a_mistake_belongs_to_the_week_in_which_it_was_due(world, mistake_in, due_at, number):
    follow(world, "cg-2017")
    mistake_in(due_at=due_at, settled_at=due_at)
    status = "met" if number else "not_applicable"
    assert found(world, "d8", "cg-2017") == (status, {"mistakes": number, "late": 0})


def test_one_late_mistake_among_several_is_a_breach(world, mistake_in):
    follow(world, "cg-2017")
    mistake_in()
    mistake_in("open")
    assert found(world, "d8", "cg-2017") == ("breached", {"mistakes": 2, "late": 1})


@pytest.mark.parametrize(("clause", "edition"), [("9-ka", "bd-2016"), ("d8", "cg-2017")])
def test_the_whole_country_is_asked_in_one_query(world, mistake_in, django_assert_num_queries, clause, edition):
    from govsocial.rulebook.checks import Question, checks, followers, parameters_on
    from govsocial.workdays.periods import week_of

    follow(world, edition)
    for _ in range(3):
        mistake_in(clause=clause)
    rules, whose = parameters_on(edition, SATURDAY), followers(edition, SATURDAY)
    question = Question(edition, clause, week_of(SATURDAY), SATURDAY, rules, whose)
    with django_assert_num_queries(1):
        assert list(checks()[edition, clause].run(question))


def test_an_edit_in_place_is_no_update_and_a_new_post_is(world, post_in):
    for is_correction in (True, False):
        row = Publication.objects.get(post=post_in("published"))
        Publication.objects.filter(pk=row.pk).update(published_at=FIRST, is_correction=is_correction)
    assert found(world, "7-ka")[1]["updates"] == 1


def test_the_share_of_posts_that_were_not_needed_is_a_figure_of_the_quarter(world, post_in):
    quarter, lineage = quarter_of(SATURDAY), world.office("MIN").lineage
    for state in ("returned", "returned", "rejected", "approved"):
        post_in(state)
    Decision.objects.update(at=FIRST)
    before = datetime(2026, 9, 30, 17, 59, tzinfo=UTC)
    Decision.objects.filter(post=post_in("returned")).update(clause="6-gha", at=before)
    Decision.objects.filter(at=FIRST, kind__in=["returned"]).update(clause="6-gha")
    figure = needless_posts(lineage, quarter)
    assert (figure.decided, figure.needless, figure.share) == (4, 2, 50)
    assert needless_posts(world.office("FAR").lineage, quarter).share == 0


def test_a_decision_that_was_undone_is_in_no_figure(world, post_in):
    Decision.objects.filter(post=post_in("returned")).update(at=FIRST, undone_at=FIRST, clause="6-gha")
    assert needless_posts("/", quarter_of(SATURDAY)).decided == 0


def test_what_was_kept_and_shared_again_is_a_figure_of_the_quarter(world, post_in):
    first, second, third = (post_in("published") for _ in range(3))
    Publication.objects.update(published_at=FIRST)
    Post.objects.filter(pk=first.pk).update(status="archived", is_important=True)
    Post.objects.filter(pk=second.pk).update(shares=first)
    Publication.objects.filter(post=third).update(published_at=datetime(2026, 9, 30, 17, 59, tzinfo=UTC))
    figure = reuse_of_posts(world.office("DIST").lineage, quarter_of(SATURDAY))
    assert (figure.published, figure.archived, figure.important, figure.shared) == (2, 1, 1, 1)
