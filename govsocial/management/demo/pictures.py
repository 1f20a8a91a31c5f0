"""The demo's posts with pictures: drawn here, each with its alternative text; one draft, one that waits for approval."""

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from accounts.models import OfficialAccount, Person
from content.models import Post
from content.models.post import Asked
from content.services.media import attach_file
from content.services.posts import start_post, submit_post
from content.services.versions import Draft

SIZE = (1200, 675)
SKY, GREEN, EARTH, WATER, WHITE, RED, WOOD = "#cfe6f2", "#2f7d4f", "#c9a66b", "#5a9bb8", "#ffffff", "#b3312c", "#6b4a2f"


@dataclass(frozen=True)
class Pictured:
    """A post and its pictures: (name, alternative text) each, drawn by the function of that name below."""

    author: str
    is_sent: bool
    purpose: str
    source: str
    text: str
    pictures: tuple[tuple[str, str], ...]


POSTS = (
    Pictured(
        "author",
        True,
        "4-ga",
        "জেলা কৃষি সম্প্রসারণ কার্যালয়ের পত্র, ১৬ নভেম্বর ২০২৬",
        "বিনা মূল্যে গাছের চারা বিতরণ\n\nমঙ্গলবার সকাল ১০টা থেকে নমুনাপুর সদর নার্সারিতে নিম, অর্জুন ও কাঁঠালের চারা দেওয়া হবে। প্রতি পরিবারে সর্বোচ্চ তিনটি চারা; সঙ্গে ব্যাগ আনুন।",
        (
            ("nursery", "নার্সারিতে সারি করে রাখা নিম, অর্জুন ও কাঁঠালের সবুজ চারা; পেছনে খোলা আকাশ"),
            ("way", "নার্সারিতে যাওয়ার পথের নকশা: বাসস্ট্যান্ড থেকে সোজা গিয়ে পুকুরের পাশে লাল চিহ্ন"),
        ),
    ),
    Pictured(
        "author2",
        False,
        "4-gha",
        "সড়ক ও জনপথ বিভাগের বিজ্ঞপ্তি, ১৮ নভেম্বর ২০২৬",
        "কালীগঙ্গা সেতুতে সংস্কারকাজ\n\nআগামী রবিবার রাত ১০টা থেকে ভোর ৫টা পর্যন্ত সেতুটি বন্ধ থাকবে। বিকল্প পথ: নমুনাপুর বাইপাস।",
        (("bridge", "নদীর ওপর কালীগঙ্গা সেতু, মাঝখানে সাদা-লাল ডোরাকাটা প্রতিবন্ধক বসানো"),),
    ),
)


def seed_pictures(people: dict[str, Person], account: OfficialAccount) -> None:
    """Posts with pictures for an account, each step through its service."""
    for row in POSTS:
        author = people[row.author]
        post = start_post(account=account, draft=Draft(row.text, row.purpose, row.source), by=author)
        for name, alt_text in row.pictures:
            post.refresh_from_db()
            upload = ContentFile(DRAWN[name](), name=f"{name}.png")
            attach_file(post=post, upload=upload, alt_text=alt_text, by=author, version=post.version)
        if row.is_sent:
            fresh = Post.objects.select_related("account").get(pk=post.pk)
            submit_post(post=fresh, by=author, version=fresh.version, explanations={}, asked=Asked.values)


def _nursery() -> bytes:
    picture, pen = _landscape()
    for row in range(3):
        for column in range(9 + row):
            x, y, size = 60 + column * (130 - 12 * row), 380 + row * 100, 22 + 9 * row
            pen.rectangle((x - size // 2, y, x + size // 2, y + size), fill=WOOD)
            pen.ellipse((x - size, y - 2 * size, x + size, y), fill=GREEN)
    return _bytes(picture)


def _way() -> bytes:
    picture = Image.new("RGB", SIZE, "#f3efe4")
    pen = ImageDraw.Draw(picture)
    pen.line((80, 560, 620, 560, 620, 180, 1100, 180), fill=EARTH, width=42)
    pen.ellipse((690, 260, 1000, 430), fill=WATER)
    pen.rectangle((50, 520, 150, 600), fill=WOOD)
    pen.ellipse((850, 130, 950, 230), fill=RED)
    return _bytes(picture)


def _bridge() -> bytes:
    picture, pen = _landscape()
    pen.rectangle((0, 430, SIZE[0], SIZE[1]), fill=WATER)
    pen.rectangle((0, 330, SIZE[0], 370), fill="#8a8f94")
    for x in range(120, SIZE[0], 240):
        pen.rectangle((x, 370, x + 36, 560), fill="#8a8f94")
    for number in range(8):
        pen.rectangle((480 + number * 30, 270, 510 + number * 30, 320), fill=RED if number % 2 else WHITE)
    return _bytes(picture)


def _landscape() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 300, SIZE[0], SIZE[1]), fill="#b9d3a4")
    return picture, pen


def _bytes(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


DRAWN = {"nursery": _nursery, "way": _way, "bridge": _bridge}
