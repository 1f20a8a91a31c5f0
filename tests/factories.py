"""Objects for tests. What has a life (accounts, posts) reaches its state through the services, step by step."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Committee, HandOver, MisuseReport, Office, OfficeNumber, OfficialAccount, Person, Role
from accounts.models.role import RoleKind
from accounts.services import official_accounts, teams
from accounts.services.committees import add_committee_member, form_committee
from accounts.services.hand_overs import record_hand_over
from accounts.services.misuse import report_misuse
from accounts.services.office_numbers import add_number
from content.models import Attachment, Post
from content.models.post import Asked
from content.services.decisions import approve_in_emergency, approve_post, reject_post, return_post
from content.services.media import attach_file
from content.services.mistakes import begin_correction
from content.services.posts import start_post, submit_post
from content.services.publications import record_publication
from content.services.reuse import archive_post
from content.services.takedowns import retract_post
from content.services.versions import Draft

CLEAN = "শীতের পিঠা উৎসব\n\nজেলা শিল্পকলা একাডেমিতে শুক্রবার বিকেলে পিঠা উৎসব। সবাই আমন্ত্রিত।"
NEW_WORDS = "শীতের পিঠা উৎসব\n\nজেলা শিল্পকলা একাডেমিতে শনিবার সকালে পিঠা উৎসব। সবাই আমন্ত্রিত।"
BLOCKED = "গুজব প্রসঙ্গে\n\nযারা বলে পাকিস্তান জিন্দাবাদ তারা কারা?"
EXPLANATION = "গুজবটি খণ্ডন করতে উদ্ধৃত করা হয়েছে।"
MISUSE = {
    "kind": "account",
    "about": "জেলার পেজ",
    "happened_on": "2026-01-05",
    "what": "ব্যক্তিগত প্রচার করা হয়েছে।",
    "evidence": "পোস্টটি নিজে দেখেছি।",
}
ALT = "মাঠে পিঠার দোকানের সামনে মানুষের ভিড়"
REASON = "যাচাই করে দেখা হয়েছে, যেতে পারে।"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A small real picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "#006a4e").save(out, kind, **options)
    return out.getvalue()


def attached(post: Post, by: Person, body: bytes = b"", name: str = "mela.png", **given: Any) -> Attachment:
    """A small picture (or what is given) on a post."""
    fresh, upload = fresh_post(post), SimpleUploadedFile(name, body or picture())
    given = {"alt_text": ALT, "version": fresh.version, **given}
    return attach_file(post=fresh, upload=upload, by=by, **given)


def sent(post: Post, by: Person) -> Post:
    """A draft without hits, sent for approval."""
    now = fresh_post(post)
    submit_post(post=now, by=by, version=now.version, explanations={}, asked=Asked.values)
    return fresh_post(post)


def suggested(post: Post, text: str = NEW_WORDS) -> Post:
    """A waiting post of the country, returned by an approver of its team with a text as she would have it."""
    seat = post.account.members.current().approvers().select_related("person").order_by("pk").first()
    seen = {"version": post.version, "seen": post.current.number}
    return_post(post=post, by=seat.person, reason=REASON, suggestion=text, **seen)
    return fresh_post(post)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@test.example")
    name_bn = factory.Sequence(lambda n: f"ব্যক্তি {n}")
    name_en = factory.Sequence(lambda n: f"Person {n}")
    password = "!"


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role

    person = factory.SubFactory(PersonFactory)
    kind = RoleKind.OFFICER
    since = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


def officer(office: Office, kind: RoleKind = RoleKind.OFFICER, **fields: Any) -> Person:
    """A person with a role in an office."""
    return RoleFactory(office=office, kind=kind, **{f"person__{name}": value for name, value in fields.items()}).person


def hand_over(office: Office, person: Person, by: Person, *, days: int = 5, **fields: Any) -> HandOver:
    """A leave of ten days that begins in some days (0: today), by default without substitutes."""
    since = timezone.localdate() + timedelta(days=days)
    given = {"kind": "leave", "since": since, "until": since + timedelta(days=10), "note": "", "substitutes": {}}
    given = {**given, "shortfall_reason": "অন্য কেউ নেই", **fields}
    row = record_hand_over(office=office, person=person, by=by, **given)
    return HandOver.objects.select_related("office", "person").get(pk=row.pk)


def committee(office: Office, head: Person, kind: str = "grievance", *, days: int = 3, members: int = 2) -> Committee:
    """A committee formed some days ago with a chair and further members by name."""
    on = timezone.localdate() - timedelta(days=days)
    made = form_committee(office=office, kind=kind, order_number="আদেশ-১", formed_on=on, by=head)
    for number in range(members):
        seat = {"person": None, "name": f"সদস্য {number}", "post": "কর্মকর্তা", "since": on}
        role = "member" if number else "chair"
        add_committee_member(committee=made, role=role, by=head, **seat)
    return made


def published_number(office: Office, by: Person, number: str = "০১৭১২-৩৪৫৬৭৮", **fields: Any) -> OfficeNumber:
    """A number that an office publishes since a month ago."""
    given = {"purpose": "কন্ট্রোল রুম", "since": timezone.localdate() - timedelta(days=30), **fields}
    return add_number(office=office, number=number, by=by, **given)


def misuse_report(office: Office, by: Person, **fields: Any) -> MisuseReport:
    """A report of yesterday about a page of an office."""
    given = {**MISUSE, "address": "", "link": "", "happened_on": timezone.localdate() - timedelta(days=1), **fields}
    return report_misuse(office=office, by=by, **given)


def fresh_post(post: Post) -> Post:
    """The post as the views load it."""
    related = ("account__office", "current", "started_by", "first_approved_by")
    return Post.objects.select_related(*related).get(pk=post.pk)


class AccountFactory(factory.Factory):
    """An official account in a state: applied, preparing, active, suspended, closed, refused."""

    class Meta:
        model = OfficialAccount

    state = "active"
    office = None
    head = None
    decider = None
    team = ()
    number = factory.Sequence(int)

    @classmethod
    def _create(
        cls, model_class: type, *, state: str, office: Office, head: Person, decider: Person, team: Any, number: int
    ):
        if state in {"applied", "refused"}:
            account = official_accounts.apply_for_account(
                office=office,
                platform="facebook",
                name=f"পেজ {number}",
                goal="লক্ষ্য",
                audience="নাগরিক",
                terms_note="পড়া",
                by=head,
            )
            if state == "refused":
                official_accounts.decide_application(
                    account=account, approve=False, reason="পুনরায় আবেদন করুন", by=decider, version=1
                )
            return OfficialAccount.objects.get(pk=account.pk)
        account = official_accounts.register_account(
            office=office,
            platform="facebook",
            name=f"পেজ {number}",
            url=f"https://www.facebook.com/test.page.{number}",
            on_platform_since=date(2020, 1, 1),
            access_note="টিম",
            by=head,
        )
        for person, may_write, may_approve in team:
            teams.add_member(account=account, person=person, may_write=may_write, may_approve=may_approve, by=head)
        account.refresh_from_db()
        if state in {"active", "suspended"}:
            official_accounts.activate(account=account, by=head, version=account.version)
            account.refresh_from_db()
        if state == "suspended":
            official_accounts.suspend(account=account, by=head, version=account.version, reason="পাসওয়ার্ড হারিয়েছে")
        if state == "closed":
            official_accounts.close(account=account, by=head, version=account.version, reason="আর দরকার নেই")
        return OfficialAccount.objects.get(pk=account.pk)


class PostFactory(factory.Factory):
    """A post in a state: draft, submitted, second, returned, rejected, approved, scheduled, published, corrected,
    retracted, archived. `wished_at` is the time chosen for publication; `emergency` lets it out alone where two
    approvals would be needed."""

    class Meta:
        model = Post

    state = "draft"
    account = None
    author = None
    approver = None
    text = CLEAN
    wished_at = None
    emergency = False
    number = factory.Sequence(int)

    @classmethod
    def _create(
        cls,
        model_class: type,
        *,
        state: str,
        account: OfficialAccount,
        author: Person,
        approver: Person,
        text: str,
        wished_at: datetime | None,
        emergency: bool,
        number: int,
    ):
        text = BLOCKED if state == "second" or emergency else text
        wished_at = timezone.now() + timedelta(days=3) if state == "scheduled" and not wished_at else wished_at
        draft = Draft(text=text, purpose="4-ga", source="অফিস আদেশ", wished_at=wished_at)
        post = start_post(account=account, draft=draft, by=author)
        if state == "draft":
            return fresh_post(post)
        hits = fresh_post(post).current.screening.hits.all()
        submit_post(
            post=post, by=author, version=1, explanations={hit.pk: EXPLANATION for hit in hits}, asked=Asked.values
        )
        seen = {"by": approver, "version": 2, "seen": 1}
        post = fresh_post(post)
        if state == "returned":
            return_post(post=post, reason=REASON, **seen)
        elif state == "rejected":
            reject_post(post=post, clause="9-ga", reason=REASON, **seen)
        elif state != "submitted":
            approve = approve_in_emergency if emergency else approve_post
            approve(post=post, reason=REASON, **seen)
        if state in {"published", "corrected", "retracted", "archived"}:
            record_publication(
                post=fresh_post(post),
                link=f"{account.url}/posts/{number}",
                published_at=timezone.now(),
                is_unchanged=True,
                change_note="",
                by=author,
                version=3,
            )
        if state == "corrected":
            correction_of(fresh_post(post), author, approver)
        elif state == "retracted":
            given = {"taken_down_at": timezone.now(), "reason": EXPLANATION, "by": author}
            retract_post(post=fresh_post(post), version=4, **given)
        elif state == "archived":
            archive_post(post=fresh_post(post), by=author, version=4)
        return fresh_post(post)


def correction_of(
    post: Post, author: Person, approver: Person, *, state: str = "published", in_place: bool = False
) -> Post:
    """The correction of a post that is out, brought to a state: draft, submitted, approved, published."""
    correction = begin_correction(post=post, by=author, what="তারিখ ভুল ছাপা হয়েছে")
    if state == "draft":
        return fresh_post(correction)
    submit_post(post=fresh_post(correction), by=author, version=1, explanations={}, asked=Asked.values)
    if state == "submitted":
        return fresh_post(correction)
    approve_post(post=fresh_post(correction), by=approver, version=2, seen=1)
    if state == "approved":
        return fresh_post(correction)
    link = post.publication.link if in_place else f"{post.account.url}/posts/again{correction.pk}"
    given = {"published_at": timezone.now(), "is_unchanged": True, "change_note": "", "by": author, "version": 3}
    record_publication(post=fresh_post(correction), link=link, in_place=in_place, **given)
    return fresh_post(correction)
