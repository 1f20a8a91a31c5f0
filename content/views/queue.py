"""The approver's screens: the queue, and the three decisions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from content.diff import word_diff
from content.forms import ApproveForm, RejectForm, ReturnForm
from content.models import Decision, Post, PostVersion
from content.services import decisions
from content.views.posts import STATUS, find_post, show_post
from govsocial.errors import RuleError
from govsocial.web.paging import page_of


@require_safe
def post_queue(request: SignedInRequest) -> HttpResponse:
    """Posts that wait for this person, oldest first."""
    waiting = Post.objects.decidable_by(request.user).select_related("account__office", "current__written_by")
    page = page_of(request, waiting, order="id")
    counts = _hit_counts([post.current_id or 0 for post in page.rows])
    for post in page.rows:
        post.hit_counts = counts.get(post.current_id or 0, {})  # type: ignore[attr-defined]
    recent = Decision.objects.filter(by=request.user).select_related("post").order_by("-at")[:5]
    return render(request, "content/post_queue.html", {"page": page, "recent": recent})


def _hit_counts(versions: list[int]) -> dict[int, dict[str, int]]:
    rows = PostVersion.objects.filter(pk__in=versions).values_list("pk", "screening__hits__severity")
    counts: dict[int, dict[str, int]] = {}
    for version, severity in rows:
        if severity:
            of_version = counts.setdefault(version, {})
            of_version[severity] = of_version.get(severity, 0) + 1
            of_version["all"] = of_version.get("all", 0) + 1
    return counts


@require_POST
def post_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ApproveForm(request.POST), "approve_form", decisions.approve_post, _("Approved."))


@require_POST
def post_return(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ReturnForm(request.POST), "return_form", decisions.return_post, _("Returned."))


@require_POST
def post_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, RejectForm(request.POST), "reject_form", decisions.reject_post, _("Rejected."))


def _decide(
    request: SignedInRequest, pk: int, form: forms.Form, name: str, service: Callable[..., Any], done: str
) -> HttpResponse:
    """Run a decision; tell the loser of a race who was first, and show what changed since the text was opened."""
    post = find_post(request, pk)
    if not form.is_valid():
        return show_post(request, post, status=422, **{name: form})
    try:
        service(post=post, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _refused(request, pk, error, form, name)
    messages.success(request, done)
    return redirect("content:post_detail", pk)


def _refused(request: SignedInRequest, pk: int, error: RuleError, form: forms.Form, name: str) -> HttpResponse:
    post = find_post(request, pk)
    if error.code == "already_decided":
        context = {"post": post, "decision": error.facts.get("decision")}
        return render(request, "content/post_already_decided.html", context, status=409)
    if error.code == "text_changed":
        old = PostVersion.objects.filter(post=post, number=form.cleaned_data["seen"]).first()
        assert post.current is not None
        changes = word_diff(old.text if old else "", post.current.text)
        context = {"post": post, "changes": changes, "problem": error.message}
        return render(request, "content/post_changed.html", context, status=409)
    status = STATUS.get(error.code, 422)
    return show_post(request, post, status=status, problem=error.message, problem_in=name, **{name: form})
