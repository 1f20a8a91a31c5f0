"""The approver's screens: the queue, and the three decisions."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models.official_account import Platform
from content.diff import word_diff
from content.forms import ApproveForm, RejectForm, ReturnForm, SeenForm
from content.models import Decision, Post, PostVersion
from content.models.decision import DecisionKind
from content.queue_filters import ORDER, QueueFilters, accounts_to_choose, as_rows
from content.services import decisions
from content.views.card import last_decisions, next_url
from content.views.posts import STATUS, find_post, show_post
from content.views.presentation import whole_words
from govsocial.errors import RuleError
from govsocial.rulebook.services import clauses_shown
from govsocial.web.digits import clip
from govsocial.web.paging import page_of

SAID = {
    DecisionKind.FIRST_APPROVAL: _("Your approval is recorded. A second approver confirms it."),
    DecisionKind.APPROVED: _("Approved."),
    DecisionKind.EMERGENCY: _("Approved in an emergency: it may go out at once. A second person looks at it."),
    DecisionKind.RETURNED: _("Returned."),
    DecisionKind.REJECTED: _("Rejected."),
}


@require_safe
def post_queue(request: SignedInRequest) -> HttpResponse:
    """Posts that wait for this person, what is due first before the others."""
    filters = QueueFilters.of(request.GET)
    page = page_of(request, as_rows(filters.rows(request.user)), order=ORDER)
    context = {
        "page": page,
        "filters": filters,
        "accounts": accounts_to_choose(request.user, page.rows),
        "platforms": Platform.choices,
        "recent": last_decisions(request.user),
        "now": timezone.now(),
    }
    return render(request, "content/post_queue.html", context)


@require_POST
def post_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    return run_decision(request, pk, ApproveForm(request.POST), "approve_form", decisions.approve_post)


@require_POST
def post_return(request: SignedInRequest, pk: int) -> HttpResponse:
    return run_decision(request, pk, ReturnForm(request.POST), "return_form", decisions.return_post)


@require_POST
def post_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    editions = request.user.following(timezone.localdate()).of(find_post(request, pk).account.lineage)
    return run_decision(request, pk, RejectForm(request.POST, editions=editions), "reject_form", decisions.reject_post)


def run_decision(
    request: SignedInRequest, pk: int, form: forms.Form, name: str, service: Callable[..., Decision]
) -> HttpResponse:
    """Run a decision; tell the loser of a race who was first, and show what changed since the text was opened."""
    post = find_post(request, pk)
    if not form.is_valid():
        return show_post(request, post, status=422, **{name: form})
    try:
        given = form.decided() if isinstance(form, SeenForm) else form.cleaned_data
        decision = service(post=post, by=request.user, **given)
    except RuleError as error:
        if error.code == "screened_anew" and decisions.prepare_decision(post=post, by=request.user):
            messages.warning(request, f"{error.message} {form.cleaned_data['reason']}".strip())
            return redirect("content:post_detail", pk)
        return _refused(request, pk, error, form, name)
    if request.POST.get("next") == "queue":
        messages.success(request, f"{SAID[DecisionKind(decision.kind)]} {clip(post.headline, 40)}")
        return redirect(next_url(request, post))
    messages.success(request, SAID[DecisionKind(decision.kind)])
    return redirect("content:post_detail", pk)


def _refused(request: SignedInRequest, pk: int, error: RuleError, form: forms.Form, name: str) -> HttpResponse:
    post = find_post(request, pk)
    typed = form.cleaned_data.get("reason", "")
    if error.code == "already_decided":
        context = {"post": post, "decision": error.facts.get("decision"), "typed": typed}
        context |= {"next": next_url(request, post), "labels": _labels(request, post)}
        return render(request, "content/post_already_decided.html", context, status=409)
    if error.code == "text_changed":
        old = PostVersion.objects.filter(post=post, number=form.cleaned_data["seen"]).first()
        assert post.current is not None
        changes = word_diff(whole_words(old) if old else "", whole_words(post.current))
        context = {"post": post, "changes": changes, "problem": error.message, "typed": typed}
        return render(request, "content/post_changed.html", context, status=409)
    status = STATUS.get(error.code, 422)
    return show_post(request, post, status=status, problem=error.message, problem_in=name, **{name: form})


def _labels(request: SignedInRequest, post: Post) -> dict[str, str]:
    """The clauses' names where the post's office reads them."""
    followed = request.user.following(timezone.localdate()).of(post.account.lineage)
    return {code: clause.label for code, clause in clauses_shown(followed=followed).items()}
