"""Where a clause is put right, and where its evidence stands: the page for each clause and subject."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.compliance import ACKNOWLEDGED
from accounts.duties import DUTIES
from accounts.models import Office, OfficialAccount

ATTESTED = {(duty.edition, duty.clause) for duty in DUTIES}
PLEDGED = {(edition, clause) for edition, clauses in ACKNOWLEDGED.items() for clause in clauses}
BD = "bd-2016"
ROTATION, GRS, TEAM, UPDATES = (BD, "5-nga"), (BD, "5-jha"), (BD, "5-ga"), (BD, "7-ka")


@dataclass(frozen=True)
class NextStep:
    """`url` is the page to act on, `evidence` the one that shows what there is."""

    url: str
    label: Promise | str
    evidence: str


def next_step(
    rule: tuple[str, str], office: Office, account: OfficialAccount | None, facts: dict[str, Any]
) -> NextStep:
    """What to do about a clause (its shipped edition and its id) for an account, or for the office itself."""
    if rule in PLEDGED:
        page = reverse("accounts:acknowledgement_list")
        return NextStep(page, _("Acknowledge"), page)
    if account:
        return _of_account(rule, account)
    return _of_office(rule, office, facts)


def _of_account(rule: tuple[str, str], account: OfficialAccount) -> NextStep:
    home = reverse("accounts:official_account_detail", args=[account.pk])
    if rule in ATTESTED:
        page = reverse("accounts:account_duty_attest", args=[account.pk, rule[1]])
        return NextStep(page, _("Attest"), page)
    if rule == ROTATION:
        page = reverse("accounts:credentials_rotate", args=[account.pk])
        return NextStep(page, _("Record the change"), page)
    if rule == UPDATES:
        return NextStep(reverse("content:post_create"), _("Write post"), home)
    return NextStep(home, _("Complete team") if rule == TEAM else _("Open account"), home)


def _of_office(rule: tuple[str, str], office: Office, facts: dict[str, Any]) -> NextStep:
    if rule in ATTESTED:
        page = reverse("accounts:office_duty_attest", args=[office.pk, rule[1]])
        return NextStep(page, _("Attest"), page)
    if rule == GRS:
        page = reverse("accounts:grs_identity_record", args=[office.pk])
        return NextStep(page, _("Record the GRS identity"), page)
    if rule[1] == "circular":
        number = facts.get("circular")
        page = reverse("reviews:circular_detail", args=[number]) if number else reverse("reviews:circular_list")
        return NextStep(page, _("Acknowledge"), page)
    home = reverse("accounts:office_detail", args=[office.pk])
    return NextStep(home, _("Open office"), home)
