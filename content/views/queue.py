"""The approver's screens: the queue, and the three decisions."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from content.diff import word_diff
from content.forms import ApproveForm, RejectForm, ReturnForm
from content.models import Decision, Post, PostVersion, ScreeningHit
from content.models.decision import DecisionKind
from content.models.post import PostQuerySet
from content.models.prohibited import Severity
from content.services import decisions
from content.services.posts import screened_anew
from content.views.posts import STATUS, find_post, show_post
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

SAID = {
    DecisionKind.FIRST_APPROVAL: _("Your approval is recorded. A second approver confirms it."),
    DecisionKind.APPROVED: _("Approved."),
    DecisionKind.RETURNED: _("Returned."),
    DecisionKind.REJECTED: _("Rejected."),
}


@require_safe
def post_queue(request: SignedInRequest) -> HttpResponse:
    """Posts that wait for this person, oldest first."""
    waiting = Post.objects.decidable_by(request.user).select_related("account", "current__written_by")
    page = page_of(request, _with_hits(waiting), order="id")
    recent = Decision.objects.filter(by=request.user).select_related("post").order_by("-at")[:5]
    return render(request, "content/post_queue.html", {"page": page, "recent": recent})


def _with_hits(posts: PostQuerySet) -> PostQuerySet:
    """Posts with the hits of their present version: all, blocked phrases, warnings."""
    hits = ScreeningHit.objects.filter(run__version=OuterRef("current")).order_by()
    return posts.annotate(
        hits=_number(hits),
        blocks=_number(hits.filter(severity=Severity.BLOCK)),
        warnings=_number(hits.filter(severity=Severity.WARN)),
    )


def _number(hits: QuerySet[ScreeningHit]) -> Coalesce:
    # Never Exists(): PostgreSQL would rather hash every hit there is than look up those of 25 posts.
    return Coalesce(Subquery(hits.values("run").annotate(number=Count("pk")).values("number")), 0)


@require_POST
def post_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ApproveForm(request.POST), "approve_form", decisions.approve_post)


@require_POST
def post_return(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ReturnForm(request.POST), "return_form", decisions.return_post)


@require_POST
def post_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    editions = request.user.following(timezone.localdate()).of(find_post(request, pk).account.lineage)
    return _decide(request, pk, RejectForm(request.POST, editions=editions), "reject_form", decisions.reject_post)


def _decide(
    request: SignedInRequest, pk: int, form: forms.Form, name: str, service: Callable[..., Decision]
) -> HttpResponse:
    """Run a decision; tell the loser of a race who was first, and show what changed since the text was opened."""
    post = find_post(request, pk)
    if not form.is_valid():
        return show_post(request, post, status=422, **{name: form})
    if name == "approve_form" and decisions.prepare_decision(post=post, by=request.user):
        typed = form.cleaned_data["reason"]
        messages.warning(request, f"{screened_anew().message} {typed}".strip())
        return redirect("content:post_detail", pk)
    try:
        decision = service(post=post, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _refused(request, pk, error, form, name)
    messages.success(request, SAID[DecisionKind(decision.kind)])
    return redirect("content:post_detail", pk)


def _refused(request: SignedInRequest, pk: int, error: RuleError, form: forms.Form, name: str) -> HttpResponse:
    post = find_post(request, pk)
    typed = form.cleaned_data.get("reason", "")
    if error.code == "already_decided":
        context = {"post": post, "decision": error.facts.get("decision"), "typed": typed}
        return render(request, "content/post_already_decided.html", context, status=409)
    if error.code == "text_changed":
        old = PostVersion.objects.filter(post=post, number=form.cleaned_data["seen"]).first()
        assert post.current is not None
        changes = word_diff(old.text if old else "", post.current.text)
        context = {"post": post, "changes": changes, "problem": error.message, "typed": typed}
        return render(request, "content/post_changed.html", context, status=409)
    status = STATUS.get(error.code, 422)
    return show_post(request, post, status=status, problem=error.message, problem_in=name, **{name: form})
