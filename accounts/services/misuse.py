"""Reporting a misuse and recording what came of it (bd-2016 5-ta, cg-2017 `breach`)."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import MisuseReport, Office, OfficialAccount, Person, Role
from accounts.models.misuse import COMPETENT, OUTCOMES, MisuseState
from accounts.models.official_account import Platform
from accounts.permissions import can_decide_misuse, can_report_misuse
from accounts.platforms import address_key
from govsocial.audit.actions import Action
from govsocial.audit.services import record
from govsocial.errors import RuleError
from govsocial.notifications.services import notify, withdraw


@transaction.atomic
def report_misuse(
    *,
    office: Office,
    kind: str,
    about: str,
    address: str,
    happened_on: date,
    what: str,
    evidence: str,
    link: str,
    by: Person,
) -> MisuseReport:
    """Report an account or a person of an office to the office above. Raises not_allowed, in_future, nobody_above."""
    if not can_report_misuse(by):
        raise RuleError("not_allowed", _("Whoever holds a role in an office reports a misuse."))
    if happened_on > timezone.localdate():
        raise RuleError("in_future", _("The day may not lie in the future."))
    person, account = _known(office, address)
    authority = _authority(office, [one for one in (person, by) if one])
    if authority is None:
        raise RuleError("nobody_above", _("Nobody active stands above who could look into it."))
    report = MisuseReport.objects.create(
        office=office,
        lineage=office.lineage,
        authority=authority,
        kind=kind,
        about=about,
        address=address,
        about_person=person,
        about_account=account,
        happened_on=happened_on,
        what=what,
        evidence=evidence,
        link=link,
        reported_by=by,
    )
    _tell("misuse_reported", report, set(_competent(authority)) - {by, person})
    _record(Action.MISUSE_REPORTED, report, by)
    return report


@transaction.atomic
def decide_misuse(*, report: MisuseReport, outcome: str, reason: str, by: Person, version: int) -> None:
    """Record what came of it; the report is closed. Raises not_allowed, reason_needed, already_decided."""
    if not can_decide_misuse(by, report) or outcome not in OUTCOMES:
        raise RuleError("not_allowed", _("The competent office decides, and nobody in his own matter."))
    if not reason.strip():
        raise RuleError("reason_needed", _("Say why: the reason stays with the report."))
    fields = {"reason": reason, "decided_by": by, "decided_at": timezone.now()}
    rows = MisuseReport.objects.filter(pk=report.pk)
    if not rows.move(MisuseState.REPORTED, MisuseState(outcome), version, **fields):
        now = MisuseReport.objects.select_related("decided_by").get(pk=report.pk)
        who = now.decided_by.name if now.decided_by else ""
        facts = {"who": who, "state": now.get_status_display()}
        raise RuleError("already_decided", _("%(who)s was first: it is now “%(state)s”.") % facts)
    withdraw(report, ["misuse_reported"])
    _tell("misuse_decided", report, {report.reported_by} - {by})
    _record(Action.MISUSE_DECIDED, report, by, outcome=outcome)


def _known(office: Office, address: str) -> tuple[Person | None, OfficialAccount | None]:
    """Whom the address names in that office: a person by e-mail, or an account by its page."""
    if not address:
        return None, None
    holders = Role.objects.filter(office=office, person__email=address.lower()).select_related("person")
    role = holders.first()
    keys = {address_key(address, platform) for platform in Platform.values} - {""}
    account = OfficialAccount.objects.filter(office=office, url_key__in=keys).first()
    return (role.person if role else None), account


def _authority(office: Office, not_them: list[Person]) -> Office | None:
    """The nearest office above with somebody who may decide and is not concerned; at the root the office itself."""
    at = Office.objects.above(office) if office.parent_id else Office.objects.filter(pk=office.pk)
    for above in at:
        if _competent(above).exclude(pk__in=[one.pk for one in not_them]).exists():
            return above
    return None


def _competent(office: Office) -> "QuerySet[Person]":
    return Role.objects.current().of(*COMPETENT).filter(office=office).people()


def _tell(kind: str, report: MisuseReport, people: "set[Person]") -> None:
    url = reverse("accounts:misuse_report_detail", args=[report.pk])
    notify(kind, report, people, url=url, facts={"number": str(report.pk)})


def _record(action: Action, report: MisuseReport, by: Person, **facts: str) -> None:
    """Of whom and what stays in the report: entries are read by more people than reports."""
    record(action, report, by=by, lineage=report.authority.lineage, data={"kind": report.kind, **facts})
