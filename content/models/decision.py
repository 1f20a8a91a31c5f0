"""What approvers decided, and what went out."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from accounts.models.official_account import KEY_MAX
from accounts.models.role import READS_SUBTREE, RoleKind
from content.models.post import Post, PostVersion
from content.models.states import PostState


class DecisionKind(models.TextChoices):
    FIRST_APPROVAL = "first", _("approved, second approval needed")
    APPROVED = "approved", _("approved")
    EMERGENCY = "emergency", _("approved in an emergency, second look owed")
    RETURNED = "returned", _("returned with reason")
    REJECTED = "rejected", _("rejected")


UNDO = timedelta(seconds=60)
MANY = 1_000  # accounts named one by one
APPROVALS = (DecisionKind.APPROVED, DecisionKind.EMERGENCY)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def approving(self) -> "DecisionQuerySet":
        """Standing words that let a version out."""
        return self.standing().filter(kind__in=APPROVALS)


class Decision(models.Model):
    """One approver's word on one version, bound to its hash. The database holds one first and one final word each that
    stands."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(PostVersion, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    clause = models.CharField(max_length=40, blank=True)
    suggestion = models.TextField(blank=True, help_text="the text as the approver would have it")
    before = models.CharField(max_length=12, choices=PostState.choices, help_text="the post's state when it was given")
    text_hash = models.CharField(max_length=64)
    led_to = models.PositiveIntegerField(
        default=0, help_text="the post's version it led to; undone only while it stands"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["by", "-at"], name="decision_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(kind="first", undone_at=None), name="decision_one_first"
            ),
            models.UniqueConstraint(
                fields=["version"], condition=~Q(kind="first") & Q(undone_at=None), name="decision_one_final"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.version_id}"

    @property
    def shape(self) -> str:
        """The badge's kind for what was decided."""
        return {DecisionKind.REJECTED: "bad", DecisionKind.RETURNED: "warn"}.get(DecisionKind(self.kind), "ok")

    @property
    def undo_until(self) -> datetime:
        """Until then whoever gave it may take it back, and nobody is told of it."""
        return self.at + UNDO

    @property
    def stage(self) -> str:
        """Marks the notices of this decision: after an undo the next one is told anew."""
        return f"{self.version.number}.{self.pk}"


def accounts_read_by(person: Person) -> "models.QuerySet[OfficialAccount]":
    """Accounts whose posts this person may see, all but drafts: the same scope as `Post.objects.visible_to`."""
    scope = Q(pk__in=[seat.account_id for seat in person.present_seats])
    scope |= Q(lineage__in=person.lineages(RoleKind.HEAD))
    for lineage in person.lineages(*READS_SUBTREE):
        scope |= Q(lineage__startswith=lineage)
    return OfficialAccount.objects.filter(scope)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, person: Person) -> "PublicationQuerySet":
        """Those whose posts she may see: a publication's post is no draft.

        Accounts are named by value, up to MANY: only then does the database know whether they are quiet or busy pages,
        and looks a few posts up or walks from the newest on. Who has seats alone is answered without another query.
        """
        if not person.lineages(RoleKind.HEAD, *READS_SUBTREE):
            return self.filter(account__in=[seat.account_id for seat in person.present_seats])
        accounts = accounts_read_by(person).order_by()
        known = list(accounts.values_list("pk", flat=True)[: MANY + 1])
        return self.filter(account__in=accounts if len(known) > MANY else known)


class Publication(models.Model):
    """That an approved version went out: where, when, and whether as approved. An update of its week (clause 7-ka)."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="publication")
    version = models.ForeignKey(PostVersion, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="publications")
    link = models.URLField(_("link to the post"), max_length=500)
    link_key = models.CharField(max_length=KEY_MAX, editable=False, help_text="the link in its one form")
    published_at = models.DateTimeField(_("time on the platform"))
    is_unchanged = models.BooleanField(_("posted unchanged"))
    change_note = models.TextField(_("what was changed"), blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    text_hash = models.CharField(max_length=64)
    is_correction = models.BooleanField(default=False, help_text="stands in the place of another post: no update")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["link_key"], condition=Q(is_correction=False), name="publication_link_once"
            ),
            models.CheckConstraint(
                condition=Q(is_unchanged=True) | ~Q(change_note=""), name="publication_says_what_changed"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "published_at"], name="publication_of_account"),
            models.Index(fields=["-published_at", "-id"], name="publication_newest"),
        ]

    def __str__(self) -> str:
        return self.link
