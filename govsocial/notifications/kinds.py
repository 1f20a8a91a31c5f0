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
        Kind("post_submitted", _("Waiting for approval: %(headline)s")),
        Kind("post_second", _("Second approval needed: %(headline)s")),
        Kind("post_approved", _("Approved: %(headline)s")),
        Kind("post_returned", _("Returned with reason: %(headline)s")),
        Kind("post_rejected", _("Rejected: %(headline)s")),
        Kind("post_published", _("Published: %(headline)s")),
    )
}
SECRET = {code for code, kind in KINDS.items() if kind.secret}
