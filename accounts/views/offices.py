"""The register of offices: tree, search, one office."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Invitation, Office, OfficialAccount, Role
from accounts.models.role import RoleKind
from accounts.permissions import can_apply, givable
from govsocial.audit.models import Entry
from govsocial.web.digits import clean, to_ascii
from govsocial.web.paging import page_of


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


def _show(request: SignedInRequest, office: Office, template: str) -> HttpResponse:
    children = Office.objects.filter(parent=office).select_related("parent")
    accounts = OfficialAccount.objects.visible_to(request.user).filter(office=office).select_related("office")
    roles = Role.objects.current().filter(office=office, person__is_active=True).select_related("person")
    own = any(role.person_id == request.user.pk for role in roles)
    kinds = givable(request.user, office)
    may_see_people = own or bool(kinds)
    invitations = Invitation.objects.open(timezone.now()).filter(office=office)
    context = {
        "office": office,
        "ancestors": reversed(list(Office.objects.above(office))),
        "page": page_of(request, children, order="id"),
        "accounts": accounts[:25],
        "people": roles.order_by("person__name_bn", "id")[:50] if may_see_people else [],
        "may_see_people": may_see_people,
        "may_invite": bool(kinds),
        "givable": kinds,
        "role_labels": dict(RoleKind.choices),
        "invitations": invitations.select_related("invited_by")[:50] if kinds else [],
        "may_apply": can_apply(request.user, office),
        "heads": [role.person for role in roles if role.kind == RoleKind.HEAD],
        "entries": Entry.objects.about(office)[:10],
    }
    return render(request, template, context)
