"""An entry is tried alone, on what its office approved and on harmless texts; samples are shown to who may see them."""

import csv
from time import process_time

import pytest
import regex
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Post, PostVersion, ProhibitedTerm
from content.services.dry_runs import BENIGN, benign_texts, dry_run, dry_run_key, samples_for
from tests.content.term_cases import entry

pytestmark = pytest.mark.both_databases
TEXT = "শীতের মেলা\n\nমাঠে বিকট আওয়াজ হবে, কেউ ভয় পাবেন না।"


@pytest.fixture
def head_entry(world):
    def make(status="draft", **given):
        return entry(world.office("DIST"), world.person("head"), status, **given)

    return make


@pytest.mark.parametrize(("state", "counts"), [("approved", 1), ("published", 1), ("submitted", 0), ("draft", 0)])
def test_only_what_was_approved_is_looked_through(head_entry, post_in, state, counts):
    post_in(state, text=TEXT)
    found = dry_run(head_entry())
    assert (found["posts"], found["post_hits"]) == (counts, counts)


@pytest.mark.parametrize(
    ("code", "login", "sees"), [("DIST", "head", 1), ("UPZ", "upz_head", 0), ("OTH", "oth_head", 0)]
)
def test_an_office_tries_on_its_own_subtree(world, post_in, code, login, sees):
    post_in("approved", text=TEXT)
    assert dry_run(entry(world.office(code), world.person(login)))["posts"] == sees


def test_the_national_list_is_tried_on_everybodys_posts(world, post_in):
    post_in("approved", text=TEXT)
    found = dry_run(entry(world.office("GOB"), world.person("keeper")))
    assert (found["posts"], found["post_hits"]) == (1, 1)


@pytest.mark.parametrize("status", ["draft", "shadow", "active", "retired"])
def test_an_entry_of_any_state_is_tried_alone(head_entry, post_in, status):
    post_in("approved", text=TEXT)
    found = dry_run(head_entry(status, text="আওয়াজ", valid_to=None))
    assert [sample["text"][sample["start"] : sample["end"]] for sample in found["samples"]] == ["আওয়াজ"]


def test_an_entry_whose_days_are_over_is_tried_all_the_same(head_entry, post_in):
    post_in("approved", text=TEXT)
    term = head_entry()
    ProhibitedTerm.objects.filter(pk=term.pk).update(valid_to="2020-01-01")
    term.refresh_from_db()
    assert dry_run(term)["post_hits"] == 1


def test_the_harmless_texts_are_two_hundred_and_counted(head_entry):
    with BENIGN.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == len(benign_texts()) == 200
    found = dry_run(head_entry(text="জেলা"))
    assert found["benign"] == 200
    assert 0 < found["benign_hits"] < 200
    assert {sample["where"] for sample in found["samples"]} == {"benign"}


def test_an_excerpt_is_one_line_of_whole_graphemes_around_the_word(head_entry, post_in):
    post_in("approved", text=f"{'ক্ষুদ্র ' * 40}\nবিকটের {'স্থান ' * 40}")
    (sample,) = [one for one in dry_run(head_entry())["samples"] if one["where"] == "post"]
    before, found, after = (
        sample["text"][: sample["start"]],
        sample["text"][sample["start"] : sample["end"]],
        sample["text"][sample["end"] :],
    )
    assert (found, "\n" in sample["text"]) == ("বিকটের", False)
    assert (before[0], after[-1]) == ("…", "…")
    assert [len(regex.findall(r"\X", part)) for part in (before, after)] == [61, 61]


def test_a_sample_of_a_post_is_shown_to_whoever_may_see_the_post(world, head_entry, post_in):
    post = post_in("approved", text=TEXT)
    result = dry_run(head_entry())
    assert [sample.post for sample in samples_for(world.person("author"), result)] == [post.pk]
    assert samples_for(world.person("oth_head"), result) == []
    assert samples_for(world.person("author"), None) == []


def test_at_most_ten_samples_are_kept(head_entry, post_in):
    for _ in range(12):
        post_in("approved", text=TEXT)
    found = dry_run(head_entry())
    assert (found["post_hits"], len(found["samples"])) == (12, 10)


def test_a_result_is_about_what_is_looked_for_and_not_about_the_reason(head_entry):
    term = head_entry()
    key = dry_run_key(term)
    assert dry_run(term)["key"] == key
    term.why_bn, term.severity, term.source = "অন্য", "block", "পত্র"
    assert dry_run_key(term) == key
    for name, value in {"text": "অন্য", "kind": "prefix", "aliases": ["x"], "exceptions": ["y"], "loose": True}.items():
        before = getattr(term, name)
        setattr(term, name, value)
        assert dry_run_key(term) != key, name
        setattr(term, name, before)


def test_a_thousand_posts_take_two_questions_and_less_than_a_second(world, head_entry, post_in):
    first = post_in("approved", text=f"{TEXT}\n{'সেবা কেন্দ্রে আসুন। ' * 40}")
    copies = [
        Post(**{f.attname: getattr(first, f.attname) for f in Post._meta.concrete_fields if not f.primary_key})
        for _ in range(1_010)
    ]
    Post.objects.bulk_create(copies)
    term, _warm = head_entry(), benign_texts()
    term.office  # noqa: B018
    began = process_time()
    with CaptureQueriesContext(connection) as asked:
        found = dry_run(term)
    assert process_time() - began < 2
    assert (found["posts"], found["post_hits"], len(asked)) == (1_000, 1_000, 1)
    assert PostVersion.objects.count() >= 1
