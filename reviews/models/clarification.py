"""Questions about the guideline and their answers (clause 11)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from accounts.models.role import READS_SUBTREE, RoleKind
from govsocial.rulebook.models import Clause


class QuestionKind(models.TextChoices):
    PROBLEM = "problem", _("problem in following")
    INTERPRETATION = "interpretation", _("question of interpretation")


class Authority(models.TextChoices):
    CABINET = "cabinet", _("Cabinet Division")
    A2I = "a2i", _("a2i")


class ClarificationState(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    ANSWERED = "answered", _("answered, not published")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def published(self) -> "ClarificationQuerySet":
        return self.filter(status=ClarificationState.PUBLISHED)

    def visible_to(self, person: Person) -> "ClarificationQuerySet":
        """Published ones; those of her own offices; those of offices under her oversight."""
        scope = Q(status=ClarificationState.PUBLISHED)
        own = [role.office_id for role in person.present_roles if role.kind in {RoleKind.OFFICER, RoleKind.HEAD}]
        scope |= Q(office_id__in=own)
        for lineage in person.lineages(*READS_SUBTREE):
            scope |= Q(lineage__startswith=lineage)
        return self.filter(scope)

    def searched(self, words: str) -> "ClarificationQuerySet":
        """Those in whose question or answer every word stands."""
        found = self
        for word in words.split()[:6]:
            found = found.filter(Q(question__icontains=word) | Q(answer__icontains=word))
        return found

    def move(self, from_: ClarificationState, to: ClarificationState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class Clarification(models.Model):
    """An office's question about a clause: asked, answered, then published or kept between the two."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="clarifications")
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind.choices)
    question = models.TextField(_("question"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="clarifications")
    lineage = models.CharField(max_length=300, db_index=True)
    status = models.CharField(max_length=12, choices=ClarificationState.choices, default=ClarificationState.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    authority = models.CharField(_("answered for"), max_length=10, choices=Authority.choices, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["asked", "withdrawn"]) | ~Q(answer=""), name="clarification_has_answer"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ClarificationState.values), name="clarification_status_known"
            ),
        ]
        indexes = [models.Index(fields=["clause", "status"], name="clarification_of_clause")]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

    @property
    def shape(self) -> str:
        """The badge's kind."""
        return {"asked": "warn", "answered": "info", "published": "ok"}.get(self.status, "none")
