"""For the access matrix: the object each address is about, at four places of the tree, and a form that would do."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.duties import DUTIES
from accounts.models import (
    Attestation,
    Committee,
    CommitteeMember,
    HandOver,
    Invitation,
    MisuseReport,
    Office,
    OfficeNumber,
    OfficialAccount,
    Peer,
    Role,
    TeamMember,
    ViberContact,
)
from accounts.models.role import RoleKind
from accounts.services.duties import attest
from accounts.services.people import invite
from accounts.views.imports import tried
from content.models import KeptDraft, MediaFile, Mistake, Post, PostTemplate, ProhibitedTerm, SecondLook, TermChange
from content.models.post import Asked
from content.services.kept_drafts import keep_draft
from content.services.mistakes import notice_mistake
from content.services.post_templates import TemplateText, write_template
from content.views.term_files import tried as list_tried
from govsocial.notifications.models import Notice
from govsocial.notifications.services import notify
from govsocial.rulebook.models import Clause, Edition, OfficeEdition, Parameter, ParameterProposal
from govsocial.tallies.models import Finding, Status
from govsocial.workdays.models import HolidayRow, HoursRule, RestDay
from reviews.models import Addressee, Circular, Clarification, Excusal
from tests.content.term_cases import file_of
from tests.content.terms import REASON, make_change, make_term
from tests.factories import (
    ALT,
    BLOCKED,
    CLEAN,
    MISUSE,
    AccountFactory,
    PostFactory,
    RoleFactory,
    attached,
    committee,
    hand_over,
    misuse_report,
    officer,
    picture,
    published_number,
    suggested,
)
from tests.reviews.factories import (
    PDF,
    CircularFactory,
    ExcusalFactory,
    QuestionFactory,
    below,
    breach_of,
    drafted,
    followed,
    proposed,
    second_keeper,
)
from tests.world import World

PLACES = {"own": "DIST", "child": "UPZ", "parent": "MIN", "other": "OTH"}
PLACED = {
    "office",
    "role",
    "offer",
    "member",
    "notice",
    "number",
    "colleague",
    "committee",
    "committee_member",
    "misuse",
    "handover_planned",
    "handover_begun",
    "duty_account",
    "duty_office",
    "account_viber",
    "attested",
    "peer",
    "contact",
    "single_permitted",
    "look",
    "attachment",
    "media",
    "mistake",
    "form_office",
    "kept",
    "template",
    "post_suggested",
    "form_account",
    "form_queue",
    "form_issue",
    "form_term",
    "term_draft",
    "term_tried",
    "change_open",
    "question_asked",
    "question_answered",
    "circular",
    "addressee",
    "breach",
    "excuse_account",
    "excuse_office",
    "excusal_asked",
    "excusal_granted",
    *(f"account_{state}" for state in ("applied", "preparing", "active", "website")),
    *(f"post_{state}" for state in ("published", "draft", "submitted", "blocked", "approved")),
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

    def row(self, line: dict[str, Any], place: str) -> Any:
        """The object that the address of a line is about."""
        code = PLACES[place]
        prefix = "" if code == "DIST" else f"{code.lower()}_"
        kind, _, state = line.get("object", "nothing").partition("_")
        return getattr(self, kind)(self.world.office(code), prefix, state)

    def __call__(self, name: str, line: dict[str, Any], place: str) -> Target:
        return self.target(name, self.row(line, place))

    def target(self, name: str, row: Any) -> Target:
        """What an address and its form say about an object."""
        args = row if isinstance(row, tuple) else (row.pk,)
        in_form = {"accounts:official_account_apply", "accounts:official_account_register", "content:post_create"}
        in_form |= {"reviews:clarification_ask", "reviews:circular_issue"}
        in_form |= {"content:prohibited_term_create", "content:prohibited_term_bulk", "content:prohibited_term_import"}
        in_form |= {"content:prohibited_term_look", "content:post_found"}
        in_form |= {"content:post_bulk_approve", "content:post_bulk_return"}
        in_form |= {"content:post_keep", "content:post_template_create"}
        return Target(() if name in in_form else args, body_of(name, row))

    def nothing(self, office: Office, prefix: str, state: str) -> tuple[()]:
        return ()

    def office(self, office: Office, prefix: str, state: str) -> Office:
        return office

    def term(self, office: Office, prefix: str, state: str) -> ProhibitedTerm:
        """An entry of an office's own list."""
        return make_term(self.world, state, office=office.code, text=self.new_text())

    def change(self, office: Office, prefix: str, state: str) -> TermChange:
        """A change of such an entry that waits for a second person."""
        return make_change(self.world, office=office.code, text=self.new_text())

    def new_text(self) -> str:
        return f"নমুনাকথা{ProhibitedTerm.objects.count()}"

    def form(self, office: Office, prefix: str, state: str) -> Any:
        if state == "term":
            return self.term(office, prefix, "tried")
        if state == "queue":
            return self.post(office, prefix, "submitted")
        if state == "issue":
            below(office)
        return office if state in {"office", "issue"} else self.account(office, prefix, "active")

    def role(self, office: Office, prefix: str, state: str) -> Role:
        return RoleFactory(office=office)

    def account(self, office: Office, prefix: str, state: str) -> Any:
        if state == "viber":
            return self.viber(office, prefix)
        world = self.world
        seats = [(world.person(f"{prefix}author"), True, False)]
        seats += [(world.person(f"{prefix}{login}"), False, True) for login in ("approver", "approver2")]
        if state == "website":
            Office.objects.filter(pk=office.pk).update(website="https://office.gov.bd")
            state = "active"
        return AccountFactory(
            office=office, head=world.person(f"{prefix}head"), team=() if state == "applied" else seats, state=state
        )

    def viber(self, office: Office, prefix: str) -> Any:
        """An active account on Viber."""
        account = self.account(office, prefix, "active")
        OfficialAccount.objects.filter(pk=account.pk).update(platform="viber")
        return OfficialAccount.objects.select_related("office").get(pk=account.pk)

    def peer(self, office: Office, prefix: str, state: str) -> Peer:
        facts = {"account": self.account(office, prefix, "active"), "name": "পেজ", "url": "https://facebook.com/peer"}
        return Peer.objects.create(**facts, by=self.world.person("head"))

    def contact(self, office: Office, prefix: str, state: str) -> ViberContact:
        facts = {"account": self.viber(office, prefix), "number": "+8801700000001", "identity": "একজন"}
        return ViberContact.objects.create(**facts, by=self.world.person("head"))

    def duty(self, office: Office, prefix: str, state: str) -> tuple[int, str]:
        """An account's (or the office's own) duty; every tree has the account that makes the office owe it."""
        account = self.account(office, prefix, "active")
        return (account.pk, "5-gha") if state == "account" else (office.pk, "5-nya")

    def attested(self, office: Office, prefix: str, state: str) -> Attestation:
        """A statement about an account, with the picture that was looked at."""
        account, by = self.account(office, prefix, "active"), self.world.person(f"{prefix}head")
        duty = next(duty for duty in DUTIES if duty.clause == "5-gha")
        said = {"on": timezone.localdate(), "evidence": "দেখা হয়েছে", "link": "", "answers": {}, "seen": 0}
        return attest(duty=duty, subject=account, by=by, picture=SimpleUploadedFile("a.png", picture()), **said)

    def single(self, office: Office, prefix: str, state: str) -> Any:
        account = self.account(office, prefix, "active")
        OfficialAccount.objects.filter(pk=account.pk).update(single_officer_since=timezone.localdate())
        return account

    def member(self, office: Office, prefix: str, state: str) -> TeamMember:
        return TeamMember.objects.filter(account=self.account(office, prefix, "active")).first()

    def post(self, office: Office, prefix: str, state: str) -> Any:
        people = {name: self.world.person(f"{prefix}{name}") for name in ("author", "approver")}
        if state == "suggested":
            return suggested(PostFactory(state="submitted", account=self.account(office, prefix, "active"), **people))
        if state == "blocked":
            state, people = "submitted", {**people, "text": BLOCKED}
        return PostFactory(state=state, account=self.account(office, prefix, "active"), **people)

    def look(self, office: Office, prefix: str, state: str) -> SecondLook:
        """The second look owed for what the other approver let out in an emergency."""
        people = {"author": self.world.person(f"{prefix}author"), "approver": self.world.person(f"{prefix}approver2")}
        account = self.account(office, prefix, "active")
        return SecondLook.objects.get(post=PostFactory(state="approved", emergency=True, account=account, **people))

    def mistake(self, office: Office, prefix: str, state: str) -> Mistake:
        """A mistake in a published post, which its author noted."""
        by = self.world.person(f"{prefix}author")
        post = self.post(office, prefix, "published")
        return notice_mistake(post=post, what="তারিখ ভুল", noticed_at=timezone.now(), by=by)

    def attachment(self, office: Office, prefix: str, state: str) -> tuple[int, int]:
        """A picture on a draft, with its draft."""
        post = self.post(office, prefix, "draft")
        return (post.pk, attached(post, self.world.person(f"{prefix}author")).pk)

    def media(self, office: Office, prefix: str, state: str) -> MediaFile:
        """The picture of a post that waits for approval."""
        post = self.post(office, prefix, "draft")
        file = attached(post, self.world.person(f"{prefix}author")).file
        Post.objects.filter(pk=post.pk).update(status="submitted")
        return file

    def kept(self, office: Office, prefix: str, state: str) -> KeptDraft:
        """What an author was typing and did not save."""
        given = {"key": secrets.token_urlsafe(16), "fields": {"text": CLEAN}, "post": None}
        author = self.world.person(f"{prefix}author")
        return keep_draft(account=self.account(office, prefix, "active"), by=author, **given)

    def template(self, office: Office, prefix: str, state: str) -> PostTemplate:
        words = TemplateText(f"নোটিশ {PostTemplate.objects.count()}", CLEAN, "4-ga")
        return write_template(office=office, words=words, by=self.world.person(f"{prefix}head"))

    def notice(self, office: Office, prefix: str, state: str) -> Notice:
        # DIST's notice is the author's; of the people tried, UPZ and OTH have their head and their author.
        person = self.world.person("upz_head" if prefix == "upz_" else f"{prefix}author")
        notify("team_short", office, [person], url="/", facts={"name": "পেজ"})
        return Notice.objects.get(recipient=person)

    def number(self, office: Office, prefix: str, state: str) -> OfficeNumber:
        """A number that the office publishes."""
        return published_number(office, self.world.person("administrator"))

    def colleague(self, office: Office, prefix: str, state: str) -> tuple[int, int]:
        """The author of an office, as somebody whose job is described there."""
        return (office.pk, self.world.person(f"{prefix}author").pk)

    def handover(self, office: Office, prefix: str, state: str) -> HandOver:
        person, head = self.world.person(f"{prefix}author"), self.world.person(f"{prefix}head")
        return hand_over(office, person, head, days=0 if state == "begun" else 5)

    def committee(self, office: Office, prefix: str, state: str) -> Committee | CommitteeMember:
        """One with a chair; its form, or the seat of its other member."""
        made = committee(office, self.world.person(f"{prefix}head"))
        return made.members.last() if state == "member" else made

    def misuse(self, office: Office, prefix: str, state: str) -> MisuseReport:
        """About a page of the office, reported by an officer of DIST."""
        return misuse_report(office, self.world.person("officer"))

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

    def parameter(self, office: Office, prefix: str, state: str) -> Parameter:
        return Parameter.objects.get(edition__code="bd-2016", name="first_response")

    def proposal(self, office: Office, prefix: str, state: str) -> ParameterProposal:
        waiting = ParameterProposal.objects.pending().first()
        return waiting or proposed(by=second_keeper())

    def draft(self, office: Office, prefix: str, state: str) -> Any:
        edition = drafted(by=second_keeper(), code=f"bd-new-{Edition.objects.count()}")
        if state == "value":
            return (Parameter.objects.get(edition=edition, name="updates_per_week").pk,)
        return (edition.code, "7-ka") if state == "clause" else (edition.code,)

    def follower(self, office: Office, prefix: str, state: str) -> OfficeEdition:
        present = OfficeEdition.objects.filter(office_id=office.pk, until=None).first()
        return present or followed(office, since=timezone.localdate() - timedelta(days=5))

    def question(self, office: Office, prefix: str, state: str) -> Clarification:
        return QuestionFactory(state=state, office=office, by=self.world.person(f"{prefix}author"))

    def circular(self, office: Office, prefix: str, state: str) -> Circular:
        below(office)
        by = self.world.person("supervisor" if prefix == "min_" else f"{prefix}head")
        return CircularFactory(office=office, by=by, is_public=state == "public")

    def addressee(self, office: Office, prefix: str, state: str) -> Addressee:
        by = {"DIST": "supervisor", "UPZ": "head", "MIN": "cabinet", "OTH": "supervisor"}[office.code]
        circular = CircularFactory(office=office.parent, by=self.world.person(by))
        return Addressee.objects.get(circular=circular, office=office)

    def breach(self, office: Office, prefix: str, state: str) -> tuple[int, str]:
        """A clause that is in breach at the office; at the ministry: at an office below it."""
        breach_of(self.world.account() if office.code == "MIN" else self.account(office, prefix, "active"))
        return (office.pk, "5-gha")

    def excuse(self, office: Office, prefix: str, state: str) -> tuple[int, str, str]:
        account = self.account(office, prefix, "active")
        subject, clause = (account, "5-gha") if state == "account" else (office, "5-jha")
        breach_of(subject, clause)
        return (subject.pk, "bd-2016", clause)

    def excusal(self, office: Office, prefix: str, state: str) -> Excusal:
        people = {"by": self.world.person(f"{prefix}head"), "decider": self.world.person("cabinet")}
        return ExcusalFactory(state=state, subject=self.account(office, prefix, "active"), **people)

    def holiday(self, office: Office, prefix: str, state: str) -> HolidayRow:
        return HolidayRow.objects.first()

    def rest(self, office: Office, prefix: str, state: str) -> RestDay:
        return RestDay.objects.first()

    def hours(self, office: Office, prefix: str, state: str) -> HoursRule:
        return HoursRule.objects.first()


