"""Life of an official account (clauses 3, 5-ga): applied or registered, prepared, active, suspended, closed."""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person, Role
from accounts.models.official_account import AccountState, ActiveSpan
from accounts.models.role import OVERSEEING
from accounts.permissions import (
    can_apply,
    can_decide_application,
    can_manage_team,
    can_suspend,
    heads,
    overseers,
)
from accounts.platforms import address_key, hosts_in_words
from accounts.services.teams import team_is_complete
from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw


@transaction.atomic
def apply_for_account(
    *, office: Office, platform: str, name: str, goal: str, audience: str, terms_note: str, by: Person
) -> OfficialAccount:
    """Ask the office above for a new page, with its goal, audience and how terms are met (clause 3)."""
    if not can_apply(by, office):
        raise _not_allowed()
    account = OfficialAccount.objects.create(
        office=office,
        lineage=office.lineage,
        platform=platform,
        name=name,
        goal=goal,
        audience=audience,
        terms_note=terms_note,
        status=AccountState.APPLIED,
        applied_by=by,
    )
    _notify(account, "account_applied", overseers(office) or heads(office))
    _record(Action.ACCOUNT_APPLIED, account, by, platform=platform)
    return account


@transaction.atomic
def register_account(
    *, office: Office, platform: str, name: str, url: str, on_platform_since: date, access_note: str, by: Person
) -> OfficialAccount:
    """Enter a page that exists already; it needs its team before it is active. Raises wrong_host, url_taken."""
    if not can_apply(by, office):
        raise _not_allowed()
    account = OfficialAccount(
        office=office,
        lineage=office.lineage,
        platform=platform,
        name=name,
        url=url.strip(),
        url_key=_url_key(platform, url),
        is_existing=True,
        on_platform_since=on_platform_since,
        access_note=access_note,
        status=AccountState.PREPARING,
        applied_by=by,
    )
    _save_once(account)
    _record(Action.ACCOUNT_REGISTERED, account, by, url=account.url, platform=platform)
    return account


@transaction.atomic
def decide_application(*, account: OfficialAccount, approve: bool, reason: str, by: Person, version: int) -> None:
    """Approve or refuse an application. Raises not_allowed, reason_needed, already_decided."""
    if not can_decide_application(by, account):
        raise _not_allowed()
    if not approve and not reason.strip():
        raise RuleError("reason_needed", _("Say why, so that the office can mend it."))
    above = Role.objects.current().of(*OVERSEEING).above(account.office).filter(person=by).exists()
    to = AccountState.PREPARING if approve else AccountState.REFUSED
    moved = OfficialAccount.objects.filter(pk=account.pk).move(
        AccountState.APPLIED,
        to,
        version,
        decided_by=by,
        decided_at=timezone.now(),
        decision_reason=reason,
        own_decision=not above,
    )
    if not moved:
        raise _too_late(account)
    withdraw(account, ["account_applied"])
    _notify(account, "account_approved" if approve else "account_refused", [account.applied_by])
    action = Action.ACCOUNT_APPROVED if approve else Action.ACCOUNT_REFUSED
    _record(action, account, by, note=reason, own_decision=not above)


@transaction.atomic
def record_url(*, account: OfficialAccount, url: str, handle: str, by: Person, version: int) -> None:
    """The address of a page that was made after approval. Raises wrong_host, url_taken, wrong_state."""
    if not can_manage_team(by, account):
        raise _not_allowed()
    address = {"url": url.strip(), "url_key": _url_key(account.platform, url)}
    try:
        with transaction.atomic():
            moved = OfficialAccount.objects.filter(pk=account.pk).move(
                AccountState.PREPARING, AccountState.PREPARING, version, handle=handle, **address
            )
    except IntegrityError:
        raise _url_taken() from None
    if not moved:
        raise _too_late(account)
    _record(Action.ACCOUNT_LINKED, account, by, url=address["url"])


