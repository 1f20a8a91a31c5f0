"""Both scripts go in everywhere; out come the reader's digits, lakh and crore, and no conjunct cut in two."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from accounts import forms as account_forms
from accounts.models import Person
from content import forms as content_forms
from govsocial.web import digits
from govsocial.web.fields import AddressField, AreaField, ClockField, DateField, EmailField, MomentField, TextField
from govsocial.web.templatetags.web import num, when
from govsocial.workdays import forms as day_forms

DHAKA = timezone.get_default_timezone()
FORMS = [
    form
    for module in (account_forms, content_forms, day_forms)
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.__name__
]


@pytest.mark.parametrize(
    "typed",
    ["2026-11-05", "০৫/১১/২০২৬", "05/11/2026", "৫-১১-২০২৬", "5-11-2026", "০৫.১১.২০২৬", "২০২৬-১১-০৫", " ০৫/১১/2026 "],
)
@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_date_is_read_in_both_scripts_and_both_languages(typed, language):
    with translation.override(language):
        assert DateField().clean(typed) == date(2026, 11, 5)


@pytest.mark.parametrize("typed", ["২০২৬-১১-০৫ ১৪:৩০", "2026-11-05T14:30", "০৫/১১/২০২৬ ১৪:৩০", " 05-11-2026 14:30\n"])
@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_moment_is_read_in_both_scripts_on_the_local_clock(typed, language):
    with translation.override(language):
        assert MomentField().clean(typed) == datetime(2026, 11, 5, 14, 30, tzinfo=DHAKA)


@pytest.mark.parametrize(
    "typed", ["০০০০-০০-০০", "৩১/০২/২০২৬", "1969-12-31", "01/01/2101", "²/১/২০২৬", "٣/٣/٢٠٢٦", "9" * 400, "গতকাল"]
)
def test_what_is_no_date_between_1971_and_2100_is_refused(typed):
    for field, value in ((DateField(), typed), (MomentField(), f"{typed} 10:00")):
        with pytest.raises(forms.ValidationError):
            field.clean(value)


def test_every_form_field_for_a_number_or_time_reads_both_scripts():
    """The portal's own fields, everywhere: Django's would refuse ০৫/১১/২০২৬."""
    assert len(FORMS) > 15
    for form in FORMS:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.DateTimeField):
                assert isinstance(field, MomentField), (form, name)
            elif isinstance(field, forms.DateField):
                assert isinstance(field, DateField), (form, name)
            elif isinstance(field, forms.IntegerField):
                assert field.clean("২") == field.clean("2") == 2, (form, name)
            elif isinstance(field, forms.TimeField):
                assert isinstance(field, ClockField), (form, name)
            else:
                assert not isinstance(field, forms.DurationField), (form, name)


def test_every_form_field_for_words_cleans_them_at_the_door():
    """Passwords are normalised where they are hashed."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            if type(field).__module__.startswith("django.forms") and isinstance(field, forms.CharField):
                assert isinstance(field.widget, forms.PasswordInput), (form, name)


@pytest.mark.parametrize("field", [TextField(), AreaField()])
def test_text_enters_in_one_form_whatever_the_keyboard(field):
    assert field.clean("নিয়ম বাড়ি গাঢ়") == field.clean("নিয\u09bcম বাড\u09bcি গাঢ\u09bc")
    assert field.clean("ক\u09c7\u09beন") == "কোন"
    assert field.clean("\u09dfা") == "\u09af\u09bcা"  # NFC takes য় apart
    assert field.clean("ক\0খ\ud800গ") == "কখগ"
    assert field.clean("এক\r\nদুই\rতিন") == "এক\nদুই\nতিন"
    assert field.clean("ক্\u200dষ") == "ক্\u200dষ"  # the joiner belongs to the spelling


@pytest.mark.parametrize("value", ["\u200b" * 12, "\ufeff \u2060\n\u200d", " \t "])
def test_what_nobody_sees_is_no_text(value):
    with pytest.raises(ValidationError):
        TextField().clean(value)
    assert TextField(required=False).clean(value) == ""


def test_an_address_of_mail_is_cleaned_too():
    assert EmailField().clean("a\0b@test.example") == "ab@test.example"


@pytest.mark.parametrize("typed", ["http://a.example", "//a.example", "javascript:alert(1)", "HTTPS://a.example", " x"])
def test_an_address_begins_with_https(typed):
    with pytest.raises(forms.ValidationError):
        AddressField().clean(typed)


