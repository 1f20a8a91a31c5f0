"""The list of posts: everything of one's accounts, whatever its state."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import OfficialAccount, Person
from accounts.models.official_account import AccountState
from accounts.models.role import RoleKind
from content.models import KeptDraft, Post
from content.models.states import PostState
from content.views.compose import is_number
from govsocial.web.paging import page_of

CHOICES = 50  # accounts to choose from; any other one a person may see can stand in the address


@require_safe
def post_list(request: SignedInRequest) -> HttpResponse:
    """Posts she may see, the newest first; what she typed and has not saved stands above them."""
    posts = Post.objects.visible_to(request.user).select_related("account", "started_by")
    state, account, mine = request.GET.get("state", ""), request.GET.get("account", ""), request.GET.get("mine", "")
    if state in PostState.values:
        posts = posts.filter(status=state)
    if is_number(account):
        posts = posts.filter(account_id=int(account))
    if mine == "1":
        posts = posts.filter(started_by=request.user)
    writing = [seat for seat in request.user.present_seats if seat.may_write]
    context = {
        "page": page_of(request, posts),
        "states": PostState.choices,
        "state": state,
        "account": account,
        "mine": mine == "1",
        "accounts": _accounts(request.user),
        "is_filtered": bool(state or account or mine),
        "kept": []
        if request.GET.get("after")
        else KeptDraft.objects.filter(person=request.user).select_related("post"),
        "may_note": bool(request.user.present_seats or request.user.lineages(RoleKind.HEAD)),
        "may_write": any(seat.account.status == AccountState.ACTIVE for seat in writing),
    }
    return render(request, "content/post_list.html", context)


def _accounts(person: Person) -> list[OfficialAccount]:
    """Accounts on whose team she sits or whose office she heads; her seats are already read."""
    found = {seat.account_id: seat.account for seat in person.present_seats}
    if headed := person.lineages(RoleKind.HEAD):
        rows = OfficialAccount.objects.filter(lineage__in=headed).order_by("pk")[:CHOICES]
        found |= {account.pk: account for account in rows}
    return [found[pk] for pk in sorted(found)[:CHOICES]]
