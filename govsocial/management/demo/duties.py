"""The demo's duties: stated, soon asked again, still open; one page that a single officer runs by permission."""

import io
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts.duties import DUTIES
from accounts.models import Office, OfficialAccount, Person
from accounts.models.website import Seen
from accounts.services import official_accounts, teams
from accounts.services.contacts import add_peer
from accounts.services.duties import acknowledge, attest, record_grs_identity, record_rotation
from accounts.services.websites import Look, store_looks
from govsocial.rulebook.models import Edition

DUTY = {duty.code: duty for duty in DUTIES}
BANNER = {
    "purpose": "জেলা প্রশাসনের সেবা ও কার্যক্রমের তথ্য জানানো এবং নাগরিকের মতামত নেওয়া।",
    "audience": "নমুনাপুর জেলার নাগরিক, সেবাপ্রত্যাশী ও উদ্যোক্তা",
    "users": "জেলা প্রশাসকের কার্যালয়ের চার সদস্যের এডমিন টিম",
}
SETTINGS = {
    "display": "পোস্ট সবার জন্য দৃশ্যমান; পাতায় অন্যের পোস্ট দেখানো হয় না।",
    "comments": "কর্মকর্তার অনুমোদনের পর মন্তব্য দেখা যায়।",
    "membership": "কোনো গ্রুপ বা সদস্যভুক্তি নেই।",
    "access": "টিমের চার সদস্যের নিজ নিজ প্রবেশাধিকার; দ্বিতীয় ধাপের যাচাই চালু।",
    "privacy": "টিমের সদস্যদের ব্যক্তিগত প্রোফাইল পাতায় দেখানো হয় না।",
}
TERMS = {"terms_version": "২০২৬ সালের জানুয়ারি সংস্করণ", "read_by": "তানভীর হাসান, সহকারী কমিশনার"}


def seed_duties(people: dict[str, Person], district: OfficialAccount, upazila: OfficialAccount) -> None:
    """What the two sample offices have stated so far."""
    _state(
        people["author"], district, "5-kha", 40, "ব্যানারে তিনটি বিষয়ই লেখা আছে; মোবাইল ও কম্পিউটার দুটিতেই দেখা হয়েছে।", BANNER
    )
    _state(people["approver"], district, "5-gha", 12, "প্রোফাইলে জেলা প্রশাসনের লোগো, কভারে কার্যালয় ভবনের ছবি।")
    _decide(people["head"], district)
    _state(people["author"], district, "5-chha", 60, "শর্তাবলি পড়ে টিমের সভায় আলোচনা করা হয়েছে।", TERMS)
    _state(people["upazila-head"], upazila, "5-gha", 85, "প্রোফাইলে সরকারি লোগো, কভারে উপজেলা পরিষদ চত্বর।")
    _state(
        people["head"],
        Office.objects.get(code="SMP-DIST"),
        "5-nya",
        100,
        "নতুন লেটারহেডে ওয়েবসাইটের পাশে পেজের ঠিকানা ছাপা হয়েছে।",
    )
    record_rotation(
        account=district,
        on=_days_ago(20),
        second_factor=True,
        note="একজন সদস্য বদলি হওয়ায় পরিবর্তন করা হয়েছে।",
        by=people["approver"],
    )
    record_grs_identity(
        office=Office.objects.get(code="SMP-DIST"),
        code="SMP-3601",
        url="https://www.grs.gov.bd/",
        contact="অনিক: অতিরিক্ত জেলা প্রশাসক (সার্বিক), নমুনাপুর",
        seen=0,
        by=people["head"],
    )
    edition = Edition.objects.get(code="bd-2016")
    for login in ("head", "author", "approver", "upazila-head", "upazila-approver"):
        acknowledge(person=people[login], edition=edition)
    _single_officer(people)
    _links(people, district, upazila)


def _links(people: dict[str, Person], district: OfficialAccount, upazila: OfficialAccount) -> None:
    """The district's website links its page, the upazila's does not."""
    for account, login, seen in ((district, "author", Seen.FOUND), (upazila, "upazila-head", Seen.NOT_FOUND)):
        _state(people[login], account, "5-ja", 25, "পেজের পরিচিতি অংশে ওয়েবসাইটের ঠিকানা দেওয়া আছে।")
        store_looks([Look(account.office, timezone.now() - timedelta(days=1), {account.pk: seen})])


def _state(
    by: Person,
    subject: OfficialAccount | Office,
    code: str,
    ago: int,
    evidence: str,
    answers: dict[str, str] | None = None,
) -> None:
    given = {"on": _days_ago(ago), "evidence": evidence, "link": "", "answers": answers or {}, "seen": 0}
    given["picture"] = seen_picture() if DUTY[code].picture else None
    attest(duty=DUTY[code], subject=subject, by=by, **given)  # type: ignore[arg-type]


def seen_picture() -> "ContentFile[bytes]":
    """What somebody would have seen: a plain profile picture beside a plain cover."""
    drawn = Image.new("RGB", (960, 360), "#e3efe9")
    drawn.paste("#006a4e", (40, 60, 280, 300))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return ContentFile(out.getvalue(), name="seen.png")


def _decide(head: Person, district: OfficialAccount) -> None:
    """The head decided on name and settings; comments were opened later. One similar page is followed."""
    _state(head, district, "5-ka", 95, "পেজের নাম ও ব্যানারে জেলা প্রশাসনের নাম আছে, কারও পদবি নেই।", {"verdict": "office"})
    _state(head, district, "5-cha", 90, "মাসিক সভার কার্যবিবরণী, সিদ্ধান্ত ৪।", SETTINGS)
    opened = {**SETTINGS, "comments": "সবার জন্য খোলা; আপত্তিকর মন্তব্য লুকানো হয়।"}
    given = {"on": _days_ago(30), "link": "", "answers": opened, "seen": 1}
    reason = "গণশুনানির পর নাগরিকের মতামত নিতে মন্তব্য খোলা হয়েছে; স্মারক ০৫.৪৪.২২০।"
    attest(duty=DUTY["5-cha"], subject=district, evidence=reason, by=head, **given)  # type: ignore[arg-type]
    address = "https://www.facebook.com/namuna.cabinet.demo"
    add_peer(account=district, name="নমুনা মন্ত্রণালয়", url=address, note="নীতিগত ঘোষণা শেয়ার করা হয়।", by=head)


def _single_officer(people: dict[str, Person]) -> None:
    """A small page of the upazila, run by one officer: the ministry above permitted it."""
    office, head = Office.objects.get(code="SMP-UPZ-01"), people["upazila-head"]
    account = official_accounts.register_account(
        office=office,
        platform="instagram",
        name="নমুনা সদর উপজেলা",
        url="https://www.instagram.com/namuna.sadar.demo",
        on_platform_since=date(2024, 2, 1),
        access_note="উপজেলা কৃষি কর্মকর্তা",
        by=head,
    )
    officer = people["upazila-approver2"]
    teams.add_member(account=account, person=officer, may_write=True, may_approve=True, by=head)
    account.refresh_from_db()
    reason = "উপজেলায় টিম গঠনের মতো জনবল নেই; পেজটিতে শুধু কৃষি-বিষয়ক ছবি প্রকাশ করা হয়।"
    teams.permit_single_officer(account=account, reason=reason, by=people["supervisor"], version=account.version)
    account.refresh_from_db()
    official_accounts.activate(account=account, by=head, version=account.version)


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
