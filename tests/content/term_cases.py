"""Entries of the list in any state, and the rows of files about them."""

import csv
import io
from typing import Any

from accounts.models import Office, Person
from content.models import ProhibitedTerm
from content.services.entry_values import EntryValues
from content.services.prohibited_terms import create_term

ROW = {
    "code": "ka-DIST-1",
    "category": "ka",
    "kind": "word",
    "text": "বিকট",
    "language": "bn",
    "severity": "warn",
    "aliases": "বিকঠ|bikot",
    "exceptions": "বিকট শব্দ",
    "why_bn": "কারণ",
    "why_en": "Reason",
}


def values(**given: Any) -> EntryValues:
    """What an entry says that nothing is wrong with."""
    base = {"category": "ka", "kind": "word", "text": "বিকট", "language": "bn", "severity": "warn"}
    return EntryValues(**{**base, "why_bn": "কারণ", "why_en": "Reason", **given})


def entry(office: Office, by: Person, status: str = "draft", **given: Any) -> ProhibitedTerm:
    """An entry of an office in a state."""
    code = given.pop("code", "")
    row = create_term(office=office, values=values(**given), by=by, code=code)
    ProhibitedTerm.objects.filter(pk=row.pk).update(status=status)
    return ProhibitedTerm.objects.select_related("office").get(pk=row.pk)


def file_of(*rows: dict[str, str], head: tuple[str, ...] = ()) -> bytes:
    """A CSV file of rows, each what is given over the row above."""
    out = io.StringIO()
    names = list(head or dict.fromkeys(name for row in (ROW, *rows) for name in row))
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**ROW, **row} for row in rows)
    return out.getvalue().encode()
