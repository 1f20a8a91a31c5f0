"""Nobody decides a text he wrote; where a team has nobody left the head decides, then whoever oversees the office."""

import pytest
from django.utils import timezone

from accounts.models import Person, Role, TeamMember
from accounts.services.teams import add_member, remove_member
from content.models import Post
from content.models.post import Asked
from content.permissions import can_decide
from content.services.decisions import approve_post, reject_post, return_post
from content.services.posts import edit_post, start_post, submit_post
from content.services.versions import Draft
from govsocial.errors import RuleError
from govsocial.notifications.models import Notice
from tests.content.conftest import rows
from tests.factories import BLOCKED, CLEAN, EXPLANATION, REASON, fresh_post
from tests.world import PEOPLE

pytestmark = pytest.mark.both_databases
TEAM = ["approver", "approver2"]


def deciders(world, post):
    """Logins of everybody who can sign in and may decide the post, by both ways of asking."""
    people = {login: world.person(login) for login in sorted(PEOPLE) if login != "disabled"}
    asked = [login for login, person in people.items() if can_decide(person, post)]
    listed = [login for login, person in people.items() if post in Post.objects.decidable_by(person)]
    assert asked == listed
    return asked


def seat(world, login, **rights):
    """Give somebody a seat, or other rights than before."""
    held = TeamMember.objects.filter(account=world.account(), person=world.person(login), until=None).first()
    if held:
        remove_member(member=held, by=world.person("head"))
    rights = {"may_write": False, "may_approve": False, **rights}
    if any(rights.values()):
        add_member(account=world.account(), person=world.person(login), by=world.person("head"), **rights)


def without_approvers(world):
    for login in TEAM:
        seat(world, login)


def sent_by(world, login, text=CLEAN):
    by = world.person(login)
    post = start_post(account=world.account(), draft=Draft(text, "4-ga", "আদেশ"), by=by)
    hits = fresh_post(post).current.screening.hits.all()
    submit_post(
        post=fresh_post(post), by=by, version=1, explanations={hit.pk: EXPLANATION for hit in hits}, asked=Asked.values
    )
    return fresh_post(post)


def waiting_for(post):
    found = Notice.objects.filter(subject_id=str(post.pk), kind__in=["post_submitted", "post_second"], given_up_at=None)
    return sorted(address.split("@")[0] for address in found.values_list("address", flat=True))


def test_while_the_team_has_an_approver_nobody_else_decides(world, post_in):
    post = post_in("submitted")
    assert deciders(world, post) == TEAM
    assert waiting_for(post) == TEAM


@pytest.mark.parametrize("state", ["draft", "returned", "rejected", "approved", "published"])
def test_nobody_decides_what_does_not_wait(world, post_in, state):
    assert deciders(world, post_in(state)) == []


def test_the_second_word_is_for_the_other_approver_alone(world, post_in):
    post = post_in("second")
    assert deciders(world, post) == ["approver2"]
    assert waiting_for(post) == ["approver2"]


def test_the_writer_does_not_decide_though_he_is_an_approver_now(world, post_in):
    post = post_in("submitted")
    seat(world, "author", may_write=True, may_approve=True)
    assert deciders(world, post) == TEAM


def test_the_writer_does_not_decide_though_he_became_head(world, post_in):
    post = post_in("submitted")
    without_approvers(world)
    Role.objects.create(person=world.person("author"), office=world.office("DIST"), kind="head")
    assert deciders(world, post) == ["head"]


def test_who_wrote_an_older_version_does_not_decide_the_newer(world, post_in):
    post = post_in("returned")
    edit_post(post=post, draft=Draft("আবার লেখা", "4-ga", "আদেশ"), by=world.person("author2"), version=post.version)
    submit_post(post=fresh_post(post), by=world.person("author2"), version=4, explanations={}, asked=Asked.values)
    seat(world, "author", may_write=True, may_approve=True)
    seat(world, "author2", may_write=True, may_approve=True)
    assert deciders(world, fresh_post(post)) == TEAM


@pytest.mark.parametrize("decide", [approve_post, return_post, reject_post])
def test_the_service_refuses_the_writer_whatever_he_holds(world, post_in, decide):
    post = post_in("submitted")
    seat(world, "author", may_write=True, may_approve=True)
    extra = {"clause": "9-ga"} if decide is reject_post else {}
    before = rows()
    with pytest.raises(RuleError) as refused:
        decide(post=post, by=world.person("author"), version=2, seen=1, reason=REASON, **extra)
    assert refused.value.code == "not_allowed"
    assert rows() == before


def test_without_another_approver_the_head_decides(world):
    without_approvers(world)
    seat(world, "author", may_write=True, may_approve=True)
    post = sent_by(world, "author")
    assert deciders(world, post) == ["head"]
    assert waiting_for(post) == ["head"]


def test_a_disabled_approver_is_no_approver(world, post_in):
    post = post_in("submitted")
    Person.objects.filter(email__startswith="approver").update(is_active=False)
    assert deciders(world, post) == ["head"]


def test_where_the_head_wrote_it_too_whoever_oversees_the_office_decides(world):
    without_approvers(world)
    seat(world, "head", may_write=True)
    post = sent_by(world, "head")
    assert deciders(world, post) == ["cabinet", "supervisor"]
    assert waiting_for(post) == ["supervisor"]


def test_where_there_is_no_head_the_office_above_decides(world, post_in):
    post = post_in("submitted")
    without_approvers(world)
    Role.objects.filter(office=world.office("DIST"), kind="head").update(until=timezone.localdate())
    assert deciders(world, post) == ["cabinet", "supervisor"]


def test_a_blocked_phrase_with_one_approver_goes_on_to_the_head_then_above(world):
    seat(world, "approver2")
    post = sent_by(world, "author", BLOCKED)
    assert deciders(world, post) == ["approver"]
    approve_post(post=post, by=world.person("approver"), version=2, seen=1, reason=REASON)
    post = fresh_post(post)
    assert deciders(world, post) == ["head"]
    assert waiting_for(post) == ["head"]
    seat(world, "approver")
    Role.objects.filter(person=world.person("head")).update(until=timezone.localdate())
    assert deciders(world, post) == ["cabinet", "supervisor"]


def test_the_head_who_gave_the_first_approval_does_not_give_the_second(world):
    without_approvers(world)
    post = sent_by(world, "author", BLOCKED)
    approve_post(post=post, by=world.person("head"), version=2, seen=1, reason=REASON)
    post = fresh_post(post)
    assert deciders(world, post) == ["cabinet", "supervisor"]
    approve_post(post=post, by=world.person("supervisor"), version=3, seen=1, reason=REASON)
    assert fresh_post(post).status == "approved"


@pytest.mark.parametrize(("login", "status"), [("head", 403), ("supervisor", 403), ("cabinet", 403), ("upz_head", 404)])
def test_head_and_overseers_do_not_jump_in_while_the_team_can(send, post_in, login, status):
    post = post_in("submitted")
    assert send(login, "approve", post).status_code == status
    assert fresh_post(post).status == "submitted"


def test_a_seat_lost_between_opening_and_deciding_counts_at_once(world, send, post_in):
    opened = post_in("submitted")
    seat(world, "approver")
    assert send("approver", "approve", opened).status_code == 404
    assert fresh_post(opened).status == "submitted"
