"""Screens of the texts to begin a post with."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import Office
from content.desk_forms import TemplateForm
from content.forms import VersionForm
from content.models import PostTemplate
from content.permissions import can_write_templates, template_offices
from content.services import post_templates as services
from content.views.found import found_in
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

METHODS = ["GET", "HEAD", "POST"]
STATUS = {"not_allowed": 403, "changed_meanwhile": 409}


def find_template(request: SignedInRequest, pk: int) -> PostTemplate:
    rows = PostTemplate.objects.visible_to(request.user).select_related("office", "written_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def post_template_list(request: SignedInRequest) -> HttpResponse:
    return _list(request)


def _list(request: SignedInRequest, *, problem: object = None, status: int = 200) -> HttpResponse:
    """Templates in use that she may see; those she may change, and those she may begin a post with, say so."""
    mine = {office.pk for office in template_offices(request.user)}
    rows = PostTemplate.objects.visible_to(request.user).select_related("office", "written_by")
    context = {
        "page": page_of(request, rows),
        "mine": mine,
        "usable": set(PostTemplate.objects.usable_by(request.user).values_list("pk", flat=True)),
        "problem": problem,
    }
    return render(request, "content/post_template_list.html", context, status=status)


@require_http_methods(METHODS)
def post_template_create(request: SignedInRequest) -> HttpResponse:
    offices = template_offices(request.user)
    form = TemplateForm(request.POST or None, offices=offices)
    problem = None
    if request.method == "POST" and form.is_valid():
        office = next(office for office in offices if office.pk == form.cleaned_data["office"])
        try:
            template = services.write_template(office=office, words=form.words(), by=request.user)
            messages.success(request, _("The template is saved."))
            return redirect("content:post_template_edit", template.pk)
        except RuleError as error:
            problem = _beside(form, error)
    return _page(request, form, offices, problem, 422 if request.method == "POST" else 200)


@require_http_methods(METHODS)
def post_template_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    template = find_template(request, pk)
    if not can_write_templates(request.user, template.office):
        return render(request, "403.html", status=403)
    initial = {name: getattr(template, name) for name in ("name", "text", "purpose", "version")}
    initial["office"] = template.office_id
    form = TemplateForm(request.POST or None, offices=[template.office], initial=initial)
    problem, status = None, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_template(template=template, words=form.words(), by=request.user, version=version)
            messages.success(request, _("The template is saved."))
            return redirect("content:post_template_edit", pk)
        except RuleError as error:
            problem, status = _beside(form, error), STATUS.get(error.code, 422)
            template.refresh_from_db()
    return _page(request, form, [template.office], problem, status, template)


@require_POST
def post_template_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    template = find_template(request, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.retire_template(template=template, by=request.user, version=version)
        messages.success(request, _("The template is retired: nobody begins with it any more."))
        return redirect("content:post_template_list")
    except RuleError as error:
        return _list(request, problem=error.message, status=STATUS.get(error.code, 422))


def _beside(form: TemplateForm, error: RuleError) -> object:
    """A refusal that concerns a field stands beside it; any other is the page's."""
    field = error.facts.get("field")
    if isinstance(field, str):
        form.add_error(field, str(error.message))
        return None
    return error.message


def _page(
    request: SignedInRequest,
    form: TemplateForm,
    offices: Sequence[Office],
    problem: object,
    status: int,
    template: PostTemplate | None = None,
) -> HttpResponse:
    context = {"form": form, "offices": offices, "problem": problem, "template": template}
    if template:
        context["found"] = found_in(request, template.text, template.office.lineage)
    return render(request, "content/post_template_form.html", context, status=status)
