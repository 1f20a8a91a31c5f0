"""A breach that an office may not be blamed for: asked by its head, granted or refused above, for a term of days."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficialAccount, Person
from accounts.models.role import OVERSEEING, READS_SUBTREE, RoleKind
from govsocial.rulebook.models import Clause
from govsocial.workdays.periods import ONE_DAY


class ExcusalState(models.TextChoices):
    ASKED = "asked", _("waits for a decision")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended early")


class ExcusalQuerySet(models.QuerySet["Excusal"]):
    def visible_to(self, person: Person) -> "ExcusalQuerySet":
        """Those of her own offices and of offices under her oversight."""
        own = [role.office_id for role in person.present_roles if role.kind in {RoleKind.OFFICER, RoleKind.HEAD}]
        scope = Q(office_id__in=own)
        for lineage in person.lineages(*READS_SUBTREE):
            scope |= Q(office__lineage__startswith=lineage)
        return self.filter(scope)

    def decidable_by(self, person: Person) -> "ExcusalQuerySet":
        """Asked by offices below those where she oversees: never by her own, never by herself."""
        scope = Q(pk__in=[])
        for lineage in person.lineages(*OVERSEEING):
            scope |= Q(office__lineage__startswith=lineage) & ~Q(office__lineage=lineage)
        headed = [role.office_id for role in person.present_roles if role.kind == RoleKind.HEAD]
        return self.filter(scope, status=ExcusalState.ASKED).exclude(asked_by=person).exclude(office_id__in=headed)

    def holding(self, first: date, last: date) -> "ExcusalQuerySet":
        """Excuse on any day of a range, both ends included."""
        return self.filter(since__lte=last, holds_until__gt=first)

    def of_clause(self, edition: str, clause: str) -> "ExcusalQuerySet":
        return self.filter(clause__edition__code=edition, clause__code=clause)

    def move(self, from_: ExcusalState, to: ExcusalState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class Excusal(models.Model):
    """An office (or one of its accounts) asks that a clause's breach be excused over [since, until).

    `holds_until` is empty unless it was granted; it lies before `until` where it was ended early.
    """

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="excusals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="excusals")
    account = models.ForeignKey(
        OfficialAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="excusals"
    )
    reason = models.TextField(_("reason"))
    evidence = models.TextField(_("evidence"))
    link = models.URLField(_("link to the evidence"), max_length=300, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(help_text="first day for which it is not asked")
    holds_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer excuses")
    status = models.CharField(max_length=12, choices=ExcusalState.choices, default=ExcusalState.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = ExcusalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "account"],
                condition=Q(status="asked", account__isnull=False),
                name="excusal_of_account_asked_once",
            ),
            models.UniqueConstraint(
                fields=["clause", "office"],
                condition=Q(status="asked", account=None),
                name="excusal_of_office_asked_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="excusal_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status__in=["granted", "ended"], holds_until__isnull=False)
                | Q(status__in=["asked", "refused"], holds_until=None),
                name="excusal_holds_when_granted",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="excusal_never_by_the_asker"
            ),
            models.CheckConstraint(condition=Q(status__in=ExcusalState.values), name="excusal_status_known"),
        ]
        indexes = [models.Index(fields=["clause", "holds_until"], name="excusal_holding")]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

    @property
    def subject_type(self) -> str:
        return "account" if self.account_id else "office"

    @property
    def subject_id(self) -> int:
        return self.account_id or self.office_id

    @property
    def last_day(self) -> date:
        """The last day for which it is asked."""
        return self.until - ONE_DAY

    @property
    def shape(self) -> str:
        """The badge's kind."""
        return {"asked": "warn", "granted": "info", "refused": "bad"}.get(self.status, "none")
