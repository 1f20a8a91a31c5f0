"""The demo's activity: accounts, teams and posts in every state, each step through its service."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Office, OfficialAccount, Person, Role
from accounts.services import official_accounts, teams
from accounts.services.people import create_first_administrator, give_role
from content.models import Post
from content.models.post import Asked
from content.services.decisions import approve_post, reject_post, return_post
from content.services.posts import start_post, submit_post
from content.services.publications import record_publication
from content.services.versions import Draft
from govsocial.management.demo.after import seed_after
from govsocial.management.demo.desk import seed_desk
from govsocial.management.demo.duties import seed_duties
from govsocial.management.demo.excusals import seed_excusals
from govsocial.management.demo.history import seed_history
from govsocial.management.demo.people import PASSWORD, PEOPLE
from govsocial.management.demo.personnel import seed_personnel
from govsocial.management.demo.pictures import seed_pictures
from govsocial.management.demo.rules import seed_rules
from govsocial.management.demo.terms import seed_terms
from govsocial.management.demo.texts import POSTS, DemoPost
from govsocial.management.demo.times import seed_times

TEAMS = {
    "SMP-DIST": (
        ("author", True, False),
        ("author2", True, False),
        ("approver", False, True),
        ("approver2", False, True),
    ),
    "SMP-UPZ-01": (("outsider", True, False), ("upazila-approver", False, True), ("upazila-approver2", True, True)),
}


def seed_people() -> dict[str, Person]:
    """The demo's people with their roles, by login; those who are here already stay as they are."""
    people: dict[str, Person] = {}
    for row in PEOPLE:
        person = Person.objects.filter(email=row.email).first()
        if person is None and not Person.objects.exists():
            person = create_first_administrator(email=row.email, name_bn=row.name_bn, password=PASSWORD)
        if person is None:
            person = Person.objects.create_user(row.email, PASSWORD, name_bn=row.name_bn)
        Person.objects.filter(pk=person.pk).update(name_en=row.name_en, designation=row.designation)
        office = Office.objects.get(code=row.office)
        if not Role.objects.current().filter(person=person, office=office, kind=row.kind).exists():
            since = timezone.localdate()
            give_role(person=person, office=office, kind=row.kind, by=people["admin"], since=since, until=None)
        people[row.login] = person
    return people


@transaction.atomic
def seed_activity(people: dict[str, Person]) -> int:
    """Accounts with teams and posts; nothing when the sample offices have accounts already. Returns posts made."""
    if OfficialAccount.objects.filter(office__is_sample=True).exists():
        return 0
    district = _active_account(people, "SMP-DIST", "head", "facebook", "https://www.facebook.com/namunapur.demo")
    upazila = _active_account(
        people, "SMP-UPZ-01", "upazila-head", "facebook", "https://www.facebook.com/namuna.sadar.demo"
    )
    _application(people)
    seed_duties(people, district, upazila)
    seed_personnel(people, district, upazila)
    accounts = {"district": district, "upazila": upazila}
    for number, demo in enumerate(POSTS, 1):
        _post(people, accounts[demo.account], demo, number)
    seed_pictures(people, district)
    seed_desk(people, district)
    seed_after(people, district)
    seed_rules(people)
    seed_terms(people)
    seed_history(people, [district, upazila])
    seed_excusals(people, upazila)
    seed_times(people, district, upazila)
    return len(POSTS)


def _active_account(people: dict[str, Person], code: str, head: str, platform: str, url: str) -> OfficialAccount:
    office, by = Office.objects.get(code=code), people[head]
    account = official_accounts.register_account(
        office=office,
        platform=platform,
        name=office.name_bn,
        url=url,
        on_platform_since=date(2019, 3, 17),
        access_note="টিমের সদস্যবৃন্দ; পূর্বের সহকারী প্রোগ্রামারের প্রবেশাধিকার বন্ধ করা হয়েছে।",
        by=by,
    )
    for login, may_write, may_approve in TEAMS[code]:
        teams.add_member(account=account, person=people[login], may_write=may_write, may_approve=may_approve, by=by)
    account.refresh_from_db()
    official_accounts.activate(account=account, by=by, version=account.version)
    account.refresh_from_db()
    return account


def _application(people: dict[str, Person]) -> None:
    """A YouTube channel that waits for the office above, and a page that still needs its team."""
    office = Office.objects.get(code="SMP-DIST")
    official_accounts.apply_for_account(
        office=office,
        platform="youtube",
        name="জেলা প্রশাসন নমুনাপুর",
        goal="গণশুনানি ও সেবা-সংক্রান্ত ভিডিও নাগরিকের কাছে পৌঁছানো।",
        audience="জেলার সেবাপ্রত্যাশী নাগরিক ও উদ্যোক্তা",
        terms_note="প্ল্যাটফর্মের শর্তাবলি পড়া হয়েছে; মন্তব্য পর্যবেক্ষণের দায়িত্ব টিমের।",
        by=people["author"],
    )
    official_accounts.register_account(
        office=office,
        platform="x",
        name="ডিসি অফিস নমুনাপুর",
        url="https://x.com/namunapur_demo",
        on_platform_since=date(2021, 6, 1),
        access_note="একজন সহকারী কমিশনার",
        by=people["head"],
    )


def _post(people: dict[str, Person], account: OfficialAccount, demo: DemoPost, number: int) -> None:
    author = people[demo.author]
    draft = Draft(text=demo.text, purpose=demo.purpose, source=demo.source, wished_at=_wished(demo))
    post = start_post(account=account, draft=draft, by=author)
    if demo.state == "draft":
        return
    hits = _fresh(post).current.screening.hits.all()  # type: ignore[union-attr]
    submit_post(
        post=post, by=author, version=1, explanations={hit.pk: demo.explanation for hit in hits}, asked=Asked.values
    )
    approver = people["approver" if demo.account == "district" else "upazila-approver"]
    seen = {"by": approver, "version": 2, "seen": 1}
    post = _fresh(post)
    if demo.state == "returned":
        return_post(post=post, reason=demo.reason, **seen)  # type: ignore[arg-type]
    elif demo.state == "rejected":
        reject_post(post=post, clause=demo.clause, reason=demo.reason, **seen)  # type: ignore[arg-type]
    elif demo.state in {"approved", "published", "second"}:
        approve_post(post=post, reason=demo.reason, **seen)  # type: ignore[arg-type]
    if demo.state == "published":
        record_publication(
            post=_fresh(post),
            link=f"{account.url}/posts/{1000 + number}",
            published_at=timezone.now(),
            is_unchanged=True,
            change_note="",
            by=author,
            version=3,
        )


def _wished(demo: DemoPost) -> datetime | None:
    return timezone.now() + timedelta(hours=demo.in_hours) if demo.in_hours else None


def _fresh(post: Post) -> Post:
    return Post.objects.select_related("account__office", "current", "started_by", "first_approved_by").get(pk=post.pk)
