"""Every action the audit trail knows, in past tense. A name that is not here is an error, never a silent entry."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    """One row for one kind of change; the label is what people read in a history."""

    DATA_LOADED = "data.loaded", _("Data loaded")
    OFFICES_IMPORTED = "office.imported", _("Offices imported")
    ACCOUNTS_IMPORTED = "official_account.imported", _("Accounts imported")
    OFFICE_CHANGED = "office.changed", _("Office changed")
    PERSON_INVITED = "person.invited", _("Person invited")
    INVITATION_WITHDRAWN = "person.invitation_withdrawn", _("Invitation taken back")
    PERSON_JOINED = "person.joined", _("Invitation accepted")
    PERSON_SETTINGS = "person.settings_changed", _("Settings changed")
    PASSWORD_CHANGED = "person.password_changed", _("Password changed")  # noqa: S105
    PASSWORD_RESET = "person.password_reset", _("New password chosen by mail")  # noqa: S105
    ROLE_GIVEN = "role.given", _("Role given")
    ROLE_ENDED = "role.ended", _("Role ended")
    ACCOUNT_APPLIED = "official_account.applied", _("New page applied for")
    ACCOUNT_REGISTERED = "official_account.registered", _("Existing page registered")
    ACCOUNT_APPROVED = "official_account.approved", _("Application approved")
    ACCOUNT_REFUSED = "official_account.refused", _("Application refused")
    ACCOUNT_ACTIVATED = "official_account.activated", _("Account activated")
    ACCOUNT_SUSPENDED = "official_account.suspended", _("Account suspended")
    ACCOUNT_CLOSED = "official_account.closed", _("Account closed")
    ACCOUNT_LINKED = "official_account.linked", _("Address of the page recorded")
    MEMBER_ADDED = "team_member.added", _("Team member added")
    MEMBER_REMOVED = "team_member.removed", _("Team member removed")
    TEAM_SHORT = "team.fell_short", _("Team fell below the minimum")
    TEAM_COMPLETE = "team.complete_again", _("Team complete again")
    POST_STARTED = "post.started", _("Draft started")
    POST_EDITED = "post.edited", _("Text changed")
    POST_SUBMITTED = "post.submitted", _("Sent for approval")
    POST_WITHDRAWN = "post.withdrawn", _("Taken back by the author")
    POST_FIRST_APPROVED = "post.first_approved", _("Approved, second approval needed")
    POST_APPROVED = "post.approved", _("Approved")
    POST_RETURNED = "post.returned", _("Returned with reason")
    POST_REJECTED = "post.rejected", _("Rejected")
    POST_PUBLISHED = "post.published", _("Published")
    HOLIDAY_ADDED = "holiday.added", _("Holiday added")
    HOLIDAY_CHANGED = "holiday.changed", _("Holiday changed")
    REST_DAYS_ADDED = "rest_days.added", _("Weekly rest days added")
    REST_DAYS_CHANGED = "rest_days.changed", _("Weekly rest days changed")
    HOURS_ADDED = "hours.added", _("Office hours added")
    HOURS_CHANGED = "hours.changed", _("Office hours changed")
    DEADLINES_MOVED = "post.deadlines_moved", _("Times to decide moved with the working calendar")
