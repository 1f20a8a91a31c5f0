"""Every kind of notice, with its words. The text is made when it is read, in the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`title` may name facts stored with the notice, e.g. %(headline)s; `text` stands in the mail before the address.

    `secret`: the address is a key. Such a notice is mailed and never listed, and its address is emptied afterwards.
    """

    code: str
    title: Promise | str
    text: Promise | str = ""
    secret: bool = False


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("invitation", _("You are invited to the portal by %(office)s"), secret=True),
        Kind(
            "password_reset",
            _("Choose a new password"),
            _(
                "A new password was asked for on the portal for this address. The link below works once. "
                "If it was not you, do nothing: your password stays."
            ),
            secret=True,
        ),
        Kind("account_applied", _("New page applied for: %(name)s")),
        Kind("account_approved", _("Approved: the page %(name)s")),
        Kind("account_refused", _("Refused: the page %(name)s")),
        Kind("team_short", _("The team of %(name)s is below the minimum")),
        Kind("single_officer_permitted", _("One officer may run %(name)s instead of a team")),
        Kind("single_officer_withdrawn", _("%(name)s needs a team again")),
        Kind("post_submitted", _("Waiting for approval: %(headline)s")),
        Kind("post_second", _("Second approval needed: %(headline)s")),
        Kind("post_approved", _("Approved: %(headline)s")),
        Kind("post_returned", _("Returned with reason: %(headline)s")),
        Kind("post_rejected", _("Rejected: %(headline)s")),
        Kind("post_published", _("Published: %(headline)s")),
        Kind("post_slot_soon", _("To decide before %(time)s: %(headline)s")),
        Kind("post_slot_passed", _("Time passed, choose a new one: %(headline)s")),
        Kind("post_slot_now", _("Time to publish: %(headline)s")),
        Kind("post_second_look", _("Second look wanted, published in an emergency: %(headline)s")),
        Kind("post_second_look_late", _("Second look overdue: %(headline)s")),
        Kind("post_looked_at", _("Second look done: %(headline)s")),
        Kind("post_found", _("Found on the page without approval: %(headline)s")),
        Kind("mistake_noticed", _("Mistake noticed, to be corrected: %(headline)s")),
        Kind("mistake_settled", _("Mistake settled: %(headline)s")),
        Kind("post_remarked", _("Remark by %(who)s: %(headline)s")),
        Kind("post_share_again", _("To share again today: %(headline)s")),
        Kind("parameter_proposed", _("To confirm, another value: %(name)s")),
        Kind("parameter_confirmed", _("Confirmed, another value: %(name)s")),
        Kind("parameter_withdrawn", _("Withdrawn, the proposed value: %(name)s")),
        Kind("edition_drafted", _("A new edition is being written: %(name)s")),
        Kind("edition_withdrawn", _("Given up, the new edition: %(name)s")),
        Kind("edition_in_force", _("Put into force: %(name)s")),
        Kind("edition_followed", _("Your office is to follow: %(name)s")),
        Kind("edition_unfollowed", _("Your office no longer has its own choice: %(name)s")),
        Kind("clarification_asked", _("Clarification asked on clause %(clause)s by %(office)s")),
        Kind("clarification_answered", _("Answered: your question on clause %(clause)s")),
        Kind("clarification_withdrawn", _("Taken back: the clarification on clause %(clause)s")),
        Kind("circular_issued", _("Circular %(memo)s: %(subject)s")),
        Kind("circular_reminder", _("Reminder: circular %(memo)s is not acknowledged")),
        Kind("excusal_asked", _("Excusal asked for clause %(clause)s by %(office)s")),
        Kind("excusal_granted", _("Granted: the excusal for clause %(clause)s")),
        Kind("excusal_refused", _("Refused: the excusal for clause %(clause)s")),
        Kind("excusal_ended", _("Ended early: the excusal for clause %(clause)s")),
        Kind(
            "breach_reminder",
            _("Reminder: clause %(clause)s is not followed at %(office)s"),
            _("Open the page below: it says what is missing and what to do next. If there is a reason, ask to excuse."),
        ),
        Kind("job_described", _("You got a written job description: %(office)s")),
        Kind("hand_over_recorded", _("Leave or transfer recorded: %(who)s")),
        Kind("hand_over_withdrawn", _("Withdrawn, the leave or transfer: %(who)s")),
        Kind("hand_over_ended", _("Back from leave: %(who)s")),
        Kind("misuse_reported", _("A misuse was reported, no. %(number)s")),
        Kind("misuse_decided", _("Your report no. %(number)s was dealt with")),
        Kind("committee_joined", _("You are a member of a committee of %(office)s")),
        Kind("term_proposed", _("To confirm, an entry of the prohibited list: %(text)s")),
        Kind("term_confirmed", _("Confirmed, your change of the prohibited list: %(text)s")),
        Kind("term_refused", _("Turned down, your change of the prohibited list: %(text)s")),
    )
}
SECRET = {code for code, kind in KINDS.items() if kind.secret}
