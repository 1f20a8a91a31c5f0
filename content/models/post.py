"""A post and its versions (clause 6)."""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import StartsWith
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person, Role, TeamMember
from accounts.models.official_account import AccountState
from accounts.models.role import OVERSEEING, READS_SUBTREE, RoleKind
from content.models.states import EDITABLE, MOVES, SHAPES, WAITING, PostState


class Purpose(models.TextChoices):
    """The uses of clause 4."""

    NETWORKING = "4-ka", _("networking and exchange of views")
    SERVICE_PROBLEMS = "4-kha", _("problems of citizen services and their solution")
    AWARENESS = "4-ga", _("public awareness and campaigns")
    SIMPLER_SERVICES = "4-gha", _("simpler and better citizen services")
    PARTICIPATION = "4-nga", _("people's part in decisions and policy")
    PEOPLE_FRIENDLY = "4-cha", _("people-friendly administration")
    RECOGNITION = "4-chha", _("recognition and a new way to give services")
    OTHER = "4-other", _("other (say which)")


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: Person) -> "PostQuerySet":
        """Posts of accounts on whose team she sits or whose office she heads; above them all but drafts."""
        seated = [seat.account_id for seat in person.present_seats]
        scope = Q(account_id__in=seated) | Q(lineage__in=person.lineages(RoleKind.HEAD))
        for lineage in person.lineages(*READS_SUBTREE):
            scope |= Q(lineage__startswith=lineage) & ~Q(status=PostState.DRAFT)
        return self.filter(scope)

    def waiting(self) -> "PostQuerySet":
        return self.filter(status__in=WAITING)

    def decidable_by(self, person: Person) -> "PostQuerySet":
        """Waiting posts this person may decide: see `permissions.can_decide`.

        Her seats and offices are named by value: only then does an index find her posts among all that wait. Who has
        none of them is answered without a query.
        """
        approves = [seat.account_id for seat in person.present_seats if seat.may_approve]
        headed, overseen = person.lineages(RoleKind.HEAD), person.lineages(*OVERSEEING)
        if not (approves or headed or overseen):
            return self.none()
        scope = Q(account_id__in=approves)
        if headed:
            scope |= Q(lineage__in=headed) & left_to_head()
        for lineage in overseen:
            scope |= Q(lineage__startswith=lineage) & ~Q(lineage=lineage) & left_to_overseer()
        return self._open_to(person).filter(scope)

    def decidable_now_by(self, person: Person) -> "PostQuerySet":
        """The same for the few posts this is asked of, her seats and roles read in the same statement."""
        seats = TeamMember.objects.current().approvers().filter(person=person, account=OuterRef("account"))
        at = ExpressionWrapper(OuterRef("lineage"), output_field=models.CharField())
        roles = Role.objects.current().filter(person=person)
        headed = roles.of(RoleKind.HEAD).filter(office__lineage=OuterRef("lineage"))
        above = roles.of(*OVERSEEING).exclude(office__lineage=OuterRef("lineage"))
        overseen = above.filter(StartsWith(at, F("office__lineage")))
        scope = Q(Exists(seats)) | Q(Exists(headed)) & left_to_head() | Q(Exists(overseen)) & left_to_overseer()
        return self._open_to(person).filter(scope)

    def _open_to(self, person: Person) -> "PostQuerySet":
        """Waiting posts of active accounts that she neither wrote, nor sent, nor approved first."""
        wrote = PostVersion.objects.filter(post=OuterRef("pk")).touched_by(person)
        waiting = self.waiting().filter(account__status=AccountState.ACTIVE)
        return waiting.exclude(first_approved_by=person).exclude(submitted_by=person).exclude(Exists(wrote))

    def move(self, from_: PostState, to: PostState, version: int, **fields: Any) -> int:
        """Compare-and-set of the status, the only writer of it: 1 when first, 0 when somebody else was."""
        if (from_, to) not in MOVES:
            raise ValueError(f"{from_} is never followed by {to}")
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


def left_to_head() -> Q:
    """Nobody on the team may decide the post."""
    return Q(~Exists(eligible_seats()))


def left_to_overseer() -> Q:
    """Nor may whoever heads the office."""
    return Q(~Exists(eligible_seats()), ~Exists(eligible_heads()))


def eligible_seats() -> "models.QuerySet[TeamMember]":
    """Approvers on the outer post's team who neither wrote a version of it, nor sent it, nor approved it first."""
    wrote = PostVersion.objects.filter(post=OuterRef(OuterRef("pk"))).touched_by(OuterRef("person"))
    seats = TeamMember.objects.current().approvers().filter(account=OuterRef("account"))
    return seats.exclude(Exists(wrote)).exclude(person_id=_first_approver()).exclude(person_id=_sender())


def eligible_heads() -> "models.QuerySet[Role]":
    """Heads of the outer post's office who neither wrote it, nor sent it, nor approved it first."""
    wrote = PostVersion.objects.filter(post=OuterRef(OuterRef("pk"))).touched_by(OuterRef("person"))
    heads = Role.objects.current().of(RoleKind.HEAD).filter(office=OuterRef("account__office"), person__is_active=True)
    return heads.exclude(Exists(wrote)).exclude(person_id=_first_approver()).exclude(person_id=_sender())


