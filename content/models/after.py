"""What follows a publication or an emergency: second looks, mistakes and how they were settled (6-ka; cg-2017 d8)."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Role, TeamMember
from accounts.models.role import OVERSEEING, RoleKind
from content.models.decision import Decision
from content.models.post import Post, PostVersion


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    def standing(self) -> "SecondLookQuerySet":
        """Those taken, and those of approvals that still stand: a post that was taken back to change it owes none."""
        return self.filter(Q(post__current=F("decision__version")) | Q(looked_at__isnull=False))

    def owed(self) -> "SecondLookQuerySet":
        return self.standing().filter(looked_at=None)

    def failed(self, at: datetime) -> "SecondLookQuerySet":
        """Overdue at a moment, done late, or not upheld (clause 6-ka)."""
        overdue = Q(looked_at=None, due_at__lt=at)
        return self.standing().filter(overdue | Q(looked_at__gt=F("due_at")) | Q(upheld=False))

    def owed_by(self, person: Person) -> "SecondLookQuerySet":
        """Owed looks that are hers to take: see `permissions.can_look_again`; answered as `Post.decidable_by` is."""
        approves = [seat.account_id for seat in person.present_seats if seat.may_approve]
        headed, overseen = person.lineages(RoleKind.HEAD), person.lineages(*OVERSEEING)
        if not (approves or headed or overseen):
            return self.none()
        scope = Q(post__account__in=approves)
        if headed:
            scope |= Q(post__lineage__in=headed) & Q(~Exists(lookers_on_team()))
        for lineage in overseen:
            below = Q(post__lineage__startswith=lineage) & ~Q(post__lineage=lineage)
            scope |= below & Q(~Exists(lookers_heading()), ~Exists(lookers_on_team()))
        wrote = PostVersion.objects.filter(post=OuterRef("post")).touched_by(person)
        spoke = Decision.objects.standing().filter(version=OuterRef("decision__version"), by=person)
        own = self.owed().exclude(post__submitted_by=person)
        return own.filter(~Exists(wrote), ~Exists(spoke)).filter(scope)


def lookers_on_team() -> "models.QuerySet[TeamMember]":
    """Approvers on the team who neither wrote, sent nor approved the post of the outer second look."""
    seats = TeamMember.objects.current().approvers().filter(account=OuterRef("post__account"))
    return seats.filter(*_without_part()).exclude(person_id=Coalesce(OuterRef("post__submitted_by"), 0))


def lookers_heading() -> "models.QuerySet[Role]":
    """Heads of the office who neither wrote, sent nor approved the post of the outer second look."""
    heads = Role.objects.current().of(RoleKind.HEAD).filter(person__is_active=True)
    heads = heads.filter(office=OuterRef("post__account__office"))
    return heads.filter(*_without_part()).exclude(person_id=Coalesce(OuterRef("post__submitted_by"), 0))


def _without_part() -> tuple[Q, Q]:
    wrote = PostVersion.objects.filter(post=OuterRef(OuterRef("post"))).touched_by(OuterRef("person"))
    spoke = Decision.objects.standing().filter(version=OuterRef(OuterRef("decision__version")), by=OuterRef("person"))
    return Q(~Exists(wrote)), Q(~Exists(spoke))


class SecondLook(models.Model):
    """A second person's look at a post that one approver let out in an emergency, owed by `due_at` (clause 6-ka)."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second_look")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="second_looks")
    due_at = models.DateTimeField()
    due_why = models.JSONField(help_text="how due_at was counted")
    looked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True, help_text="the second person would have let it out too")
    note = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="told to the head when it was overdue")

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], name="second_look_owed", condition=Q(looked_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_at=None, looked_by=None, upheld=None)
                | Q(looked_at__isnull=False, looked_by__isnull=False, upheld__isnull=False),
                name="second_look_whole",
            )
        ]

    def __str__(self) -> str:
        return f"second look at {self.post_id}"


class MistakeState(models.TextChoices):
    OPEN = "open", _("to be corrected")
    CORRECTED = "corrected", _("corrected")
    RETRACTED = "retracted", _("retracted")
    DISMISSED = "dismissed", _("no mistake")


UPHELD = (MistakeState.CORRECTED, MistakeState.RETRACTED)


class MistakeQuerySet(models.QuerySet["Mistake"]):
    def open(self) -> "MistakeQuerySet":
        return self.filter(state=MistakeState.OPEN)

    def move(self, from_: MistakeState, to: MistakeState, **fields: object) -> int:
        """Compare-and-set of the state: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(state=from_).update(state=to, **fields)


class Mistake(models.Model):
    """A mistake noticed in a post that is out, until it is corrected, taken down or found to be none (cg-2017 d8)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mistakes")
    what = models.TextField(_("what is wrong"))
    noticed_at = models.DateTimeField(_("noticed"))
    noticed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    due_why = models.JSONField(help_text="how due_at was counted")
    state = models.CharField(max_length=10, choices=MistakeState.choices, default=MistakeState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="time on the platform")
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    clause = models.CharField(max_length=40, blank=True, help_text="the clause it offends, where it offends one")
    worked_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="working minutes until settled")

    objects = MistakeQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-id"]
        indexes = [
            models.Index(fields=["due_at"], name="mistake_open", condition=Q(state="open")),
            models.Index(fields=["due_at", "post"], name="mistake_due"),
            models.Index(fields=["clause", "settled_at"], name="mistake_upheld", condition=~Q(clause="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(state="open"), name="mistake_one_open"),
            models.CheckConstraint(condition=Q(state__in=MistakeState.values), name="mistake_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | ~Q(state="open") & Q(settled_at__isnull=False),
                name="mistake_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"mistake in {self.post_id}"
