"""Lists that an account keeps: whom it follows, and its Viber contacts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.contact_forms import ContactForm, PeerForm
from accounts.http import SignedInRequest
from accounts.models import OfficialAccount, Peer, ViberContact
from accounts.models.official_account import Platform
from accounts.permissions import can_attest, can_see_contacts
from accounts.services import contacts as services
from govsocial.errors import RuleError
from govsocial.web.paging import page_of

STATUS = {"not_allowed": 403, "listed_already": 409, "ended_already": 409, "wrong_state": 409}
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def peer_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """The accounts that this one follows: seen by whoever sees it, kept by its team."""
    account = _account(request, pk)
    form = PeerForm(request.POST or None)

    def save() -> None:
        services.add_peer(account=account, by=request.user, **form.cleaned_data)

    return _page(request, "peer_add", account, Peer, form, save, can_attest(request.user, account))


@require_POST
def peer_end(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = OfficialAccount.objects.visible_to(request.user)
    peer = get_object_or_404(Peer.objects.select_related("account__office").filter(account__in=visible), pk=pk)

    def end() -> None:
        services.end_peer(peer=peer, by=request.user)

    return _end(request, "peer_add", peer, PeerForm(), end, can_attest(request.user, peer.account))


@require_http_methods(METHODS)
def contact_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Numbers of citizens with whose they are; whoever may not see them is told that there is no such page."""
    account = _account_on_viber(request, pk)
    form = ContactForm(request.POST or None)

    def save() -> None:
        services.add_contact(account=account, by=request.user, **form.cleaned_data)

    return _page(request, "contact_add", account, ViberContact, form, save, may=True)


@require_POST
def contact_show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the whole numbers, and record who looked."""
    account = _account_on_viber(request, pk)
    services.note_look(account=account, by=request.user)
    return redirect("accounts:contact_add", account.pk)


@require_POST
def contact_end(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = OfficialAccount.objects.visible_to(request.user)
    rows = ViberContact.objects.select_related("account__office").filter(account__in=visible)
    contact = get_object_or_404(rows, pk=pk)
    if not can_see_contacts(request.user, contact.account):
        raise Http404

    def end() -> None:
        services.end_contact(contact=contact, by=request.user)

    return _end(request, "contact_add", contact, ContactForm(), end, may=True)


def _page(
    request: SignedInRequest,
    name: str,
    account: OfficialAccount,
    kind: type[Peer] | type[ViberContact],
    form: forms.Form,
    save: Callable[[], None],
    may: bool,
) -> HttpResponse:
    problem, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                return redirect(f"accounts:{name}", account.pk)
            except RuleError as error:
                problem, status = error.message, STATUS.get(error.code, 422)
    return _show(request, name, account, kind, form, problem, status, may)


def _end(
    request: SignedInRequest,
    name: str,
    row: Peer | ViberContact,
    form: forms.Form,
    end: Callable[[], None],
    may: bool,
) -> HttpResponse:
    try:
        end()
    except RuleError as error:
        return _show(request, name, row.account, type(row), form, error.message, STATUS.get(error.code, 422), may)
    return redirect(f"accounts:{name}", row.account.pk)


def _show(
    request: SignedInRequest,
    name: str,
    account: OfficialAccount,
    kind: type[Peer] | type[ViberContact],
    form: forms.Form,
    problem: Any,
    status: int,
    may: bool,
) -> HttpResponse:
    rows = kind.objects.present().filter(account=account)
    page = page_of(request, rows.select_related("by"))
    context = {"account": account, "form": form, "problem": problem, "may": may, "page": page, "number": rows.count()}
    context["whole"] = kind is ViberContact and services.looked_today(account, request.user)
    return render(request, f"accounts/{name}.html", context, status=status)


def _account_on_viber(request: SignedInRequest, pk: int) -> OfficialAccount:
    account = _account(request, pk)
    if account.platform != Platform.VIBER or not can_see_contacts(request.user, account):
        raise Http404
    return account


def _account(request: SignedInRequest, pk: int) -> OfficialAccount:
    rows = OfficialAccount.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office"), pk=pk)
