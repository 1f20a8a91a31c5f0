"""What approvers decided, and what went out."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficialAccount, Person
from accounts.models.official_account import KEY_MAX
from content.models.post import Post, PostVersion


class DecisionKind(models.TextChoices):
    FIRST_APPROVAL = "first", _("approved, second approval needed")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned with reason")
    REJECTED = "rejected", _("rejected")


class Decision(models.Model):
    """One approver's word on one version, bound to its hash. The database holds one first and one final word each."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(PostVersion, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    clause = models.CharField(max_length=40, blank=True)
    text_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["by", "-at"], name="decision_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(kind="first"), name="decision_one_first"),
            models.UniqueConstraint(fields=["version"], condition=~Q(kind="first"), name="decision_one_final"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.version_id}"


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

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(fields=["link_key"], name="publication_link_once"),
            models.CheckConstraint(
                condition=Q(is_unchanged=True) | ~Q(change_note=""), name="publication_says_what_changed"
            ),
        ]
        indexes = [models.Index(fields=["account", "published_at"], name="publication_of_account")]

    def __str__(self) -> str:
        return self.link
