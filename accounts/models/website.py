"""What the machine saw on the offices' websites (clause 5-ja), and when it looks again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.office import Office
from accounts.models.official_account import OfficialAccount


class Seen(models.TextChoices):
    FOUND = "found", _("found")
    NOT_FOUND = "not_found", _("not found")
    COULD_NOT_CHECK = "could_not_check", _("could not check")


class Reason(models.TextChoices):
    """Why the machine could not look: the codes of govsocial.fetch, and a page without a link."""

    NOT_ALLOWED = "not_allowed", _("the register holds no plain https address")
    ELSEWHERE = "elsewhere", _("the website leads to another address")
    DNS = "dns", _("the name of the website was not found")
    NOT_PUBLIC = "not_public", _("the name leads to no public address")
    REFUSED = "refused", _("the website did not answer")
    TIMEOUT = "timeout", _("the website took too long to answer")
    CERTIFICATE = "certificate", _("the website's certificate does not hold")
    TOO_BIG = "too_big", _("the start page is larger than 1 MB")
    STATUS = "status", _("the website answered with an error")
    UNREADABLE = "unreadable", _("the answer was no page that a machine can read")
    NO_LINKS = "no_links", _("the start page holds no link that a machine can read")


class WebsiteCheck(models.Model):
    """One look for an account's address on the start page of its office's website. Rows are added, never changed."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="website_checks")
    website = models.URLField(max_length=300, help_text="where it looked: the register may name another one since")
    at = models.DateTimeField(default=timezone.now)
    result = models.CharField(max_length=20, choices=Seen.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "-at"], name="website_check_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="could_not_check") & ~Q(reason="") | ~Q(result="could_not_check") & Q(reason=""),
                name="website_check_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.at}: {self.result}"

    @property
    def shape(self) -> str:
        return {"found": "ok", "not_found": "bad"}.get(self.result, "info")


class WebsiteWatch(models.Model):
    """When an office's website is looked at next, and when it was last; an office without a row is due at once."""

    office = models.OneToOneField(Office, primary_key=True, on_delete=models.PROTECT, related_name="website_watch")
    due_at = models.DateTimeField(db_index=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"office {self.office_id} due {self.due_at}"
