"""The demo's past: neighbouring sample offices with their pages, six weeks of posts, and what the evaluation found.

Everything goes through the services; only the days since which teams and pages exist are set back afterwards, because
a service knows no other day than today.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.duties import DUTIES
from accounts.models import (
    Acknowledgement,
    GrsIdentity,
    Office,
    OfficialAccount,
    Person,
    Role,
    TeamMember,
)
from accounts.models.official_account import ActiveSpan
from accounts.models.role import RoleKind
from accounts.services import official_accounts, teams
from accounts.services.duties import acknowledge, attest, record_grs_identity, record_rotation
from accounts.services.people import give_role
from content.models import Decision, Post, PostVersion, Publication
from content.models.post import Asked
from content.services.decisions import approve_post
from content.services.posts import start_post, submit_post
from content.services.publications import record_publication
from content.services.versions import Draft
from govsocial.management.demo.duties import seen_picture
from govsocial.management.demo.people import DOMAIN
from govsocial.notifications.services import withdraw
from govsocial.rulebook.models import Edition
from govsocial.tallies.models import Night
from govsocial.workdays.periods import Period, week_of
from reviews.services.evaluation import Step, note_evaluated, run_step, steps_of_day, steps_of_end

WEEKS = 6
DUTY = {duty.code: duty for duty in DUTIES}
STATED = ("5-kha", "5-gha", "5-chha")
ANSWERS = {
    "5-kha": {"purpose": "সেবার তথ্য জানানো", "audience": "এলাকার সেবাপ্রত্যাশী নাগরিক", "users": "কার্যালয়ের এডমিন টিম"},
    "5-chha": {"terms_version": "২০২৬ সালের জানুয়ারি সংস্করণ", "read_by": "টিমের সদস্যবৃন্দ"},
}


@dataclass(frozen=True)
class Neighbour:
    """A sample office with its page: who runs it (the head first), how many posts in each of the last weeks (the oldest
    first), which duties it stated."""

    code: str
    handle: str
    people: tuple[str, ...]
    posts: str
    stated: int = 3
    known_to_grs: bool = True


NEIGHBOURS = (
    Neighbour("SMP-UPZ-02", "shalban", ("সেলিনা খাতুন", "রাশেদুল করিম", "নাজমুল হক", "তাহমিনা আক্তার"), "222222"),
    Neighbour("SMP-UPZ-03", "dighi", ("মোস্তাফিজুর রহমান", "শামীমা নাসরিন", "আবু সাঈদ", "লুৎফর রহমান"), "122022", 2),
    Neighbour("SMP-UPZ-04", "char", ("হাবিবা খানম", "জসিম উদ্দিন", "পলাশ চন্দ্র দাস", "রেহানা পারভীন"), "101001", 0, False),
    Neighbour("SMP-UPZ-05", "haor", ("ইমরান হোসেন", "নূরজাহান বেগম", "কামরুল হাসান", "সাজেদা আক্তার"), "222222", 3),
    Neighbour("SMP-UPZ-06", "bazar", ("শফিকুল ইসলাম", "মাহমুদা বেগম", "অনুপম বড়ুয়া", "ফেরদৌস আরা"), "022122", 1, False),
    Neighbour("SMP-HLT", "health", ("ডা. রোকসানা পারভীন", "শাহীন আলম", "মিতা রানী সাহা", "আল আমিন"), "222222", 3),
    Neighbour("SMP-EDU", "education", ("আনোয়ার হোসেন", "জেসমিন আরা", "বিপ্লব কুমার", "হাসিনা বানু"), "212012", 2, False),
    Neighbour("SMP-AGR", "agriculture", ("মো. শাহজাহান", "দিলরুবা ইয়াসমিন", "সুব্রত রায়", "আমিনুল ইসলাম"), "112222", 3),
)
TEXTS = (
    ("4-ga", "জনসচেতনতা", "ডেঙ্গু প্রতিরোধে বাড়ির আঙিনা ও ফুলের টবে পানি জমতে দেবেন না। জ্বর হলে নিকটস্থ স্বাস্থ্যকেন্দ্রে যান।"),
    ("4-gha", "সেবা সহজীকরণ", "জন্মনিবন্ধন সংশোধনের আবেদন এখন অনলাইনে করা যায়। প্রয়োজনীয় কাগজপত্রের তালিকা তথ্যকেন্দ্রে টাঙানো আছে।"),
    ("4-kha", "সেবা-সংক্রান্ত সমস্যা", "বুধবার সকাল ১০টায় গণশুনানি। অভিযোগ ও পরামর্শ লিখিতভাবে সঙ্গে আনুন।"),
    ("4-nga", "নাগরিকের মতামত", "আগামী মাসের উন্নয়ন মেলার কর্মসূচি নিয়ে আপনার প্রস্তাব মন্তব্যে জানান।"),
)


def seed_history(people: dict[str, Person], accounts: list[OfficialAccount]) -> None:
    """Neighbours, their past and that of the given accounts, then the findings of the past weeks."""
    this_week = week_of(timezone.localdate())
    weeks = [this_week]
    for _number in range(WEEKS):
        weeks.insert(0, weeks[0].previous())
    made = [(_neighbour(one, people["admin"]), one) for one in NEIGHBOURS]
    _set_back([*accounts, *(account for account, _one in made)], weeks[0])
    for account, one in made:
        for week, number in zip(weeks, one.posts, strict=False):
            for order in range(int(number)):
                _publish(account, week, order)
    for account in accounts:
        for week in weeks[:WEEKS]:
            for order in range(2):
                _publish(account, week, order)
    _evaluate(weeks[:WEEKS])


def _neighbour(one: Neighbour, admin: Person) -> OfficialAccount:
    office, today = Office.objects.get(code=one.code), timezone.localdate()
    head, *officers = [_person(one, number, name) for number, name in enumerate(one.people)]
    give_role(person=head, office=office, kind=RoleKind.HEAD, by=admin, since=today, until=None)
    for person in officers:
        give_role(person=person, office=office, kind=RoleKind.OFFICER, by=admin, since=today, until=None)
    account = official_accounts.register_account(
        office=office,
        platform="facebook",
        name=office.name_bn,
        url=f"https://www.facebook.com/namuna.{one.handle}.demo",
        on_platform_since=date(2020, 7, 1),
        access_note="টিমের সদস্যবৃন্দ",
        by=head,
    )
    for number, person in enumerate(officers):
        teams.add_member(account=account, person=person, may_write=number != 1, may_approve=number != 0, by=head)
        acknowledge(person=person, edition=Edition.objects.get(is_default=True))
    account.refresh_from_db()
    official_accounts.activate(account=account, by=head, version=account.version)
    _state(one, account, head)
    return OfficialAccount.objects.select_related("office").get(pk=account.pk)


def _person(one: Neighbour, number: int, name: str) -> Person:
    return Person.objects.create_user(f"{one.handle}{number}@{DOMAIN}", None, name_bn=name, designation="কর্মকর্তা")


def _state(one: Neighbour, account: OfficialAccount, head: Person) -> None:
    on = timezone.localdate() - timedelta(days=80)
    for code in STATED[: one.stated]:
        facts: dict[str, Any] = {"evidence": "পেজ খুলে দেখা হয়েছে।", "link": "", "answers": ANSWERS.get(code, {})}
        facts["picture"] = seen_picture() if DUTY[code].picture else None
        attest(duty=DUTY[code], subject=account, on=on, seen=0, by=head, **facts)
    if one.stated > 1:
        record_rotation(account=account, on=on + timedelta(days=30), second_factor=True, note="নিয়মিত পরিবর্তন", by=head)
    if one.known_to_grs:
        grs = {"code": f"SMP-{one.handle}", "url": "", "contact": "অভিযোগ নিষ্পত্তি কর্মকর্তা"}
        record_grs_identity(office=account.office, seen=0, by=head, **grs)


def _set_back(accounts: list[OfficialAccount], first: Period) -> None:
    """Teams, roles and activations began before the first week."""
    began = _at(first.first - timedelta(days=20), 10)
    pks = [account.pk for account in accounts]
    ActiveSpan.objects.filter(account__in=pks).update(since=began)
    OfficialAccount.objects.filter(pk__in=pks).update(activated_at=began, applied_at=began)
    TeamMember.objects.filter(account__in=pks).update(since=began)
    Role.objects.filter(office__official_accounts__in=pks).update(since=began.date())
    Acknowledgement.objects.filter(person__roles__office__official_accounts__in=pks).update(on=began.date())
    GrsIdentity.objects.filter(office__official_accounts__in=pks).update(since=began.date())


def _publish(account: OfficialAccount, week: Period, order: int) -> None:
    """A post of a Monday or Wednesday, written and approved by the page's own team."""
    members = list(TeamMember.objects.filter(account=account).select_related("person").order_by("seat"))
    author = next(member.person for member in members if member.may_write)
    approver = next(member.person for member in members if member.may_approve and member.person != author)
    purpose, subject, text = TEXTS[(week.first.toordinal() // 7 + order + account.pk) % len(TEXTS)]
    draft = Draft(text=f"{subject}\n\n{text}", purpose=purpose, source="কার্যালয়ের মাসিক সভার কার্যবিবরণী")
    post = start_post(account=account, draft=draft, by=author)
    submit_post(post=post, by=author, version=1, explanations={}, asked=Asked.values)
    approve_post(post=_fresh(post.pk), reason="", by=approver, version=2, seen=1)
    record_publication(
        post=_fresh(post.pk),
        link=f"{account.url}/posts/{week.first:%y%m%d}{order}",
        published_at=timezone.now(),
        is_unchanged=True,
        change_note="",
        by=author,
        version=3,
    )

    _date(post.pk, _at(week.first + timedelta(days=1 + 2 * order), 11))
    withdraw(post, ["post_submitted", "post_approved", "post_published"])


def _date(pk: int, at: datetime) -> None:
    """The day on which the post would have gone its way."""
    written, sent = at - timedelta(hours=2), at - timedelta(hours=1)
    Post.objects.filter(pk=pk).update(started_at=written, submitted_at=sent)
    PostVersion.objects.filter(post=pk).update(written_at=written, submitted_at=sent)
    Decision.objects.filter(post=pk).update(at=at)
    Publication.objects.filter(post=pk).update(published_at=at, recorded_at=at)


def _fresh(pk: int) -> Post:
    return Post.objects.select_related("account__office", "current", "started_by", "first_approved_by").get(pk=pk)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _evaluate(weeks: list[Period]) -> None:
    """Two weeks at a time are judged by their last day; the nightly evaluation goes on from yesterday."""
    today = timezone.localdate()
    for first, last in zip(weeks[::2], weeks[1::2], strict=True):
        for step in steps_of_day(last.last, today):
            run_step(Step(step.check, last, last.last, first.first, last.next().first), today)
        for step in (*steps_of_end(first, today), *steps_of_end(last, today)):
            run_step(step, today)
    for step in steps_of_day(today, today):
        run_step(step, today)
    Night.objects.update_or_create(day=today - timedelta(days=1), defaults={"finished_at": timezone.now()})
    note_evaluated([*weeks, week_of(today)])
