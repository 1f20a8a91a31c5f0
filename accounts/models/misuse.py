"""Reports of misuse: of an official account, or of personal conduct online (bd-2016 5-ta, cg-2017 `breach`)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.office import Office
from accounts.models.official_account import OfficialAccount
from accounts.models.person import Person
from accounts.models.role import OVERSEEING, RoleKind

COMPETENT = (RoleKind.HEAD, *OVERSEEING)


class MisuseKind(models.TextChoices):
    ACCOUNT = "account", _("misuse of an official account")
    CONDUCT = "conduct", _("personal conduct online")


class MisuseState(models.TextChoices):
    REPORTED = "reported", _("being looked into")
    SUBSTANTIATED = "substantiated", _("substantiated")
    UNSUBSTANTIATED = "unsubstantiated", _("not substantiated")
    REFERRED = "referred", _("referred to the competent authority")


OUTCOMES = (MisuseState.SUBSTANTIATED, MisuseState.UNSUBSTANTIATED, MisuseState.REFERRED)


class MisuseReportQuerySet(models.QuerySet["MisuseReport"]):
    def visible_to(self, person: Person) -> "MisuseReportQuerySet":
        """Her own ones; those her office decides; those in an auditor's scope. Never one about herself."""
        decides = [role.office_id for role in person.present_roles if role.kind in COMPETENT]
        scope = Q(reported_by=person) | Q(authority_id__in=decides)
        for lineage in person.lineages(RoleKind.AUDITOR):
            scope |= Q(lineage__startswith=lineage)
        return self.filter(scope).exclude(about_person=person)

    def move(self, from_: MisuseState, to: MisuseState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class MisuseReport(models.Model):
    """What somebody reported about an account or a person of an office, and what the office above found.

    The names are as the reporter wrote them; `about_person` and `about_account` are set where the address is known
    in that office, which the reporter is not told.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", help_text="of the person or account")
    lineage = models.CharField(max_length=300, db_index=True)
    authority = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="misuse_reports")
    kind = models.CharField(max_length=10, choices=MisuseKind.choices)
    about = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    about_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_account = models.ForeignKey(
        OfficialAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_on = models.DateField()
    what = models.TextField()
    evidence = models.TextField()
    link = models.URLField(max_length=300, blank=True)
    status = models.CharField(max_length=16, choices=MisuseState.choices, default=MisuseState.REPORTED)
    version = models.PositiveIntegerField(default=1)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MisuseReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="reported") | ~Q(reason="") & Q(decided_by__isnull=False),
                name="misuse_outcome_has_reason",
            ),
            models.CheckConstraint(condition=Q(status__in=MisuseState.values), name="misuse_status_known"),
        ]
        indexes = [models.Index(fields=["authority", "status"], name="misuse_of_authority")]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

    @property
    def shape(self) -> str:
        """The badge's kind."""
        return {"reported": "warn", "substantiated": "bad", "unsubstantiated": "ok"}.get(self.status, "info")
