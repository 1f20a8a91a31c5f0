"""Files of a post: put up, described, taken off, and handed to those who may see the post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from content.forms import VersionForm
from content.media_forms import AttachForm, DescribeForm
from content.models import Attachment, MediaFile, Post
from content.models.media import ATTACHMENTS_MAX, CONTENT_TYPES, MediaKind
from content.permissions import can_write_for
from content.services import media as services
from content.services.media_files import room_of
from content.views.posts import STATUS, find_post, show_post
from govsocial.errors import RuleError
from govsocial.web.idempotency import own_transactions

SANDBOX = "default-src 'none'; sandbox"


@own_transactions(lambda request: True)
@require_http_methods(["GET", "HEAD", "POST"])
def post_media(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is attached, with a form to add; a refused one keeps the words that were typed."""
    post = find_post(request, pk)
    if not can_write_for(request.user, post.account) or (request.method != "POST" and not post.is_editable):
        return show_post(request, post, status=403)
    form = AttachForm(request.POST or None, request.FILES or None, initial={"version": post.version})

    def save() -> None:
        given = form.cleaned_data
        services.attach_file(
            post=post,
            upload=given["file"],
            alt_text=given["alt_text"],
            by=request.user,
            version=given["version"],
            poster=given["poster"],
        )
        messages.success(request, _("The file is on the post."))

    return _done(request, post, form, save)


@require_POST
def post_media_describe(request: SignedInRequest, pk: int, attachment: int) -> HttpResponse:
    post, row = _find(request, pk, attachment)
    form = DescribeForm(request.POST, auto_id=f"id_{row.position}_%s")

    def save() -> None:
        services.describe_file(post=post, attachment=row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The description is changed."))

    return _done(request, post, form, save, described=row)


@require_POST
def post_media_remove(request: SignedInRequest, pk: int, attachment: int) -> HttpResponse:
    post, row = _find(request, pk, attachment)
    form = VersionForm(request.POST)

    def save() -> None:
        services.remove_file(post=post, attachment=row, by=request.user, version=form.cleaned_data["version"])
        messages.success(request, _("The file is taken off."))

    return _done(request, post, form, save)


def _find(request: SignedInRequest, pk: int, attachment: int) -> tuple[Post, Attachment]:
    """A post she may see and a file on one of its versions; the service refuses what is on an earlier one."""
    post = find_post(request, pk)
    return post, get_object_or_404(Attachment, pk=attachment, version__post=post)


def _done(
    request: SignedInRequest,
    post: Post,
    form: forms.Form,
    save: Callable[[], None],
    described: Attachment | None = None,
) -> HttpResponse:
    """Back to the page of the files; where it was refused that page with what was typed, and why."""
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                return redirect("content:post_media", post.pk)
            except RuleError as error:
                problem, status = _said(form, error), STATUS.get(error.code, 422)
    post = find_post(request, post.pk)
    if not can_write_for(request.user, post.account) or not post.is_editable:
        return show_post(request, post, status=status, problem=problem)
    context = {"form": _on_top(form, post), "problem": problem, **_shown(post, form, described)}
    return render(request, "content/post_media.html", context, status=status)


def _said(form: forms.Form, error: RuleError) -> str:
    """Beside its field, where the error names one; else at the top."""
    field = str(error.facts.get("field", ""))
    if field not in form.fields:
        return str(error.message)
    form.add_error(field, str(error.message))
    return ""


def _on_top(form: forms.Form, post: Post) -> forms.Form:
    """What was typed, on top of the post as it is now: who sends it again has been told what changed."""
    if form.is_bound:
        data: Any = form.data
        form.data = {**data.dict(), "version": str(post.version)}
    return form


def _shown(post: Post, form: forms.Form, described: Attachment | None) -> dict[str, Any]:
    """The files of the newest version, each with its form: the one just refused with what was typed."""
    found = list(Attachment.objects.filter(version=post.current_id or 0).select_related("file", "poster"))
    for row in found:
        kept = {"version": post.version, "alt_text": row.alt_text}
        own = DescribeForm(initial=kept, auto_id=f"id_{row.position}_%s")
        is_refused = described is not None and described.position == row.position
        row.form, row.is_refused = form if is_refused else own, is_refused  # type: ignore[attr-defined]
    add = form if isinstance(form, AttachForm) else AttachForm(initial={"version": post.version})
    used, most = room_of(post.account.office)
    room = {"used": used, "most": most, "full": len(found) >= ATTACHMENTS_MAX, "most_files": ATTACHMENTS_MAX}
    return {"post": post, "files": found, "add": add, **room}


@require_safe
def media_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A file of a post she may see: pictures as JPEG in the page, everything else as a download, run nowhere."""
    media = get_object_or_404(MediaFile.objects.visible_to(request.user), pk=pk)
    try:
        body = media.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = MediaKind(media.kind)
    response: HttpResponseBase
    if media.is_image:
        with body:
            response = HttpResponse(body.read(), content_type=CONTENT_TYPES[kind])
    else:
        response = FileResponse(body, content_type=CONTENT_TYPES[kind])
        response.headers["Content-Encoding"] = "identity"  # packed already: not packed once more on the way
    response.headers["Content-Disposition"] = content_disposition_header(not media.is_image, media.name) or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = etag = quote_etag(media.sha256)
    unchanged: Any = get_conditional_response(request, etag=etag, response=response)  # type: ignore[arg-type]
    return response if unchanged is None else unchanged
