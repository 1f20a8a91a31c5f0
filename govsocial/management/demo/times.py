"""The demo's times and emergencies: a page with two approvals, a time to come, one that passed, an open second look."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import OfficialAccount, Person
from accounts.services.official_accounts import set_approvals
from content.models import Post, PostVersion
from content.models.post import Asked
from content.services.decisions import approve_in_emergency, approve_post
from content.services.posts import start_post, submit_post
from content.services.versions import Draft

BOOKS = "ভ্রাম্যমাণ গ্রন্থাগারের সময়সূচি\n\nরবিবার সদর, সোমবার হাটখোলা, মঙ্গলবার নদীপাড়া। সকাল ১০টা থেকে বিকেল ৪টা। সদস্য হতে পরিচয়পত্রের কপি আনুন।"
LAND = "অনলাইনে ভূমি উন্নয়ন কর\n\nঘরে বসে কর দেওয়ার নিয়ম শেখাতে আগামী সপ্তাহে প্রতিটি ইউনিয়ন ডিজিটাল সেন্টারে সহায়তা কেন্দ্র বসবে।"
TREES = "বৃক্ষরোপণ কর্মসূচি\n\nজেলা স্কুল মাঠে চারা বিতরণ। একজন সর্বোচ্চ পাঁচটি চারা নিতে পারবেন।"
FLOOD = "নদীর পানি বাড়ছে\n\nচর এলাকার বাসিন্দারা আজ সন্ধ্যার মধ্যে আশ্রয়কেন্দ্রে চলে আসুন। গবাদিপশু সঙ্গে আনা যাবে। সহায়তার জন্য ইউনিয়ন পরিষদে যোগাযোগ করুন।"
URGENT = "পানি দ্রুত বাড়ছে; দ্বিতীয় অনুমোদনকারী এখন চরে, নেটওয়ার্ক নেই।"


def seed_times(people: dict[str, Person], district: OfficialAccount, upazila: OfficialAccount) -> None:
    """Each step through its service; only the time that passed is set back, because nobody chooses a past one."""
    head = people["upazila-head"]
    set_approvals(account=upazila, needed=2, by=head, version=upazila.version)
    second = _sent(upazila, people["outsider"], BOOKS, "জেলা গ্রন্থাগারের পত্র")
    approve_post(post=second, by=people["upazila-approver"], version=second.version, seen=1)
    planned = _sent(district, people["author"], LAND, "ভূমি মন্ত্রণালয়ের পরিপত্র", hours=52)
    approve_post(post=planned, by=people["approver"], version=planned.version, seen=1)
    late = _sent(district, people["author2"], TREES, "বন বিভাগের পত্র", hours=1)
    passed = timezone.now() - timedelta(hours=2)
    Post.objects.filter(pk=late.pk).update(publish_at=passed, decide_by=passed)
    PostVersion.objects.filter(post=late).update(wished_at=passed)
    flood = _sent(upazila, people["outsider"], FLOOD, "পানি উন্নয়ন বোর্ডের সতর্কবার্তা")
    approve_in_emergency(post=flood, by=people["upazila-approver2"], version=flood.version, seen=1, reason=URGENT)


def _sent(account: OfficialAccount, author: Person, text: str, source: str, hours: int = 0) -> Post:
    wished = timezone.now() + timedelta(hours=hours) if hours else None
    draft = Draft(text=text, purpose="4-ga", source=source, wished_at=wished)
    post = start_post(account=account, draft=draft, by=author)
    submit_post(post=_fresh(post), by=author, version=1, explanations={}, asked=Asked.values)
    return _fresh(post)


def _fresh(post: Post) -> Post:
    return Post.objects.select_related("account__office", "current", "first_approved_by").get(pk=post.pk)
