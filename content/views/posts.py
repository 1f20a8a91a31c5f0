"""The author's screens."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from content.after_forms import IN_PLACE, publish_form
from content.forms import ApproveForm, RejectForm, ReturnForm, VersionForm
from content.models import Post
from content.models.post import Asked
from content.permissions import can_write_for
from content.services import posts as services
from content.services.publications import record_publication
from content.services.screening import screen_anew
from content.views.card import card_parts, undo_of
from content.views.presentation import post_context
from govsocial.errors import RuleError
from govsocial.web.digits import clean

LATE = ("screened_anew", "changed_meanwhile", "wrong_state", "account_not_active", "already_decided", "text_changed")
STATUS = {"not_allowed": 403, **dict.fromkeys((*LATE, "retracted_meanwhile", "superseded"), 409)}


def find_post(request: SignedInRequest, pk: int) -> Post:
    """A post this person may see; any other does not exist."""
    rows = Post.objects.visible_to(request.user).select_related(
        "account__office", "started_by", "current", "first_approved_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def post_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check answers: the post as it will look, what screening found, an explanation for each block hit; then send."""
    post = find_post(request, pk)
    if not can_write_for(request.user, post.account) or (request.method != "POST" and not post.is_editable):
        return _page(request, post, status=403 if request.method == "POST" else 200)
    given, asked = _explanations(request), request.POST.getlist("asked")
    refused = None
    if request.method == "POST":
        if services.prepare_sending(post=post, by=request.user, explanations=given):
            messages.warning(request, str(services.screened_anew().message))
            return redirect("content:post_submit", post.pk)
        refused = _not_sent(request, post, asked)
        if refused is None:
            messages.success(request, _("Sent for approval."))
            return redirect("content:post_detail", post.pk)
    context = _shown(request, pk)
    missing = set(refused.facts.get("hits", ())) if refused else set()  # type: ignore[call-overload]
    status = STATUS.get(refused.code, 422) if refused else 200
    context |= {
        "problem": refused.message if refused else None,
        "late": status == 409,
        "questions": [(code, words, code in asked) for code, words in Asked.choices],
        "unanswered": refused is not None and refused.code == "answers_needed",
    }
    for hit in context["hits"]:
        hit.typed = given.get(hit.pk, hit.explanation)
        hit.needs_words = hit.pk in missing
    return render(request, "content/post_submit.html", context, status=status)


def _shown(request: SignedInRequest, pk: int) -> dict[str, Any]:
    """The post as it is to be sent, with what the list as it is now finds."""
    post = find_post(request, pk)
    context = post_context(request, post)
    if request.method != "POST" and context["may_be_stale"]:
        services.prepare_sending(post=post, by=request.user, explanations={})
        context = post_context(request, find_post(request, pk))
    return context


def _not_sent(request: SignedInRequest, post: Post, asked: list[str]) -> RuleError | None:
    """Send the post; why not, where it was refused."""
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.submit_post(post=post, by=request.user, version=version, explanations={}, asked=asked)
    except RuleError as error:
        return error
    return None


def _explanations(request: SignedInRequest) -> dict[int, str]:
    found = {}
    for name, value in request.POST.items():
        number = name.removeprefix("explain-")
        if name.startswith("explain-") and _is_number(number):
            found[int(number)] = clean(str(value))[:1000]
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_safe
def post_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, find_post(request, pk))


def _page(request: SignedInRequest, post: Post, *, status: int = 200, **extra: object) -> HttpResponse:
    context = post_context(request, post)
    if (
        request.method != "POST"
        and context["may_decide"]
        and context["may_be_stale"]
        and screen_anew(context["current"])
    ):
        context = post_context(request, find_post(request, post.pk))
    seen = {"version": post.version, "seen": context["current"].number}
    if context["may_decide"]:
        context |= {
            "approve_form": ApproveForm(initial=seen),
            "return_form": ReturnForm(initial={**seen, "suggestion": context["current"].text}),
            "reject_form": RejectForm(initial=seen, editions=context["followed"], clauses=context["clauses"]),
            **card_parts(request, post),
            "last_word": undo_of(request.user),
        }
    if context["may_publish"]:
        link = {"link": context["corrects"].publication.link} if post.corrects_id else {}
        initial = {"version": post.version, "published_at": timezone.localtime(), **link}
        context["publish_form"] = publish_form(post)(initial=initial)
    return render(request, "content/post_detail.html", {**context, **extra}, status=status)


show_post = _page


@require_POST
def post_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    post = find_post(request, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.withdraw_post(post=post, by=request.user, version=version)
        messages.success(request, _("Taken back: change the text and send it again."))
        return redirect("content:post_edit", post.pk)
    except RuleError as error:
        return _page(request, find_post(request, pk), status=STATUS.get(error.code, 422), problem=error.message)


@require_POST
def post_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    post = find_post(request, pk)
    form = publish_form(post)(request.POST)
    if not form.is_valid():
        return _page(request, post, status=422, publish_form=form)
    data = form.cleaned_data
    try:
        record_publication(
            post=post,
            link=data["link"],
            published_at=data["published_at"],
            is_unchanged=data["changed"] == "no",
            change_note=data["change_note"],
            by=request.user,
            version=data["version"],
            in_place=data.get("place") == IN_PLACE,
        )
        messages.success(request, _("The publication is recorded."))
        return redirect("content:post_detail", post.pk)
    except RuleError as error:
        status = STATUS.get(error.code, 422)
        return _page(request, find_post(request, pk), status=status, problem=error.message, publish_form=form)
