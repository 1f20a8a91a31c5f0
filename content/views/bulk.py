"""Deciding several posts together: each is shown in full once more, then approved or returned by one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from content.bulk_forms import BulkReturnForm, chosen_numbers, sent_numbers, shown_of
from content.models import Post
from content.models.post import PostQuerySet
from content.queue_filters import ORDER, as_rows
from content.services.bulk import Outcome, approve_together, return_together, why_alone
from content.services.decisions import REASON_MIN
from content.views.card import filters_in, filters_of
from govsocial.web.digits import in_reader_digits


@require_safe
def post_bulk(request: SignedInRequest) -> HttpResponse:
    """The chosen posts in full, with the two forms."""
    return _page(request, chosen_numbers(request.GET.getlist("post")), BulkReturnForm())


def _page(
    request: SignedInRequest, numbers: list[int], form: BulkReturnForm, *, status: int = 200, **extra: object
) -> HttpResponse:
    rows = as_rows(Post.objects.decidable_by(request.user)).filter(pk__in=numbers).order_by(*ORDER.split())
    posts = list(rows.select_related("current__screening").prefetch_related("current__attachments__file"))
    found = [(post, why_alone(post, has_hits=post.hits > 0)) for post in posts]  # type: ignore[attr-defined]
    context = {
        "found": found,
        "clean": [post for post, why in found if not why],
        "missing": len(set(numbers) - {post.pk for post in posts}),
        "return_form": form,
        "query": filters_in((request.POST or request.GET).get("queue", "")).query,
    }
    return render(request, "content/post_bulk.html", {**context, **extra}, status=status)


@require_POST
def post_bulk_approve(request: SignedInRequest) -> HttpResponse:
    shown = shown_of(request.POST, _seen_by(request))
    if not shown:
        return _page(request, [], BulkReturnForm(), problem=_("Choose at least one post."), status=422)
    return _said(request, approve_together(shown=shown, by=request.user), approved=True)


@require_POST
def post_bulk_return(request: SignedInRequest) -> HttpResponse:
    form, numbers = BulkReturnForm(request.POST), sent_numbers(request.POST)
    shown = shown_of(request.POST, _seen_by(request))
    if not shown:
        return _page(request, [], form, problem=_("Choose at least one post."), status=422)
    if not form.is_valid() or len(form.cleaned_data["reason"].strip()) < REASON_MIN:
        problem = _("Say in at least 10 characters what should be mended.") if form.is_valid() else ""
        return _page(request, numbers, form, problem=problem, status=422)
    return _said(request, return_together(shown=shown, by=request.user, **form.decided()), approved=False)


def _seen_by(request: SignedInRequest) -> PostQuerySet:
    """The sent form's posts, as far as this person sees them: others do not exist."""
    rows = Post.objects.visible_to(request.user).filter(pk__in=sent_numbers(request.POST))
    return rows.select_related("account__office", "current__screening", "started_by", "first_approved_by")


def _said(request: SignedInRequest, outcome: Outcome, *, approved: bool) -> HttpResponse:
    """Back to the queue with what was done, and each one that was left with the reason."""
    number = len(outcome.done)
    if not number:
        left = [post.pk for post, _why in outcome.left]
        problem = _("Nothing was decided.")
        return _page(request, left, BulkReturnForm(), status=422, problem=problem, left=outcome.left)
    words = (
        ngettext("%(n)s post approved.", "%(n)s posts approved.", number)
        if approved
        else ngettext("%(n)s post returned.", "%(n)s posts returned.", number)
    )
    messages.success(request, in_reader_digits(words % {"n": number}))
    for post, why in outcome.left:
        said = _("Left as it is: “%(headline)s”. %(why)s") % {"headline": post.headline, "why": why}
        messages.warning(request, said)
    return redirect(f"{reverse('content:post_queue')}{filters_of(request).query}")