def rule_book_bodies(row: Any) -> dict[str, Any]:
    """Forms of the rule book, of clarifications and circulars."""
    today = timezone.localdate().isoformat()
    head = {"title_bn": "নতুন নির্দেশিকা", "title_en": "New guideline", "year": "2027", "since": "2027-01-01"}
    words = {"label_bn": "৭(ক)", "label_en": "7(ka)", "title_bn": "হালনাগাদ", "title_en": "Updates", "force": "must"}
    texts = {"text_bn": "পাঠ", "text_en": "Text", "portal_bn": "গণনা", "portal_en": "Counted"}
    how = {"decided_by": ["human"], "level": "post", "period": "each"}
    value = {"title_bn": "উত্তর", "title_en": "Answers", "value": "৩", "version": 1}
    office = {"office": getattr(row, "pk", 0)}
    return {
        "rulebook:parameter_change": {"value": "6", "since": "2027-01-01", "reason": "সভার সিদ্ধান্ত"},
        "rulebook:edition_copy": {**head, "code": "bd-2027"},
        "rulebook:edition_change": {**head, "version": 1},
        "rulebook:clause_change": {**words, **texts, **how, "version": 1},
        "rulebook:clause_add": {**words, **texts, **how, "version": 1, "code": "7-nga", "after": "7-gha"},
        "rulebook:clause_remove": {"version": 1},
        "rulebook:draft_value_add": {**value, "name": "replies", "unit": "days", "set_by": "guideline"},
        "rulebook:draft_value_change": value,
        "rulebook:draft_value_remove": {"version": 1},
        "rulebook:office_edition": lambda: {"edition": Edition.objects.get(code="ssd-2020").pk, "since": today},
        "rulebook:office_edition_end": {"until": today},
        "reviews:clarification_ask": lambda: {
            **office,
            "clause": Clause.objects.get(edition__code="bd-2016", code="7-ka").pk,
            "kind": "problem",
            "question": "কীভাবে মানব?",
        },
        "reviews:clarification_answer": {"answer": "এভাবে।", "authority": "a2i", "publish": "on", "version": 1},
        "reviews:clarification_publish": {"version": 2},
        "reviews:circular_issue": lambda: {
            **office,
            "memo_number": "০৫.১",
            "dated_on": today,
            "subject_bn": "বিষয়",
            "text_bn": "পাঠ",
            "copy": SimpleUploadedFile("a.pdf", PDF),
        },
    }


