"""Pictures and files of posts (clause 6-ka): kept once per upload, attached to versions with their alternative text."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Person
from content.models.post import Post, PostVersion

ATTACHMENTS_MAX = 10
ALT_MAX = 500  # characters
FOLDER, INCOMING = "posts", "incoming"  # below MEDIA_ROOT; incoming: settings.FILE_UPLOAD_TEMP_DIR


class MediaKind(models.TextChoices):
    IMAGE = "image", _("picture")
    PDF = "pdf", _("PDF document")
    VIDEO = "video", _("MP4 video")


ENDINGS = {MediaKind.IMAGE: "jpg", MediaKind.PDF: "pdf", MediaKind.VIDEO: "mp4"}
CONTENT_TYPES = {MediaKind.IMAGE: "image/jpeg", MediaKind.PDF: "application/pdf", MediaKind.VIDEO: "video/mp4"}


def random_name(media: "MediaFile", _name: str) -> str:
    """Where a file is stored: nothing of the name it came with."""
    return f"{FOLDER}/{uuid.uuid4().hex}.{ENDINGS[MediaKind(media.kind)]}"


class MediaFileQuerySet(models.QuerySet["MediaFile"]):
    def visible_to(self, person: Person) -> "MediaFileQuerySet":
        """Files of posts that she may see."""
        posts = Post.objects.visible_to(person)
        used = Attachment.objects.filter(version__post__in=posts)
        return self.filter(Q(pk__in=used.values("file")) | Q(pk__in=used.values("poster")))


class MediaFile(models.Model):
    """A file as it was taken in: a picture made anew, a PDF or an MP4 as it came. Counts against its office's quota."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=MediaKind.choices)
    file = models.FileField(upload_to=random_name, max_length=100)
    name = models.CharField(max_length=200, help_text="as it was called where it came from, cleaned")
    size = models.PositiveBigIntegerField(help_text="bytes as kept")
    width = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    sha256 = models.CharField(max_length=64, help_text="of the bytes as kept")
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=MediaKind.values), name="media_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.kind == MediaKind.IMAGE


class Attachment(models.Model):
    """A file on a version, in its place. What an approval is bound to names its bytes and its alternative text."""

    version = models.ForeignKey(PostVersion, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="attachments")
    poster = models.ForeignKey(MediaFile, null=True, blank=True, on_delete=models.PROTECT, related_name="poster_of")
    alt_text = models.CharField(_("alternative text"), max_length=ALT_MAX)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="attachment_place_once"),
            models.CheckConstraint(condition=~Q(alt_text=""), name="attachment_has_alt_text"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} on {self.version_id}"

    @property
    def bound(self) -> list[str]:
        """What a hash over the version names of it."""
        return [self.file.sha256, self.alt_text, self.poster.sha256 if self.poster else ""]
