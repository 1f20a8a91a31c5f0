"""The tree of government offices (clause 2.2)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.person import Person


class OfficeKind(models.TextChoices):
    GOVERNMENT = "government", _("government")
    MINISTRY = "ministry", _("ministry")
    MINISTRY_DIVISION = "ministry_division", _("ministry division")
    DIRECTORATE = "directorate", _("directorate")
    COMMISSION = "commission", _("commission")
    STATE_COMPANY = "state_company", _("state company")
    TRAINING = "training", _("training institute")
    DIVISIONAL_OFFICE = "divisional_office", _("office of an administrative division")
    DISTRICT_OFFICE = "district_office", _("district office")
    UPAZILA_OFFICE = "upazila_office", _("upazila office")
    UNION_OFFICE = "union_office", _("union office")
    AUTONOMOUS_BODY = "autonomous_body", _("autonomous body")
    AGENCY = "agency", _("agency")
    COLLEGE = "college", _("college")
    SCHOOL = "school", _("school")
    FIELD_OFFICE = "field_office", _("field office")
    OTHER = "other", _("other office")


class OfficeQuerySet(models.QuerySet["Office"]):
    def within(self, office: "Office") -> "OfficeQuerySet":
        """The office and all offices below it."""
        return self.filter(lineage__startswith=office.lineage)

    def above(self, office: "Office") -> "OfficeQuerySet":
        """Its ancestors, nearest first, without itself."""
        return self.filter(pk__in=office.ancestor_ids).order_by(Length("lineage").desc())

    def searched(self, words: str) -> "OfficeQuerySet":
        """Offices in whose name, or in the name of the office above, every word stands; a word at least in their own.

        A word may also be the office's code.
        """
        found, own = self, Q()
        for word in words.split()[:6]:
            here = Q(name_bn__icontains=word) | Q(name_en__icontains=word) | Q(code__iexact=word)
            found = found.filter(here | Q(parent__name_bn__icontains=word) | Q(parent__name_en__icontains=word))
            own |= here
        return found.filter(own)

    def visible_to(self, person: "Person") -> "OfficeQuerySet":
        """The register of offices is open to everyone who is signed in; what happens inside an office is not."""
        return self.all() if person.is_authenticated else self.none()


class Office(models.Model):
    """An office with its place in the tree. `lineage` holds the ids from the root to itself: /1/24/305/."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind.choices)
    name_bn = models.CharField(_("name in Bangla"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    website = models.URLField(_("website"), blank=True, max_length=300)
    has_own_website = models.BooleanField(default=False, help_text="recorded here: an import leaves the website alone")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    lineage = models.CharField(max_length=300, db_index=True, editable=False)
    is_sample = models.BooleanField(default=False, help_text="demo office: all its activity is fictional")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["parent", "id"], name="office_children"),
            models.Index(fields=["kind", "id"], name="office_kind"),
        ]
        constraints = [
            models.UniqueConstraint(Value(1), condition=Q(parent=None), name="office_one_root"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="office_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        english = str(get_language() or "").startswith("en")
        return (self.name_en if english else self.name_bn) or self.name_bn

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to the parent."""
        return [int(part) for part in self.lineage.strip("/").split("/")[:-1] if part]

    def holds(self, lineage: str) -> bool:
        """True when a row with this lineage belongs to this office or one below it."""
        return bool(self.lineage) and lineage.startswith(self.lineage)

    @property
    def shows_parent(self) -> bool:
        """Names of upazilas and unions repeat in different districts: they are shown with the office above."""
        return self.kind in {OfficeKind.UPAZILA_OFFICE, OfficeKind.UNION_OFFICE}


class OfficeParent(models.Model):
    """Who stood above whom, from when to when: the truth about the tree, of which `Office.parent` is today's row."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office"], condition=Q(until=None), name="office_one_present_parent")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} under {self.parent_id} since {self.since}"


def first_day() -> date:
    """From when the tree is taken to hold where no date is known."""
    return date(2016, 1, 1)


def names_differ(office: Office, values: dict[str, Any]) -> bool:
    """True when any of the given columns differs from what the office has."""
    return any(getattr(office, name) != value for name, value in values.items())
