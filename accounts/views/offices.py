"""The register of offices: tree, search, one office."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.blocks import blocks, codes
from accounts.forms import MoveForm
from accounts.http import SignedInRequest
from accounts.models import Invitation, Office, OfficialAccount, Role
from accounts.models.official_account import AccountState
from accounts.models.role import RoleKind
from accounts.permissions import (
    can_apply,
    can_keep_numbers,
    can_keep_personnel,
    can_keep_website,
    can_move,
    can_report_misuse,
    can_see_duties,
    givable,
)
from accounts.selectors import numbers_shown
from accounts.services.moves import move_office
from accounts.task_list import office_tasks
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.web.digits import clean, to_ascii
from govsocial.web.paging import page_of

BLOCK_ACCOUNTS = 20


@require_safe
def office_list(request: SignedInRequest) -> HttpResponse:
    """The root with its children: where drilling down begins."""
    root = Office.objects.visible_to(request.user).filter(parent=None).first()
    if root is None:
        return render(request, "accounts/office_list.html", {"office": None})
    return _show(request, root, "accounts/office_list.html")


@require_safe
def office_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    return _show(request, office, "accounts/office_detail.html")


@require_safe
def office_search(request: SignedInRequest) -> HttpResponse:
    """Offices by words of their name in either language, or by code; shown with the office above."""
    words = to_ascii(clean(request.GET.get("q", "")))[:100].strip()
    found = Office.objects.visible_to(request.user).searched(words).select_related("parent")
    page = page_of(request, found if words else found.none(), order="id")
    return render(request, "accounts/office_search.html", {"words": words, "page": page})


@require_safe
def office_block(request: SignedInRequest, pk: int) -> HttpResponse:
    """Texts and QR codes for letters, e-mails and press notes (clause 5-nya)."""
    office = get_object_or_404(Office.objects.visible_to(request.user), pk=pk)
    if not can_see_duties(request.user, office):
        raise Http404
    active = OfficialAccount.objects.visible_to(request.user).filter(office=office, status=AccountState.ACTIVE)
    accounts = list(active.exclude(url="").order_by("id")[:BLOCK_ACCOUNTS])
    context = {"office": office, "accounts": accounts, "codes": codes(accounts)}
    return render(request, "accounts/office_block.html", {**context, "blocks": blocks(office, accounts, request.user)})


def _show(request: SignedInRequest, office: Office, template: str) -> HttpResponse:
    children = Office.objects.filter(parent=office).select_related("parent")
    accounts = OfficialAccount.objects.visible_to(request.user).filter(office=office).select_related("office")
    roles = Role.objects.current().filter(office=office, person__is_active=True).select_related("person")
    own = any(role.person_id == request.user.pk for role in roles)
    kinds = givable(request.user, office)
    may_see_people = own or bool(kinds)
    invitations = Invitation.objects.open(timezone.now()).filter(office=office)
    may_see_duties = can_see_duties(request.user, office)
    context = {
        "office": office,
        "ancestors": reversed(list(Office.objects.above(office))),
        "page": page_of(request, children, order="id"),
        "accounts": accounts[:25],
        "people": roles.order_by("person__name_bn", "id")[:50] if may_see_people else [],
        "may_see_people": may_see_people,
        "may_report": can_report_misuse(request.user),
        "may_keep_people": can_keep_personnel(request.user, office),
        "may_invite": bool(kinds),
        "may_keep_website": can_keep_website(request.user, office),
        "numbers": numbers_shown(office),
        "may_keep_numbers": can_keep_numbers(request.user, office),
        "may_move": office.parent_id is not None and can_move(request.user, office),
        "givable": kinds,
        "role_labels": dict(RoleKind.choices),
        "invitations": invitations.select_related("invited_by")[:50] if kinds else [],
        "may_apply": can_apply(request.user, office),
        "heads": [role.person for role in roles if role.kind == RoleKind.HEAD],
        "entries": Entry.objects.about(office)[:10],
        "may_see_duties": may_see_duties,
        "tasks": office_tasks(office, timezone.localdate()) if may_see_duties else [],
    }
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def office_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Search the new office above, choose it, say why."""
    office = get_object_or_404(Office.objects.select_related("parent"), pk=pk)
    if not can_move(request.user, office):
        raise Http404
    words = to_ascii(clean(request.GET.get("q", "")))[:100].strip()
    chosen = request.POST.get("to", "")[:15]
    picked = Office.objects.searched(words) if words else Office.objects.filter(pk=chosen if chosen.isdecimal() else 0)
    found = list(picked.exclude(lineage__startswith=office.lineage).select_related("parent")[:25])
    form = MoveForm(request.POST or None, found=found, initial={"seen": office.parent_id})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            move_office(office=office, by=request.user, **form.cleaned_data)
            return redirect("accounts:office_detail", office.pk)
        except RuleError as error:
            problem = error.message
    status = 422 if request.method == "POST" else 200
    context = {"office": office, "form": form, "words": words, "found": found, "problem": problem}
    return render(request, "accounts/office_move.html", context, status=status)
