"""What of the list is shown, as it stands in the address: for the page, and for the files that are downloaded."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.http import QueryDict

from accounts.models import Person
from content.models import ProhibitedTerm
from content.models.prohibited import Category, Language, ProhibitedTermQuerySet, Severity, TermState
from content.screening.fold import fold
from content.screening.terms import TEXT_MAX
from govsocial.web.digits import clean

MINE, NATIONAL = "mine", "national"
CHOICES: dict[str, Iterable[str]] = {
    "status": TermState.values,
    "category": Category.values,
    "language": Language.values,
    "severity": Severity.values,
    "office": (MINE, NATIONAL),
}


@dataclass(frozen=True)
class TermFilters:
    """One value for each filter; empty: all. A value that does not exist is none."""

    status: str = ""
    category: str = ""
    language: str = ""
    severity: str = ""
    office: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "TermFilters":
        given = {name: query.get(name, "") for name, allowed in CHOICES.items() if query.get(name, "") in allowed}
        return cls(**given, q=clean(query.get("q", ""))[:TEXT_MAX].strip())

    @property
    def is_set(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def rows(self, person: Person) -> ProhibitedTermQuerySet:
        """Entries that this person may see and that fit; the text is looked for as screening reads it."""
        rows = ProhibitedTerm.objects.visible_to(person)
        same = {name: getattr(self, name) for name in ("status", "category", "language", "severity")}
        rows = rows.filter(**{name: value for name, value in same.items() if value})
        if self.office == NATIONAL:
            rows = rows.filter(office__parent=None)
        elif self.office == MINE:
            rows = rows.filter(office_id__in={role.office_id for role in person.present_roles})
        if not self.q:
            return rows
        key = fold(self.q).strip()
        found = rows.filter(code__iexact=self.q)
        return rows.filter(match_key__contains=key) | found if key else found
