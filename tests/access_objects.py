"""For the access matrix: the object each address is about, at four places of the tree, and a form that would do."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Invitation, Office, Role, TeamMember
from accounts.models.role import RoleKind
from accounts.services.people import invite
from accounts.views.imports import tried
from govsocial.notifications.models import Notice
from govsocial.notifications.services import notify
from govsocial.rulebook.models import Clause, Edition
from govsocial.workdays.models import HolidayRow, HoursRule, RestDay
from tests.factories import CLEAN, AccountFactory, PostFactory, RoleFactory, officer
from tests.world import World

PLACES = {"own": "DIST", "child": "UPZ", "parent": "MIN", "other": "OTH"}
PLACED = {
    "office",
    "role",
    "offer",
    "member",
    "notice",
    "form_office",
    "form_account",
    *(f"account_{state}" for state in ("applied", "preparing", "active")),
    *(f"post_{state}" for state in ("draft", "submitted", "approved")),
}
PASSPHRASE = "এক সকালে নদীর ধারে হাঁটা"
CSV = "office,platform,name,url,since,members\nDIST,facebook,আমদানি,https://www.facebook.com/imported,2020-01-31,\n"


@dataclass(frozen=True)
class Target:
    """An object at a place: what stands in its address, and what a form about it holds."""

    args: tuple[Any, ...]
    body: dict[str, Any]


def places_of(line: dict[str, Any]) -> list[str]:
    """Where an address is tried: at four places when its object belongs to an office, once otherwise."""
    return list(PLACES) if line.get("object") in PLACED else ["own"]


def people_of_ministry() -> None:
    """The ministry of the small country gets a head and a team, so that it can have accounts and posts."""
    office = Office.objects.get(code="MIN")
    for login in ("min_author", "min_approver", "min_approver2"):
        officer(office, email=f"{login}@test.example")
    officer(office, RoleKind.HEAD, email="min_head@test.example")


class Maker:
    """Makes the target of an address at a place."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, name: str, line: dict[str, Any], place: str) -> Target:
        code = PLACES[place]
        office = self.world.office(code)
        prefix = "" if code == "DIST" else f"{code.lower()}_"
        kind, _, state = line.get("object", "nothing").partition("_")
        row = getattr(self, kind)(office, prefix, state)
        args = row if isinstance(row, tuple) else (row.pk,)
        in_form = {"accounts:official_account_apply", "accounts:official_account_register", "content:post_create"}
        return Target(() if name in in_form else args, body_of(name, row))

    def nothing(self, office: Office, prefix: str, state: str) -> tuple[()]:
        return ()

    def office(self, office: Office, prefix: str, state: str) -> Office:
        return office

    def form(self, office: Office, prefix: str, state: str) -> Any:
        return office if state == "office" else self.account(office, prefix, "active")

    def role(self, office: Office, prefix: str, state: str) -> Role:
        return RoleFactory(office=office)

    def account(self, office: Office, prefix: str, state: str) -> Any:
        world = self.world
        seats = [(world.person(f"{prefix}author"), True, False)]
        seats += [(world.person(f"{prefix}{login}"), False, True) for login in ("approver", "approver2")]
        return AccountFactory(
            office=office, head=world.person(f"{prefix}head"), team=() if state == "applied" else seats, state=state
        )

    def member(self, office: Office, prefix: str, state: str) -> TeamMember:
        return TeamMember.objects.filter(account=self.account(office, prefix, "active")).first()

    def post(self, office: Office, prefix: str, state: str) -> Any:
        people = {name: self.world.person(f"{prefix}{name}") for name in ("author", "approver")}
        return PostFactory(state=state, account=self.account(office, prefix, "active"), **people)

    def notice(self, office: Office, prefix: str, state: str) -> Notice:
        # DIST's notice is the author's; of the people tried, UPZ and OTH have their head and their author.
        person = self.world.person("upz_head" if prefix == "upz_" else f"{prefix}author")
        notify("team_short", office, [person], url="/", facts={"name": "পেজ"})
        return Notice.objects.get(recipient=person)

    def invitation(self, office: Office, prefix: str, state: str) -> tuple[str]:
        by = self.world.person("head")
        kind = RoleKind.OFFICER
        made = invite(office=office, email="new@test.example", name_bn="নতুন", name_en="", role=kind, by=by)
        return (Notice.objects.get(kind="invitation", subject_id=str(made.pk)).url.strip("/").split("/")[-1],)

    def offer(self, office: Office, prefix: str, state: str) -> Invitation:
        by = self.world.person("administrator")
        return invite(office=office, email="g@test.example", name_bn="নতুন", name_en="", role=RoleKind.OFFICER, by=by)

    def reset(self, office: Office, prefix: str, state: str) -> tuple[str, str]:
        return ("1", "not-a-key")

    def edition(self, office: Office, prefix: str, state: str) -> tuple[str]:
        return (Edition.objects.get(is_default=True).code,)

    def clause(self, office: Office, prefix: str, state: str) -> tuple[str, str]:
        clause = Clause.objects.filter(edition__is_default=True).first()
        return (clause.edition.code, clause.code)

    def holiday(self, office: Office, prefix: str, state: str) -> HolidayRow:
        return HolidayRow.objects.first()

    def rest(self, office: Office, prefix: str, state: str) -> RestDay:
        return RestDay.objects.first()

    def hours(self, office: Office, prefix: str, state: str) -> HoursRule:
        return HoursRule.objects.first()


