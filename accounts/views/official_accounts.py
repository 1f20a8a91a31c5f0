"""Official accounts: list, apply, register, one account with its duties and team."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import (
    ApplyForm,
    ApprovalsForm,
    DecideForm,
    MemberForm,
    ReasonForm,
    RegisterForm,
    UrlForm,
    VersionForm,
)
from accounts.http import SignedInRequest
from accounts.models import OfficialAccount, TeamMember
from accounts.models.official_account import AccountState, Platform
from accounts.permissions import (
    can_apply_somewhere,
    can_decide_application,
    can_import,
    can_manage_team,
    can_permit_single_officer,
    can_see_contacts,
    can_suspend,
)
from accounts.selectors import open_steps
from accounts.services import official_accounts as services
from accounts.services import teams
from accounts.services.websites import ask_for_check
from accounts.task_list import account_tasks
from accounts.team_rules import team_rules
from accounts.websites import website_state
from govsocial.audit.models import Entry
from govsocial.errors import RuleError
from govsocial.rulebook.services import clauses_shown
from govsocial.web.paging import page_of


@require_safe
def official_account_list(request: SignedInRequest) -> HttpResponse:
    accounts = OfficialAccount.objects.visible_to(request.user).select_related("office")
    state = request.GET.get("state", "")
    if state in AccountState.values:
        accounts = accounts.filter(status=state)
    context = {
        "page": page_of(request, accounts),
        "states": AccountState.choices,
        "state": state,
        "may_add": can_apply_somewhere(request.user),
        "may_import": can_import(request.user),
    }
    return render(request, "accounts/official_account_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def official_account_apply(request: SignedInRequest) -> HttpResponse:
    form = ApplyForm(request.POST or None, person=request.user)
    return _create(request, form, "accounts/official_account_apply.html", services.apply_for_account)


@require_http_methods(["GET", "HEAD", "POST"])
def official_account_register(request: SignedInRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None, person=request.user)
    return _create(request, form, "accounts/official_account_register.html", services.register_account)


def _create(
    request: SignedInRequest, form: ApplyForm | RegisterForm, template: str, service: Callable[..., OfficialAccount]
) -> HttpResponse:
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            account = service(by=request.user, **form.cleaned_data)
            return redirect("accounts:official_account_detail", account.pk)
        except RuleError as error:
            problem = error.message
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, "problem": problem}, status=status)


@require_safe
def official_account_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


def _find(request: SignedInRequest, pk: int) -> OfficialAccount:
    rows = OfficialAccount.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("office", "applied_by", "decided_by"), pk=pk)


def _show(
    request: SignedInRequest,
    account: OfficialAccount,
    *,
    problem: object = None,
    status: int = 200,
    bound: dict[str, object] | None = None,
) -> HttpResponse:
    members = list(TeamMember.objects.taken().filter(account=account).select_related("person"))
    current = list(filter(attrgetter("is_current"), members))
    version, rules = {"version": account.version}, team_rules(timezone.localdate())
    context = {
        "account": account,
        "members": members,
        "current": current,
        "approvers": sum(member.may_approve for member in current),
        "limits": rules,
        "steps": open_steps(account, current, rules),
        "clauses": clauses_shown(account.lineage),
        "may_decide": account.status == AccountState.APPLIED and can_decide_application(request.user, account),
        "may_manage": can_manage_team(request.user, account),
        "may_suspend": can_suspend(request.user, account),
        "member_form": MemberForm(account=account),
        "decide_form": DecideForm(initial=version),
        "reason_form": ReasonForm(initial=version),
        "may_permit": can_permit_single_officer(request.user, account),
        "single_form": ReasonForm(initial=version, auto_id="id_single_%s"),
        "may_see_contacts": account.platform == Platform.VIBER and can_see_contacts(request.user, account),
        "tasks": account_tasks(account, timezone.localdate()),
        "website": website_state(account, request.user, timezone.now()),
        "url_form": UrlForm(initial={**version, "url": account.url, "handle": account.handle}),
        "version_form": VersionForm(initial=version),
        "approvals_form": ApprovalsForm(initial={**version, "needed": account.approvals_needed}),
        "entries": Entry.objects.about(account)[:20],
        "problem": problem,
        **(bound or {}),
    }
    return render(request, "accounts/official_account_detail.html", context, status=status)


@require_POST
def official_account_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    form = DecideForm(request.POST)
    return _change(
        request,
        pk,
        form,
        "decide_form",
        lambda account, data: services.decide_application(
            account=account,
            approve=data["decision"] == "approve",
            reason=data["reason"],
            by=request.user,
            version=data["version"],
        ),
    )


@require_POST
def official_account_link(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        UrlForm(request.POST),
        "url_form",
        lambda account, data: services.record_url(account=account, by=request.user, **data),
    )


@require_POST
def official_account_activate(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        VersionForm(request.POST),
        "version_form",
        lambda account, data: services.activate(account=account, by=request.user, version=data["version"]),
    )


@require_POST
def official_account_approvals(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        ApprovalsForm(request.POST),
        "approvals_form",
        lambda account, data: services.set_approvals(account=account, by=request.user, **data),
    )


@require_POST
def official_account_suspend(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        ReasonForm(request.POST),
        "reason_form",
        lambda account, data: services.suspend(account=account, by=request.user, **data),
    )


@require_POST
def official_account_close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        ReasonForm(request.POST),
        "reason_form",
        lambda account, data: services.close(account=account, by=request.user, **data),
    )


@require_POST
def single_officer_permit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        ReasonForm(request.POST),
        "single_form",
        lambda account, data: teams.permit_single_officer(account=account, by=request.user, **data),
    )


@require_POST
def single_officer_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        ReasonForm(request.POST),
        "single_form",
        lambda account, data: teams.withdraw_single_officer(account=account, by=request.user, **data),
    )


@require_POST
def website_check(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(
        request,
        pk,
        forms.Form(request.POST),
        "check_form",
        lambda account, _data: ask_for_check(account=account, by=request.user),
    )


@require_POST
def team_member_add(request: SignedInRequest, pk: int) -> HttpResponse:
    account = _find(request, pk)
    form = MemberForm(request.POST, account=account)
    return _change(
        request,
        pk,
        form,
        "member_form",
        lambda account, data: teams.add_member(account=account, by=request.user, **data),
    )


@require_POST
def team_member_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    members = TeamMember.objects.select_related("account__office", "person")
    visible = OfficialAccount.objects.visible_to(request.user)
    member = get_object_or_404(members.filter(account__in=visible), pk=pk)
    try:
        teams.remove_member(member=member, by=request.user)
    except RuleError as error:
        return _refused(request, member.account, error)
    return redirect("accounts:official_account_detail", member.account_id)


def _change(
    request: SignedInRequest,
    pk: int,
    form: forms.Form,
    name: str,
    service: Callable[[OfficialAccount, dict[str, Any]], object],
) -> HttpResponse:
    """Run one change of an account from its form; a refusal shows the page again with the reason, nothing lost."""
    account = _find(request, pk)
    if not form.is_valid():
        return _show(request, account, status=422, bound={name: form})
    try:
        service(account, form.cleaned_data)
    except RuleError as error:
        return _refused(request, account, error, {name: form})
    return redirect("accounts:official_account_detail", account.pk)


def _refused(
    request: SignedInRequest, account: OfficialAccount, error: RuleError, bound: dict[str, object] | None = None
) -> HttpResponse:
    status = {"not_allowed": 403, "already_decided": 409, "already_ended": 409}.get(error.code, 422)
    typed = request.POST.get("reason", "").strip()
    extra = {**(bound or {}), "typed": typed}
    return _show(request, _find(request, account.pk), problem=error.message, status=status, bound=extra)