@transaction.atomic
def activate(*, account: OfficialAccount, by: Person, version: int) -> None:
    """Make an account active: only with its address and a team of 3-5, two of whom may approve (clause 5-ga).

    One officer is enough where the office above permitted it.
    """
    if not can_manage_team(by, account):
        raise _not_allowed()
    if not account.url:
        raise RuleError("no_url", _("Record the address of the page first."))
    moved = (
        OfficialAccount.objects.filter(pk=account.pk)
        .exclude(url="")
        .move(
            AccountState(account.status),
            AccountState.ACTIVE,
            version,
            activated_at=timezone.now(),
            team_short_since=None,
        )
    )
    if not moved or account.status not in {AccountState.PREPARING, AccountState.SUSPENDED}:
        raise _too_late(account)
    if not team_is_complete(account):  # after the row is ours: nobody can change the team in between
        raise RuleError("team_incomplete", _("An account needs a team of 3 to 5, two of whom may approve."))
    ActiveSpan.objects.create(account=account)
    _record(Action.ACCOUNT_ACTIVATED, account, by)


@transaction.atomic
def set_approvals(*, account: OfficialAccount, needed: int, by: Person, version: int) -> None:
    """How many approvers a post of the account needs, 1 or 2 (clause 6-ka); holds for decisions from now on.

    A post that waits for its second approval still needs it. Raises not_allowed, unchanged, already_decided.
    """
    if not can_manage_team(by, account):
        raise _not_allowed()
    state = AccountState(account.status)
    if state in {AccountState.CLOSED, AccountState.REFUSED}:
        raise _too_late(account)
    if needed == account.approvals_needed and version == account.version:
        raise RuleError("unchanged", _("This is so already."))
    if not OfficialAccount.objects.filter(pk=account.pk).move(state, state, version, approvals_needed=needed):
        raise _too_late(account)
    _record(Action.ACCOUNT_APPROVALS, account, by, before=account.approvals_needed, needed=needed)


@transaction.atomic
def suspend(*, account: OfficialAccount, reason: str, by: Person, version: int) -> None:
    """Stop an account for the time being. Raises reason_needed, wrong_state."""
    _end(account, AccountState.ACTIVE, AccountState.SUSPENDED, Action.ACCOUNT_SUSPENDED, reason, by, version)


@transaction.atomic
def close(*, account: OfficialAccount, reason: str, by: Person, version: int) -> None:
    """Close an account for good; its records stay."""
    state = AccountState(account.status)
    if state in {AccountState.CLOSED, AccountState.REFUSED}:
        raise _too_late(account)
    _end(account, state, AccountState.CLOSED, Action.ACCOUNT_CLOSED, reason, by, version)


def _end(
    account: OfficialAccount,
    from_: AccountState,
    to: AccountState,
    action: Action,
    reason: str,
    by: Person,
    version: int,
) -> None:
    if not can_suspend(by, account):
        raise _not_allowed()
    if not reason.strip():
        raise RuleError("reason_needed", _("Say why: the reason stays with the account."))
    if not OfficialAccount.objects.filter(pk=account.pk).move(from_, to, version):
        raise _too_late(account)
    ActiveSpan.objects.filter(account=account, until=None).update(until=timezone.now())
    withdraw(account, ["account_applied"])  # of an application nothing is left to decide
    _record(action, account, by, note=reason)


def _not_allowed() -> RuleError:
    return RuleError("not_allowed", _("You may not do this for this account."))


def _url_key(platform: str, url: str) -> str:
    """By which an address is the same however it was typed."""
    key = address_key(url, platform)
    if not key:
        message = _(
            "Give the address of the page itself: it begins with https://, is on %(hosts)s and holds no spaces."
        )
        raise RuleError("wrong_host", message % {"hosts": hosts_in_words(platform)})
    return key


def _save_once(account: OfficialAccount) -> None:
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise _url_taken() from None


def _url_taken() -> RuleError:
    return RuleError("url_taken", _("This address is registered already."))


def _too_late(account: OfficialAccount) -> RuleError:
    """Tell the one who came second who was first, and what came of it."""
    now = OfficialAccount.objects.get(pk=account.pk)
    last = Entry.objects.about(account).first()
    facts = {"who": last.actor_name if last else "", "state": now.get_status_display()}
    return RuleError("already_decided", _("%(who)s changed the account before you: it is now “%(state)s”.") % facts)


def _notify(account: OfficialAccount, kind: str, people: list[Person]) -> None:
    url = reverse("accounts:official_account_detail", args=[account.pk])
    notify(kind, account, people, url=url, facts={"name": account.name})


def _record(action: Action, account: OfficialAccount, by: Person, note: str = "", **data: object) -> None:
    record(action, account, by=by, lineage=account.lineage, note=note, data={"office": account.office.code, **data})
