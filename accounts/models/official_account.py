"""Official accounts on platforms and the teams that run them (clauses 3 and 5)."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.office import Office
from accounts.models.person import Person
from accounts.models.role import READS_SUBTREE, Role, RoleKind

TEAM_MIN, TEAM_MAX, APPROVERS_MIN = 3, 5, 2  # clause 5-ga
KEY_MAX = 500  # characters of an address in its one form


class Platform(models.TextChoices):
    FACEBOOK = "facebook", _("Facebook")
    YOUTUBE = "youtube", _("YouTube")
    X = "x", _("X")
    INSTAGRAM = "instagram", _("Instagram")
    LINKEDIN = "linkedin", _("LinkedIn")
    VIBER = "viber", _("Viber")


PLATFORM_HOSTS = {
    Platform.FACEBOOK: ("facebook.com", "fb.com", "fb.watch"),
    Platform.YOUTUBE: ("youtube.com", "youtu.be"),
    Platform.X: ("x.com", "twitter.com"),
    Platform.INSTAGRAM: ("instagram.com",),
    Platform.LINKEDIN: ("linkedin.com",),
    Platform.VIBER: ("viber.com",),
}


class AccountState(models.TextChoices):
    APPLIED = "applied", _("applied for")
    REFUSED = "refused", _("refused")
    PREPARING = "preparing", _("being prepared")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("closed")


class OfficialAccountQuerySet(models.QuerySet["OfficialAccount"]):
    def visible_to(self, person: Person) -> "OfficialAccountQuerySet":
        """Accounts of her offices, of offices under her oversight, and those on whose team she sits."""
        roles = Role.objects.current().filter(person=person)
        at_office = roles.filter(office=OuterRef("office"), kind__in=[RoleKind.OFFICER, RoleKind.HEAD])
        seat = TeamMember.objects.current().filter(account=OuterRef("pk"), person=person)
        scope = Q(Exists(at_office)) | Q(Exists(seat))
        for lineage in person.lineages(*READS_SUBTREE):
            scope |= Q(lineage__startswith=lineage)
        return self.filter(scope)

    def move(self, from_: AccountState, to: AccountState, version: int, **fields: object) -> int:
        """Compare-and-set of the status: 1 when this caller was first, 0 when somebody else was."""
        return self.filter(status=from_, version=version).update(status=to, version=version + 1, **fields)


class OfficialAccount(models.Model):
    """A page, channel or profile that speaks for an office. Never deleted: it is closed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="official_accounts")
    lineage = models.CharField(max_length=300, db_index=True)
    platform = models.CharField(_("platform"), max_length=20, choices=Platform.choices)
    name = models.CharField(_("name of the page"), max_length=200)
    handle = models.CharField(_("handle"), max_length=100, blank=True)
    url = models.URLField(_("address of the page"), max_length=300, blank=True)
    url_key = models.CharField(max_length=KEY_MAX, blank=True, editable=False, help_text="the address in its one form")
    is_existing = models.BooleanField(default=False, help_text="registered, not applied for")
    on_platform_since = models.DateField(_("on the platform since"), null=True, blank=True)
    access_note = models.TextField(_("who has access today"), blank=True)
    goal = models.TextField(_("goal"), blank=True)
    audience = models.TextField(_("audience"), blank=True)
    terms_note = models.TextField(_("how the platform's terms are met"), blank=True)
    status = models.CharField(max_length=12, choices=AccountState.choices)
    version = models.PositiveIntegerField(default=1)
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    own_decision = models.BooleanField(default=False, help_text="nobody active stood above: the head decided")
    activated_at = models.DateTimeField(null=True, blank=True)
    single_officer_since = models.DateField(
        _("one officer permitted since"), null=True, blank=True, help_text="parameter single_officer: by permission"
    )
    approvals_needed = models.PositiveSmallIntegerField(
        _("approvals a post needs"), default=1, choices=[(1, _("one approver")), (2, _("two approvers"))]
    )
    team_short_since = models.DateTimeField(null=True, blank=True, help_text="the team is below clause 5-ga since then")

    objects = OfficialAccountQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["url_key"],
                condition=~Q(url_key="") & ~Q(status__in=["refused", "closed"]),
                name="account_url_once",
            ),
            models.CheckConstraint(condition=Q(url="") | ~Q(url_key=""), name="account_url_has_its_key"),
            models.CheckConstraint(condition=Q(status__in=AccountState.values), name="account_status_known"),
            models.CheckConstraint(condition=Q(approvals_needed__in=(1, 2)), name="account_one_or_two_approvals"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> str:
        """Colour-free mark of the status: the badge's kind."""
        return {"active": "ok", "suspended": "bad", "refused": "bad", "closed": "none"}.get(self.status, "info")


class ActiveSpan(models.Model):
    """When an account was active: from an activation until it was suspended or closed."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="active_spans")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account"], condition=Q(until=None), name="account_active_once")]

    def __str__(self) -> str:
        return f"{self.account_id} since {self.since}"


class SingleOfficerSpan(models.Model):
    """On which days one officer was permitted to run an account alone. `until`: the first day on which not any more."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="single_officer_spans")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(until=None), name="single_officer_permitted_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} since {self.since}"


def _entitled() -> Q:
    """The holder of a seat is active and has a role in the account's office today."""
    role = Role.objects.current().filter(person=OuterRef("person"), office=OuterRef("account__office"))
    return Q(Exists(role), person__is_active=True)


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def current(self) -> "TeamMemberQuerySet":
        """Seats taken now by people who are active and hold a role in the account's office today."""
        return self.filter(_entitled(), until=None)

    def taken(self) -> "TeamMemberQuerySet":
        """Seats that nobody ended, each with `is_current`: False where its holder lost the role or the sign-in."""
        is_current = ExpressionWrapper(_entitled(), output_field=models.BooleanField())
        return self.filter(until=None).annotate(is_current=is_current)

    def approvers(self) -> "TeamMemberQuerySet":
        return self.filter(may_approve=True)


class TeamMember(models.Model):
    """A seat on an account's team. Five numbered seats: the database itself holds the maximum of clause 5-ga."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    seat = models.PositiveSmallIntegerField()
    may_write = models.BooleanField(_("may write"), default=True)
    may_approve = models.BooleanField(_("may approve"), default=False)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(fields=["account", "seat"], condition=Q(until=None), name="team_seat_once"),
            models.UniqueConstraint(fields=["account", "person"], condition=Q(until=None), name="team_person_once"),
            models.CheckConstraint(condition=Q(seat__gte=1, seat__lte=TEAM_MAX), name="team_at_most_five"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.account_id}, seat {self.seat}"