def body_of(name: str, row: Any) -> dict[str, Any]:
    """A form that does its work when an allowed person sends it."""
    seen = {"version": getattr(row, "version", 1), "seen": 1, "reason": "যাচাই করে দেখা হয়েছে।"}
    account = {"office": getattr(row, "pk", 0), "platform": "facebook", "name": "নতুন পেজ"}
    written = {"text": CLEAN, "purpose": "4-ga", "source": "অফিস আদেশ ১২"}
    names = {"name_bn": "ছুটি", "name_en": "Day off", "seen": "1"}
    day = {**names, "on": "2026-12-01", "source": "আদেশ"}
    rest = {"since": "2026-12-05", "until": "2026-12-05", "weekdays": ["4"], "seen": "1"}
    hours = {**names, "since": "2026-12-01", "until": "2026-12-31", "opens": "10:00", "closes": "16:00"}
    bodies: dict[str, Any] = {
        "account_login": {"login": "officer@test.example", "password": "wrong"},
        "account_reset_password": {"email": "officer@test.example"},
        "web:language": {"language": "en", "next": "/"},
        "accounts:person_invite": {"email": "guest@test.example", "name_bn": "অতিথি", "role": "officer"},
        "accounts:role_give": {"email": "nobody@test.example", "kind": "officer", "since": "2026-01-01"},
        "accounts:join": {"password": PASSPHRASE, "again": PASSPHRASE},
        "accounts:person_settings": {"language": "en"},
        "accounts:official_account_apply": {**account, "goal": "লক্ষ্য", "audience": "সবাই", "terms_note": "পড়া"},
        "accounts:official_account_register": {
            **account,
            "url": "https://facebook.com/new.page",
            "on_platform_since": "2020-01-31",
            "access_note": "টিম",
        },
        "accounts:official_account_import": lambda: {
            "step": "write",
            "file": SimpleUploadedFile("a.csv", CSV.encode()),
            "tried": tried(CSV.encode()),
        },
        "accounts:official_account_decide": {**seen, "decision": "approve"},
        "accounts:official_account_link": {"version": seen["version"], "url": "https://facebook.com/linked.page"},
        "accounts:team_member_add": lambda: {"person": officer(row.office).pk, "may_write": "on"},
        "content:post_create": {**written, "account": getattr(row, "pk", 0)},
        "content:post_edit": lambda: {**written, "account": row.account_id, "text": "নতুন পাঠ", "version": row.version},
        "content:post_reject": {**seen, "clause": "9-ga"},
        "content:post_publish": lambda: {
            **seen,
            "link": f"{row.account.url}/posts/1",
            "published_at": timezone.localtime().strftime("%d/%m/%Y %H:%M"),
            "changed": "yes",
            "change_note": "বানান",
        },
        "workdays:holiday_add": day,
        "workdays:holiday_edit": day,
        "workdays:rest_days_add": rest,
        "workdays:rest_days_edit": {"since": "2016-01-01", "weekdays": ["4"], "seen": "1"},
        "workdays:hours_add": hours,
        "workdays:hours_edit": {**hours, "since": "2016-01-01", "until": ""},
    }
    made = bodies.get(name, seen)
    return made() if callable(made) else made
