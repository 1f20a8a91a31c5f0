"""The demo's desk: two templates, some remarks among colleagues, a post that came back with another text, and a text
that nobody has saved yet."""

from accounts.models import OfficialAccount, Person
from content.models import Post
from content.models.post import Asked
from content.models.states import PostState
from content.services.decisions import return_post
from content.services.kept_drafts import keep_draft
from content.services.post_templates import TemplateText, write_template
from content.services.posts import start_post, submit_post
from content.services.remarks import add_remark
from content.services.versions import Draft

TEMPLATES = (
    (
        "head",
        "গণশুনানির বিজ্ঞপ্তি",
        "গণশুনানিতে আসুন: ……… (বার)\n\n……… তারিখ সকাল ১০টায় ……… সম্মেলন কক্ষে গণশুনানি হবে। সেবা নিয়ে যেকোনো সমস্যা সরাসরি জানান। জানতে ৩৩৩ নম্বরে ফোন করুন।",
        "4-nga",
    ),
    (
        "author",
        "আবহাওয়া ও দুর্যোগ সতর্কতা",
        "………: যা করবেন\n\nআগামী ……… দিন ……… থাকতে পারে (সূত্র: আবহাওয়া অধিদপ্তর, ………)। ……… থেকে সাবধান থাকুন। জরুরি প্রয়োজনে ১০৯০ নম্বরে ফোন করুন।",
        "4-ga",
    ),
)
REMARKS = (
    ("approver", "বুলেটিনের তারিখটা একবার মিলিয়ে দেখবেন?"),
    ("author2", "মিলিয়েছি, আজ সকাল ৬টার বুলেটিন।"),
    ("supervisor", "পাশের জেলাও একই বার্তা দিচ্ছে; সময় মিলিয়ে দিলে ভালো হয়।"),
)
WRITTEN = "বৃক্ষমেলা শুরু শনিবার\n\nআগামী শনিবার থেকে জেলা সদরে সাত দিনের বৃক্ষমেলা। সবাই আসবেন।"
BETTER = "বৃক্ষমেলা শুরু শনিবার, চলবে সাত দিন\n\nআগামী শনিবার সকাল ১০টা থেকে জেলা সদরের সার্কিট হাউস মাঠে সাত দিনের বৃক্ষমেলা। প্রবেশ উন্মুক্ত।"
UNSAVED = "হাসপাতালের বহির্বিভাগে অনলাইনে টিকিট\n\nআগামী মাস থেকে জেলা সদর হাসপাতালে"


def seed_desk(people: dict[str, Person], district: OfficialAccount) -> None:
    """Each through its service, as the district's people would do it."""
    for login, name, text, purpose in TEMPLATES:
        write_template(office=district.office, words=TemplateText(name, text, purpose), by=people[login])
    waiting = Post.objects.filter(account=district, status=PostState.SUBMITTED, started_by=people["author2"]).first()
    for login, text in REMARKS if waiting else ():
        add_remark(post=waiting, text=text, by=people[login])  # type: ignore[arg-type]
    _returned(people, district)
    fields = {"account": str(district.pk), "text": UNSAVED, "purpose": "4-gha"}
    keep_draft(key="sample-of-an-open-form", fields=fields, account=district, post=None, by=people["author"])


def _returned(people: dict[str, Person], district: OfficialAccount) -> None:
    draft = Draft(WRITTEN, "4-ga", "সামাজিক বন বিভাগের পত্র, স্মারক ৮৮")
    post = start_post(account=district, draft=draft, by=people["author"])
    submit_post(post=post, by=people["author"], version=1, explanations={}, asked=Asked.values)
    fresh = Post.objects.select_related("account__office", "current").get(pk=post.pk)
    reason = "স্থান ও সময় জানা নেই; যেমন লিখেছি, তেমন হলে পাঠক সব পাবেন।"
    return_post(post=fresh, by=people["approver"], version=2, seen=1, reason=reason, suggestion=BETTER)
