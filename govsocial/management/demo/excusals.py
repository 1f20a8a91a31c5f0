"""The demo's compliance: the first night's evaluation, an excusal that holds and one that waits."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import OfficialAccount, Person
from govsocial.rulebook.models import Clause
from reviews.models import Excusal
from reviews.services.excusals import ask_excusal, decide_excusal
from reviews.services.nightly import go_on

FLOOD = "বন্যায় তিন সপ্তাহ দপ্তরের সংযোগ বন্ধ ছিল এবং টিমের সদস্যরা ত্রাণ কার্যক্রমে নিয়োজিত ছিলেন। সংযোগ ফিরলেই শর্তাবলি পড়ে প্রত্যয়ন করা হবে।"
MOVE = "দপ্তর নতুন ভবনে স্থানান্তরিত হচ্ছে; নতুন লেটারহেড ছাপার কাজ চলছে।"


def seed_excusals(people: dict[str, Person], upazila: OfficialAccount) -> None:
    """Evaluate once, then ask twice; whoever oversees the office grants the first."""
    go_on()
    first = _ask(people, upazila, upazila, "5-chha", FLOOD, "জেলা প্রশাসনের অফিস আদেশ, স্মারক ৪৫, বন্যা নিয়ন্ত্রণ কক্ষ")
    reason = "আদেশটি দেখা হয়েছে; অব্যাহতি যুক্তিসংগত।"
    decide_excusal(excusal=first, grant=True, reason=reason, by=people["supervisor"], version=1)
    _ask(people, upazila, None, "5-nya", MOVE, "স্থানান্তরের প্রশাসনিক অনুমোদন, স্মারক ১১২")


def _ask(
    people: dict[str, Person], of: OfficialAccount, account: OfficialAccount | None, code: str, why: str, evidence: str
) -> Excusal:
    today = timezone.localdate()
    return ask_excusal(
        clause=Clause.objects.select_related("edition").get(edition__code="bd-2016", code=code),
        office=of.office,
        account=account,
        since=today,
        last_day=today + timedelta(days=29),
        reason=why,
        evidence=evidence,
        link="",
        by=people["upazila-head"],
    )