@pytest.mark.parametrize(
    ("value", "english", "bangla"),
    [
        (0, "0", "০"),
        (-1234, "-1,234", "-১,২৩৪"),
        (99999, "99,999", "৯৯,৯৯৯"),
        (100000, "1,00,000", "১,০০,০০০"),
        (123456789, "12,34,56,789", "১২,৩৪,৫৬,৭৮৯"),
        (1234567.5, "12,34,567.5", "১২,৩৪,৫৬৭.৫"),
        ("9-ga v2", "9-ga v2", "৯-ga v২"),
        (None, "", ""),
    ],
)
def test_numbers_are_grouped_by_lakh_and_crore_in_the_readers_digits(value, english, bangla):
    with translation.override("en"):
        assert num(value) == english
    with translation.override("bn"):
        assert num(value) == bangla


def test_ids_in_addresses_and_fields_are_never_grouped(client_for):
    with translation.override("bn"):
        assert str(forms.IntegerField().widget.render("version", 123456)).count("123456") == 1
        assert digits.to_ascii("১২৩৪৫৬") == "123456"


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "রাত ১২:০৫"), (4, "ভোর ৪:০৫"), (6, "সকাল ৬:০৫"), (12, "দুপুর ১২:০৫"), (15, "বিকেল ৩:০৫"), (18, "সন্ধ্যা ৬:০৫")],
)
def test_a_moment_is_said_with_its_part_of_the_day(hour, words):
    with translation.override("bn"):
        shown = when(datetime(2026, 11, 21, hour, 5, tzinfo=DHAKA))
    assert shown == f"২১ নভেম্বর ২০২৬, {words}"


def test_a_moment_is_shown_on_the_clock_of_dhaka():
    with translation.override("en"):
        assert when(datetime(2026, 11, 21, 20, 30, tzinfo=UTC)) == "22 November 2026, 2:30 AM"


def test_a_person_may_prefer_ascii_digits_in_the_bangla_interface(client_for, post_in):
    post_in("submitted")
    shown = {}
    for wish in (True, False):
        Person.objects.filter(email="approver@test.example").update(bangla_digits=wish)
        shown[wish] = client_for("approver", "bn").get("/content/queue/").content.decode()
    assert '<span class="n num">১</span>' in shown[True]
    assert '<span class="n num">1</span>' in shown[False]
    assert digits.wanted.get() is True  # nothing stays behind for the next request


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_digits_of_a_page_follow_its_language(client_for, post_in, language):
    post_in("submitted")
    page = client_for("approver", language).get("/content/queue/").content.decode()
    assert ('<span class="n num">১</span>' in page) == (language == "bn")
    assert ('<span class="n num">1</span>' in page) == (language == "en")


def test_a_clipped_text_ends_at_a_whole_character():
    assert digits.clip("ক্ষমতা স্ত্রী জ্ঞান", 2) == "ক্ষম…"
    assert digits.clip("স্ত্রী", 1) == "স্ত্রী"
    assert digits.clip("👨‍👩‍👧👍🏽x", 2) == "👨‍👩‍👧👍🏽…"
    assert digits.clip("  এক\n দুই  ", 10) == "এক দুই"


@given(st.text(alphabet="কষরত্যািীুেো\u09bc \n", max_size=40), st.integers(1, 12))
def test_clipping_never_leaves_half_a_conjunct(text, count):
    clipped = digits.clip(text, count)
    whole = " ".join(text.split())
    assert whole.startswith(clipped.removesuffix("…"))
    rest = whole[len(clipped.removesuffix("…")) :].lstrip()
    joins_on = rest[:1] in {"\u09cd", "\u09bc", "া", "ি", "ী", "ু", "ে", "ো"}
    assert not (clipped.endswith("…") and rest and joins_on and not whole[: len(whole) - len(rest)].endswith(" "))


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text):
    assert digits.clean(digits.clean(text)) == digits.clean(text)


MARKS = "a" + "\u0301" * 3000


@pytest.mark.parametrize("text", [MARKS, f"ক {MARKS} খ", "স্ত্রী " * 200, "ক্ষ" * 500, "x" * 500, "ক", ""])
@pytest.mark.parametrize(("graphemes", "most"), [(90, 400), (60, 200), (200, 300), (1, 2)])
def test_a_clipped_text_fits_its_column_whatever_its_letters_carry(text, graphemes, most):
    clipped = digits.clip(text, graphemes, most)
    whole = " ".join(text.split())
    assert len(clipped) <= most
    assert bool(clipped) == bool(text)
    assert whole.startswith(clipped.removesuffix("…"))
    assert clipped.endswith("…") == (clipped != whole)


def test_to_fit_a_column_no_conjunct_is_cut_either():
    assert digits.clip("ক্ষমতা স্ত্রী জ্ঞান", 90, 8) == "ক্ষমতা…"
    assert digits.clip("স্ত্রী স্ত্রী", 90, 13) == "স্ত্রী স্ত্রী"
