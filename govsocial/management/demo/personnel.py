"""The demo's offices at work: job descriptions, orientations, leaves to come, a committee, two reports of misuse, the
number of a control room."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Office, OfficialAccount, Person
from accounts.services.committees import add_committee_member, form_committee, record_committee_decision
from accounts.services.hand_overs import record_hand_over
from accounts.services.misuse import decide_misuse, report_misuse
from accounts.services.office_numbers import add_number
from accounts.services.personnel import describe_job, record_orientation

JOBS = {
    "author": "জেলা প্রশাসনের পেজের খসড়া লেখা, ছবি ও তথ্যের উৎস সংগ্রহ, প্রতিদিন মন্তব্য দেখা। জবাবদিহি: অতিরিক্ত জেলা প্রশাসক (সার্বিক)।",
    "approver": "খসড়া যাচাই ও অনুমোদন, তথ্যের সত্যতা ও ভাষা দেখা, জরুরি বিষয়ে একই দিনে সিদ্ধান্ত। জবাবদিহি: জেলা প্রশাসক।",
}
SEATS = (
    ("approver", "", "", "chair"),
    ("author", "", "", "secretary"),
    (None, "সেলিনা বেগম", "জেলা তথ্য কর্মকর্তা, নমুনাপুর", "member"),
)
DECISIONS = (
    "পেজে আসা অভিযোগ প্রতি কর্মদিবসে সকালে ও বিকেলে দেখা হবে।",
    "একই বিষয়ে একাধিক অভিযোগ এলে সংশ্লিষ্ট উপজেলার কাছে তিন কর্মদিবসের মধ্যে প্রতিবেদন চাওয়া হবে।",
)


def seed_personnel(people: dict[str, Person], district: OfficialAccount, upazila: OfficialAccount) -> None:
    """What the two sample offices have recorded of their people."""
    office, head = district.office, people["head"]
    for login, text in JOBS.items():
        describe_job(office=office, person=people[login], on=_days(-90), text=text, seen=0, by=head)
    for login in ("author", "author2", "approver"):
        subject = "নির্দেশিকার অনুচ্ছেদ ৪ থেকে ৯, অনুমোদন সারি ও পরিহারযোগ্য বিষয়"
        held_by = "শিরিন সুলতানা, অতিরিক্ত জেলা প্রশাসক"
        record_orientation(
            office=office, person=people[login], on=_days(-80), held_by=held_by, subject=subject, by=head
        )
    _leave(office, people["author2"], 14, {}, head)
    _leave(upazila.office, people["outsider"], 21, {upazila.pk: people["upazila-head"]}, people["upazila-head"])
    _committee(office, people)
    purpose = "দুর্যোগ নিয়ন্ত্রণ কক্ষ, দিনরাত খোলা"
    add_number(office=office, number="০১৭০০-০০০০০০", purpose=purpose, since=_days(-200), by=head)
    _reports(people)


def _leave(office: Office, person: Person, days: int, substitutes: dict[int, Person], by: Person) -> None:
    record_hand_over(
        office=office,
        person=person,
        kind="leave",
        since=_days(days),
        until=_days(days + 10),
        note="অর্জিত ছুটি, আদেশ নং নমুনা-৪১",
        shortfall_reason="",
        substitutes=substitutes,
        by=by,
    )


def _committee(office: Office, people: dict[str, Person]) -> None:
    head = people["head"]
    made = form_committee(
        office=office, kind="grievance", order_number="০৫.নমুনা.০১২.২৬-৩১", formed_on=_days(-60), by=head
    )
    for login, name, post, role in SEATS:
        person = people[login] if login else None
        add_committee_member(committee=made, person=person, name=name, post=post, role=role, since=_days(-60), by=head)
    for seen, text in enumerate(DECISIONS):
        record_committee_decision(committee=made, on=_days(-30 + 14 * seen), text=text, seen=seen, by=head)


def _reports(people: dict[str, Person]) -> None:
    """One that the head of the district looks into, and one that he has decided."""
    upazila = Office.objects.get(code="SMP-UPZ-01")
    given = {"office": upazila, "kind": "account", "about": "নমুনা সদর উপজেলার পেজ", "address": "", "link": ""}
    told = {
        "what": "দাপ্তরিক পেজ থেকে একটি বেসরকারি দোকানের মূল্যছাড়ের পোস্ট শেয়ার করা হয়েছে।",
        "evidence": "পোস্টটির পর্দার ছবি আছে; পরদিন সেটি সরিয়ে নেওয়া হয়।",
    }
    report_misuse(happened_on=_days(-2), by=people["author"], **given, **told)  # type: ignore[arg-type]
    told = {"what": "পেজের প্রোফাইলে ব্যক্তিগত ছবি দেওয়া হয়েছে।", "evidence": "পেজটি খুলে দেখেছি।"}
    closed = report_misuse(happened_on=_days(-40), by=people["approver"], **given, **told)  # type: ignore[arg-type]
    reason = "পেজ ও বদলের তারিখ দেখা হয়েছে: ছবিটি দপ্তরের ভবনের, কোনো ব্যক্তির নয়।"
    decide_misuse(report=closed, outcome="unsubstantiated", reason=reason, by=people["head"], version=1)


def _days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
