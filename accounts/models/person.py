"""A person who signs in with an official e-mail address."""

import unicodedata
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from govsocial.rulebook.checks import Following

if TYPE_CHECKING:
    from accounts.models.office import Office
    from accounts.models.official_account import TeamMember
    from accounts.models.role import Role


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person; the address is stored in lower case, so that one address is one person."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Public servant with an account here. What she may do comes from dated roles and team seats alone."""

    email = models.EmailField(_("official e-mail"), unique=True)
    name_bn = models.CharField(_("name in Bangla"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    designation = models.CharField(_("designation"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("bn", _("Bangla")), ("en", _("English"))], default="bn"
    )
    bangla_digits = models.BooleanField(_("Bangla digits in the Bangla interface"), default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        english = str(translation.get_language() or "").startswith("en")
        return (self.name_en if english else self.name_bn) or self.name_bn or self.email

    @property
    def audit_label(self) -> str:
        """Name and address as they are at the time of an entry."""
        return f"{self.name_bn} <{self.email}>"

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def present_roles(self) -> "list[Role]":
        """Her roles of today with their offices, the oldest first; read once a request."""
        return list(self.roles.current().select_related("office").order_by("since", "id"))

    @cached_property
    def present_seats(self) -> "list[TeamMember]":
        """Her seats on teams today with their accounts; read once a request."""
        return list(self.seats.current().select_related("account"))

    def following(self, day: date) -> Following:
        """Who follows which edition on a day; read once a request."""
        kept: dict[date, Following] = self.__dict__.setdefault("_following", {})
        if day not in kept:
            kept[day] = Following.on(day)
        return kept[day]

    def reread_rights(self) -> None:
        """Forget what this request has read: a decision rests on the rights of its own moment."""
        for name in ("present_roles", "present_seats", "_following"):
            self.__dict__.pop(name, None)

    @property
    def acting_office(self) -> "Office | None":
        """The office for which she acts: that of the oldest of her present roles."""
        return self.present_roles[0].office if self.present_roles else None

    def lineages(self, *kinds: str) -> list[str]:
        """Lineages of the offices at which she holds one of the roles today."""
        return [role.office.lineage for role in self.present_roles if role.kind in kinds]

    def set_password(self, raw_password: str | None) -> None:
        """NFC first, so that a Bangla passphrase typed on another keyboard is the same passphrase."""
        super().set_password(unicodedata.normalize("NFC", raw_password) if raw_password else raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(unicodedata.normalize("NFC", raw_password or ""))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor taken back, expired or not."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, at: datetime) -> "InvitationQuerySet":
        """Unanswered and not expired at a moment."""
        return self.unanswered().filter(expires_at__gt=at)


class Invitation(models.Model):
    """An offer to join, by mail, with the role that is given on joining. Only the token's hash is kept."""

    email = models.EmailField(_("official e-mail"))
    name_bn = models.CharField(_("name in Bangla"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.office_id}"