def _first_approver() -> Coalesce:
    """Of the outer post; 0 where nobody is: excluding an empty value would exclude every row."""
    return Coalesce(OuterRef("first_approved_by_id"), 0)


def _sender() -> Coalesce:
    """Who sent the outer post: the explanations are his too; 0 where nobody did."""
    return Coalesce(OuterRef("submitted_by_id"), 0)


class Asked(models.TextChoices):
    """What no list of words can know, and the author answers before sending (screening.md 5.3)."""

    SOURCE = "source", _("The facts and figures are checked and their source is named; nobody's claim is passed on.")
    TONE = "tone", _("No irony, no hint of party politics, nothing that could demean a person or a group.")
    DISCONTENT = "discontent", _("It will not rouse discontent, also where every word of it is true.")


class Post(models.Model):
    """One message for one official account. `version` counts changes of the row (compare-and-set)."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="posts")
    lineage = models.CharField(max_length=300, db_index=True)
    headline = models.CharField(max_length=400)
    status = models.CharField(max_length=12, choices=PostState.choices, default=PostState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    current = models.ForeignKey("content.PostVersion", null=True, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decide_by = models.DateTimeField(null=True, blank=True)
    decide_why = models.JSONField(null=True, blank=True, help_text="how decide_by was counted; none for a wished time")
    first_approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    publish_at = models.DateTimeField(null=True, blank=True, help_text="the time chosen for publication")
    slot_stage = models.PositiveSmallIntegerField(default=0, help_text="what was told of publish_at: see slots")
    is_important = models.BooleanField(default=False, help_text="kept in view (clause 6-nga)")
    share_again_on = models.DateField(null=True, blank=True, help_text="its writers are reminded on this day")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    shares = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="shared_again")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["account", "submitted_at", "id"],
                name="post_waiting_of_account",
                condition=Q(status__in=["submitted", "second"]),
            ),
            models.Index(fields=["account", "-id"], name="post_of_account"),
            models.Index(fields=["id"], name="post_waiting", condition=Q(status__in=["submitted", "second"])),
            models.Index(
                fields=["lineage", "decide_by", "id"],
                name="post_owed_below",
                condition=Q(status__in=["submitted", "second"]),
                opclasses=["varchar_pattern_ops", "timestamptz_ops", "int8_ops"],
            ),
            models.Index(
                fields=["account", "decide_by", "id"],
                name="post_owed_by_account",
                condition=Q(status__in=["submitted", "second"]),
            ),
            models.Index(fields=["decide_by", "id"], name="post_owed", condition=Q(status__in=["submitted", "second"])),
            models.Index(
                fields=["publish_at", "id"],
                name="post_slot",
                condition=Q(status__in=["submitted", "second", "scheduled"], publish_at__isnull=False),
            ),
            models.Index(fields=["account", "publish_at"], name="post_planned", condition=Q(publish_at__isnull=False)),
            models.Index(
                fields=["share_again_on"], name="post_to_share_again", condition=Q(share_again_on__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PostState.values), name="post_status_known"),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(status__in=["draft", "submitted", "second", "returned", "approved", "scheduled"]),
                name="post_one_correction_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def shape(self) -> str:
        """The badge's kind for the status."""
        return SHAPES.get(PostState(self.status), "info")

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING


class PostVersionQuerySet(models.QuerySet["PostVersion"]):
    def touched_by(self, person: Any) -> "PostVersionQuerySet":
        """Versions whose words are hers, also by a suggested change: she decides none of them (clause 6-ka)."""
        return self.filter(Q(written_by=person) | Q(suggested_by=person))


class PostVersion(models.Model):
    """A text with what belongs to it. Frozen once it was submitted; its hash is what an approval is bound to."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    purpose_other = models.CharField(_("which purpose?"), max_length=200, blank=True)
    source = models.CharField(_("source of the facts"), max_length=300)
    link = models.URLField(_("link"), max_length=500, blank=True)
    wished_at = models.DateTimeField(_("wished time"), null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    suggested_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="whose change it took over"
    )
    written_at = models.DateTimeField(default=timezone.now)
    asked = models.JSONField(default=list, help_text="what the author answered yes to when sending")
    submitted_at = models.DateTimeField(null=True, blank=True)
    text_hash = models.CharField(max_length=64)

    objects = PostVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_version_once")]
        indexes = [models.Index(fields=["written_by", "post"], name="version_of_writer")]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"

    @cached_property
    def purpose_label(self) -> str:
        label = str(self.get_purpose_display())
        return f"{label}: {self.purpose_other}" if self.purpose_other else label


def bound_hash(*, text: str, account: OfficialAccount, link: str = "", media: Sequence[Sequence[str]] = ()) -> str:
    """SHA-256 (hex) over text, link, where it goes, and per file its bytes' digest, alternative text and poster's
    digest: what is approved is what may be published."""
    bound: dict[str, Any] = {"text": text, "targets": [[account.pk, account.platform, account.url]]}
    bound |= {"link": link} if link else {}
    bound |= {"media": [list(file) for file in media]} if media else {}
    return hashlib.sha256(json.dumps(bound, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
