"""Who else has a post open: asked by the page itself, every minute while it is open."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from content.permissions import can_decide
from content.services.looking import look_at
from content.views.posts import find_post
from govsocial.web.idempotency import once_exempt
from govsocial.web.sessions import asked_by_page


@asked_by_page
@once_exempt
@require_POST
def post_looking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that she looks, and name the others; for whoever may decide the post, and only while it waits."""
    post = find_post(request, pk)
    if not can_decide(request.user, post):
        raise Http404
    return render(request, "content/_lookers.html", {"lookers": look_at(post=post, by=request.user)})
