"""What is wrong with an entry of the list: in the reader's words, and only for whoever may see the entry."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from content.screening.terms import Term, term_fault
from content.services.term_faults import in_words
from tests.content.conftest import page

pytestmark = pytest.mark.both_databases
LIST = reverse("content:prohibited_term_list")


def test_what_is_wrong_with_an_entry_is_said_in_words_to_those_who_may_see_it(client_for, term_in, monkeypatch):
    own, other = term_in(office="DIST"), term_in(office="OTH", text="অন্যকথা")
    faults = [(own.code, "the pattern matches an empty text"), (other.code, "nothing to look for in: গোপনকথা")]
    monkeypatch.setattr("content.views.term_presentation.engine_faults", lambda: faults)
    shown = page(client_for("head", "bn").get(LIST))
    assert f"{own.code}: প্যাটার্নটি" in shown and "the pattern" not in shown
    assert "গোপনকথা" not in shown and other.code not in shown
    assert "গোপনকথা" in page(client_for("oth_head", "bn").get(LIST))
    assert "These entries are not looked for" not in page(client_for("far_supervisor").get(LIST))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("word", "…"),
        ("word", "ক" * 201),
        ("prefix", "ক"),
        ("substring", "ab"),
        ("regex", "ক" * 201),
        ("regex", "(?=ক)"),
        ("regex", r"\Cক"),
        ("regex", "(((ক{200}){200}))"),
        ("regex", "((((a|b|c){90}){9}){9})x"),
        ("regex", "ক*"),
    ],
)
def test_every_fault_of_an_entry_has_words_in_bangla(kind, text):
    fault = term_fault(Term("x", "ka", kind, text))
    with override("bn"):
        said = in_words(fault)
    assert fault and said != fault and re.search("[ঀ-৿] [ঀ-৿]", said)
