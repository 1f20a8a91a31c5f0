"""Several waiting posts decided together (ux.md S4): each by the ordinary service in its own savepoint, so that what
holds for one post holds here, and one that is refused does not stop the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from content.models import Decision, Post, ScreeningHit
from content.models.states import PostState
from content.services.decisions import approve_post, return_post
from govsocial.errors import RuleError

MOST = 20


@dataclass(frozen=True)
class Shown:
    """A post as somebody saw it: the row's version and the text's number."""

    post: Post
    version: int
    seen: int


@dataclass
class Outcome:
    """What became of each: those that were decided, and those that were left, with the reason."""

    done: list[Post] = field(default_factory=list)
    left: list[tuple[Post, str]] = field(default_factory=list)


def why_alone(post: Post, *, has_hits: bool) -> str:
    """Why a post is to be approved by itself; empty where one word lets it out without anything to look at."""
    if post.status == PostState.SECOND or post.account.approvals_needed > 1:
        return str(_("It needs two approvals: open it by itself."))
    return str(_("Screening found something in it: open it by itself.")) if has_hits else ""


@transaction.atomic
def approve_together(*, shown: Iterable[Shown], by: Person) -> Outcome:
    """Approve those that nothing was found in and that need one approval."""

    def approve(one: Shown) -> Decision:
        has_hits = ScreeningHit.objects.filter(run__version=one.post.current_id).exists()
        if why := why_alone(one.post, has_hits=has_hits):
            raise RuleError("open_it", why)
        return approve_post(post=one.post, by=by, version=one.version, seen=one.seen)

    return _each(shown, approve)


@transaction.atomic
def return_together(*, shown: Iterable[Shown], by: Person, reason: str, clause: str = "") -> Outcome:
    """Return all of them for one reason."""

    def give_back(one: Shown) -> Decision:
        return return_post(post=one.post, by=by, version=one.version, seen=one.seen, reason=reason, clause=clause)

    return _each(shown, give_back)


def _each(shown: Iterable[Shown], decide: Callable[[Shown], Decision]) -> Outcome:
    outcome, wanted = Outcome(), list(shown)
    # All rows before the first entry of the audit trail: nobody who has one of them waits for the trail's end that is
    # held here, while it is waited for here.
    rows = Post.objects.filter(pk__in=[one.post.pk for one in wanted]).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
    for one in wanted:
        try:
            with transaction.atomic():
                decide(one)
        except RuleError as error:
            outcome.left.append((one.post, str(error.message)))
        else:
            outcome.done.append(one.post)
    return outcome
