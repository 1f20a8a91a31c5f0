"""How a text stands on a platform: what is counted, what is too long, where the rest hides."""

import unicodedata

import pytest
import regex

from accounts.models.official_account import Platform
from content.appearance import FACTS, appearance, card_of, fold_at, in_bytes, weighted
from content.views.folding import folded
from content.views.presentation import marked

FAMILY, FLAG, THUMB, KEYCAP = "👨‍👩‍👧‍👦", "🇧🇩", "👍🏽", "1️⃣"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("বাংলা", 5),
        ("ক্ষমতা", 6),
        ("য়", 2),  # one letter, two code points in NFC
        (unicodedata.normalize("NFC", "\u09df"), 2),
        ("মেলা। সবাই!", 11),
        ("“উদ্ধৃতি”", 9),
        ("日本", 4),
        (FAMILY, 2),
        (FLAG, 2),
        (THUMB, 2),
        (KEYCAP, 2),
        ("©", 1),
        ("©️", 2),
        ("1#*", 3),
        ("☀️", 2),
        (f"মেলা {FAMILY}{FLAG}", 9),
        ("https://bangladesh.gov.bd", 23),
        ("দেখুন https://example.gov.bd/a/b?x=1।", 30),
        ("(www.example.com)", 25),
        ("https://a.example https://b.example", 47),
        ("e\u0301", 1),
        ("ক" * 281, 281),
    ],
)
def test_the_weighted_count(text, length):
    assert weighted(text) == length


@pytest.mark.parametrize(("letters", "too_long"), [(279, False), (280, False), (281, True)])
def test_the_limit_itself_is_not_too_long(letters, too_long):
    assert appearance("ক" * letters, "x").is_too_long is too_long


def test_a_link_that_the_text_does_not_name_is_counted_too():
    link = "https://example.gov.bd/page"
    assert appearance("ক" * 256, "x", link).length == 256 + 1 + 23
    assert appearance(f"ক {link}", "x", link).length == 2 + 23


def test_a_bangla_letter_has_three_bytes():
    assert in_bytes("ক") == 3
    assert appearance("ক" * 1667, "youtube").is_too_long


def test_every_platform_has_its_facts():
    assert set(FACTS) == set(Platform.values)


@pytest.mark.parametrize(
    ("text", "fold", "lines", "before"),
    [
        ("", 5, 0, None),
        ("কখগঘঙ", 5, 0, None),
        ("কখগঘঙ   ", 5, 0, None),  # only blanks would hide
        ("কখগঘঙচ", 5, 0, "কখগঘঙ"),
        ("ক্ষ" * 6, 5, 0, "ক্ষ" * 5),  # no conjunct is cut
        ("কি" * 6, 5, 0, "কি" * 5),
        (FAMILY * 3, 2, 0, FAMILY * 2),
        (FLAG * 3, 2, 0, FLAG * 2),
        ("মেলা শুরু হবে", 4, 0, "মেলা "),  # no word is cut either
        ("মেলা শুরু", 2, 0, "মেলা"),
        ("এক\nদুই\nতিন\nচার", 100, 2, "এক\nদুই\n"),
        ("এক\nদুই\n", 100, 2, None),
        ("এক\nদুই", 100, 5, None),
        ("ক" * 50, 0, 0, None),
        ("a " + "ক" * 60, 50, 0, "a " + "ক" * 48),  # a word without end is cut where it stands
    ],
)
def test_where_the_rest_hides(text, fold, lines, before):
    at = fold_at(text, fold, lines)
    assert (None if at is None else text[:at]) == before


@pytest.mark.parametrize("platform", FACTS)
def test_the_fold_never_parts_a_grapheme(platform):
    text = f"ক্ষ্ম {FAMILY} র‍্যাব {FLAG} কো " * 60
    at = appearance(text, platform).fold_at
    edges, start = {0}, 0
    for cluster in regex.findall(r"\X", text):
        start += len(cluster)
        edges.add(start)
    assert at is None or at in edges


def test_folding_keeps_every_letter_and_every_hit(post_in):
    post = post_in("second")
    text, hits = post.current.text, list(post.current.screening.hits.all())
    for hit in hits:
        hit.label = hit.clause
    runs = marked(text, hits)
    for at in range(len(text) + 1):
        seen, hidden = folded(runs, at)
        assert "".join(run["text"] for run in seen) == text[:at]
        assert "".join(run["text"] for run in hidden) == text[at:]
        words = ["".join(part for part, _core in run["parts"]) for run in (*seen, *hidden) if run["hit"]]
        assert words == [run["text"] for run in (*seen, *hidden) if run["hit"]]
        assert sum(run["tag"] for run in (*seen, *hidden)) == sum(run["tag"] for run in runs)


def test_a_card_names_host_and_path():
    assert card_of("https://www.example.gov.bd/news/5/?x=1") == ("www.example.gov.bd", "/news/5")
    assert card_of("https://example.gov.bd") == ("example.gov.bd", "")


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("f\u0430cebook.com", "xn--fcebook-2fg.com"),  # a Cyrillic a
        ("\u0430\u0440\u0440\u04cf\u0435.com", "xn--80ak6aa92e.com"),  # Cyrillic all over
        ("g০v.bd", "xn--gv-j5f.bd"),  # a Bangla zero among Latin letters
        ("০০.com", "xn--07ba.com"),
        ("faceboo\u200dk.com", "xn--facebook-fm3d.com"),
        ("facebook.com\u2044login.example.com", "facebook.xn--comlogin-g03d.example.com"),
        ("\uff46acebook.com", "facebook.com"),  # where a browser goes
        ("মন্ত্রণালয়.বাংলা", "মন্ত্রণালয়.বাংলা"),
        ("www.দপ্তর-১.gov.bd", "www.দপ্তর-১.gov.bd"),
        ("উৎসব.বাংলা", "উৎসব.বাংলা"),
    ],
)
def test_a_host_that_only_looks_like_another_is_shown_as_the_network_knows_it(host, shown):
    assert card_of(f"https://{host}/news")[0] == unicodedata.normalize("NFKC", shown)


def test_a_joiner_in_a_bangla_host_stands_only_where_it_is_seen():
    assert card_of("https://র\u09cd\u200dয.বাংলা")[0] == "র\u09cd\u200dয.বাংলা"
    assert card_of("https://দপ্তর\u200d.বাংলা")[0].startswith("xn--")
