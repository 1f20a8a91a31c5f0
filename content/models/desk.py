"""What people keep beside posts: remarks, templates, drafts that saved themselves, who is looking."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from accounts.models.role import READS_SUBTREE
from content.models.post import Post, Purpose


class Remark(models.Model):
    """An internal word on a post among those who may see it. Never published, never changed."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("remark"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"remark on {self.post_id}"


class PostTemplateQuerySet(models.QuerySet["PostTemplate"]):
    def usable_at(self, lineage: str) -> "PostTemplateQuerySet":
        """Templates in use of the office with this lineage (or of several, one after the other) and of those above."""
        offices = [int(part) for part in lineage.strip("/").split("/") if part]
        return self.filter(retired_at=None, office_id__in=offices)

    def usable_by(self, person: Person) -> "PostTemplateQuerySet":
        """Those with which she may begin a post: of the offices of her teams and of those above them."""
        lineages = {seat.account.lineage for seat in person.present_seats if seat.may_write}
        return self.usable_at("/".join(sorted(lineages)))

    def visible_to(self, person: Person) -> "PostTemplateQuerySet":
        """Templates in use of her offices and teams, of the offices above, and of those below whose posts she reads."""
        places = {role.office.lineage for role in person.present_roles}
        places |= {seat.account.lineage for seat in person.present_seats}
        found = self.usable_at("/".join(sorted(places)))
        for lineage in person.lineages(*READS_SUBTREE):
            found |= self.filter(retired_at=None, office__lineage__startswith=lineage)
        return found


class PostTemplate(models.Model):
    """A text to begin with, of an office; offices below may use it too."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("text"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PostTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(retired_at=None), name="post_template_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeptDraft(models.Model):
    """What somebody typed into the compose form and has not saved: kept every ten seconds, gone when it is saved."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, help_text="of the form in which it was typed")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-kept_at"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="kept_draft_once")]

    def __str__(self) -> str:
        return f"draft kept for {self.person_id}"

    @property
    def words(self) -> str:
        """What lists call it: the text, else what else was written."""
        return next((found for name in ("text", "source", "link", "purpose_other") if (found := self.fields[name])), "")

    @property
    def is_overtaken(self) -> bool:
        """The post it changes is another one than when it was opened."""
        return self.post is not None and self.fields["version"] != str(self.post.version)


class PostLook(models.Model):
    """Who has a waiting post open right now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="post_look_once")]

    def __str__(self) -> str:
        return f"{self.person_id} looks at {self.post_id}"
