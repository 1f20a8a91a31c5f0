"""The archive of everything that went out: what its address asks for, and how it is looked up at any size."""

from dataclasses import dataclass, fields
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Person
from accounts.models.official_account import Platform
from content.models import PostText, Publication
from content.models.post import Purpose
from content.models.states import OUT, PostState
from content.search_index import Holds, words_of
from govsocial.web.digits import clean, to_ascii
from govsocial.web.fields import DateField
from govsocial.workdays.periods import day_bounds_utc

STATES = (*OUT, PostState.RETRACTED)
NEWEST = "-published_at -id"
FEW = 5_000  # up to so many posts with the words are looked at one by one; where there are more, the newest are read
ASKED_MAX = 200  # characters


@dataclass(frozen=True)
class ArchiveFilters:
    """One value for each filter; empty: all. A value that does not exist is none; a date that is none is `misread`."""

    q: str = ""
    account: int = 0
    platform: str = ""
    state: str = ""
    purpose: str = ""
    important: bool = False
    changed: bool = False
    since: date | None = None
    until: date | None = None
    misread: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> "ArchiveFilters":
        days = {name: _day(query.get(name, "")) for name in ("since", "until")}
        return cls(
            q=clean(query.get("q", ""))[:ASKED_MAX].strip(),
            account=number_in(query.get("account", "")),
            platform=_known(query.get("platform", ""), Platform.values),
            state=_known(query.get("state", ""), [state.value for state in STATES]),
            purpose=_known(query.get("purpose", ""), Purpose.values),
            important=bool(query.get("important")),
            changed=bool(query.get("changed")),
            since=days["since"],
            until=days["until"],
            misread=tuple(name for name, day in days.items() if query.get(name, "").strip() and day is None),
        )

    @property
    def is_set(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def is_narrow(self) -> bool:
        """More than words were asked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "q")

    def rows(self, person: Person) -> QuerySet[Publication]:
        """Publications that this person may see and that fit, in no order yet."""
        rows = Publication.objects.visible_to(person)
        same = {
            "account": self.account,
            "account__platform": self.platform,
            "post__status": self.state,
            "version__purpose": self.purpose,
            "post__is_important": self.important,
        }
        rows = rows.filter(**{name: value for name, value in same.items() if value})
        if self.changed:
            rows = rows.filter(is_unchanged=False)
        if self.since:
            rows = rows.filter(published_at__gte=day_bounds_utc(self.since, settings.TIME_ZONE)[0])
        if self.until:
            rows = rows.filter(published_at__lt=day_bounds_utc(self.until, settings.TIME_ZONE)[1])
        return holding(rows, self.q) if self.q else rows


def holding(rows: QuerySet[Publication], asked: str) -> QuerySet[Publication]:
    """Those whose posts hold all the words.

    Words of few posts are looked up and the posts sorted; those of many are soon met on the way from the newest on.
    """
    words = words_of(asked)
    if not words:
        return rows.none()
    found = list(PostText.objects.filter(Holds(words)).order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(found) > FEW:
        return rows.filter(Holds(words, path="post__folded__", walked=True))
    return rows.filter(post__in=found)


def number_in(text: str) -> int:
    """The id that stands in an address, in either script; 0 for anything else."""
    digits = to_ascii(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _day(text: str) -> date | None:
    try:
        found: date | None = DateField(required=False).clean(text)
    except ValidationError:
        return None
    return found
