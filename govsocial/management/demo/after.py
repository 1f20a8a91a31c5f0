"""The demo's life after publication: a correction, a post taken down, an important one, one found on the page."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import OfficialAccount, Person
from content.models import Post
from content.models.post import Asked
from content.services.decisions import approve_post
from content.services.found import record_found
from content.services.mistakes import begin_correction, notice_mistake
from content.services.posts import edit_post, start_post, submit_post
from content.services.publications import record_publication
from content.services.reuse import archive_post, mark_post
from content.services.takedowns import retract_post
from content.services.versions import Draft

VACCINE = "শিশুদের হাম-রুবেলা টিকা\n\nআগামী {day} ৯ মাস থেকে ১৫ বছরের কম বয়সী শিশুদের জেলার সব টিকাকেন্দ্রে টিকা দেওয়া হবে। জন্মনিবন্ধন সনদের কপি সঙ্গে আনুন।"
ROAD = "সেতু মেরামত: বিকল্প পথ\n\nনমুনা সেতুর মেরামত চলবে। ভারী যানবাহন পূর্ব বাইপাস দিয়ে চলবে। যোগাযোগ: সড়ক বিভাগের নিয়ন্ত্রণ কক্ষ।"
HEAT = "তীব্র গরমে করণীয়\n\nদুপুরে রোদে কাজ কমান, বেশি করে পানি পান করুন, শিশু ও বয়স্কদের ছায়ায় রাখুন। অসুস্থ বোধ করলে নিকটস্থ স্বাস্থ্যকেন্দ্রে যান।"
BLOOD = "রক্তদান কর্মসূচি\n\nসদর হাসপাতালে আজ সারা দিন স্বেচ্ছায় রক্তদান চলছে। সবাই আমন্ত্রিত।"


def seed_after(people: dict[str, Person], account: OfficialAccount) -> None:
    """Each step through its service."""
    _corrected(people, account)
    _taken_down(people, account)
    kept = _published(people, account, HEAT, "জেলা স্বাস্থ্য তত্ত্বাবধায়কের নির্দেশিকা", 3)
    archive_post(post=kept, by=people["author"], version=kept.version)
    day = timezone.localdate() + timedelta(days=120)
    kept = _fresh(kept)
    mark_post(post=kept, is_important=True, share_again_on=day, by=people["author"], version=kept.version)
    record_found(
        account=account,
        link=f"{account.url}/posts/3104",
        published_at=timezone.now() - timedelta(hours=5),
        text=BLOOD,
        purpose="4-ga",
        how="হাসপাতাল থেকে ফোন পেয়ে একজন সদস্য তাড়াহুড়ায় সরাসরি পেজে দিয়েছেন।",
        by=people["head"],
    )


def _corrected(people: dict[str, Person], account: OfficialAccount) -> None:
    post = _published(people, account, VACCINE.format(day="বুধবার"), "সিভিল সার্জনের পত্র", 1)
    notice_mistake(
        post=post,
        what="পত্রে দিন বৃহস্পতিবার; পোস্টে বুধবার লেখা হয়েছে।",
        noticed_at=timezone.now(),
        by=people["approver2"],
    )
    correction = _fresh(begin_correction(post=post, by=people["author"]))
    draft = Draft(VACCINE.format(day="বৃহস্পতিবার"), "4-ga", "সিভিল সার্জনের পত্র")
    edit_post(post=correction, draft=draft, by=people["author"], version=correction.version)
    _send_and_publish(people, _fresh(correction), post.publication.link, in_place=True)


def _taken_down(people: dict[str, Person], account: OfficialAccount) -> None:
    post = _published(people, account, ROAD, "সড়ক বিভাগের মৌখিক বার্তা", 2)
    retract_post(
        post=post,
        taken_down_at=timezone.now(),
        reason="সড়ক বিভাগ জানিয়েছে মেরামতের কাজ পিছিয়েছে; নতুন তারিখ এখনো ঠিক হয়নি।",
        by=people["author2"],
        version=post.version,
        clause="6-kha",
    )


def _published(people: dict[str, Person], account: OfficialAccount, text: str, source: str, number: int) -> Post:
    post = start_post(account=account, draft=Draft(text, "4-ga", source), by=people["author"])
    return _send_and_publish(people, _fresh(post), f"{account.url}/posts/{3100 + number}")


def _send_and_publish(people: dict[str, Person], post: Post, link: str, *, in_place: bool = False) -> Post:
    submit_post(post=post, by=people["author"], version=post.version, explanations={}, asked=Asked.values)
    post = _fresh(post)
    approve_post(post=post, by=people["approver"], version=post.version, seen=post.current.number)  # type: ignore[union-attr]
    post = _fresh(post)
    out = {"published_at": timezone.now(), "is_unchanged": True, "change_note": "", "by": people["author"]}
    record_publication(post=post, link=link, version=post.version, in_place=in_place, **out)  # type: ignore[arg-type]
    return _fresh(post)


def _fresh(post: Post) -> Post:
    return Post.objects.select_related("account__office", "current", "corrects").get(pk=post.pk)
