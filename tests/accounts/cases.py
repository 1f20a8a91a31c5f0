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
    Case("accounts:invitation_withdraw", "head", Action.INVITATION_WITHDRAWN),
    Case("accounts:role_end", "head", Action.ROLE_ENDED),
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
    Case("accounts:official_account_close", "head", Action.ACCOUNT_CLOSED),
    Case("accounts:team_member_add", "head", Action.MEMBER_ADDED, {"may_approve": "on"}),
    Case("accounts:team_member_remove", "head", Action.MEMBER_REMOVED, notice="team_short", told=("head",)),
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
