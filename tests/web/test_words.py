"""The Bangla words: complete, nothing in excess, placeholders intact, and other packages' messages in Bangla too."""

import importlib
import re
import unicodedata
from pathlib import Path
from typing import Any

import allauth
import django
import polib
import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation.reloader import translation_file_changed

from accounts.csv_rows import ImportRefused, RowError
from accounts.forms import UploadForm
from accounts.models import Person
from accounts.office_import import read_offices
from accounts.services.account_import import COLUMNS
from govsocial.notifications.kinds import KINDS
from govsocial.notifications.services import deliver_due
from govsocial.web.digits import BANGLA
from govsocial.web.fields import DateField, EmailField, TextField
from govsocial.web.words import compile_words
from tests.web.extraction import PO, ROOT, Message, messages, translated
from tests.web.third_party import THIRD_PARTY

LETTER = re.compile(r"[\u0985-\u09b9\u09dc-\u09df]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
WITHOUT_LETTERS = {"%(who)s, %(time)s: %(what)s", "%(name)s (%(first)s – %(last)s)"}
ASCII_DIGITS = {"2020-01-31", "WCAG 2.2", "UTF-8", "RE2", "MP4"}  # codes, names of standards, what is typed in a file
OURS = messages(ROOT)
ENTRIES = translated()


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """The words as they are now, not as they were when somebody compiled them."""
    for compiled in compile_words(ROOT):
        translation_file_changed(None, compiled)


@pytest.fixture(autouse=True)
def _in_bangla() -> Any:
    with translation.override("bn"):
        yield


def texts(message: Message) -> list[str]:
    entry = ENTRIES[message]
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def in_bangla(text: object) -> bool:
    return bool(LETTER.search(str(text)))


def test_the_extraction_finds_strings_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('_("One"); ngettext("%(n)s cat", "%(n)s cats", 2); pgettext_lazy("verb", "May")')
    (tmp_path / "b.html").write_text(
        '{% load i18n %}{% trans "Two" as x %}{% translate "Three" context "place" %}{{ _("Four") }}'
        "{% blocktrans with n=1|num asvar y %}in {{ n }}{% endblocktrans %}"
        "{% blocktranslate count n=x trimmed %}\n  a\n  b{% plural %}\n  {{ n }} b{% endblocktranslate %}"
    )
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "c.py").write_text('_("Not ours")')
    plain = {(None, text, None) for text in ("One", "Two", "Four", "in %(n)s")}
    counted = {(None, "%(n)s cat", "%(n)s cats"), (None, "a b", "%(n)s b")}
    assert messages(tmp_path) == plain | counted | {("verb", "May", None), ("place", "Three", None)}


def test_personal_data_have_one_name() -> None:
    assert [text for message in ENTRIES for text in texts(message) if "ব্যক্তিগত উপাত্ত" in text] == []


def test_every_string_of_the_product_has_bangla_words() -> None:
    assert len(OURS) > 500
    bare = {message for message in OURS & set(ENTRIES) if not all(texts(message)) or ENTRIES[message].fuzzy}
    assert (OURS - set(ENTRIES)) | bare == set()


def test_nothing_is_translated_that_nobody_sees() -> None:
    assert set(ENTRIES) - OURS - THIRD_PARTY == set()
    assert THIRD_PARTY - set(ENTRIES) == set()
    assert not THIRD_PARTY & OURS, "a string of ours needs no place on the list of other packages' messages"


def test_the_file_is_sorted_and_names_bangla_and_its_plurals() -> None:
    po = polib.pofile(str(PO))
    assert [entry.msgid for entry in po] == sorted(entry.msgid for entry in po)
    assert po.metadata["Language"] == "bn"
    assert po.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert po.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert not po.obsolete_entries()


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = []
    for message in ENTRIES:
        wanted = sorted(PLACEHOLDER.findall(message[1]))
        assert set(wanted) <= set(PLACEHOLDER.findall(message[2] or message[1]))
        for text in texts(message):
            found = sorted(PLACEHOLDER.findall(text))
            if found != wanted and not (message in THIRD_PARTY and set(found) < set(wanted)):
                wrong.append(text)
    assert wrong == []


def test_every_translation_has_bangla_letters_and_bangla_digits() -> None:
    wrong = []
    for message in ENTRIES:
        for text in texts(message):
            rest = PLACEHOLDER.sub("", text)
            for code in ASCII_DIGITS:
                rest = rest.replace(code, "")
            if re.search("[0-9]", rest) or not (in_bangla(text) or message[1] in WITHOUT_LETTERS):
                wrong.append(text)
    assert wrong == []


def test_every_translation_is_in_one_normal_form_without_stray_spaces() -> None:
    found = [text for message in ENTRIES for text in texts(message)]
    tidy = [re.sub(" +", " ", unicodedata.normalize("NFC", text)).strip() for text in found]
    assert [text for text, wanted in zip(found, tidy, strict=True) if text != wanted] == []


def test_full_stops_and_questions_end_as_in_english() -> None:
    ends = {".": "।", "?": "?", ":": ":"}
    wrong = [
        text
        for message in OURS & set(ENTRIES)
        for text in texts(message)
        if (end := ends.get(message[1][-1])) and not text.endswith(end)
    ]
    assert wrong == []