def excusal_bodies() -> dict[str, Any]:
    """Forms of excusals and of reminders of breaches."""
    today = timezone.localdate()
    days = {"since": today.isoformat(), "last_day": (today + timedelta(days=20)).isoformat()}
    asked = {**days, "reason": "বন্যায় সংযোগ বন্ধ ছিল।", "evidence": "আদেশ ১২"}
    found = Finding.objects.present().filter(clause="5-gha", status=Status.BREACHED)
    return {
        "reviews:account_excusal_ask": asked,
        "reviews:office_excusal_ask": asked,
        "dashboard:breach_remind": lambda: {"finding": list(found.values_list("pk", flat=True))},
    }


def term_bodies(row: Any) -> dict[str, Any]:
    """Forms of the list of prohibited content."""
    written = {"category": "ka", "kind": "word", "language": "bn", "severity": "warn", "text": "নমুনাবাক্য"}
    written |= {"why_bn": "কারণ", "why_en": "Reason", "anyway": "on"}
    pk, version = getattr(row, "pk", 0), getattr(row, "version", 1)
    asked = {"to_status": "shadow", "reason": REASON}
    return {
        "content:prohibited_term_create": {**written, "office": pk},
        "content:prohibited_term_look": {**written, "office": pk},
        "content:prohibited_text_test": lambda: {"text": CLEAN, "office": Office.objects.get(parent=None).pk},
        "content:prohibited_term_import": lambda: list_file(row),
        "content:prohibited_term_edit": {**written, "version": version},
        "content:prohibited_term_propose": {**asked, "version": version},
        "content:prohibited_term_bulk": {**asked, "act": "propose", "row": f"{pk}:{version}"},
        "content:term_change_refuse": {"note": REASON, "version": version},
    }


