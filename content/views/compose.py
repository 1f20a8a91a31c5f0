"""The compose form: a new post, a changed one, and what is found while she types."""

from typing import Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.selectors import writable_accounts
from content.diff import word_diff
from content.forms import ComposeForm, VersionForm
from content.models import KeptDraft, Post, PostTemplate
from content.permissions import can_write_for
from content.services import kept_drafts
from content.services import posts as services
from content.services.suggestions import open_suggestion, take_over_suggestion
from content.services.versions import draft_of
from content.views.found import counted, found_in, limits_of
from content.views.posts import STATUS, find_post, show_post
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.digits import clean
from govsocial.web.idempotency import once_exempt

METHODS = ["GET", "HEAD", "POST"]
OFFERED = 5  # kept drafts and templates on the page


@require_http_methods(METHODS)
def post_create(request: SignedInRequest) -> HttpResponse:
    kept, template = _kept(request, None), _template(request)
    initial: dict[str, Any] = {"text": template.text, "purpose": template.purpose} if template else {}
    form = _form(request, initial, kept)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            post = services.start_post(account=form.cleaned_data["account"], draft=form.draft(), by=request.user)
            return _saved(request, post)
        except RuleError as error:
            problem = error.message
    context: dict[str, Any] = {"form": form, "problem": problem, "may_write": writable_accounts(request.user).exists()}
    context |= _beside(request, form, None)
    if context["may_write"] and not (request.method == "POST" or kept or template):
        context["templates"] = PostTemplate.objects.usable_by(request.user)[:OFFERED]
    return render(request, "content/post_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(METHODS)
def post_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    post = find_post(request, pk)
    if not can_write_for(request.user, post.account) or (request.method != "POST" and not post.is_editable):
        return show_post(request, post, status=403)
    form = _form(request, _initial(post), _kept(request, post), post)
    problem, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"] or 0
            try:
                services.edit_post(post=post, draft=form.draft(), by=request.user, version=version)
                return _saved(request, post)
            except RuleError as error:
                problem, status = error.message, STATUS.get(error.code, 422)
                form = _with_version(form, find_post(request, pk))
    return _edit_page(request, post, form, problem=problem, status=status)


@require_POST
def post_take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text as whoever returned the post would have it becomes the post's text; then it is checked and sent."""
    post = find_post(request, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        take_over_suggestion(post=post, by=request.user, version=version)
        return redirect("content:post_submit", post.pk)
    except RuleError as error:
        status = STATUS.get(error.code, 422)
        return show_post(request, find_post(request, pk), status=status, problem=error.message)


@once_exempt
@require_POST
def post_check(request: SignedInRequest) -> HttpResponse:
    """Live screening while typing (htmx): a fragment with the hits. Stores nothing."""
    chosen = request.POST.get("account", "")
    account = writable_accounts(request.user).filter(pk=int(chosen)).first() if is_number(chosen) else None
    text, link = clean(request.POST.get("text", ""))[:5000], clean(request.POST.get("link", ""))[:500]
    found = found_in(request, text, account.lineage if account else "")
    return render(request, "content/_live_hits.html", found | counted(text, account, link))


def is_number(text: str) -> bool:
    """Digits that a key of a table may have."""
    return text.isascii() and text.isdigit() and len(text) < 19


def _form(
    request: SignedInRequest, initial: dict[str, Any], kept: KeptDraft | None, post: Post | None = None
) -> ComposeForm:
    """The form; what was kept stands over what it would begin with, on top of the row as it is now."""
    initial = {"draft_key": kept_drafts.new_key(), **initial}
    if kept:
        fields = {name: value for name, value in kept.fields.items() if name != "version"}
        initial |= {**fields, "draft_key": kept.key}
    return ComposeForm(
        request.POST or None, person=request.user, account=post.account if post else None, initial=initial
    )


def _initial(post: Post) -> dict[str, Any]:
    assert post.current is not None
    return {**draft_of(post.current).__dict__, "account": post.account_id, "version": post.version}


def _edit_page(
    request: SignedInRequest, post: Post, form: ComposeForm, *, problem: object, status: int
) -> HttpResponse:
    suggested = open_suggestion(post)
    assert post.current is not None
    context = {
        "form": form,
        "problem": problem,
        "post": post,
        "returned": post.decisions.standing().select_related("by").last(),
        "entries": Entry.objects.about(post)[:3] if status == 409 else [],  # who was first
        "may_write": True,
        "changes": word_diff(post.current.text, suggested.suggestion) if suggested else [],
    }
    return render(request, "content/post_form.html", context | _beside(request, form, post), status=status)


def _beside(request: SignedInRequest, form: ComposeForm, post: Post | None) -> dict[str, Any]:
    """Other texts she was typing into this form and has not saved, and the one that fills it now."""
    key = form["draft_key"].value() or ""
    rows = list(KeptDraft.objects.filter(person=request.user, post=post).select_related("post")[: OFFERED + 1])
    filled = next((row for row in rows if row.key == key), None) if request.method != "POST" else None
    accounts = cast(Any, form.fields["account"]).queryset
    limits = limits_of(accounts.order_by().values_list("platform", flat=True).distinct())
    return {"limits": limits, "filled": filled, "kept": [row for row in rows if row.key != key][:OFFERED]}


def _kept(request: SignedInRequest, post: Post | None) -> KeptDraft | None:
    wanted = request.GET.get("kept", "")
    rows = KeptDraft.objects.filter(person=request.user, post=post)
    return rows.filter(pk=int(wanted)).first() if is_number(wanted) else None


def _template(request: SignedInRequest) -> PostTemplate | None:
    wanted = request.GET.get("template", "")
    return PostTemplate.objects.usable_by(request.user).filter(pk=int(wanted)).first() if is_number(wanted) else None


def _saved(request: SignedInRequest, post: Post) -> HttpResponseRedirect:
    """On to checking and sending; what was kept of the form is gone, and the browser is told its key."""
    key = request.POST.get("draft_key", "")
    url = reverse("content:post_submit", args=[post.pk])
    if not kept_drafts.KEY.fullmatch(key):
        return HttpResponseRedirect(url)
    kept_drafts.forget(person=request.user, key=key)
    return HttpResponseRedirect(f"{url}?saved={key}")


def _with_version(form: ComposeForm, post: Post) -> ComposeForm:
    """What was typed, on top of the row as it is now: who sends it again has been told what he changes."""
    fresh: Any = form.data
    fresh = fresh.copy()
    fresh["version"] = str(post.version)
    form.data = fresh
    return form
