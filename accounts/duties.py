"""The duties that a named person states, as a table: what is stated, of what, by whom, and for how long it holds."""

from django.utils.translation import gettext_lazy as _

from accounts.duty_types import Answer, Duty
from accounts.models.official_account import Platform

PURPOSE = Answer("purpose", _("What the page is for"))
AUDIENCE = Answer("audience", _("Whom it addresses"))
USERS = Answer("users", _("Who uses it"))
WITH_COVER = (Platform.X.value, Platform.FACEBOOK.value)
SETTINGS = (
    Answer("display", _("Display of content")),
    Answer("comments", _("Comments")),
    Answer("membership", _("Membership")),
    Answer("access", _("Access")),
    Answer("privacy", _("Privacy")),
)
VERDICT = Answer(
    "verdict",
    _("Decision"),
    choices=(
        ("office", _("The page bears the name of the office.")),
        ("exception", _("A personal name is unavoidable; the banner shows the office's name and logo.")),
    ),
)
OFFICIAL = Answer(
    "official",
    _("Is it an official e-mail address of the office?"),
    choices=(("yes", _("Yes")), ("no", _("No, it still has to be changed"))),
)
ON_VIBER = (Platform.VIBER.value,)
OWN_NUMBER = Answer(
    "official",
    _("Is it the office's mobile number?"),
    choices=(("yes", _("Yes")), ("no", _("No, it still has to be changed"))),
)
STAGE = Answer(
    "stage",
    _("What happened"),
    choices=(
        ("applied", _("Applied for")),
        ("verified", _("Verified by the platform")),
        ("refused", _("Refused or taken away")),
    ),
)
VERIFICATION = Duty(
    "np-2075",
    "verification",
    "account",
    _("The platform's verification of the page stands like this."),
    parameter="",
    answers=(STAGE,),
    platforms=WITH_COVER,
    on=_("Day"),
    evidence_help=_("The platform's reference or answer."),
)
DUTIES = (
    Duty(
        "bd-2016",
        "5-kha",
        "account",
        _("The page shows these three statements in its banner or in another visible place."),
        answers=(PURPOSE, AUDIENCE, USERS),
    ),
    Duty(
        "bd-2016",
        "5-ka",
        "account",
        _("I looked at the name of the page and at its banner and decided this."),
        parameter="",
        answers=(VERDICT,),
        by_head=True,
        of_name=True,
        evidence_help=_("What did you see? For an exception: why it is unavoidable, and a link to the banner."),
    ),
    Duty(
        "bd-2016",
        "5-gha",
        "account",
        _("Neither the profile picture nor the cover shows a personal picture."),
        picture=True,
        parameter="picture_attestation",
    ),
    Duty(
        "bd-2016",
        "5-cha",
        "account",
        _("The office has decided these settings, and the page is set so."),
        parameter="",
        answers=SETTINGS,
        by_head=True,
        refuses_passwords=True,
        on=_("Set on"),
        evidence=_("Reason of the change"),
        evidence_help=_("What was decided, where and why: minutes, memo number."),
    ),
    Duty(
        "bd-2016",
        "5-chha",
        "account",
        _("The platform's terms were read, and the page keeps them."),
        answers=(
            Answer("terms_version", _("Version or date of the terms"), rows=1, max_length=100),
            Answer("read_by", _("Who read them"), rows=1, max_length=200),
        ),
    ),
    Duty(
        "bd-2016",
        "5-ja",
        "account",
        _("The page shows the address of the office's website."),
        needs_website=True,
    ),
    Duty(
        "bd-2016",
        "5-nya",
        "office",
        _("Letterhead, e-mail signatures and press notes show the account beside the web address."),
    ),
    Duty(
        "np-2075",
        "logo",
        "account",
        _("The profile picture is the agency's or the government's logo."),
        picture=True,
        parameter="picture_attestation",
    ),
    Duty("np-2075", "cover", "account", _("The cover represents the agency."), platforms=WITH_COVER, picture=True),
    Duty(
        "np-2075",
        "bio",
        "account",
        _("The page shows the agency's full name, its objectives and the address of its website."),
    ),
    Duty(
        "np-2075",
        "name",
        "account",
        _("The name of the page represents the agency."),
        parameter="",
        by_head=True,
        of_name=True,
    ),
    Duty(
        "np-2075",
        "username",
        "account",
        _("The page is signed in to with this address."),
        parameter="",
        answers=(Answer("email", _("User name of the page"), max_length=200, email=True), OFFICIAL),
        platforms=WITH_COVER,
        refuses_passwords=True,
        refuted_by=("official", "no"),
        evidence_help=_("Where is it set, and who holds the mailbox? Never write a password here."),
    ),
    VERIFICATION,
    Duty(
        "np-2075",
        "vb-number",
        "account",
        _("Viber runs on this number."),
        parameter="",
        answers=(Answer("number", _("Number"), rows=1, max_length=30), OWN_NUMBER),
        platforms=ON_VIBER,
        refuted_by=("official", "no"),
        evidence_help=_("In whose name is the number, and who holds the telephone?"),
    ),
    Duty(
        "np-2075",
        "vb-hours",
        "account",
        _("The public can reach the office on Viber in these hours of each working day."),
        answers=(
            Answer("hours", _("Hours"), rows=1, max_length=100),
            Answer("on_duty", _("Who is on duty when")),
        ),
        platforms=ON_VIBER,
    ),
    Duty(
        "np-2075",
        "engage",
        "account",
        _("The account follows similar official accounts, shares what they post and takes part in a message group."),
        encouraged=True,
    ),
    Duty(
        "np-2075",
        "follow-relevant",
        "account",
        _("I looked through the accounts followed: all have to do with the work of the office."),
        encouraged=True,
    ),
)
