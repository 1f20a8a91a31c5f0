"""The same words are found on both databases, however they were typed."""

import unicodedata
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from content.models import Post, PostText
from content.search_index import FTS, Holds, has_index, indexed, words_of
from content.services.search import index_older
from tests.world import World

pytestmark = pytest.mark.both_databases
# What stands in the post, what is looked for, whether it is found.
WORDS = [
    ("বই মেলার উদ্বোধন", "মেলা", True),
    ("বই মেলার উদ্বোধন", "মেলার", True),
    ("বই মেলা", "মেলার", False),
    ("সরকারি সেবা", "সরকারি", True),
    ("সরকারি সেবা", "সরক", True),
    ("সরকারি সেবা", "রি", False),
    ("ক্ষুদ্রঋণ বিতরণ", "ক্ষুদ্র", True),
    ("বিজ্ঞপ্তি প্রকাশ", "বিজ্ঞপ্তি", True),
    ("বিজ্ঞপ্তি প্রকাশ", "বিজ্ঞ", True),
    ("স্বাস্থ্যসেবা কেন্দ্র", "স্বাস্থ্য", True),
    ("স্বাস্থ্যসেবা কেন্দ্র", "কেন্দ্র", True),
    ("রাষ্ট্রীয় অনুষ্ঠান", "রাষ্ট্রীয়", True),
    ("সময় শেষ", "সম\u09df", True),  # composed য় against the pair
    ("সম\u09df শেষ", "সময়", True),
    ("বা\u09dcি ভাড়া", "বাড়ি", True),
    ("র\u200d্যালি শুরু", "র্যালি", True),  # a joiner that asks for another shape
    ("র‍্যাব", "র্যাব", True),
    ("উ\u200cন্নয়ন", "উন্নয়ন", True),
    ("হঠাত\u09cd\u200d বন্যা", "হঠাৎ", True),  # khanda ta as it was written before
    ("কো\u09b0বানির হাট", "কোরবানি", True),
    ("ক\u09c7\u09beরবানির হাট", "কোরবানি", True),  # the sign in two parts
    ("চাঁদপুর জেলা", "চাঁদ", True),
    ("দুঃখ প্রকাশ", "দুঃখ", True),
    ("সেবাগ্রহীতাদের জন্য", "সেবাগ্রহীতা", True),
    ("জেলা প্রশাসকের কার্যালয়", "প্রশাসক কার্যালয়", True),
    ("জেলা প্রশাসকের কার্যালয়", "প্রশাসক উপজেলা", False),
    ("তারিখ ২১/১১/২০২৬", "২০২৬", True),
    ("Vaccine camp at Sadar", "VACCINE", True),
    ("ঈদের জামাত", "ঈদ", True),
    ("ও", "ও", True),
    ("ওষুধ", "ও", False),  # one letter is a whole word
    ("কথা: “নদী”, (মাঠ)।", "নদী মাঠ", True),
    ("খাদ্যনিরাপত্তা", "খাদ্য-নিরাপত্তা", False),
    ("খাদ্য-নিরাপত্তা", "নিরাপত্তা", True),
]


@pytest.mark.parametrize(("text", "asked", "found"), WORDS, ids=[f"{a} in {t}" for t, a, _ in WORDS])
@pytest.mark.parametrize("walked", [False, True])
def test_a_word_is_found(text: str, asked: str, found: bool, walked: bool, post_in: Callable[..., Post]):
    post = post_in("draft", text=text)
    holds = Holds(words_of(asked), walked=walked)
    assert PostText.objects.filter(holds, post=post).exists() == found


def test_no_word_is_parted_by_a_database():
    for text, _asked, _found in WORDS:
        kept = indexed(unicodedata.normalize("NFD", text))
        assert kept == " ".join(words_of(text))
        assert "  " not in kept


def test_source_and_host_of_the_link_are_found_too(world: World, post_in: Callable[..., Post]):
    assert indexed("পাঠ", "স্মারক ১২", link="https://forms.gov.bd/a") == "পাঠ স্মারক ১২ forms gov bd"
    post = post_in("draft")
    assert PostText.objects.filter(Holds(words_of("অফিস আদেশ")), post=post).exists()


@pytest.mark.parametrize("asked", ["'; DROP TABLE x; --", 'a"b*', "a & !b | (c", "\\", "নদী:*", "NEAR(a b)", "text:x"])
def test_what_was_typed_is_never_read_as_the_database_s_language(asked: str, post_in: Callable[..., Post]):
    post_in("draft")
    for walked in (False, True):
        assert not words_of(asked) or not PostText.objects.filter(Holds(words_of(asked), walked=walked)).exists()


def test_an_endless_word_and_an_empty_text_are_kept(post_in: Callable[..., Post]):
    long = post_in("draft", text="ক" * 3000)
    empty = post_in("draft", text="!!!")
    assert PostText.objects.filter(Holds(words_of("ক" * 3000)), post=long).exists()
    assert PostText.objects.get(post=empty).text == "অফিস আদেশ"


def test_a_new_version_takes_the_place_of_the_old_one(world: World, post_in: Callable[..., Post], send: Callable):
    post = post_in("draft", text="পুরোনো কথা")
    send("author", "edit", post, text="নতুন কথা")
    assert not PostText.objects.filter(Holds(["পুরোনো"]), post=post).exists()
    assert PostText.objects.filter(Holds(["নতুন"]), post=post).exists()


def test_older_posts_are_indexed_by_the_command(post_in: Callable[..., Post]):
    posts = [post_in("draft", text=f"আগের লেখা {number}") for number in range(3)]
    PostText.objects.all().delete()
    assert index_older() == Post.objects.count()
    assert index_older() == 0
    assert PostText.objects.filter(Holds(["আগের"])).count() == len(posts)
    call_command("index_posts", "--anew", verbosity=0)
    assert PostText.objects.filter(Holds(["আগের"])).count() == len(posts)


def test_a_missing_index_is_made_and_filled(post_in: Callable[..., Post]):
    post = post_in("draft", text="আগের লেখা")
    assert has_index(connection)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {'TABLE' if connection.vendor == 'sqlite' else 'INDEX'} {FTS}")
    assert not has_index(connection)
    index_older()
    assert has_index(connection)
    assert PostText.objects.filter(Holds(["আগের"]), post=post).exists()


def test_the_index_is_used(post_in: Callable[..., Post]):
    post_in("draft")
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert FTS in PostText.objects.filter(Holds(["মেলা"])).explain()
    assert FTS not in PostText.objects.filter(Holds(["মেলা"], walked=True)).explain()