def test_a_button_has_at_most_three_words() -> None:
    pages = [page.read_text("utf-8") for page in (ROOT / "templates").rglob("*.html")]
    inside = [found[1] for page in pages for found in re.finditer(r'class="btn\b[^>]*>(.*?)</(?:a|button)>', page)]
    words = {word for text in inside for word in re.findall(r"""{% trans ["'](.+?)["'] %}""", text)}
    assert len(words) > 40
    assert [gettext(word) for word in words if len(gettext(word).split()) > 3] == []


def test_other_packages_still_have_the_messages_that_are_listed() -> None:
    theirs = Path(django.__file__).parent
    places = [theirs / "forms", theirs / "core/validators.py", theirs / "db/models", theirs / "utils/timesince.py"]
    places += [theirs / "contrib/auth/password_validation.py", Path(allauth.__file__).parent]
    assert THIRD_PARTY - set[Message]().union(*(messages(place) for place in places)) == set()


def test_other_packages_messages_come_out_in_bangla() -> None:
    shown = [ngettext(one, many, n) if many else gettext(one) for _c, one, many in THIRD_PARTY for n in (1, 2)]
    assert [text for text in shown if not in_bangla(text)] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (TextField(), ""),
        (TextField(max_length=3), "abcd"),
        (EmailField(), "no address"),
        (DateField(), "yesterday"),
        (DateField(), "1800-01-01"),
        (forms.DateTimeField(), "noon"),
        (forms.ChoiceField(choices=[("a", "A")]), "b"),
        (forms.IntegerField(), "x"),
        (forms.IntegerField(min_value=1), "0"),
        (forms.IntegerField(max_value=1), "2"),
        (forms.CharField(), "\0"),
        (forms.FileField(), None),
        (forms.FileField(), SimpleUploadedFile("empty.csv", b"")),
        (forms.FileField(max_length=3), SimpleUploadedFile("long.csv", b"x")),
    ],
)
def test_a_form_field_refuses_in_bangla(field: forms.Field, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    assert all(in_bangla(text) for text in refused.value.messages)


@pytest.mark.parametrize("password", ["short", "1qaz2wsx3edc4rfv", "rahima.khatun@example.gov.bd"])
def test_a_weak_password_is_refused_in_bangla(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, Person(email="rahima.khatun@example.gov.bd"))
    assert all(in_bangla(text) for text in refused.value.messages)


def test_an_upload_without_a_file_is_refused_in_bangla() -> None:
    assert all(in_bangla(text) for text in UploadForm({}, {}).errors["file"])


def choices_of_the_product() -> list[type[Choices]]:
    for config in apps.get_app_configs():
        for module in ("models", "actions"):
            if (Path(config.path) / f"{module}.py").exists() and str(ROOT) in config.path:
                importlib.import_module(f"{config.name}.{module}")
    found, seen = [Choices], []
    while found:
        below = found.pop().__subclasses__()
        found += below
        seen += [kind for kind in below if kind.__module__.split(".")[0] in {"accounts", "content", "govsocial"}]
    return [kind for kind in seen if list(kind)]


def test_every_choice_has_a_bangla_label() -> None:
    kinds = choices_of_the_product()
    assert {"Platform", "PostState", "RoleKind", "OfficeKind", "Action", "Force"} <= {kind.__name__ for kind in kinds}
    assert [(kind, label) for kind in kinds for label in kind.labels if not in_bangla(label)] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_notice_reads_in_bangla(kind: Any) -> None:
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)s", str(kind.title)), "X-1")
    title = str(kind.title) % facts
    assert in_bangla(title)
    assert ("X-1" in title) == bool(facts)
    assert in_bangla(kind.text) == bool(kind.text)


def test_a_wrong_row_is_told_in_the_readers_language() -> None:
    table = "code,parent,kind,name_bn,name_en,website,lat,lon\nA,,ministry,ক,,,99,x\n".encode()
    with pytest.raises(ImportRefused) as bangla:
        read_offices(table, {})
    with translation.override("en"), pytest.raises(ImportRefused) as english:
        read_offices(table, {})
    assert str(bangla.value).splitlines()[0] == f"সারি {BANGLA[2]}, কলাম lat: -৯০ থেকে ৯০-এর মধ্যে হতে হবে"
    assert str(english.value).splitlines()[0] == "line 2, column lat: must lie between -90 and 90"


def test_a_row_error_names_line_and_column() -> None:
    error = RowError(1234, COLUMNS[0], "…")
    assert "১,২৩৪" in str(error)
    assert "office" in str(error)


def test_a_failed_sign_in_is_explained_in_bangla(client_for: Any) -> None:
    page = client_for("", "bn").post("/sign-in/", {"login": "nobody@example.gov.bd", "password": "wrong"})
    assert gettext("The email address and/or password you specified are not correct.") in page.content.decode()


def test_the_mail_for_a_new_password_is_in_bangla(client_for: Any, world: Any, mailoutbox: Any) -> None:
    client_for("", "bn").post("/sign-in/password/reset/", {"email": world.person("author").email})
    deliver_due()
    lines = [line for line in mailoutbox[0].body.splitlines() if line and "://" not in line]
    assert sum(in_bangla(line) for line in lines) >= 3
    assert not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", mailoutbox[0].body)
