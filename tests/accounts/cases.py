"""Each form of people, offices, accounts and calendar: who sends it, what is recorded, who is told."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from govsocial.audit.actions import Action
from govsocial.audit.models import Entry
from govsocial.notifications.models import Notice
from tests.access_objects import CSV, Maker, Target
from tests.test_access import LINES
from tests.world import World


@dataclass(frozen=True)
class Case:
    """A form by its address. `change` is what a second sending says otherwise; `told` is who gets the notice."""

    name: str
    login: str
    action: Action
    change: dict[str, Any] = field(default_factory=lambda: {"reason": "অন্য এক কারণ, দ্বিতীয়বার"})
    notice: str = ""
    told: tuple[str, ...] = ()

    def target(self, world: World) -> Target:
        return Maker(world)(self.name, LINES[self.name], "own")

    def address(self, target: Target) -> str:
        return reverse(self.name, args=target.args)

    def entries(self, world: World) -> int:
        return Entry.objects.filter(action=self.action, actor=world.person(self.login)).count()

    def addressed(self) -> set[str]:
        return {
            email.split("@")[0] for email in Notice.objects.filter(kind=self.notice).values_list("address", flat=True)
        }


OTHER_FILE = CSV.replace("imported", "imported.too").encode()
CASES = [
    Case("accounts:person_invite", "head", Action.PERSON_INVITED, {"name_bn": "অন্য জন"}, "invitation", ("guest",)),
    Case("accounts:role_give", "head", Action.ROLE_GIVEN, {"since": "2026-02-02"}),
    Case("accounts:office_move", "administrator", Action.OFFICE_MOVED),
    Case("accounts:invitation_withdraw", "head", Action.INVITATION_WITHDRAWN),
    Case("accounts:role_end", "head", Action.ROLE_ENDED),
    Case(
        "accounts:job_description_write",
        "head",
        Action.JOB_DESCRIBED,
        {"text": "অন্য কাজের বিবরণ"},
        "job_described",
        ("author",),
    ),
    Case("accounts:orientation_record", "head", Action.ORIENTATION_RECORDED, {"subject": "অন্য বিষয়"}),
    Case(
        "accounts:hand_over_record",
        "author",
        Action.HAND_OVER_RECORDED,
        {"note": "অন্য আদেশ"},
        "hand_over_recorded",
        ("head",),
    ),
    Case(
        "accounts:hand_over_withdraw",
        "head",
        Action.HAND_OVER_WITHDRAWN,
        {"version": 99, "more": "অন্য কিছু"},
        "hand_over_withdrawn",
        ("author",),
    ),
    Case(
        "accounts:hand_over_end",
        "head",
        Action.HAND_OVER_ENDED,
        {"version": 99, "more": "অন্য কিছু"},
        "hand_over_ended",
        ("author",),
    ),
    Case(
        "accounts:misuse_report_make",
        "officer",
        Action.MISUSE_REPORTED,
        {"what": "অন্য ঘটনা"},
        "misuse_reported",
        ("supervisor",),
    ),
    Case(
        "accounts:misuse_report_decide",
        "supervisor",
        Action.MISUSE_DECIDED,
        notice="misuse_decided",
        told=("officer",),
    ),
    Case("accounts:committee_form", "head", Action.COMMITTEE_FORMED, {"order_number": "অন্য আদেশ"}),
    Case("accounts:committee_member_add", "head", Action.COMMITTEE_MEMBER_ADDED, {"name": "অন্য সদস্য"}),
    Case("accounts:committee_member_end", "head", Action.COMMITTEE_MEMBER_ENDED),
    Case("accounts:committee_decision_record", "head", Action.COMMITTEE_DECIDED, {"text": "অন্য সিদ্ধান্ত"}),
    Case("accounts:committee_dissolve", "head", Action.COMMITTEE_DISSOLVED),
    Case("accounts:person_settings", "author", Action.PERSON_SETTINGS, {"language": "bn"}),
    Case(
        "accounts:official_account_apply",
        "head",
        Action.ACCOUNT_APPLIED,
        {"goal": "অন্য লক্ষ্য"},
        "account_applied",
        ("supervisor",),
    ),
    Case("accounts:official_account_register", "head", Action.ACCOUNT_REGISTERED, {"access_note": "অন্য টিম"}),
    Case(
        "accounts:official_account_decide",
        "supervisor",
        Action.ACCOUNT_APPROVED,
        notice="account_approved",
        told=("head",),
    ),
    Case("accounts:official_account_link", "head", Action.ACCOUNT_LINKED, {"handle": "অন্য নাম"}),
    Case("accounts:official_account_activate", "head", Action.ACCOUNT_ACTIVATED),
    Case("accounts:official_account_suspend", "supervisor", Action.ACCOUNT_SUSPENDED),
    Case("accounts:official_account_approvals", "head", Action.ACCOUNT_APPROVALS, {"needed": "1"}),
    Case("accounts:official_account_close", "head", Action.ACCOUNT_CLOSED),
    Case("accounts:team_member_add", "head", Action.MEMBER_ADDED, {"may_approve": "on"}),
    Case("accounts:team_member_remove", "head", Action.MEMBER_REMOVED, notice="team_short", told=("head",)),
    Case("accounts:account_duty_attest", "author", Action.DUTY_ATTESTED, {"evidence": "অন্য প্রমাণক"}),
    Case("accounts:office_duty_attest", "head", Action.DUTY_ATTESTED, {"evidence": "অন্য প্রমাণক"}),
    Case("accounts:credentials_rotate", "author", Action.CREDENTIALS_ROTATED, {"note": "অন্য কারণে"}),
    Case("accounts:website_record", "head", Action.WEBSITE_RECORDED, {"website": "https://other.gov.bd"}),
    Case("accounts:office_number_add", "head", Action.NUMBER_ADDED, {"purpose": "অন্য কাজে"}),
    Case("accounts:office_number_end", "head", Action.NUMBER_ENDED),
    Case("accounts:website_check", "head", Action.WEBSITE_CHECK_ASKED),
    Case("accounts:peer_add", "author", Action.PEER_ADDED, {"name": "অন্য দপ্তর"}),
    Case("accounts:peer_end", "author", Action.PEER_ENDED),
    Case("accounts:contact_add", "author", Action.CONTACT_ADDED, {"identity": "অন্য একজন"}),
    Case("accounts:contact_show", "author", Action.CONTACTS_SEEN),
    Case("accounts:contact_end", "author", Action.CONTACT_ENDED),
    Case("accounts:grs_identity_record", "head", Action.GRS_RECORDED, {"contact": "অন্য কর্মকর্তা"}),
    Case(
        "accounts:single_officer_permit",
        "supervisor",
        Action.SINGLE_OFFICER_PERMITTED,
        notice="single_officer_permitted",
        told=("head",),
    ),
    Case(
        "accounts:single_officer_withdraw",
        "supervisor",
        Action.SINGLE_OFFICER_WITHDRAWN,
        notice="single_officer_withdrawn",
        told=("head",),
    ),
    Case("accounts:acknowledgement_give", "author", Action.EDITION_ACKNOWLEDGED, {"more": "অন্য কিছু"}),
    Case("workdays:holiday_add", "administrator", Action.HOLIDAY_ADDED, {"name_bn": "অন্য ছুটি"}),
    Case("workdays:holiday_edit", "cabinet", Action.HOLIDAY_CHANGED, {"name_bn": "অন্য ছুটি"}),
    Case("workdays:rest_days_add", "administrator", Action.REST_DAYS_ADDED, {"until": "2026-12-12"}),
    Case("workdays:rest_days_edit", "cabinet", Action.REST_DAYS_CHANGED, {"until": "2099-12-12"}),
    Case("workdays:hours_add", "administrator", Action.HOURS_ADDED, {"name_bn": "অন্য সময়"}),
    Case("workdays:hours_edit", "cabinet", Action.HOURS_CHANGED, {"name_bn": "অন্য সময়"}),
    Case(
        "accounts:official_account_import",
        "administrator",
        Action.ACCOUNTS_IMPORTED,
        {"file": SimpleUploadedFile("b.csv", OTHER_FILE)},
    ),
]
