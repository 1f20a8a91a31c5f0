"""The demo's rule-book life: a proposed value, questions with their answers, circulars; each through its service."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Office, Person
from accounts.models.role import RoleKind
from accounts.services.people import give_role
from govsocial.rulebook.models import Clause, Edition, Parameter
from reviews.models import Addressee, Clarification
from reviews.services.circulars import acknowledge, issue_circular
from reviews.services.clarifications import ask, give_answer
from reviews.services.editions import follow_edition
from reviews.services.parameters import propose_value

PIXEL = bytes.fromhex(  # a copy that is small and real: one grey point
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6338010000ca00"
    "c999ca5d7e0000000049454e44ae426082"
)
CIRCULARS = (
    (
        "০৫.০০.০০০০.নমুনা.০০১.২৬-১০৪",
        9,
        "সামাজিক যোগাযোগ মাধ্যম ব্যবহারের নির্দেশিকা প্রতিপালন",
        "Following the guideline on the use of social media",
        "নির্দেশিকাটি সংযুক্ত করে পাঠানো হলো। প্রতিটি দপ্তর দাপ্তরিক পেজ পর্যালোচনা করে নির্দেশিকার প্রতিপালন নিশ্চিত করবে এবং অনুলিপি নিজ ওয়েবসাইটে প্রকাশ করবে।",
        "The guideline is sent herewith. Each office looks at its official pages, sees that the guideline is followed and publishes a copy on its own website.",
        True,
    ),
    (
        "০৫.০০.০০০০.নমুনা.০০১.২৬-১১৭",
        1,
        "দাপ্তরিক পেজে সপ্তাহে দুটি হালনাগাদ",
        "Two updates a week on official pages",
        "শীতকালীন সেবা সপ্তাহ উপলক্ষে প্রতিটি দাপ্তরিক পেজে সপ্তাহে অন্তত দুটি হালনাগাদ দিন এবং নাগরিকের প্রশ্নের উত্তর সময়মতো দিন।",
        "For the winter service week, publish at least two updates a week on each official page and answer citizens in time.",
        False,
    ),
)


def seed_rules(people: dict[str, Person]) -> None:
    """What keepers, askers, answerers and issuers have done in the sample offices."""
    today, admin, root = timezone.localdate(), people["admin"], Office.objects.get(parent=None)
    give_role(person=admin, office=root, kind=RoleKind.KEEPER, by=admin, since=today, until=None)
    value = Parameter.objects.get(edition__code="bd-2016", name="first_response", until=None)
    reason = "সভার সিদ্ধান্ত: সাধারণ প্রশ্নের প্রথম সাড়া আরও দ্রুত দেওয়া হবে।"
    propose_value(parameter=value, value=6, since=today + timedelta(days=30), reason=reason, by=admin)
    directorate = Office.objects.get(code="SMP-DIR")
    supplement = Edition.objects.get(code="ssd-2020")
    follow_edition(office=directorate, edition=supplement, since=today, by=admin)
    _clarifications(people)
    _circulars(people)


def _clarifications(people: dict[str, Person]) -> None:
    clauses = {clause.code: clause for clause in Clause.objects.filter(edition__code="bd-2016")}
    district, upazila = Office.objects.get(code="SMP-DIST"), Office.objects.get(code="SMP-UPZ-01")
    first = ask(
        office=district,
        clause=clauses["7-ka"],
        kind="interpretation",
        question="নাগরিকের মন্তব্যের প্রকাশ্য উত্তর কি সপ্তাহের দুটি হালনাগাদের একটি হিসেবে গণ্য হবে?",
        by=people["author"],
    )
    answer = "হ্যাঁ। পেজে প্রকাশ্যে দেওয়া উত্তর হালনাগাদ হিসেবে গণ্য হবে; ব্যক্তিগত বার্তায় দেওয়া উত্তর গণ্য হবে না।"
    found = Clarification.objects.select_related("clause", "office", "asked_by").get(pk=first.pk)
    give_answer(clarification=found, answer=answer, authority="cabinet", publish=True, by=people["cabinet"], version=1)
    ask(
        office=upazila,
        clause=clauses["5-ga"],
        kind="problem",
        question="উপজেলা দপ্তরে তিনজন কর্মকর্তা কর্মরত নেই। টিম গঠনে পাশের দপ্তরের কর্মকর্তা রাখা যাবে কি?",
        by=people["upazila-head"],
    )


def _circulars(people: dict[str, Person]) -> None:
    office = Office.objects.get(code="SMP")
    for memo, days, subject_bn, subject_en, text_bn, text_en, is_public in CIRCULARS:
        circular = issue_circular(
            office=office,
            memo_number=memo,
            dated_on=timezone.localdate() - timedelta(days=days),
            kinds=[],
            copy=ContentFile(PIXEL, name="copy.png"),
            by=people["supervisor"],
            subject_bn=subject_bn,
            subject_en=subject_en,
            text_bn=text_bn,
            text_en=text_en,
            is_public=is_public,
        )
        if is_public:
            sent = Addressee.objects.select_related("circular", "office").filter(circular=circular)
            acknowledge(addressee=sent.get(office__code="SMP-DIST"), by=people["head"])
