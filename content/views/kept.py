"""Texts that save themselves while somebody types."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.selectors import writable_accounts
from content.models import KeptDraft
from content.services.kept_drafts import forget, keep_draft
from content.views.compose import is_number
from content.views.posts import STATUS, find_post
from govsocial.errors import RuleError
from govsocial.web.digits import in_reader_digits
from govsocial.web.idempotency import once_exempt


@once_exempt
@require_POST
def post_keep(request: SignedInRequest) -> HttpResponse:
    """Keep what stands in a compose form; says since when it is kept, empty where nothing was written."""
    sent = request.POST
    chosen, about = sent.get("account", ""), sent.get("post", "")
    account = writable_accounts(request.user).filter(pk=int(chosen)).first() if is_number(chosen) else None
    post = find_post(request, int(about)) if is_number(about) else None
    try:
        kept = keep_draft(
            key=sent.get("draft_key", ""), fields=sent.dict(), account=account, post=post, by=request.user
        )
    except RuleError as error:
        return JsonResponse({"problem": str(error.message)}, status=STATUS.get(error.code, 422))
    at = in_reader_digits(timezone.localtime(kept.kept_at).strftime("%H:%M")) if kept else ""
    return JsonResponse({"kept_at": at})


@require_POST
def kept_draft_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away what was kept; only its own writer knows of it."""
    kept = get_object_or_404(KeptDraft, person=request.user, pk=pk)
    forget(person=request.user, key=kept.key)
    messages.info(request, _("Thrown away."))
    url = reverse("content:post_edit", args=[kept.post_id]) if kept.post_id else reverse("content:post_create")
    if request.POST.get("back") == "list":
        url = reverse("content:post_list")
    return HttpResponseRedirect(f"{url}?saved={kept.key}")  # the browser drops its copy
