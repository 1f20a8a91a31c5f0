"""What follows a decision: taking it back, choosing a time, an emergency and the second look at it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from content.decided_forms import EmergencyForm, LookForm, TimeForm
from content.forms import VersionForm
from content.models import Post, SecondLook
from content.services import decisions
from content.services.second_looks import look_again
from content.services.slots import choose_time
from content.services.undoing import undo_decision
from content.views.posts import STATUS, find_post, show_post
from content.views.queue import run_decision
from govsocial.errors import RuleError

LATE = dict.fromkeys(("undo_too_late", "already_looked"), 409)


@require_POST
def post_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's last decision back; the post waits again."""
    post = find_post(request, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        undo_decision(post=post, by=request.user, version=version)
    except RuleError as error:
        return _refused(request, pk, error)
    messages.success(request, _("Your decision is taken back: the post waits again."))
    return redirect("content:post_detail", pk)


@require_POST
def post_time(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose when the post is to go out, or take its time away."""
    post = find_post(request, pk)
    form = TimeForm(request.POST, auto_id="id_time_%s")
    if not form.is_valid():
        return show_post(request, post, status=422, time_form=form)
    try:
        choose_time(post=post, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _refused(request, pk, error, time_form=form)
    messages.success(request, _("The time is kept.") if form.cleaned_data["at"] else _("The post has no time now."))
    return redirect("content:post_detail", pk)


@require_POST
def post_emergency(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let it out on one word; a second look is owed."""
    form = EmergencyForm(request.POST, auto_id="id_emergency_%s")
    return run_decision(request, pk, form, "emergency_form", decisions.approve_in_emergency)


@require_POST
def second_look_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """The second person's word on an emergency."""
    looks = SecondLook.objects.filter(post__in=Post.objects.visible_to(request.user))
    look = get_object_or_404(looks.select_related("post", "decision__version", "decision__by"), pk=pk)
    form = LookForm(request.POST)
    if not form.is_valid():
        return show_post(request, find_post(request, look.post_id), status=422, look_form=form)
    try:
        look_again(look=look, by=request.user, **form.cleaned_data)
    except RuleError as error:
        return _refused(request, look.post_id, error, look_form=form)
    messages.success(request, _("Your second look is recorded."))
    return redirect("content:post_detail", look.post_id)


def _refused(request: SignedInRequest, pk: int, error: RuleError, **forms: object) -> HttpResponse:
    """The post as it is now, with the reason and what was typed."""
    status = {**STATUS, **LATE}.get(error.code, 422)
    return show_post(request, find_post(request, pk), status=status, problem=error.message, **forms)
