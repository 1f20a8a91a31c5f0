"""What follows a publication: mistakes, correction, taking down, archive, sharing again, what was found on the page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from content.after_forms import CorrectForm, DismissForm, FoundForm, MarkForm, MistakeForm, RetractForm
from content.forms import VersionForm
from content.models import Mistake, Post
from content.models.after import MistakeState
from content.permissions import noticeable_accounts
from content.services.found import record_found
from content.services.mistakes import begin_correction, dismiss_mistake, notice_mistake
from content.services.reuse import archive_post, mark_post, share_again
from content.services.takedowns import retract_post
from content.views.posts import STATUS, find_post, show_post
from govsocial.errors import RuleError

LATE = dict.fromkeys(
    ("superseded", "noticed_already", "already_settled", "correction_begun", "retracted_meanwhile"), 409
)
SAID: dict[str, Promise] = {
    "mistake": gettext_lazy("The mistake is noted. Correct it, or take the post down."),
    "dismiss": gettext_lazy("It is noted that this is no mistake."),
    "retract": gettext_lazy("It is noted that the post was taken down."),
    "archive": gettext_lazy("The post is in the archive."),
    "mark": gettext_lazy("It is noted."),
    "correct": gettext_lazy("This is the correction: change the text and send it for approval."),
    "share": gettext_lazy("This is a new draft with the same text: look it through and send it for approval."),
}


@require_POST
def post_mistake(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what is wrong with a post that is out."""
    post = find_post(request, pk)
    form = MistakeForm(request.POST, editions=_editions(request, post), auto_id="id_mistake_%s")
    return _run(request, post, "mistake", form, lambda data: notice_mistake(post=post, by=request.user, **data))


@require_POST
def mistake_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """Find that it is no mistake."""
    shown = Mistake.objects.filter(post__in=Post.objects.visible_to(request.user))
    mistake = get_object_or_404(shown.select_related("post__account"), pk=pk)
    form = DismissForm(request.POST, auto_id="id_dismiss_%s")
    run = lambda data: dismiss_mistake(mistake=mistake, by=request.user, **data)  # noqa: E731
    return _run(request, find_post(request, mistake.post_id), "dismiss", form, run)


@require_POST
def post_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the post that corrects this one; the way goes on to its form."""
    post = find_post(request, pk)
    form = CorrectForm(request.POST, editions=_editions(request, post), auto_id="id_correct_%s")
    return _run(request, post, "correct", form, lambda data: begin_correction(post=post, by=request.user, **data))


@require_POST
def post_retract(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that a post was taken down from the platform."""
    post = find_post(request, pk)
    form = RetractForm(request.POST, editions=_editions(request, post), auto_id="id_retract_%s")
    return _run(request, post, "retract", form, lambda data: retract_post(post=post, by=request.user, **data))


@require_POST
def post_archive_put(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a post that is out into the archive."""
    post = find_post(request, pk)
    run = lambda data: archive_post(post=post, by=request.user, **data)  # noqa: E731
    return _run(request, post, "archive", VersionForm(request.POST), run)


@require_POST
def post_mark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a post is important, and when to share it again."""
    post = find_post(request, pk)
    form = MarkForm(request.POST, auto_id="id_mark_%s")
    return _run(request, post, "mark", form, lambda data: mark_post(post=post, by=request.user, **data))


@require_POST
def post_share_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a draft that shares this post again."""
    post = find_post(request, pk)
    return _run(request, post, "share", forms.Form(request.POST), lambda data: share_again(post=post, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def post_found(request: SignedInRequest) -> HttpResponse:
    """Record a post that stands on the page and never went through the queue."""
    initial = {"published_at": timezone.localtime()}
    form = FoundForm(request.POST or None, person=request.user, initial=initial)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            post = record_found(by=request.user, **form.cleaned_data)
            messages.success(request, _("It is recorded as published without approval."))
            return redirect("content:post_detail", post.pk)
        except RuleError as error:
            known = Post.objects.visible_to(request.user).filter(pk=str(error.facts.get("post") or 0)).first()
            if known:
                words = _("This link is known already: it belongs to this post.")
                messages.warning(request, words if error.code == "link_taken" else str(error.message))
                return redirect("content:post_detail", known.pk)
            problem = error.message
    context = {"form": form, "problem": problem, "may_record": noticeable_accounts(request.user).exists()}
    return render(request, "content/post_found.html", context, status=422 if request.method == "POST" else 200)


def _editions(request: SignedInRequest, post: Post) -> list[str]:
    return list(request.user.following(timezone.localdate()).of(post.account.lineage))


def _run(
    request: SignedInRequest, post: Post, name: str, form: forms.Form, service: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do one of the steps; refused, the page says why and keeps what was typed. A new draft is opened at once."""
    kept = {f"{name}_form": form, "problem_in": name}
    if not form.is_valid():
        return show_post(request, post, status=422, **kept)
    try:
        made = service(form.cleaned_data)
    except RuleError as error:
        status = {**STATUS, **LATE}.get(error.code, 422)
        return show_post(request, find_post(request, post.pk), status=status, problem=error.message, **kept)
    is_over = name == "mistake" and isinstance(made, Mistake) and made.state != MistakeState.OPEN
    messages.success(request, str(SAID["mark" if is_over else name]))  # nothing is left to correct or take down
    return (
        redirect("content:post_edit", made.pk) if isinstance(made, Post) else redirect("content:post_detail", post.pk)
    )