def list_file(office: Office) -> dict[str, Any]:
    """A file of one new entry for an office's list, tried before."""
    content = file_of({"code": f"ka-{office.code}-900", "text": "আমদানিকথা"})
    sent = {"step": "write", "office": office.pk, "tried": list_tried(content, office)}
    return {**sent, "file": SimpleUploadedFile("list.csv", content)}


def _now_in_words() -> str:
    return timezone.localtime().strftime("%d/%m/%Y %H:%M")


def body_of(name: str, row: Any) -> dict[str, Any]:
    """A form that does its work when an allowed person sends it."""
    seen = {"version": getattr(row, "version", 1), "seen": 1, "reason": "যাচাই করে দেখা হয়েছে।"}
    account = {"office": getattr(row, "pk", 0), "platform": "facebook", "name": "নতুন পেজ"}
    written = {"text": CLEAN, "purpose": "4-ga", "source": "অফিস আদেশ ১২"}
    stated = {"on": timezone.localdate().isoformat(), "evidence": "পেজটি খুলে দেখা হয়েছে।", "seen": 0}
    names = {"name_bn": "ছুটি", "name_en": "Day off", "seen": "1"}
    day = {**names, "on": "2026-12-01", "source": "আদেশ"}
    rest = {"since": "2026-12-05", "until": "2026-12-05", "weekdays": ["4"], "seen": "1"}
    hours = {**names, "since": "2026-12-01", "until": "2026-12-31", "opens": "10:00", "closes": "16:00"}
    bodies: dict[str, Any] = {
        "account_login": {"login": "officer@test.example", "password": "wrong"},
        "account_reset_password": {"email": "officer@test.example"},
        "web:language": {"language": "en", "next": "/"},
        "accounts:person_invite": {"email": "guest@test.example", "name_bn": "অতিথি", "role": "officer"},
        "accounts:job_description_write": {"on": stated["on"], "text": "পেজের খসড়া লেখা ও মন্তব্য দেখা।", "seen": 0},
        "accounts:orientation_record": {"on": stated["on"], "held_by": "দপ্তর প্রধান", "subject": "নির্দেশিকা ও দায়িত্ব"},
        "accounts:hand_over_record": {
            "kind": "leave",
            "since": (timezone.localdate() + timedelta(days=5)).isoformat(),
            "until": (timezone.localdate() + timedelta(days=9)).isoformat(),
            "shortfall_reason": "অন্য কেউ নেই",
        },
        "accounts:office_move": lambda: {
            "to": Office.objects.get(code="FAR").pk,
            "reason": "প্রজ্ঞাপন ১২",
            "seen": row.parent_id,
        },
        "accounts:committee_form": {"kind": "media", "order_number": "আদেশ-৭", "formed_on": stated["on"]},
        "accounts:committee_member_add": {"role": "member", "name": "বাইরের সদস্য", "since": stated["on"]},
        "accounts:committee_decision_record": {"on": stated["on"], "text": "সভা হবে প্রতি মাসে।", "seen": 0},
        "accounts:misuse_report_make": MISUSE,
        "accounts:misuse_report_decide": {**seen, "outcome": "substantiated"},
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
        "accounts:account_duty_attest": lambda: {**stated, "picture": SimpleUploadedFile("a.png", picture())},
        "accounts:office_duty_attest": stated,
        "accounts:credentials_rotate": {"on": stated["on"], "second_factor": "on", "note": "নিয়মিত পরিবর্তন"},
        "accounts:website_record": {"website": "https://new.gov.bd", "seen": ""},
        "accounts:office_number_add": {"number": "+৮৮ ০১৭১২-৩৪৫৬৭৮", "purpose": "কন্ট্রোল রুম", "since": stated["on"]},
        "accounts:peer_add": {"name": "পাশের দপ্তর", "url": "https://www.facebook.com/other.office"},
        "accounts:contact_add": {"number": "+৯৭৭ ৯৮০০০০০০০০", "identity": "একজন নাগরিক"},
        "accounts:grs_identity_record": {"code": "GRS-3601", "contact": "অনিক, ০২-৪১০৫০", "seen": 0},
        "content:post_create": {**written, "account": getattr(row, "pk", 0)},
        "content:post_edit": lambda: {**written, "account": row.account_id, "text": "নতুন পাঠ", "version": row.version},
        "content:post_submit": {**seen, "asked": Asked.values},
        "content:post_keep": {**written, "account": getattr(row, "pk", 0), "draft_key": "key-of-an-open-form"},
        "content:post_remark": {"remark-text": "একবার দেখে নিন"},
        "content:post_template_create": {**written, "name": "নোটিশ", "office": getattr(row, "pk", 0)},
        "content:post_template_edit": lambda: {**written, **seen, "name": "নোটিশ", "office": row.office_id},
        "content:post_undo": lambda: {"version": row.version},
        "content:post_time": lambda: {"version": row.version, "at": "31/12/2099 10:00"},
        "content:second_look_record": {"upheld": "yes"},
        "accounts:official_account_approvals": {"version": seen["version"], "needed": "2"},
        "content:post_reject": {**seen, "clause": "9-ga"},
        "content:post_bulk_approve": {"post": [f"{getattr(row, 'pk', 0)}.{seen['version']}.1"]},
        "content:post_bulk_return": {"post": [f"{getattr(row, 'pk', 0)}.{seen['version']}.1"], **seen},
        "content:post_media": lambda: {**seen, "alt_text": ALT, "file": SimpleUploadedFile("a.png", picture())},
        "content:post_media_describe": {"version": 2, "alt_text": "মাঠে অন্য ছবি"},
        "content:post_media_remove": {"version": 2},
        "content:post_mistake": {"what": "তারিখ ভুল", "noticed_at": _now_in_words()},
        "content:post_correct": {"what": "তারিখ ভুল"},
        "content:post_retract": lambda: {**seen, "version": row.version, "taken_down_at": _now_in_words()},
        "content:post_archive_put": lambda: {"version": row.version},
        "content:post_mark": lambda: {"version": row.version, "is_important": "on"},
        "content:post_found": lambda: {
            "account": getattr(row, "pk", 0),
            "link": f"{getattr(row, 'url', '')}/posts/wild",
            "published_at": _now_in_words(),
            "text": CLEAN,
            "purpose": "4-ga",
            "how": REASON,
        },
        "content:post_publish": lambda: {
            **seen,
            "link": f"{row.account.url}/posts/1",
            "published_at": _now_in_words(),
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
    bodies["reviews:excusal_decide"] = {**seen, "decision": "grant"}
    bodies |= rule_book_bodies(row) | excusal_bodies() | term_bodies(row)
    made = bodies.get(name, seen)
    return made() if callable(made) else made
